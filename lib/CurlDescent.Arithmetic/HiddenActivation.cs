using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>The hidden nonlinearity and its derivative in one pass.</summary>
/// <typeparam name="TActivation">φ.</typeparam>
internal static class HiddenActivation<TActivation>
    where TActivation : struct, IVectorActivation
{
    /// <summary>
    /// Computes h = φ(s·a) and replaces a by φ'(s·a). Works on whole vectors: the spans must be readable and writable up to the next
    /// multiple of 8.
    /// </summary>
    /// <param name="scale">s.</param>
    /// <param name="preactivations">a on entry, φ' on return.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="activations">h, overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply(double scale, Span<double> preactivations, int count, Span<double> activations)
    {
        ref double a = ref MemoryMarshal.GetReference(preactivations);
        ref double h = ref MemoryMarshal.GetReference(activations);
        Vector512<double> s = Vector512.Create(scale);
        for (nuint j = 0; j < (nuint)count; j += Lanes.Count)
        {
            Vector512<double> value = Vector512.LoadUnsafe(ref a, j) * s;
            Vector512<double> activation = TActivation.Apply(value);
            activation.StoreUnsafe(ref h, j);
            TActivation.Derivative(value, activation).StoreUnsafe(ref a, j);
        }
    }
}
