using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Simulation.Kernels;

/// <summary>The update of the hidden weights by a batch: W1 += (Σ_b c_b x_bᵀ)·D1.</summary>
/// <typeparam name="TColumnSigns">On: D1 acts on columns.</typeparam>
/// <typeparam name="TSquares">On: the squared norm of W1 after the update is summed.</typeparam>
internal static class HiddenUpdate<TColumnSigns, TSquares>
    where TColumnSigns : struct, IFlag
    where TSquares : struct, IFlag
{
    /// <summary>Updates W1. Sixteen weight vectors stay in registers while the samples pass.</summary>
    /// <param name="coefficients">c, one row of <paramref name="rows"/> numbers per sample.</param>
    /// <param name="inputs">X, rows of <paramref name="stride"/> numbers.</param>
    /// <param name="samples">The rows of X to take.</param>
    /// <param name="columnSigns">D1, <paramref name="stride"/> numbers.</param>
    /// <param name="units">N.</param>
    /// <param name="rows">N padded to a multiple of 4.</param>
    /// <param name="stride">Row length, a multiple of 8.</param>
    /// <param name="hidden">W1 in <see cref="Panels"/>; updated.</param>
    /// <returns>Squared norm of W1 after the update; 0 unless asked for.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Apply(
        ReadOnlySpan<double> coefficients,
        ReadOnlySpan<double> inputs,
        ReadOnlySpan<int> samples,
        ReadOnlySpan<double> columnSigns,
        int units,
        int rows,
        int stride,
        Span<double> hidden)
    {
        ref double w = ref MemoryMarshal.GetReference(hidden);
        ref double x = ref MemoryMarshal.GetReference(inputs);
        ref double c = ref MemoryMarshal.GetReference(coefficients);
        ref double d = ref MemoryMarshal.GetReference(columnSigns);
        ref int order = ref MemoryMarshal.GetReference(samples);
        nuint s = (nuint)stride;
        int batch = samples.Length;
        Vector512<double> squares = default, squares2 = default;
        int i = 0;
        for (; i + Panels.Height <= rows; i += Panels.Height)
        {
            nuint j = 0;
            for (; j + 2 * Lanes.Count <= s; j += 2 * Lanes.Count)
            {
                ref double wj = ref Unsafe.Add(ref w, j * Panels.Height);
                Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
                Vector512<double> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default;
                ref double cb = ref Unsafe.Add(ref c, i);
                for (int b = 0; b < batch; b++)
                {
                    ref double xb = ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride + (nint)j);
                    Vector512<double> xa = Vector512.LoadUnsafe(ref xb), xc = Vector512.LoadUnsafe(ref xb, Lanes.Count);
                    Vector512<double> f = Vector512.Create(cb);
                    a0 = Lanes.MultiplyAdd(f, xa, a0);
                    b0 = Lanes.MultiplyAdd(f, xc, b0);
                    f = Vector512.Create(Unsafe.Add(ref cb, 1));
                    a1 = Lanes.MultiplyAdd(f, xa, a1);
                    b1 = Lanes.MultiplyAdd(f, xc, b1);
                    f = Vector512.Create(Unsafe.Add(ref cb, 2));
                    a2 = Lanes.MultiplyAdd(f, xa, a2);
                    b2 = Lanes.MultiplyAdd(f, xc, b2);
                    f = Vector512.Create(Unsafe.Add(ref cb, 3));
                    a3 = Lanes.MultiplyAdd(f, xa, a3);
                    b3 = Lanes.MultiplyAdd(f, xc, b3);
                    f = Vector512.Create(Unsafe.Add(ref cb, 4));
                    a4 = Lanes.MultiplyAdd(f, xa, a4);
                    b4 = Lanes.MultiplyAdd(f, xc, b4);
                    f = Vector512.Create(Unsafe.Add(ref cb, 5));
                    a5 = Lanes.MultiplyAdd(f, xa, a5);
                    b5 = Lanes.MultiplyAdd(f, xc, b5);
                    f = Vector512.Create(Unsafe.Add(ref cb, 6));
                    a6 = Lanes.MultiplyAdd(f, xa, a6);
                    b6 = Lanes.MultiplyAdd(f, xc, b6);
                    f = Vector512.Create(Unsafe.Add(ref cb, 7));
                    a7 = Lanes.MultiplyAdd(f, xa, a7);
                    b7 = Lanes.MultiplyAdd(f, xc, b7);
                    cb = ref Unsafe.Add(ref cb, rows);
                }

                Vector512<double> da = Vector512.LoadUnsafe(ref d, j), db = Vector512.LoadUnsafe(ref d, j + Lanes.Count);
                Add(ref wj, a0, da, ref squares);
                Add(ref Unsafe.Add(ref wj, Lanes.Count), a1, da, ref squares2);
                Add(ref Unsafe.Add(ref wj, 2 * Lanes.Count), a2, da, ref squares);
                Add(ref Unsafe.Add(ref wj, 3 * Lanes.Count), a3, da, ref squares2);
                Add(ref Unsafe.Add(ref wj, 4 * Lanes.Count), a4, da, ref squares);
                Add(ref Unsafe.Add(ref wj, 5 * Lanes.Count), a5, da, ref squares2);
                Add(ref Unsafe.Add(ref wj, 6 * Lanes.Count), a6, da, ref squares);
                Add(ref Unsafe.Add(ref wj, 7 * Lanes.Count), a7, da, ref squares2);
                Add(ref Unsafe.Add(ref wj, 8 * Lanes.Count), b0, db, ref squares);
                Add(ref Unsafe.Add(ref wj, 9 * Lanes.Count), b1, db, ref squares2);
                Add(ref Unsafe.Add(ref wj, 10 * Lanes.Count), b2, db, ref squares);
                Add(ref Unsafe.Add(ref wj, 11 * Lanes.Count), b3, db, ref squares2);
                Add(ref Unsafe.Add(ref wj, 12 * Lanes.Count), b4, db, ref squares);
                Add(ref Unsafe.Add(ref wj, 13 * Lanes.Count), b5, db, ref squares2);
                Add(ref Unsafe.Add(ref wj, 14 * Lanes.Count), b6, db, ref squares);
                Add(ref Unsafe.Add(ref wj, 15 * Lanes.Count), b7, db, ref squares2);
            }

            if (j < s)
            {
                ref double wj = ref Unsafe.Add(ref w, j * Panels.Height);
                Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
                ref double cb = ref Unsafe.Add(ref c, i);
                for (int b = 0; b < batch; b++)
                {
                    Vector512<double> xa = Vector512.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride + (nint)j));
                    a0 = Lanes.MultiplyAdd(Vector512.Create(cb), xa, a0);
                    a1 = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref cb, 1)), xa, a1);
                    a2 = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref cb, 2)), xa, a2);
                    a3 = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref cb, 3)), xa, a3);
                    a4 = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref cb, 4)), xa, a4);
                    a5 = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref cb, 5)), xa, a5);
                    a6 = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref cb, 6)), xa, a6);
                    a7 = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref cb, 7)), xa, a7);
                    cb = ref Unsafe.Add(ref cb, rows);
                }

                Vector512<double> da = Vector512.LoadUnsafe(ref d, j);
                Add(ref wj, a0, da, ref squares);
                Add(ref Unsafe.Add(ref wj, Lanes.Count), a1, da, ref squares2);
                Add(ref Unsafe.Add(ref wj, 2 * Lanes.Count), a2, da, ref squares);
                Add(ref Unsafe.Add(ref wj, 3 * Lanes.Count), a3, da, ref squares2);
                Add(ref Unsafe.Add(ref wj, 4 * Lanes.Count), a4, da, ref squares);
                Add(ref Unsafe.Add(ref wj, 5 * Lanes.Count), a5, da, ref squares2);
                Add(ref Unsafe.Add(ref wj, 6 * Lanes.Count), a6, da, ref squares);
                Add(ref Unsafe.Add(ref wj, 7 * Lanes.Count), a7, da, ref squares2);
            }

            w = ref Unsafe.Add(ref w, Panels.Height * s);
        }

        if (i < rows && units - i <= 2)
        {
            nuint j = 0;
            for (; j + 4 * Lanes.Count <= s; j += 4 * Lanes.Count)
            {
                ref double wj = ref Unsafe.Add(ref w, j * Panels.ShortHeight);
                Vector512<double> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
                ref double cb = ref Unsafe.Add(ref c, i);
                for (int b = 0; b < batch; b++)
                {
                    ref double xb = ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride + (nint)j);
                    Vector512<double> f0 = Vector512.Create(cb), f1 = Vector512.Create(Unsafe.Add(ref cb, 1));
                    a0 = Lanes.MultiplyAdd(f0, Vector512.LoadUnsafe(ref xb), a0);
                    a1 = Lanes.MultiplyAdd(f1, Vector512.LoadUnsafe(ref xb), a1);
                    b0 = Lanes.MultiplyAdd(f0, Vector512.LoadUnsafe(ref xb, Lanes.Count), b0);
                    b1 = Lanes.MultiplyAdd(f1, Vector512.LoadUnsafe(ref xb, Lanes.Count), b1);
                    c0 = Lanes.MultiplyAdd(f0, Vector512.LoadUnsafe(ref xb, 2 * Lanes.Count), c0);
                    c1 = Lanes.MultiplyAdd(f1, Vector512.LoadUnsafe(ref xb, 2 * Lanes.Count), c1);
                    d0 = Lanes.MultiplyAdd(f0, Vector512.LoadUnsafe(ref xb, 3 * Lanes.Count), d0);
                    d1 = Lanes.MultiplyAdd(f1, Vector512.LoadUnsafe(ref xb, 3 * Lanes.Count), d1);
                    cb = ref Unsafe.Add(ref cb, rows);
                }

                ref double signs = ref Unsafe.Add(ref d, j);
                Add(ref wj, a0, Vector512.LoadUnsafe(ref signs), ref squares);
                Add(ref Unsafe.Add(ref wj, Lanes.Count), a1, Vector512.LoadUnsafe(ref signs), ref squares2);
                Add(ref Unsafe.Add(ref wj, 4 * Lanes.Count), b0, Vector512.LoadUnsafe(ref signs, Lanes.Count), ref squares);
                Add(ref Unsafe.Add(ref wj, 5 * Lanes.Count), b1, Vector512.LoadUnsafe(ref signs, Lanes.Count), ref squares2);
                Add(ref Unsafe.Add(ref wj, 8 * Lanes.Count), c0, Vector512.LoadUnsafe(ref signs, 2 * Lanes.Count), ref squares);
                Add(ref Unsafe.Add(ref wj, 9 * Lanes.Count), c1, Vector512.LoadUnsafe(ref signs, 2 * Lanes.Count), ref squares2);
                Add(ref Unsafe.Add(ref wj, 12 * Lanes.Count), d0, Vector512.LoadUnsafe(ref signs, 3 * Lanes.Count), ref squares);
                Add(ref Unsafe.Add(ref wj, 13 * Lanes.Count), d1, Vector512.LoadUnsafe(ref signs, 3 * Lanes.Count), ref squares2);
            }

            for (; j < s; j += Lanes.Count)
            {
                ref double wj = ref Unsafe.Add(ref w, j * Panels.ShortHeight);
                Vector512<double> a0 = default, a1 = default;
                ref double cb = ref Unsafe.Add(ref c, i);
                for (int b = 0; b < batch; b++)
                {
                    Vector512<double> xa = Vector512.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride + (nint)j));
                    a0 = Lanes.MultiplyAdd(Vector512.Create(cb), xa, a0);
                    a1 = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref cb, 1)), xa, a1);
                    cb = ref Unsafe.Add(ref cb, rows);
                }

                Vector512<double> da = Vector512.LoadUnsafe(ref d, j);
                Add(ref wj, a0, da, ref squares);
                Add(ref Unsafe.Add(ref wj, Lanes.Count), a1, da, ref squares2);
            }
        }
        else if (i < rows)
        {
            nuint j = 0;
            for (; j + 2 * Lanes.Count <= s; j += 2 * Lanes.Count)
            {
                ref double wj = ref Unsafe.Add(ref w, j * Panels.ShortHeight);
                Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
                ref double cb = ref Unsafe.Add(ref c, i);
                for (int b = 0; b < batch; b++)
                {
                    ref double xb = ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride + (nint)j);
                    Vector512<double> xa = Vector512.LoadUnsafe(ref xb), xc = Vector512.LoadUnsafe(ref xb, Lanes.Count);
                    Vector512<double> f = Vector512.Create(cb);
                    a0 = Lanes.MultiplyAdd(f, xa, a0);
                    b0 = Lanes.MultiplyAdd(f, xc, b0);
                    f = Vector512.Create(Unsafe.Add(ref cb, 1));
                    a1 = Lanes.MultiplyAdd(f, xa, a1);
                    b1 = Lanes.MultiplyAdd(f, xc, b1);
                    f = Vector512.Create(Unsafe.Add(ref cb, 2));
                    a2 = Lanes.MultiplyAdd(f, xa, a2);
                    b2 = Lanes.MultiplyAdd(f, xc, b2);
                    f = Vector512.Create(Unsafe.Add(ref cb, 3));
                    a3 = Lanes.MultiplyAdd(f, xa, a3);
                    b3 = Lanes.MultiplyAdd(f, xc, b3);
                    cb = ref Unsafe.Add(ref cb, rows);
                }

                Vector512<double> da = Vector512.LoadUnsafe(ref d, j), db = Vector512.LoadUnsafe(ref d, j + Lanes.Count);
                Add(ref wj, a0, da, ref squares);
                Add(ref Unsafe.Add(ref wj, Lanes.Count), a1, da, ref squares2);
                Add(ref Unsafe.Add(ref wj, 2 * Lanes.Count), a2, da, ref squares);
                Add(ref Unsafe.Add(ref wj, 3 * Lanes.Count), a3, da, ref squares2);
                Add(ref Unsafe.Add(ref wj, 4 * Lanes.Count), b0, db, ref squares);
                Add(ref Unsafe.Add(ref wj, 5 * Lanes.Count), b1, db, ref squares2);
                Add(ref Unsafe.Add(ref wj, 6 * Lanes.Count), b2, db, ref squares);
                Add(ref Unsafe.Add(ref wj, 7 * Lanes.Count), b3, db, ref squares2);
            }

            if (j < s)
            {
                ref double wj = ref Unsafe.Add(ref w, j * Panels.ShortHeight);
                Vector512<double> a0 = default, a1 = default, a2 = default, a3 = default;
                ref double cb = ref Unsafe.Add(ref c, i);
                for (int b = 0; b < batch; b++)
                {
                    Vector512<double> xa = Vector512.LoadUnsafe(ref Unsafe.Add(ref x, Unsafe.Add(ref order, b) * (nint)stride + (nint)j));
                    a0 = Lanes.MultiplyAdd(Vector512.Create(cb), xa, a0);
                    a1 = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref cb, 1)), xa, a1);
                    a2 = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref cb, 2)), xa, a2);
                    a3 = Lanes.MultiplyAdd(Vector512.Create(Unsafe.Add(ref cb, 3)), xa, a3);
                    cb = ref Unsafe.Add(ref cb, rows);
                }

                Vector512<double> da = Vector512.LoadUnsafe(ref d, j);
                Add(ref wj, a0, da, ref squares);
                Add(ref Unsafe.Add(ref wj, Lanes.Count), a1, da, ref squares2);
                Add(ref Unsafe.Add(ref wj, 2 * Lanes.Count), a2, da, ref squares);
                Add(ref Unsafe.Add(ref wj, 3 * Lanes.Count), a3, da, ref squares2);
            }
        }

        return TSquares.IsOn ? Lanes.Sum(squares + squares2) : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref double weights, Vector512<double> change, Vector512<double> signs, ref Vector512<double> squares)
    {
        Vector512<double> before = Vector512.LoadUnsafe(ref weights);
        Vector512<double> after = TColumnSigns.IsOn ? Lanes.MultiplyAdd(change, signs, before) : before + change;
        after.StoreUnsafe(ref weights);
        if (TSquares.IsOn) squares = Lanes.MultiplyAdd(after, after, squares);
    }
}
