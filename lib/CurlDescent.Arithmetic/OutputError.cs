using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>Errors at the outputs.</summary>
/// <typeparam name="TActivation">φ.</typeparam>
/// <typeparam name="TDerivative">On: times φ'(a).</typeparam>
internal static class OutputError<TActivation, TDerivative>
    where TActivation : struct, IVectorActivation
    where TDerivative : struct, IFlag
{
    /// <summary>Computes δ = φ(s·a) − y, times φ'(s·a) if chosen. Works on whole vectors.</summary>
    /// <param name="scale">s.</param>
    /// <param name="preactivations">a on entry, δ on return.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="targets">y.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(double scale, Span<double> preactivations, int count, ReadOnlySpan<double> targets)
    {
        ref double a = ref MemoryMarshal.GetReference(preactivations);
        ref double y = ref MemoryMarshal.GetReference(targets);
        Vector512<double> s = Vector512.Create(scale);
        for (nuint j = 0; j < (nuint)count; j += Lanes.Count)
        {
            Vector512<double> value = Vector512.LoadUnsafe(ref a, j) * s;
            Vector512<double> output = TActivation.Apply(value);
            Vector512<double> error = output - Vector512.LoadUnsafe(ref y, j);
            if (TDerivative.IsOn) error *= TActivation.Derivative(value, output);
            error.StoreUnsafe(ref a, j);
        }
    }
}
