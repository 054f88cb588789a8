using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Simulation.Kernels;

/// <summary>
/// The fused pass over both layers of a linear network with one output. For each hidden unit i, with the weights before the step on the right:
/// d_i = W1_i·g, W1_i += p·f_i·W2_i·h (feedback alignment: p·f_i·h), W2_i += q·e_i·d_i; and from the weights after the step u = Σ_i W2_i·W1_i.
/// Three multiply–adds, one load from memory and one store per weight.
/// </summary>
/// <typeparam name="TFixedFeedback">On: the error reaches hidden unit i through f_i alone and not through W2_i.</typeparam>
/// <typeparam name="TSquares">On: the squared norm of W1 after the step is summed too.</typeparam>
internal static class LinearRows<TFixedFeedback, TSquares>
    where TFixedFeedback : struct, IFlag
    where TSquares : struct, IFlag
{
    /// <summary>Runs the pass.</summary>
    /// <param name="hidden">W1 in <see cref="Panels"/>; updated.</param>
    /// <param name="rows">N, a multiple of 4 (rows of zeros beyond the network's).</param>
    /// <param name="stride">Row length, a multiple of 8.</param>
    /// <param name="readout">W2, <paramref name="rows"/> numbers; updated.</param>
    /// <param name="gradient">g.</param>
    /// <param name="hiddenDirection">h.</param>
    /// <param name="hiddenFactors">f, one per row.</param>
    /// <param name="hiddenStep">p.</param>
    /// <param name="readoutFactors">e, one per row.</param>
    /// <param name="readoutStep">q.</param>
    /// <param name="scratch">One number per row; overwritten.</param>
    /// <param name="product">u, overwritten.</param>
    /// <returns>Squared norms of W1 (0 unless asked for) and W2 after the step.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Hidden, double Readout) Step(
        Span<double> hidden,
        int rows,
        int stride,
        Span<double> readout,
        ReadOnlySpan<double> gradient,
        ReadOnlySpan<double> hiddenDirection,
        ReadOnlySpan<double> hiddenFactors,
        double hiddenStep,
        ReadOnlySpan<double> readoutFactors,
        double readoutStep,
        Span<double> scratch,
        Span<double> product)
    {
        ref double w = ref MemoryMarshal.GetReference(hidden);
        ref double w2 = ref MemoryMarshal.GetReference(readout);
        ref double g = ref MemoryMarshal.GetReference(gradient);
        ref double h = ref MemoryMarshal.GetReference(hiddenDirection);
        ref double f = ref MemoryMarshal.GetReference(hiddenFactors);
        ref double e = ref MemoryMarshal.GetReference(readoutFactors);
        ref double u = ref MemoryMarshal.GetReference(product);
        nuint s = (nuint)stride;
        ref double c = ref MemoryMarshal.GetReference(scratch);

        for (nuint j = 0; j < s; j += Lanes.Count) Vector512<double>.Zero.StoreUnsafe(ref u, j);
        Vector512<double> squares = default, readoutSquares = default;
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
                ref double cb = ref Unsafe.Add(ref c, b);
                Vector512<double> c0 = Vector512.Create(cb), c1 = Vector512.Create(Unsafe.Add(ref cb, 1));
                Vector512<double> c2 = Vector512.Create(Unsafe.Add(ref cb, 2)), c3 = Vector512.Create(Unsafe.Add(ref cb, 3));
                Vector512<double> c4 = Vector512.Create(Unsafe.Add(ref cb, 4)), c5 = Vector512.Create(Unsafe.Add(ref cb, 5));
                Vector512<double> c6 = Vector512.Create(Unsafe.Add(ref cb, 6)), c7 = Vector512.Create(Unsafe.Add(ref cb, 7));
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
                        Vector512<double> hj = Vector512.LoadUnsafe(ref h, j);
                        Vector512<double> even = Update(ref wj, c0, hj, n0, Vector512<double>.Zero, ref squares);
                        Vector512<double> odd = Update(ref Unsafe.Add(ref wj, Lanes.Count), c1, hj, n1, Vector512<double>.Zero, ref squares);
                        even = Update(ref Unsafe.Add(ref wj, 2 * Lanes.Count), c2, hj, n2, even, ref squares);
                        odd = Update(ref Unsafe.Add(ref wj, 3 * Lanes.Count), c3, hj, n3, odd, ref squares);
                        even = Update(ref Unsafe.Add(ref wj, 4 * Lanes.Count), c4, hj, n4, even, ref squares);
                        odd = Update(ref Unsafe.Add(ref wj, 5 * Lanes.Count), c5, hj, n5, odd, ref squares);
                        even = Update(ref Unsafe.Add(ref wj, 6 * Lanes.Count), c6, hj, n6, even, ref squares);
                        odd = Update(ref Unsafe.Add(ref wj, 7 * Lanes.Count), c7, hj, n7, odd, ref squares);
                        (Vector512.LoadUnsafe(ref u, j) + (even + odd)).StoreUnsafe(ref u, j);
                    }
                }
                else
                {
                    for (nuint j = 0, p = 0; j < s; j += Lanes.Count, p += Panels.Height * Lanes.Count)
                    {
                        ref double wj = ref Unsafe.Add(ref wb, p);
                        Vector512<double> hj = Vector512.LoadUnsafe(ref h, j);
                        Vector512<double> even = Update(ref wj, c0, hj, n0, Vector512<double>.Zero, ref squares);
                        Vector512<double> odd = Update(ref Unsafe.Add(ref wj, Lanes.Count), c1, hj, n1, Vector512<double>.Zero, ref squares);
                        even = Update(ref Unsafe.Add(ref wj, 2 * Lanes.Count), c2, hj, n2, even, ref squares);
                        odd = Update(ref Unsafe.Add(ref wj, 3 * Lanes.Count), c3, hj, n3, odd, ref squares);
                        even = Update(ref Unsafe.Add(ref wj, 4 * Lanes.Count), c4, hj, n4, even, ref squares);
                        odd = Update(ref Unsafe.Add(ref wj, 5 * Lanes.Count), c5, hj, n5, odd, ref squares);
                        even = Update(ref Unsafe.Add(ref wj, 6 * Lanes.Count), c6, hj, n6, even, ref squares);
                        odd = Update(ref Unsafe.Add(ref wj, 7 * Lanes.Count), c7, hj, n7, odd, ref squares);
                        (Vector512.LoadUnsafe(ref u, j) + (even + odd)).StoreUnsafe(ref u, j);
                    }

                    continue;
                }
            }

            Vector512<double> old = Vector512.LoadUnsafe(ref w2, (nuint)i);
            Vector512<double> step = Vector512.LoadUnsafe(ref f, (nuint)i) * hiddenStep;
            if (!TFixedFeedback.IsOn) step *= old;
            step.StoreUnsafe(ref c, (nuint)i);
            Vector512<double> d = Lanes.Sums(a0, a1, a2, a3, a4, a5, a6, a7);
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
            Vector256<double> d = Lanes.Sums(a0, a1, a2, a3);
            Vector256<double> after = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref e, (nuint)i) * readoutStep, d, old);
            after.StoreUnsafe(ref w2, (nuint)i);
            readoutSquaresRest = after * after;

            ref double cb = ref Unsafe.Add(ref c, i);
            Vector512<double> c0 = Vector512.Create(cb), c1 = Vector512.Create(Unsafe.Add(ref cb, 1));
            Vector512<double> c2 = Vector512.Create(Unsafe.Add(ref cb, 2)), c3 = Vector512.Create(Unsafe.Add(ref cb, 3));
            ref double nb = ref Unsafe.Add(ref w2, i);
            Vector512<double> n0 = Vector512.Create(nb), n1 = Vector512.Create(Unsafe.Add(ref nb, 1));
            Vector512<double> n2 = Vector512.Create(Unsafe.Add(ref nb, 2)), n3 = Vector512.Create(Unsafe.Add(ref nb, 3));
            for (nuint j = 0, p = 0; j < s; j += Lanes.Count, p += Panels.ShortHeight * Lanes.Count)
            {
                ref double wj = ref Unsafe.Add(ref w, p);
                Vector512<double> hj = Vector512.LoadUnsafe(ref h, j);
                Vector512<double> even = Update(ref wj, c0, hj, n0, Vector512<double>.Zero, ref squares);
                Vector512<double> odd = Update(ref Unsafe.Add(ref wj, Lanes.Count), c1, hj, n1, Vector512<double>.Zero, ref squares);
                even = Update(ref Unsafe.Add(ref wj, 2 * Lanes.Count), c2, hj, n2, even, ref squares);
                odd = Update(ref Unsafe.Add(ref wj, 3 * Lanes.Count), c3, hj, n3, odd, ref squares);
                (Vector512.LoadUnsafe(ref u, j) + (even + odd)).StoreUnsafe(ref u, j);
            }
        }

        return (TSquares.IsOn ? Lanes.Sum(squares) : 0, Lanes.Sum(readoutSquares) + Lanes.Sum(readoutSquaresRest));
    }

    // One weight vector: W += c·h, then the new weights times n on top of the sum so far.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Update(
        ref double weights, Vector512<double> c, Vector512<double> h, Vector512<double> n, Vector512<double> sum, ref Vector512<double> squares)
    {
        Vector512<double> after = Lanes.MultiplyAdd(c, h, Vector512.LoadUnsafe(ref weights));
        after.StoreUnsafe(ref weights);
        if (TSquares.IsOn) squares = Lanes.MultiplyAdd(after, after, squares);
        return Lanes.MultiplyAdd(n, after, sum);
    }
}
