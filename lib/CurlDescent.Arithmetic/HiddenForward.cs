using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

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
        ReadOnlySpan<double> hidden, int units, int rows, int stride, ReadOnlySpan<double> inputs, ReadOnlySpan<int> samples,
        Span<double> preactivations)
    {
        if (Vector512.IsHardwareAccelerated) Compute<Vector512<double>>(hidden, units, rows, stride, inputs, samples, preactivations);
        else Compute<Vector256<double>>(hidden, units, rows, stride, inputs, samples, preactivations);
    }

    /// <inheritdoc cref="Compute(ReadOnlySpan{double}, int, int, int, ReadOnlySpan{double}, ReadOnlySpan{int}, Span{double})"/>
    /// <typeparam name="TVector">See <see cref="Quad{TVector}"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Compute<TVector>(
        ReadOnlySpan<double> hidden, int units, int rows, int stride, ReadOnlySpan<double> inputs, ReadOnlySpan<int> samples,
        Span<double> preactivations)
        where TVector : struct
    {
        ref double x = ref MemoryMarshal.GetReference(inputs);
        for (int i = 0; i < rows; i += Panels.Height)
        {
            int height = Math.Min(Panels.Height, rows - i);
            ref double w = ref Unsafe.Add(ref MemoryMarshal.GetReference(hidden), i * (nint)stride);
            ref double a = ref Unsafe.Add(ref MemoryMarshal.GetReference(preactivations), i);
            if (units - i <= 2) TwoUnits<TVector>(ref w, ref x, samples, rows, stride, ref a);
            else if (Quad<TVector>.IsWhole && height == Panels.Height) SixteenSums<On>(ref w, ref x, samples, rows, stride, ref a);
            else if (Quad<TVector>.IsWhole) SixteenSums<Off>(ref w, ref x, samples, rows, stride, ref a);
            else for (int k = 0; k < height; k += 4)
                EightSums(ref Unsafe.Add(ref w, k * Lanes.Count), height, ref x, samples, rows, stride, ref Unsafe.Add(ref a, k));
        }
    }

    // Whole vectors: eight rows and two samples (ten loads feed sixteen multiply–adds), or the four rows of a short panel and four samples.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SixteenSums<TTall>(ref double w, ref double x, ReadOnlySpan<int> samples, int rows, int stride, ref double a)
        where TTall : struct, IFlag
    {
        ref int order = ref MemoryMarshal.GetReference(samples);

        // Here and below: beyond the last sample the last one is taken again, and its sums are written once more.
        int last = samples.Length - 1;
        for (int b = 0; b <= last; b += TTall.IsOn ? 2 : 4)
        {
            int second = Math.Min(b + 1, last), third = TTall.IsOn ? b : Math.Min(b + 2, last),
                fourth = TTall.IsOn ? second : Math.Min(b + 3, last);
            ref double x0 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride);
            ref double x1 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, second) * (nint)stride);
            ref double x2 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, third) * (nint)stride);
            ref double x3 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, fourth) * (nint)stride);
            Quad<Vector512<double>> s0 = default, s1 = default, s2 = default, s3 = default;
            ref double wj = ref w;
            for (nuint j = 0; j < (nuint)stride; j += Lanes.Count)
            {
                Vector512<double> xa = Vector512.LoadUnsafe(ref x0, j), xb = Vector512.LoadUnsafe(ref x1, j);
                Vector512<double> xc = TTall.IsOn ? xa : Vector512.LoadUnsafe(ref x2, j),
                    xd = TTall.IsOn ? xb : Vector512.LoadUnsafe(ref x3, j);
                Vector512<double> w0 = Vector512.LoadUnsafe(ref wj), w1 = Vector512.LoadUnsafe(ref wj, Lanes.Count);
                Vector512<double> w2 = Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count), w3 = Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count);
                s0.AddProducts(xa, w0, w1, w2, w3);
                s1.AddProducts(xb, w0, w1, w2, w3);
                wj = ref Unsafe.Add(ref wj, 4 * Lanes.Count);
                if (TTall.IsOn)
                {
                    w0 = Vector512.LoadUnsafe(ref wj);
                    w1 = Vector512.LoadUnsafe(ref wj, Lanes.Count);
                    w2 = Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count);
                    w3 = Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count);
                    wj = ref Unsafe.Add(ref wj, 4 * Lanes.Count);
                }

                s2.AddProducts(xc, w0, w1, w2, w3);
                s3.AddProducts(xd, w0, w1, w2, w3);
            }

            int below = TTall.IsOn ? 4 : 0;
            s3.Sums().StoreUnsafe(ref a, (nuint)(fourth * rows + below));
            s2.Sums().StoreUnsafe(ref a, (nuint)(third * rows + below));
            s1.Sums().StoreUnsafe(ref a, (nuint)(second * rows));
            s0.Sums().StoreUnsafe(ref a, (nuint)(b * rows));
        }
    }

    // Half vectors: four rows of a panel and two samples (six loads feed eight multiply–adds).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightSums(ref double w, int height, ref double x, ReadOnlySpan<int> samples, int rows, int stride, ref double a)
    {
        ref int order = ref MemoryMarshal.GetReference(samples);
        int last = samples.Length - 1;
        for (int b = 0; b <= last; b += 2)
        {
            int second = Math.Min(b + 1, last);
            ref double x0 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride);
            ref double x1 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, second) * (nint)stride);
            Vector256<double> sums0 = default, sums1 = default;
            for (nuint half = 0; half < Lanes.Count; half += 4)
            {
                Quad<Vector256<double>> s0 = default, s1 = default;
                ref double wj = ref Unsafe.Add(ref w, half);
                for (nuint j = half; j < (nuint)stride; j += Lanes.Count)
                {
                    Vector256<double> w0 = Vector256.LoadUnsafe(ref wj), w1 = Vector256.LoadUnsafe(ref wj, Lanes.Count);
                    Vector256<double> w2 = Vector256.LoadUnsafe(ref wj, 2 * Lanes.Count),
                        w3 = Vector256.LoadUnsafe(ref wj, 3 * Lanes.Count);
                    s0.AddProducts(Vector256.LoadUnsafe(ref x0, j), w0, w1, w2, w3);
                    s1.AddProducts(Vector256.LoadUnsafe(ref x1, j), w0, w1, w2, w3);
                    wj = ref Unsafe.Add(ref wj, height * Lanes.Count);
                }

                sums0 = half == 0 ? s0.Sums() : sums0 + s0.Sums();
                sums1 = half == 0 ? s1.Sums() : sums1 + s1.Sums();
            }

            sums1.StoreUnsafe(ref a, (nuint)(second * rows));
            sums0.StoreUnsafe(ref a, (nuint)(b * rows));
        }
    }

    // Either: two rows of a short panel and four samples.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoUnits<TVector>(ref double w, ref double x, ReadOnlySpan<int> samples, int rows, int stride, ref double a)
        where TVector : struct
    {
        ref int order = ref MemoryMarshal.GetReference(samples);
        int last = samples.Length - 1;
        for (int b = 0; b <= last; b += 4)
        {
            int second = Math.Min(b + 1, last), third = Math.Min(b + 2, last), fourth = Math.Min(b + 3, last);
            ref double x0 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride);
            ref double x1 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, second) * (nint)stride);
            ref double x2 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, third) * (nint)stride);
            ref double x3 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, fourth) * (nint)stride);
            Vector256<double> first = default, other = default;
            for (nuint half = 0; half < Lanes.Count; half += 4)
            {
                Quad<TVector> s0 = default, s1 = default;
                ref double wj = ref Unsafe.Add(ref w, half);
                for (nuint j = half; j < (nuint)stride; j += Lanes.Count)
                {
                    TVector v0 = Vectors.Load<TVector>(ref x0, j), v1 = Vectors.Load<TVector>(ref x1, j);
                    TVector v2 = Vectors.Load<TVector>(ref x2, j), v3 = Vectors.Load<TVector>(ref x3, j);
                    s0.AddProducts(Vectors.Load<TVector>(ref wj, 0), v0, v1, v2, v3);
                    s1.AddProducts(Vectors.Load<TVector>(ref wj, Lanes.Count), v0, v1, v2, v3);
                    wj = ref Unsafe.Add(ref wj, Panels.ShortHeight * Lanes.Count);
                }

                first = half == 0 ? s0.Sums() : first + s0.Sums();
                other = half == 0 ? s1.Sums() : other + s1.Sums();
                if (Quad<TVector>.IsWhole) break;
            }

            Vector256.Create(first[3], other[3], 0, 0).StoreUnsafe(ref a, (nuint)(fourth * rows));
            Vector256.Create(first[2], other[2], 0, 0).StoreUnsafe(ref a, (nuint)(third * rows));
            Vector256.Create(first[1], other[1], 0, 0).StoreUnsafe(ref a, (nuint)(second * rows));
            Vector256.Create(first[0], other[0], 0, 0).StoreUnsafe(ref a, (nuint)(b * rows));
        }
    }
}
