using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>
/// Errors of a hidden layer from those of the layer above, through weights in <see cref="Panels"/>. Every element is summed over the units
/// above in their order, lane by lane: the same bits on every vector width.
/// </summary>
internal static class PanelBackward
{
    /// <summary>Computes c_bj = φ'_bj·Σ_i e_bi W_ij.</summary>
    /// <param name="weights">W in <see cref="Panels"/>.</param>
    /// <param name="rows">Units above, padded to a multiple of 4.</param>
    /// <param name="stride">Row length of W, a multiple of 8.</param>
    /// <param name="errors">e, one row of <paramref name="rows"/> numbers per sample.</param>
    /// <param name="samples">Number of samples, at least 1.</param>
    /// <param name="derivatives">φ', rows of <paramref name="rowsBelow"/> numbers, readable up to a vector beyond the last.</param>
    /// <param name="rowsBelow">Units below, padded to a multiple of 4: <paramref name="stride"/> or 4 less.</param>
    /// <param name="coefficients">c, rows of <paramref name="rowsBelow"/> numbers; overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(
        ReadOnlySpan<double> weights, int rows, int stride, ReadOnlySpan<double> errors, int samples, ReadOnlySpan<double> derivatives,
        int rowsBelow, Span<double> coefficients)
    {
        ref double w = ref MemoryMarshal.GetReference(weights);
        ref double e = ref MemoryMarshal.GetReference(errors);
        ref double d = ref MemoryMarshal.GetReference(derivatives);
        ref double c = ref MemoryMarshal.GetReference(coefficients);
        for (int b = 0; b < samples; b += 4)
        {
            // Beyond the last sample, and the last block of columns, the last one is taken again and written once more.
            int second = Math.Min(b + 1, samples - 1), third = Math.Min(b + 2, samples - 1), fourth = Math.Min(b + 3, samples - 1);
            for (int j = 0; j < stride; j += 2 * Lanes.Count)
            {
                int next = Math.Min(j + Lanes.Count, stride - Lanes.Count);
                Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default,
                    b3 = default;
                for (int panel = 0; panel < rows; panel += Panels.Height)
                {
                    int height = Math.Min(Panels.Height, rows - panel);
                    ref double first = ref Unsafe.Add(ref w, panel * (nint)stride + j * height);
                    ref double other = ref Unsafe.Add(ref w, panel * (nint)stride + next * height);
                    ref double e0 = ref Unsafe.Add(ref e, (nint)b * rows + panel), e1 = ref Unsafe.Add(ref e, (nint)second * rows + panel);
                    ref double e2 = ref Unsafe.Add(ref e, (nint)third * rows + panel),
                        e3 = ref Unsafe.Add(ref e, (nint)fourth * rows + panel);
                    for (int k = 0; k < height; k++)
                    {
                        Vector512<double> x = Vector512.LoadUnsafe(ref first, (nuint)(k * Lanes.Count));
                        Vector512<double> y = Vector512.LoadUnsafe(ref other, (nuint)(k * Lanes.Count));
                        Vector512<double> f = Vector512.Create(Unsafe.Add(ref e0, k));
                        a0 = Lanes.MultiplyAdd(f, x, a0);
                        b0 = Lanes.MultiplyAdd(f, y, b0);
                        f = Vector512.Create(Unsafe.Add(ref e1, k));
                        a1 = Lanes.MultiplyAdd(f, x, a1);
                        b1 = Lanes.MultiplyAdd(f, y, b1);
                        f = Vector512.Create(Unsafe.Add(ref e2, k));
                        a2 = Lanes.MultiplyAdd(f, x, a2);
                        b2 = Lanes.MultiplyAdd(f, y, b2);
                        f = Vector512.Create(Unsafe.Add(ref e3, k));
                        a3 = Lanes.MultiplyAdd(f, x, a3);
                        b3 = Lanes.MultiplyAdd(f, y, b3);
                    }
                }

                Store(a0, b0, j, next, ref Unsafe.Add(ref d, (nint)b * rowsBelow), ref Unsafe.Add(ref c, (nint)b * rowsBelow), rowsBelow);
                Store(a1, b1, j, next, ref Unsafe.Add(ref d, (nint)second * rowsBelow),
                    ref Unsafe.Add(ref c, (nint)second * rowsBelow), rowsBelow);
                Store(a2, b2, j, next, ref Unsafe.Add(ref d, (nint)third * rowsBelow),
                    ref Unsafe.Add(ref c, (nint)third * rowsBelow), rowsBelow);
                Store(a3, b3, j, next, ref Unsafe.Add(ref d, (nint)fourth * rowsBelow),
                    ref Unsafe.Add(ref c, (nint)fourth * rowsBelow), rowsBelow);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<double> first, Vector512<double> other, int j, int next, ref double d, ref double c, int rows)
    {
        One(first, j, ref d, ref c, rows);
        One(other, next, ref d, ref c, rows);
    }

    // Half a vector where the row ends: the next row, written before, must not be touched.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void One(Vector512<double> sum, int j, ref double d, ref double c, int rows)
    {
        Vector512<double> value = sum * Vector512.LoadUnsafe(ref d, (nuint)j);
        if (rows - j >= Lanes.Count) value.StoreUnsafe(ref c, (nuint)j);
        else value.GetLower().StoreUnsafe(ref c, (nuint)j);
    }
}
