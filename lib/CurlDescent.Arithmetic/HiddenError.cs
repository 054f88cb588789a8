using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>Errors at the hidden units, ready for <see cref="HiddenUpdate{TColumnSigns,TSquares}"/>.</summary>
internal static class HiddenError
{
    /// <summary>Computes c_bi = p·f_i·φ'_bi·Σ_k F_ki δ_kb.</summary>
    /// <param name="derivatives">φ', rows of <paramref name="rows"/> numbers.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="rows">N, a multiple of 4.</param>
    /// <param name="outputs">K.</param>
    /// <param name="errors">δ, K rows.</param>
    /// <param name="errorStride">Their length.</param>
    /// <param name="feedback">F, K rows.</param>
    /// <param name="feedbackStride">Their length, a multiple of 8.</param>
    /// <param name="factors">f, padded to a multiple of 8.</param>
    /// <param name="step">p.</param>
    /// <param name="coefficients">c, rows of <paramref name="rows"/> numbers, writable up to a vector beyond the last; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(
        ReadOnlySpan<double> derivatives,
        int samples,
        int rows,
        int outputs,
        ReadOnlySpan<double> errors,
        int errorStride,
        ReadOnlySpan<double> feedback,
        int feedbackStride,
        ReadOnlySpan<double> factors,
        double step,
        Span<double> coefficients)
    {
        ref double d = ref MemoryMarshal.GetReference(derivatives);
        ref double e = ref MemoryMarshal.GetReference(errors);
        ref double f = ref MemoryMarshal.GetReference(feedback);
        ref double c = ref MemoryMarshal.GetReference(coefficients);
        ref double r = ref MemoryMarshal.GetReference(factors);
        nuint n = (nuint)rows;

        // In increasing b: what a row's last vector writes beyond its end, the next row overwrites.
        for (int b = 0; b < samples; b++)
        {
            for (nuint i = 0; i < n; i += Lanes.Count)
            {
                Vector512<double> sum = Vector512.LoadUnsafe(ref f, i) * Unsafe.Add(ref e, b);
                for (int k = 1; k < outputs; k++)
                {
                    sum = Lanes.MultiplyAdd(
                        Vector512.LoadUnsafe(ref f, (nuint)(k * feedbackStride) + i),
                        Vector512.Create(Unsafe.Add(ref e, k * errorStride + b)), sum);
                }

                (Vector512.LoadUnsafe(ref r, i) * step * (sum * Vector512.LoadUnsafe(ref d, i))).StoreUnsafe(ref c, i);
            }

            d = ref Unsafe.Add(ref d, n);
            c = ref Unsafe.Add(ref c, n);
        }
    }
}
