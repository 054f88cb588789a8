using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Simulation.Kernels;

/// <summary>
/// <see cref="LinearRows{TFixedFeedback,TSquares}"/> for weights beyond the first-level cache, where writing costs three times as much as reading: W1 stays as it
/// was some steps ago, and the updates since then wait as pairs of vectors (c_s, h_s), to be added to W1 together. What they contribute to W1·g comes in as
/// an offset; what they contribute to u the caller adds. Two multiply–adds and one load from memory per weight.
/// </summary>
/// <typeparam name="TFixedFeedback">On: the error reaches hidden unit i through f_i alone and not through W2_i.</typeparam>
internal static class LinearRowsDelayed<TFixedFeedback>
    where TFixedFeedback : struct, IFlag
{
    /// <summary>Computes d_i = o_i + W1_i·g, c_i = p·f_i·W2_i (fixed feedback: p·f_i), W2_i += q·e_i·d_i and u = Σ_i W2_i·W1_i.</summary>
    /// <param name="hidden">W1 without the waiting updates, in <see cref="Panels"/>.</param>
    /// <param name="rows">N, a multiple of 4.</param>
    /// <param name="stride">Row length, a multiple of 8.</param>
    /// <param name="readout">W2, <paramref name="rows"/> numbers; updated.</param>
    /// <param name="gradient">g.</param>
    /// <param name="offsets">o, one per row.</param>
    /// <param name="hiddenFactors">f, one per row.</param>
    /// <param name="hiddenStep">p.</param>
    /// <param name="readoutFactors">e, one per row.</param>
    /// <param name="readoutStep">q.</param>
    /// <param name="coefficients">c, one per row; overwritten.</param>
    /// <param name="product">u, overwritten.</param>
    /// <returns>Squared norm of W2 after the step.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Step(
        ReadOnlySpan<double> hidden,
        int rows,
        int stride,
        Span<double> readout,
        ReadOnlySpan<double> gradient,
        ReadOnlySpan<double> offsets,
        ReadOnlySpan<double> hiddenFactors,
        double hiddenStep,
        ReadOnlySpan<double> readoutFactors,
        double readoutStep,
        Span<double> coefficients,
        Span<double> product)
    {
        ref double w = ref MemoryMarshal.GetReference(hidden);
        ref double w2 = ref MemoryMarshal.GetReference(readout);
        ref double g = ref MemoryMarshal.GetReference(gradient);
        ref double o = ref MemoryMarshal.GetReference(offsets);
        ref double f = ref MemoryMarshal.GetReference(hiddenFactors);
        ref double e = ref MemoryMarshal.GetReference(readoutFactors);
        ref double c = ref MemoryMarshal.GetReference(coefficients);
        ref double u = ref MemoryMarshal.GetReference(product);
        nuint s = (nuint)stride;

        for (nuint j = 0; j < s; j += Lanes.Count) Vector512<double>.Zero.StoreUnsafe(ref u, j);
        Vector512<double> readoutSquares = default;
        Vector256<double> readoutSquaresRest = default;
        // Panel i is multiplied with g while panel b, two before it, is summed into u: what b needs was ready long ago, so neither waits.
        int i = 0, b = -2 * Panels.Height, full = rows & ~(Panels.Height - 1);
        for (; b < full; i += Panels.Height, b += Panels.Height)
        {
            Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
            ref double wi = ref Unsafe.Add(ref w, i * (nint)stride);
            if (b < 0)
            {
                if (i >= full) continue;
                for (nuint j = 0, p = 0; j < s; j += Lanes.Count, p += Panels.Height * Lanes.Count)
                {
                    ref double wj = ref Unsafe.Add(ref wi, p);
                    Vector512<double> gj = Vector512.LoadUnsafe(ref g, j);
                    a0 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj), a0);
                    a1 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, Lanes.Count), a1);
                    a2 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count), a2);
                    a3 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count), a3);
                    a4 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 4 * Lanes.Count), a4);
                    a5 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 5 * Lanes.Count), a5);
                    a6 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 6 * Lanes.Count), a6);
                    a7 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 7 * Lanes.Count), a7);
                }
            }
            else
            {
                ref double wb = ref Unsafe.Add(ref w, b * (nint)stride);
                ref double nb = ref Unsafe.Add(ref w2, b);
                Vector512<double> n0 = Vector512.Create(nb), n1 = Vector512.Create(Unsafe.Add(ref nb, 1));
                Vector512<double> n2 = Vector512.Create(Unsafe.Add(ref nb, 2)), n3 = Vector512.Create(Unsafe.Add(ref nb, 3));
                Vector512<double> n4 = Vector512.Create(Unsafe.Add(ref nb, 4)), n5 = Vector512.Create(Unsafe.Add(ref nb, 5));
                Vector512<double> n6 = Vector512.Create(Unsafe.Add(ref nb, 6)), n7 = Vector512.Create(Unsafe.Add(ref nb, 7));
                if (i < full)
                {
                    for (nuint j = 0, p = 0; j < s; j += Lanes.Count, p += Panels.Height * Lanes.Count)
                    {
                        ref double wj = ref Unsafe.Add(ref wi, p);
                        Vector512<double> gj = Vector512.LoadUnsafe(ref g, j);
                        a0 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj), a0);
                        a1 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, Lanes.Count), a1);
                        a2 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count), a2);
                        a3 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count), a3);
                        a4 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 4 * Lanes.Count), a4);
                        a5 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 5 * Lanes.Count), a5);
                        a6 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 6 * Lanes.Count), a6);
                        a7 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 7 * Lanes.Count), a7);
                        wj = ref Unsafe.Add(ref wb, p);
                        Vector512<double> even = n0 * Vector512.LoadUnsafe(ref wj);
                        Vector512<double> odd = n1 * Vector512.LoadUnsafe(ref wj, Lanes.Count);
                        even = Lanes.MultiplyAdd(n2, Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count), even);
                        odd = Lanes.MultiplyAdd(n3, Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count), odd);
                        even = Lanes.MultiplyAdd(n4, Vector512.LoadUnsafe(ref wj, 4 * Lanes.Count), even);
                        odd = Lanes.MultiplyAdd(n5, Vector512.LoadUnsafe(ref wj, 5 * Lanes.Count), odd);
                        even = Lanes.MultiplyAdd(n6, Vector512.LoadUnsafe(ref wj, 6 * Lanes.Count), even);
                        odd = Lanes.MultiplyAdd(n7, Vector512.LoadUnsafe(ref wj, 7 * Lanes.Count), odd);
                        (Vector512.LoadUnsafe(ref u, j) + (even + odd)).StoreUnsafe(ref u, j);
                    }
                }
                else
                {
                    for (nuint j = 0, p = 0; j < s; j += Lanes.Count, p += Panels.Height * Lanes.Count)
                    {
                        ref double wj = ref Unsafe.Add(ref wb, p);
                        Vector512<double> even = n0 * Vector512.LoadUnsafe(ref wj);
                        Vector512<double> odd = n1 * Vector512.LoadUnsafe(ref wj, Lanes.Count);
                        even = Lanes.MultiplyAdd(n2, Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count), even);
                        odd = Lanes.MultiplyAdd(n3, Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count), odd);
                        even = Lanes.MultiplyAdd(n4, Vector512.LoadUnsafe(ref wj, 4 * Lanes.Count), even);
                        odd = Lanes.MultiplyAdd(n5, Vector512.LoadUnsafe(ref wj, 5 * Lanes.Count), odd);
                        even = Lanes.MultiplyAdd(n6, Vector512.LoadUnsafe(ref wj, 6 * Lanes.Count), even);
                        odd = Lanes.MultiplyAdd(n7, Vector512.LoadUnsafe(ref wj, 7 * Lanes.Count), odd);
                        (Vector512.LoadUnsafe(ref u, j) + (even + odd)).StoreUnsafe(ref u, j);
                    }

                    continue;
                }
            }

            Vector512<double> old = Vector512.LoadUnsafe(ref w2, (nuint)i);
            Vector512<double> step = Vector512.LoadUnsafe(ref f, (nuint)i) * hiddenStep;
            if (!TFixedFeedback.IsOn) step *= old;
            step.StoreUnsafe(ref c, (nuint)i);
            Vector512<double> d = Vector512.LoadUnsafe(ref o, (nuint)i) + Lanes.Sums(a0, a1, a2, a3, a4, a5, a6, a7);
            Vector512<double> after = Lanes.MultiplyAdd(Vector512.LoadUnsafe(ref e, (nuint)i) * readoutStep, d, old);
            after.StoreUnsafe(ref w2, (nuint)i);
            readoutSquares = Lanes.MultiplyAdd(after, after, readoutSquares);
        }

        if (full < rows)
        {
            i = full;
            w = ref Unsafe.Add(ref w, i * (nint)stride);
            Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default;
            for (nuint j = 0, p = 0; j < s; j += Lanes.Count, p += Panels.ShortHeight * Lanes.Count)
            {
                ref double wj = ref Unsafe.Add(ref w, p);
                Vector512<double> gj = Vector512.LoadUnsafe(ref g, j);
                a0 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj), a0);
                a1 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, Lanes.Count), a1);
                a2 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count), a2);
                a3 = Lanes.MultiplyAdd(gj, Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count), a3);
            }

            Vector256<double> old = Vector256.LoadUnsafe(ref w2, (nuint)i);
            Vector256<double> step = Vector256.LoadUnsafe(ref f, (nuint)i) * hiddenStep;
            if (!TFixedFeedback.IsOn) step *= old;
            step.StoreUnsafe(ref c, (nuint)i);
            Vector256<double> d = Vector256.LoadUnsafe(ref o, (nuint)i) + Lanes.Sums(a0, a1, a2, a3);
            Vector256<double> after = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref e, (nuint)i) * readoutStep, d, old);
            after.StoreUnsafe(ref w2, (nuint)i);
            readoutSquaresRest = after * after;

            ref double nb = ref Unsafe.Add(ref w2, i);
            Vector512<double> n0 = Vector512.Create(nb), n1 = Vector512.Create(Unsafe.Add(ref nb, 1));
            Vector512<double> n2 = Vector512.Create(Unsafe.Add(ref nb, 2)), n3 = Vector512.Create(Unsafe.Add(ref nb, 3));
            for (nuint j = 0, p = 0; j < s; j += Lanes.Count, p += Panels.ShortHeight * Lanes.Count)
            {
                ref double wj = ref Unsafe.Add(ref w, p);
                Vector512<double> even = n0 * Vector512.LoadUnsafe(ref wj);
                Vector512<double> odd = n1 * Vector512.LoadUnsafe(ref wj, Lanes.Count);
                even = Lanes.MultiplyAdd(n2, Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count), even);
                odd = Lanes.MultiplyAdd(n3, Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count), odd);
                (Vector512.LoadUnsafe(ref u, j) + (even + odd)).StoreUnsafe(ref u, j);
            }
        }

        return Lanes.Sum(readoutSquares) + Lanes.Sum(readoutSquaresRest);
    }
}
