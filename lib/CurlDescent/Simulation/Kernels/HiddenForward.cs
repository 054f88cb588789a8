using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Simulation.Kernels;

/// <summary>Preactivations of the hidden layer for several samples: a_bi = W1_i·x_b.</summary>
internal static class HiddenForward
{
    /// <summary>Computes a_bi. Sixteen sums at a time, so that ten loads feed sixteen multiply–adds.</summary>
    /// <param name="hidden">W1 in <see cref="Panels"/>.</param>
    /// <param name="units">N.</param>
    /// <param name="rows">N padded to a multiple of 4.</param>
    /// <param name="stride">Row length, a multiple of 8.</param>
    /// <param name="inputs">X, rows of <paramref name="stride"/> numbers.</param>
    /// <param name="samples">The rows of X to take.</param>
    /// <param name="preactivations">a, one row of <paramref name="rows"/> numbers per sample; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(
        ReadOnlySpan<double> hidden, int units, int rows, int stride, ReadOnlySpan<double> inputs, ReadOnlySpan<int> samples, Span<double> preactivations)
    {
        ref double w = ref MemoryMarshal.GetReference(hidden);
        ref double x = ref MemoryMarshal.GetReference(inputs);
        ref double a = ref MemoryMarshal.GetReference(preactivations);
        ref int order = ref MemoryMarshal.GetReference(samples);
        nuint s = (nuint)stride;
        int i = 0;
        for (; i + Panels.Height <= rows; i += Panels.Height)
        {
            int b = 0;
            for (; b + 2 <= samples.Length; b += 2)
            {
                ref double x0 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride);
                ref double x1 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, b + 1) * (nint)stride);
                Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
                Vector512<double> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default;
                for (nuint j = 0, p = 0; j < s; j += Lanes.Count, p += Panels.Height * Lanes.Count)
                {
                    ref double wj = ref Unsafe.Add(ref w, p);
                    Vector512<double> xa = Vector512.LoadUnsafe(ref x0, j), xb = Vector512.LoadUnsafe(ref x1, j);
                    Vector512<double> row = Vector512.LoadUnsafe(ref wj);
                    a0 = Lanes.MultiplyAdd(xa, row, a0);
                    b0 = Lanes.MultiplyAdd(xb, row, b0);
                    row = Vector512.LoadUnsafe(ref wj, Lanes.Count);
                    a1 = Lanes.MultiplyAdd(xa, row, a1);
                    b1 = Lanes.MultiplyAdd(xb, row, b1);
                    row = Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count);
                    a2 = Lanes.MultiplyAdd(xa, row, a2);
                    b2 = Lanes.MultiplyAdd(xb, row, b2);
                    row = Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count);
                    a3 = Lanes.MultiplyAdd(xa, row, a3);
                    b3 = Lanes.MultiplyAdd(xb, row, b3);
                    row = Vector512.LoadUnsafe(ref wj, 4 * Lanes.Count);
                    a4 = Lanes.MultiplyAdd(xa, row, a4);
                    b4 = Lanes.MultiplyAdd(xb, row, b4);
                    row = Vector512.LoadUnsafe(ref wj, 5 * Lanes.Count);
                    a5 = Lanes.MultiplyAdd(xa, row, a5);
                    b5 = Lanes.MultiplyAdd(xb, row, b5);
                    row = Vector512.LoadUnsafe(ref wj, 6 * Lanes.Count);
                    a6 = Lanes.MultiplyAdd(xa, row, a6);
                    b6 = Lanes.MultiplyAdd(xb, row, b6);
                    row = Vector512.LoadUnsafe(ref wj, 7 * Lanes.Count);
                    a7 = Lanes.MultiplyAdd(xa, row, a7);
                    b7 = Lanes.MultiplyAdd(xb, row, b7);
                }

                Lanes.Sums(a0, a1, a2, a3, a4, a5, a6, a7).StoreUnsafe(ref a, (nuint)(b * rows + i));
                Lanes.Sums(b0, b1, b2, b3, b4, b5, b6, b7).StoreUnsafe(ref a, (nuint)((b + 1) * rows + i));
            }

            if (b < samples.Length)
            {
                MatrixTimesVector.Compute(
                    MemoryMarshal.CreateReadOnlySpan(ref w, Panels.Height * stride),
                    Panels.Height,
                    stride,
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride), stride),
                    MemoryMarshal.CreateSpan(ref Unsafe.Add(ref a, b * rows + i), Panels.Height));
            }

            w = ref Unsafe.Add(ref w, Panels.Height * s);
        }

        if (i == rows) return;
        if (units - i <= 2) TwoUnits(ref w, ref x, samples, i, rows, stride, ref a);
        else FourUnits(ref w, ref x, samples, i, rows, stride, ref a);
    }

    // The short panel. Beyond the last sample the last one is taken again; its sums are written once more.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourUnits(ref double w, ref double x, ReadOnlySpan<int> samples, int i, int rows, int stride, ref double a)
    {
        ref int order = ref MemoryMarshal.GetReference(samples);
        nuint s = (nuint)stride;
        for (int b = 0; b < samples.Length; b += 4)
        {
            int last = samples.Length - 1;
            int second = Math.Min(b + 1, last), third = Math.Min(b + 2, last), fourth = Math.Min(b + 3, last);
            ref double x0 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride);
            ref double x1 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, second) * (nint)stride);
            ref double x2 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, third) * (nint)stride);
            ref double x3 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, fourth) * (nint)stride);
            Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
            Vector512<double> c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
            for (nuint j = 0, p = 0; j < s; j += Lanes.Count, p += Panels.ShortHeight * Lanes.Count)
            {
                ref double wj = ref Unsafe.Add(ref w, p);
                Vector512<double> xa = Vector512.LoadUnsafe(ref x0, j), xb = Vector512.LoadUnsafe(ref x1, j);
                Vector512<double> xc = Vector512.LoadUnsafe(ref x2, j), xd = Vector512.LoadUnsafe(ref x3, j);
                Vector512<double> row = Vector512.LoadUnsafe(ref wj);
                a0 = Lanes.MultiplyAdd(xa, row, a0);
                b0 = Lanes.MultiplyAdd(xb, row, b0);
                c0 = Lanes.MultiplyAdd(xc, row, c0);
                d0 = Lanes.MultiplyAdd(xd, row, d0);
                row = Vector512.LoadUnsafe(ref wj, Lanes.Count);
                a1 = Lanes.MultiplyAdd(xa, row, a1);
                b1 = Lanes.MultiplyAdd(xb, row, b1);
                c1 = Lanes.MultiplyAdd(xc, row, c1);
                d1 = Lanes.MultiplyAdd(xd, row, d1);
                row = Vector512.LoadUnsafe(ref wj, 2 * Lanes.Count);
                a2 = Lanes.MultiplyAdd(xa, row, a2);
                b2 = Lanes.MultiplyAdd(xb, row, b2);
                c2 = Lanes.MultiplyAdd(xc, row, c2);
                d2 = Lanes.MultiplyAdd(xd, row, d2);
                row = Vector512.LoadUnsafe(ref wj, 3 * Lanes.Count);
                a3 = Lanes.MultiplyAdd(xa, row, a3);
                b3 = Lanes.MultiplyAdd(xb, row, b3);
                c3 = Lanes.MultiplyAdd(xc, row, c3);
                d3 = Lanes.MultiplyAdd(xd, row, d3);
            }

            Vector512<double> ab = Lanes.Sums(a0, a1, a2, a3, b0, b1, b2, b3), cd = Lanes.Sums(c0, c1, c2, c3, d0, d1, d2, d3);
            cd.GetUpper().StoreUnsafe(ref a, (nuint)(fourth * rows + i));
            cd.GetLower().StoreUnsafe(ref a, (nuint)(third * rows + i));
            ab.GetUpper().StoreUnsafe(ref a, (nuint)(second * rows + i));
            ab.GetLower().StoreUnsafe(ref a, (nuint)(b * rows + i));
        }
    }

    // The short panel when only two of its rows are hidden units.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoUnits(ref double w, ref double x, ReadOnlySpan<int> samples, int i, int rows, int stride, ref double a)
    {
        ref int order = ref MemoryMarshal.GetReference(samples);
        nuint s = (nuint)stride;
        for (int b = 0; b < samples.Length; b += 4)
        {
            int last = samples.Length - 1;
            int second = Math.Min(b + 1, last), third = Math.Min(b + 2, last), fourth = Math.Min(b + 3, last);
            ref double x0 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride);
            ref double x1 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, second) * (nint)stride);
            ref double x2 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, third) * (nint)stride);
            ref double x3 = ref Unsafe.Add(ref x, Unsafe.Add(ref order, fourth) * (nint)stride);
            Vector512<double> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
            for (nuint j = 0, p = 0; j < s; j += Lanes.Count, p += Panels.ShortHeight * Lanes.Count)
            {
                ref double wj = ref Unsafe.Add(ref w, p);
                Vector512<double> row0 = Vector512.LoadUnsafe(ref wj), row1 = Vector512.LoadUnsafe(ref wj, Lanes.Count);
                a0 = Lanes.MultiplyAdd(row0, Vector512.LoadUnsafe(ref x0, j), a0);
                a1 = Lanes.MultiplyAdd(row1, Vector512.LoadUnsafe(ref x0, j), a1);
                b0 = Lanes.MultiplyAdd(row0, Vector512.LoadUnsafe(ref x1, j), b0);
                b1 = Lanes.MultiplyAdd(row1, Vector512.LoadUnsafe(ref x1, j), b1);
                c0 = Lanes.MultiplyAdd(row0, Vector512.LoadUnsafe(ref x2, j), c0);
                c1 = Lanes.MultiplyAdd(row1, Vector512.LoadUnsafe(ref x2, j), c1);
                d0 = Lanes.MultiplyAdd(row0, Vector512.LoadUnsafe(ref x3, j), d0);
                d1 = Lanes.MultiplyAdd(row1, Vector512.LoadUnsafe(ref x3, j), d1);
            }

            Vector512<double> sums = Lanes.Sums(a0, a1, b0, b1, c0, c1, d0, d1);
            Vector256<double> ab = sums.GetLower(), cd = sums.GetUpper();
            Vector256.Create(cd.GetUpper(), Vector128<double>.Zero).StoreUnsafe(ref a, (nuint)(fourth * rows + i));
            Vector256.Create(cd.GetLower(), Vector128<double>.Zero).StoreUnsafe(ref a, (nuint)(third * rows + i));
            Vector256.Create(ab.GetUpper(), Vector128<double>.Zero).StoreUnsafe(ref a, (nuint)(second * rows + i));
            Vector256.Create(ab.GetLower(), Vector128<double>.Zero).StoreUnsafe(ref a, (nuint)(b * rows + i));
        }
    }
}
