using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>The update of the readout weights: W2 += q·e∘G.</summary>
internal static class ReadoutUpdate
{
    /// <summary>Updates W2 and clears G.</summary>
    /// <param name="weights">W2, all outputs, padded; updated.</param>
    /// <param name="factors">e, 0 in the padding.</param>
    /// <param name="step">q.</param>
    /// <param name="gradient">G; cleared.</param>
    /// <returns>Squared norm of W2 after the update.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Apply(Span<double> weights, ReadOnlySpan<double> factors, double step, Span<double> gradient)
    {
        ref double w = ref MemoryMarshal.GetReference(weights);
        ref double e = ref MemoryMarshal.GetReference(factors);
        ref double g = ref MemoryMarshal.GetReference(gradient);
        Vector512<double> squares = default;
        for (nuint i = 0; i < (nuint)weights.Length; i += Lanes.Count)
        {
            Vector512<double> factor = Vector512.LoadUnsafe(ref e, i) * step;

            // The padding of G may hold anything; its factor is 0.
            Vector512<double> change = Vector512.ConditionalSelect(
                Vector512.Equals(factor, Vector512<double>.Zero), Vector512<double>.Zero, Vector512.LoadUnsafe(ref g, i));
            Vector512<double> after = Lanes.MultiplyAdd(factor, change, Vector512.LoadUnsafe(ref w, i));
            after.StoreUnsafe(ref w, i);
            Vector512<double>.Zero.StoreUnsafe(ref g, i);
            squares = Lanes.MultiplyAdd(after, after, squares);
        }

        return Lanes.Sum(squares);
    }
}
