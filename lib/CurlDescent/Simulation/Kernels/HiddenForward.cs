using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Simulation.Kernels;

/// <summary>Preactivations of the hidden layer for several samples: a_bi = W1_i·x_b.</summary>
internal static class HiddenForward
{
    /// <summary>Computes a_bi.</summary>
    /// <param name="hidden">W1 in <see cref="Panels"/>.</param>
    /// <param name="units">N.</param>
    /// <param name="rows">N padded to a multiple of 4.</param>
    /// <param name="stride">Row length, a multiple of 8.</param>
    /// <param name="inputs">X, rows of <paramref name="stride"/> numbers.</param>
    /// <param name="samples">The rows of X to take.</param>
    /// <param name="preactivations">a, one row of <paramref name="rows"/> numbers per sample; overwritten.</param>
    public static void Compute(
        ReadOnlySpan<double> hidden, int units, int rows, int stride, ReadOnlySpan<double> inputs, ReadOnlySpan<int> samples, Span<double> preactivations)
    {
        if (Vector512.IsHardwareAccelerated) Compute<Vector512<double>>(hidden, units, rows, stride, inputs, samples, preactivations);
        else Compute<Vector256<double>>(hidden, units, rows, stride, inputs, samples, preactivations);
    }

    /// <inheritdoc cref="Compute(ReadOnlySpan{double}, int, int, int, ReadOnlySpan{double}, ReadOnlySpan{int}, Span{double})"/>
    /// <typeparam name="TVector">See <see cref="Quad{TVector}"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Compute<TVector>(
        ReadOnlySpan<double> hidden, int units, int rows, int stride, ReadOnlySpan<double> inputs, ReadOnlySpan<int> samples, Span<double> preactivations)
        where TVector : struct
    {
        ref double w = ref MemoryMarshal.GetReference(hidden);
        ref double x = ref MemoryMarshal.GetReference(inputs);
        ref double a = ref MemoryMarshal.GetReference(preactivations);
        ref int order = ref MemoryMarshal.GetReference(samples);
        int last = samples.Length - 1;
        nuint s = (nuint)stride;
        for (int i = 0; i < rows; i += Panels.Height)
        {
            int height = Math.Min(Panels.Height, rows - i);
            bool isTall = height == Panels.Height, isTwo = units - i <= 2;
            int step = isTwo || (Quad<TVector>.IsWhole && !isTall) ? 4 : 2;

            // Beyond the last sample the last one is taken again; its sums are written once more.
            for (int b = 0; b <= last; b += step)
            {
                int second = Math.Min(b + 1, last), third = Math.Min(b + 2, last), fourth = Math.Min(b + 3, last);
                ref double x0 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride);
                ref double x1 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, second) * (nint)stride);
                ref double x2 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, third) * (nint)stride);
                ref double x3 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, fourth) * (nint)stride);
                ref double a0 = ref Unsafe.Add(ref a, b * rows + i), a1 = ref Unsafe.Add(ref a, second * rows + i);
                ref double a2 = ref Unsafe.Add(ref a, third * rows + i), a3 = ref Unsafe.Add(ref a, fourth * rows + i);
                if (isTwo)
                {
                    TwoUnits<TVector>(ref w, ref x0, ref x1, ref x2, ref x3, s, ref a0, ref a1, ref a2, ref a3);
                }
                else if (!Quad<TVector>.IsWhole)
                {
                    FourUnits(ref w, (nuint)height, ref x0, ref x1, s, ref a0, ref a1);
                    if (!isTall) continue;
                    FourUnits(ref Unsafe.Add(ref w, 4 * Lanes.Count), (nuint)height, ref x0, ref x1, s, ref Unsafe.Add(ref a0, 4), ref Unsafe.Add(ref a1, 4));
                }
                else if (isTall)
                {
                    SixteenSums<On>(ref w, ref x0, ref x1, ref x0, ref x1, s, ref a0, ref a1, ref Unsafe.Add(ref a0, 4), ref Unsafe.Add(ref a1, 4));
                }
                else
                {
                    SixteenSums<Off>(ref w, ref x0, ref x1, ref x2, ref x3, s, ref a0, ref a1, ref a2, ref a3);
                }
            }

            w = ref Unsafe.Add(ref w, height * (nint)stride);
        }
    }

    // Whole vectors: eight rows and two samples (ten loads feed sixteen multiply–adds), or four rows of a short panel and four samples.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixteenSums<TTall>(
        ref double w, ref double x0, ref double x1, ref double x2, ref double x3, nuint stride, ref double a0, ref double a1, ref double a2, ref double a3)
        where TTall : struct, IFlag
    {
        Quad<Vector512<double>> a = default, b = default, c = default, d = default;
        ref double wj = ref w;
        for (nuint j = 0; j < stride; j += Lanes.Count)
        {
            Vector512<double> xa = Vector512.LoadUnsafe(ref x0, j), xb = Vector512.LoadUnsafe(ref x1, j);
            Vector512<double> xc = TTall.IsOn ? xa : Vector512.LoadUnsafe(ref x2, j), xd = TTall.IsOn ? xb : Vector512.LoadUnsafe(ref x3, j);
            Vector512<double> w0 = Vector512.LoadUnsafe(ref wj), w1 = Vector512.LoadUnsafe(ref wj, Lanes.Count);
            Vector512<double> w2 = Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count), w3 = Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count);
            a.AddProducts(xa, w0, w1, w2, w3);
            b.AddProducts(xb, w0, w1, w2, w3);
            wj = ref Unsafe.Add(ref wj, Panels.ShortHeight * Lanes.Count);
            if (TTall.IsOn)
            {
                w0 = Vector512.LoadUnsafe(ref wj);
                w1 = Vector512.LoadUnsafe(ref wj, Lanes.Count);
                w2 = Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count);
                w3 = Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count);
                wj = ref Unsafe.Add(ref wj, Panels.ShortHeight * Lanes.Count);
            }

            c.AddProducts(xc, w0, w1, w2, w3);
            d.AddProducts(xd, w0, w1, w2, w3);
        }

        d.Sums().StoreUnsafe(ref a3);
        c.Sums().StoreUnsafe(ref a2);
        b.Sums().StoreUnsafe(ref a1);
        a.Sums().StoreUnsafe(ref a0);
    }

    // Half vectors: four rows of a panel and two samples.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourUnits(ref double w, nuint height, ref double x0, ref double x1, nuint stride, ref double a0, ref double a1)
    {
        Vector256<double> sums0 = default, sums1 = default;
        for (nuint half = 0; half < Lanes.Count; half += 4)
        {
            Quad<Vector256<double>> a = default, b = default;
            ref double wj = ref Unsafe.Add(ref w, half);
            for (nuint j = half; j < stride; j += Lanes.Count)
            {
                Vector256<double> w0 = Vector256.LoadUnsafe(ref wj), w1 = Vector256.LoadUnsafe(ref wj, Lanes.Count);
                Vector256<double> w2 = Vector256.LoadUnsafe(ref wj, 2 * Lanes.Count), w3 = Vector256.LoadUnsafe(ref wj, 3 * Lanes.Count);
                a.AddProducts(Vector256.LoadUnsafe(ref x0, j), w0, w1, w2, w3);
                b.AddProducts(Vector256.LoadUnsafe(ref x1, j), w0, w1, w2, w3);
                wj = ref Unsafe.Add(ref wj, height * Lanes.Count);
            }

            sums0 = half == 0 ? a.Sums() : sums0 + a.Sums();
            sums1 = half == 0 ? b.Sums() : sums1 + b.Sums();
        }

        sums1.StoreUnsafe(ref a1);
        sums0.StoreUnsafe(ref a0);
    }

    // Either: two rows of a short panel and four samples.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoUnits<TVector>(
        ref double w, ref double x0, ref double x1, ref double x2, ref double x3, nuint stride, ref double a0, ref double a1, ref double a2, ref double a3)
        where TVector : struct
    {
        Vector256<double> first = default, other = default;
        for (nuint half = 0; half < Lanes.Count; half += 4)
        {
            Quad<TVector> a = default, b = default;
            ref double wj = ref Unsafe.Add(ref w, half);
            for (nuint j = half; j < stride; j += Lanes.Count)
            {
                TVector v0 = Vectors.Load<TVector>(ref x0, j), v1 = Vectors.Load<TVector>(ref x1, j);
                TVector v2 = Vectors.Load<TVector>(ref x2, j), v3 = Vectors.Load<TVector>(ref x3, j);
                a.AddProducts(Vectors.Load<TVector>(ref wj, 0), v0, v1, v2, v3);
                b.AddProducts(Vectors.Load<TVector>(ref wj, Lanes.Count), v0, v1, v2, v3);
                wj = ref Unsafe.Add(ref wj, Panels.ShortHeight * Lanes.Count);
            }

            first = half == 0 ? a.Sums() : first + a.Sums();
            other = half == 0 ? b.Sums() : other + b.Sums();
            if (Quad<TVector>.IsWhole) break;
        }

        Vector256.Create(first[3], other[3], 0, 0).StoreUnsafe(ref a3);
        Vector256.Create(first[2], other[2], 0, 0).StoreUnsafe(ref a2);
        Vector256.Create(first[1], other[1], 0, 0).StoreUnsafe(ref a1);
        Vector256.Create(first[0], other[0], 0, 0).StoreUnsafe(ref a0);
    }
}
