using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>The update of the hidden weights by a batch: W1 += (Σ_b c_b x_bᵀ)·D1.</summary>
/// <typeparam name="TColumnSigns">On: D1 acts on columns.</typeparam>
/// <typeparam name="TSquares">On: the squared norm of W1 after the update is summed.</typeparam>
internal static class HiddenUpdate<TColumnSigns, TSquares>
    where TColumnSigns : struct, IFlag
    where TSquares : struct, IFlag
{
    /// <summary>Updates W1. Tiles of weights stay in registers while the samples pass.</summary>
    /// <param name="coefficients">c, one row of <paramref name="rows"/> numbers per sample.</param>
    /// <param name="inputs">X, rows of <paramref name="stride"/> numbers.</param>
    /// <param name="samples">The rows of X to take.</param>
    /// <param name="columnSigns">D1, <paramref name="stride"/> numbers.</param>
    /// <param name="units">N.</param>
    /// <param name="rows">N padded to a multiple of 4.</param>
    /// <param name="stride">Row length, a multiple of 8.</param>
    /// <param name="hidden">W1 in <see cref="Panels"/>; updated.</param>
    /// <returns>Squared norm of W1 after the update; 0 unless asked for.</returns>
    public static double Apply(
        ReadOnlySpan<double> coefficients,
        ReadOnlySpan<double> inputs,
        ReadOnlySpan<int> samples,
        ReadOnlySpan<double> columnSigns,
        int units,
        int rows,
        int stride,
        Span<double> hidden) => Vector512.IsHardwareAccelerated
            ? Apply<Vector512<double>>(coefficients, inputs, samples, columnSigns, units, rows, stride, hidden)
            : Apply<Vector256<double>>(coefficients, inputs, samples, columnSigns, units, rows, stride, hidden);

    /// <summary>The same with vectors of one kind.</summary>
    /// <typeparam name="TVector">See <see cref="Quad{TVector}"/>.</typeparam>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double Apply<TVector>(
        ReadOnlySpan<double> coefficients,
        ReadOnlySpan<double> inputs,
        ReadOnlySpan<int> samples,
        ReadOnlySpan<double> columnSigns,
        int units,
        int rows,
        int stride,
        Span<double> hidden)
        where TVector : struct
    {
        ref double w = ref MemoryMarshal.GetReference(hidden);
        ref double x = ref MemoryMarshal.GetReference(inputs);
        ref double c = ref MemoryMarshal.GetReference(coefficients);
        ref double d = ref MemoryMarshal.GetReference(columnSigns);

        // Sums of even and odd rows; of half vectors two each, for lanes 0–3 and 4–7.
        Quad<TVector> squares = default;
        int pairs = stride & ~(2 * Lanes.Count - 1);
        for (int i = 0; i < rows; i += Panels.Height)
        {
            ref double wi = ref Unsafe.Add(ref w, i * (nint)stride);
            ref double ci = ref Unsafe.Add(ref c, i);
            if (units - i <= 2)
            {
                TwoRows<TVector>(ref wi, stride, ref ci, rows, ref x, samples, ref d, ref squares);
            }
            else if (!Quad<TVector>.IsWhole)
            {
                Tiles<TVector, Off, On>(
                    ref wi, 0, stride, stride, Math.Min(Panels.Height, rows - i), ref ci, rows, ref x, samples, ref d, ref squares);
            }
            else if (rows - i >= Panels.Height)
            {
                Tiles<TVector, On, On>(ref wi, 0, pairs, stride, Panels.Height, ref ci, rows, ref x, samples, ref d, ref squares);
                Tiles<TVector, On, Off>(ref wi, pairs, stride, stride, Panels.Height, ref ci, rows, ref x, samples, ref d, ref squares);
            }
            else
            {
                Tiles<TVector, Off, On>(ref wi, 0, pairs, stride, Panels.ShortHeight, ref ci, rows, ref x, samples, ref d, ref squares);
                Tiles<TVector, Off, Off>(
                    ref wi, pairs, stride, stride, Panels.ShortHeight, ref ci, rows, ref x, samples, ref d, ref squares);
            }
        }

        if (!TSquares.IsOn) return 0;
        double sum = Vectors.Sum(Vectors.Add(squares.V0, squares.V1));
        return Quad<TVector>.IsWhole ? sum : sum + Vectors.Sum(Vectors.Add(squares.V2, squares.V3));
    }

    // Four rows at a time (TTall: eight) and the columns of one vector (TPair: two).
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tiles<TVector, TTall, TPair>(
        ref double w, int from, int to, int stride, int height, ref double c, int rows, ref double x, ReadOnlySpan<int> samples,
        ref double d, ref Quad<TVector> squares)
        where TVector : struct
        where TTall : struct, IFlag
        where TPair : struct, IFlag
    {
        // From one vector of a row to the next, and to the weights there: the next block of columns, or the upper half of this one.
        nuint beside = Quad<TVector>.IsWhole ? (nuint)Lanes.Count : 4, next = Quad<TVector>.IsWhole ? (nuint)(height * Lanes.Count) : 4;
        TVector even = squares.V0, odd = squares.V1, even2 = squares.V2, odd2 = squares.V3;
        for (int j = from; j < to; j += Quad<TVector>.IsWhole && TPair.IsOn ? 2 * Lanes.Count : Lanes.Count)
        {
            ref double xj = ref Unsafe.Add(ref x, j);
            TVector da = Vectors.Load<TVector>(ref d, (nuint)j),
                db = TPair.IsOn ? Vectors.Load<TVector>(ref d, (nuint)j + beside) : default;
            for (int k = 0; k < height; k += TTall.IsOn ? 8 : 4)
            {
                Quad<TVector> a = default, b = default, a2 = default, b2 = default;
                ref double cb = ref Unsafe.Add(ref c, k);
                foreach (int sample in samples)
                {
                    ref double xb = ref Unsafe.Add(ref xj, sample * (nint)stride);
                    TVector xa = Vectors.Load<TVector>(ref xb, 0), xc = TPair.IsOn ? Vectors.Load<TVector>(ref xb, beside) : default;
                    TVector f0 = Vectors.Fill<TVector>(cb), f1 = Vectors.Fill<TVector>(Unsafe.Add(ref cb, 1));
                    TVector f2 = Vectors.Fill<TVector>(Unsafe.Add(ref cb, 2)), f3 = Vectors.Fill<TVector>(Unsafe.Add(ref cb, 3));
                    a.AddProducts(xa, f0, f1, f2, f3);
                    if (TPair.IsOn) b.AddProducts(xc, f0, f1, f2, f3);
                    if (TTall.IsOn)
                    {
                        f0 = Vectors.Fill<TVector>(Unsafe.Add(ref cb, 4));
                        f1 = Vectors.Fill<TVector>(Unsafe.Add(ref cb, 5));
                        f2 = Vectors.Fill<TVector>(Unsafe.Add(ref cb, 6));
                        f3 = Vectors.Fill<TVector>(Unsafe.Add(ref cb, 7));
                        a2.AddProducts(xa, f0, f1, f2, f3);
                        if (TPair.IsOn) b2.AddProducts(xc, f0, f1, f2, f3);
                    }

                    cb = ref Unsafe.Add(ref cb, rows);
                }

                ref double wj = ref Unsafe.Add(ref w, j * height + k * Lanes.Count);
                AddFour(ref wj, a, da, ref even, ref odd);
                if (TTall.IsOn) AddFour(ref Unsafe.Add(ref wj, 4 * Lanes.Count), a2, da, ref even, ref odd);
                if (!TPair.IsOn) continue;
                wj = ref Unsafe.Add(ref wj, next);
                if (Quad<TVector>.IsWhole) AddFour(ref wj, b, db, ref even, ref odd);
                else AddFour(ref wj, b, db, ref even2, ref odd2);
                if (TTall.IsOn) AddFour(ref Unsafe.Add(ref wj, 4 * Lanes.Count), b2, db, ref even, ref odd);
            }
        }

        squares.V0 = even;
        squares.V1 = odd;
        squares.V2 = even2;
        squares.V3 = odd2;
    }

    // The short panel when only two of its rows are hidden units: four vectors of columns at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoRows<TVector>(
        ref double w, int stride, ref double c, int rows, ref double x, ReadOnlySpan<int> samples, ref double d, ref Quad<TVector> squares)
        where TVector : struct
    {
        int count = Quad<TVector>.IsWhole ? Lanes.Count : 4, vectors = stride / count;
        for (int v = 0; v < vectors; v += 4)
        {
            // Beyond the last vector the last one is taken again, and what it gives is not used.
            int last = vectors - 1 - v;
            nuint second = (nuint)(Math.Min(1, last) * count), third = (nuint)(Math.Min(2, last) * count),
                fourth = (nuint)(Math.Min(3, last) * count);
            Quad<TVector> a = default, b = default;
            ref double xv = ref Unsafe.Add(ref x, v * count);
            ref double cb = ref c;
            foreach (int sample in samples)
            {
                ref double xb = ref Unsafe.Add(ref xv, sample * (nint)stride);
                TVector x0 = Vectors.Load<TVector>(ref xb, 0), x1 = Vectors.Load<TVector>(ref xb, second);
                TVector x2 = Vectors.Load<TVector>(ref xb, third), x3 = Vectors.Load<TVector>(ref xb, fourth);
                a.AddProducts(Vectors.Fill<TVector>(cb), x0, x1, x2, x3);
                b.AddProducts(Vectors.Fill<TVector>(Unsafe.Add(ref cb, 1)), x0, x1, x2, x3);
                cb = ref Unsafe.Add(ref cb, rows);
            }

            ref double dv = ref Unsafe.Add(ref d, v * count);
            ref double wv = ref Unsafe.Add(ref w, v * count * Panels.ShortHeight);
            AddTwo(ref wv, a.V0, b.V0, Vectors.Load<TVector>(ref dv, 0), ref squares.V0, ref squares.V1);
            if (Quad<TVector>.IsWhole)
            {
                if (last >= 1)
                {
                    AddTwo(ref Unsafe.Add(ref wv, 4 * Lanes.Count), a.V1, b.V1, Vectors.Load<TVector>(ref dv, second), ref squares.V0,
                        ref squares.V1);
                }

                if (last >= 2)
                {
                    AddTwo(ref Unsafe.Add(ref wv, 8 * Lanes.Count), a.V2, b.V2, Vectors.Load<TVector>(ref dv, third), ref squares.V0,
                        ref squares.V1);
                }

                if (last >= 3)
                {
                    AddTwo(ref Unsafe.Add(ref wv, 12 * Lanes.Count), a.V3, b.V3, Vectors.Load<TVector>(ref dv, fourth), ref squares.V0,
                        ref squares.V1);
                }
            }
            else
            {
                AddTwo(ref Unsafe.Add(ref wv, 4), a.V1, b.V1, Vectors.Load<TVector>(ref dv, second), ref squares.V2, ref squares.V3);
                if (last < 2) break;
                wv = ref Unsafe.Add(ref wv, Panels.ShortHeight * Lanes.Count);
                AddTwo(ref wv, a.V2, b.V2, Vectors.Load<TVector>(ref dv, third), ref squares.V0, ref squares.V1);
                AddTwo(ref Unsafe.Add(ref wv, 4), a.V3, b.V3, Vectors.Load<TVector>(ref dv, fourth), ref squares.V2, ref squares.V3);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour<TVector>(ref double weights, Quad<TVector> change, TVector signs, ref TVector even, ref TVector odd)
        where TVector : struct
    {
        AddTwo(ref weights, change.V0, change.V1, signs, ref even, ref odd);
        AddTwo(ref Unsafe.Add(ref weights, 2 * Lanes.Count), change.V2, change.V3, signs, ref even, ref odd);
    }

    // An even and an odd row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTwo<TVector>(
        ref double weights, TVector change0, TVector change1, TVector signs, ref TVector even, ref TVector odd)
        where TVector : struct
    {
        TVector before0 = Vectors.Load<TVector>(ref weights, 0), before1 = Vectors.Load<TVector>(ref weights, Lanes.Count);
        TVector after0 = TColumnSigns.IsOn ? Vectors.MultiplyAdd(change0, signs, before0) : Vectors.Add(before0, change0);
        TVector after1 = TColumnSigns.IsOn ? Vectors.MultiplyAdd(change1, signs, before1) : Vectors.Add(before1, change1);
        Vectors.Store(after0, ref weights, 0);
        Vectors.Store(after1, ref weights, Lanes.Count);
        if (!TSquares.IsOn) return;
        even = Vectors.MultiplyAdd(after0, after0, even);
        odd = Vectors.MultiplyAdd(after1, after1, odd);
    }
}
