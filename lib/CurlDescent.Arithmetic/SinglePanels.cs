using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>
/// The products of training in single precision, with the hidden units in the lanes. A matrix with one column per hidden unit (W1ᵀ, and
/// what a batch leaves at the units) is cut into panels of 32 columns, the last of 16 or 32, one after the other; within a panel rows
/// lie one below the other. No lane meets another, and a number is one chain of multiply–adds in the order of inputs or samples: the same
/// bits on every vector width.
/// </summary>
internal static class SinglePanels
{
    /// <summary>Numbers in the virtual vector; hidden units are padded to a multiple.</summary>
    public const int Lanes = 16;

    /// <summary>Columns of a panel.</summary>
    public const int Width = 2 * Lanes;

    // Inputs are padded to a multiple: tiles of ten rows and one vector, or of five and two, fit sixteen registers.
    private const int TileRows = 10;

    /// <summary>Returns the number of rows of W1ᵀ with padding.</summary>
    public static int RoundUpRows(int inputs) => checked((inputs + TileRows - 1) / TileRows * TileRows);

    /// <summary>Returns the number of columns with padding.</summary>
    public static int RoundUp(int units) => (units + Lanes - 1) & ~(Lanes - 1);

    /// <summary>Returns the index of a number in panels.</summary>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Its columns with padding.</param>
    /// <param name="row">From 0.</param>
    /// <param name="column">From 0.</param>
    public static nint Offset(int rows, int columns, int row, int column)
    {
        int panel = column & ~(Width - 1);
        return panel * (nint)rows + row * Math.Min(Width, columns - panel) + (column - panel);
    }

    /// <summary>Computes A = X·W1ᵀ for some samples.</summary>
    /// <param name="weights">W1ᵀ in panels.</param>
    /// <param name="rows">Its rows, M padded.</param>
    /// <param name="columns">Its columns, N padded.</param>
    /// <param name="stride">Length of a row of X, at least <paramref name="rows"/>.</param>
    /// <param name="inputs">X, padded with zeros.</param>
    /// <param name="samples">The rows of X to take.</param>
    /// <param name="preactivations">A in panels of as many rows as samples; overwritten.</param>
    public static void Forward(
        ref float weights, int rows, int columns, int stride, ref float inputs, ReadOnlySpan<int> samples, ref float preactivations)
    {
        if (Vector512.IsHardwareAccelerated)
            Forward<Vector512<float>>(ref weights, rows, columns, stride, ref inputs, samples, ref preactivations);
        else Forward<Vector256<float>>(ref weights, rows, columns, stride, ref inputs, samples, ref preactivations);
    }

    /// <inheritdoc cref="Forward(ref float, int, int, int, ref float, ReadOnlySpan{int}, ref float)"/>
    /// <typeparam name="TVector"><see cref="Vector512{T}"/> or <see cref="Vector256{T}"/> of float.</typeparam>
    internal static void Forward<TVector>(
        ref float weights, int rows, int columns, int stride, ref float inputs, ReadOnlySpan<int> samples, ref float preactivations)
        where TVector : struct
    {
        int step = 2 * SingleVectors.Count<TVector>();
        for (int panel = 0; panel < columns; panel += Width)
        {
            int width = Math.Min(Width, columns - panel);
            ref float w = ref Unsafe.Add(ref weights, panel * (nint)rows);
            ref float a = ref Unsafe.Add(ref preactivations, panel * (nint)samples.Length);
            if (width < step) TenSamples<TVector>(ref w, rows, stride, ref inputs, samples, ref a);
            else for (int column = 0; column < width; column += step)
                FiveSamples<TVector>(
                    ref Unsafe.Add(ref w, column), width, rows, stride, ref inputs, samples, ref Unsafe.Add(ref a, column));
        }
    }

    /// <summary>Adds the batch's products to W1ᵀ: W1ᵀ += D1·Xᵀ·C.</summary>
    /// <param name="coefficients">C in panels of as many rows as samples.</param>
    /// <param name="inputs">X, padded with zeros.</param>
    /// <param name="samples">The rows of X to take.</param>
    /// <param name="signs">D1, <paramref name="rows"/> numbers.</param>
    /// <param name="rows">M padded.</param>
    /// <param name="columns">N padded.</param>
    /// <param name="stride">Length of a row of X, at least <paramref name="rows"/>.</param>
    /// <param name="weights">W1ᵀ in panels.</param>
    /// <param name="squares">Added to: squares of W1ᵀ after the update, by column of the panel; <see cref="Width"/> numbers.</param>
    public static void Update(
        ref float coefficients, ref float inputs, ReadOnlySpan<int> samples, ref float signs, int rows, int columns, int stride,
        ref float weights, ref float squares)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Update<Vector512<float>>(
                ref coefficients, ref inputs, samples, ref signs, rows, columns, stride, ref weights, ref squares);
        }
        else
        {
            Update<Vector256<float>>(
                ref coefficients, ref inputs, samples, ref signs, rows, columns, stride, ref weights, ref squares);
        }
    }

    /// <inheritdoc cref="Update(ref float, ref float, ReadOnlySpan{int}, ref float, int, int, int, ref float, ref float)"/>
    /// <typeparam name="TVector"><see cref="Vector512{T}"/> or <see cref="Vector256{T}"/> of float.</typeparam>
    internal static void Update<TVector>(
        ref float coefficients, ref float inputs, ReadOnlySpan<int> samples, ref float signs, int rows, int columns, int stride,
        ref float weights, ref float squares)
        where TVector : struct
    {
        int step = 2 * SingleVectors.Count<TVector>();
        for (int panel = 0; panel < columns; panel += Width)
        {
            int width = Math.Min(Width, columns - panel);
            ref float w = ref Unsafe.Add(ref weights, panel * (nint)rows);
            ref float c = ref Unsafe.Add(ref coefficients, panel * (nint)samples.Length);
            if (width < step) TenRows<TVector>(ref c, ref inputs, samples, ref signs, rows, stride, ref w, ref squares);
            else for (int column = 0; column < width; column += step)
                FiveRows<TVector>(
                    ref Unsafe.Add(ref c, column), width, ref inputs, samples, ref signs, rows, stride, ref Unsafe.Add(ref w, column),
                    ref Unsafe.Add(ref squares, column));
        }
    }

    // Two vectors of columns. Here and below: beyond the last sample the last one is taken again, and its sums are written once more.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FiveSamples<TVector>(
        ref float w, int width, int rows, int stride, ref float x, ReadOnlySpan<int> samples, ref float a)
        where TVector : struct
    {
        ref int order = ref MemoryMarshal.GetReference(samples);
        int last = samples.Length - 1;
        nint beside = SingleVectors.Count<TVector>();
        for (int b = 0; b <= last; b += 5)
        {
            int b1 = Math.Min(b + 1, last), b2 = Math.Min(b + 2, last), b3 = Math.Min(b + 3, last), b4 = Math.Min(b + 4, last);
            ref float x0 = ref Row(ref x, ref order, b, stride), x1 = ref Row(ref x, ref order, b1, stride);
            ref float x2 = ref Row(ref x, ref order, b2, stride), x3 = ref Row(ref x, ref order, b3, stride);
            ref float x4 = ref Row(ref x, ref order, b4, stride), wj = ref w;
            TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
            TVector t0 = default, t1 = default, t2 = default, t3 = default, t4 = default;
            for (nint j = 0; j < rows; j++)
            {
                TVector u = SingleVectors.Load<TVector>(ref wj, 0), v = SingleVectors.Load<TVector>(ref wj, beside);
                TVector f = SingleVectors.Fill<TVector>(Unsafe.Add(ref x0, j));
                s0 = SingleVectors.MultiplyAdd(f, u, s0);
                t0 = SingleVectors.MultiplyAdd(f, v, t0);
                f = SingleVectors.Fill<TVector>(Unsafe.Add(ref x1, j));
                s1 = SingleVectors.MultiplyAdd(f, u, s1);
                t1 = SingleVectors.MultiplyAdd(f, v, t1);
                f = SingleVectors.Fill<TVector>(Unsafe.Add(ref x2, j));
                s2 = SingleVectors.MultiplyAdd(f, u, s2);
                t2 = SingleVectors.MultiplyAdd(f, v, t2);
                f = SingleVectors.Fill<TVector>(Unsafe.Add(ref x3, j));
                s3 = SingleVectors.MultiplyAdd(f, u, s3);
                t3 = SingleVectors.MultiplyAdd(f, v, t3);
                f = SingleVectors.Fill<TVector>(Unsafe.Add(ref x4, j));
                s4 = SingleVectors.MultiplyAdd(f, u, s4);
                t4 = SingleVectors.MultiplyAdd(f, v, t4);
                wj = ref Unsafe.Add(ref wj, width);
            }

            Put(s0, t0, ref a, b * width);
            Put(s1, t1, ref a, b1 * width);
            Put(s2, t2, ref a, b2 * width);
            Put(s3, t3, ref a, b3 * width);
            Put(s4, t4, ref a, b4 * width);
        }
    }

    // One vector of columns, a whole panel.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TenSamples<TVector>(ref float w, int rows, int stride, ref float x, ReadOnlySpan<int> samples, ref float a)
        where TVector : struct
    {
        ref int order = ref MemoryMarshal.GetReference(samples);
        int last = samples.Length - 1;
        for (int b = 0; b <= last; b += 10)
        {
            int b1 = Math.Min(b + 1, last), b2 = Math.Min(b + 2, last), b3 = Math.Min(b + 3, last), b4 = Math.Min(b + 4, last);
            int b5 = Math.Min(b + 5, last), b6 = Math.Min(b + 6, last), b7 = Math.Min(b + 7, last), b8 = Math.Min(b + 8, last);
            int b9 = Math.Min(b + 9, last);
            ref float x0 = ref Row(ref x, ref order, b, stride), x1 = ref Row(ref x, ref order, b1, stride);
            ref float x2 = ref Row(ref x, ref order, b2, stride), x3 = ref Row(ref x, ref order, b3, stride);
            ref float x4 = ref Row(ref x, ref order, b4, stride), x5 = ref Row(ref x, ref order, b5, stride);
            ref float x6 = ref Row(ref x, ref order, b6, stride), x7 = ref Row(ref x, ref order, b7, stride);
            ref float x8 = ref Row(ref x, ref order, b8, stride), x9 = ref Row(ref x, ref order, b9, stride);
            TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
            TVector s5 = default, s6 = default, s7 = default, s8 = default, s9 = default;
            for (nint j = 0; j < rows; j++)
            {
                TVector u = SingleVectors.Load<TVector>(ref w, j * Lanes);
                s0 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref x0, j)), s0);
                s1 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref x1, j)), s1);
                s2 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref x2, j)), s2);
                s3 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref x3, j)), s3);
                s4 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref x4, j)), s4);
                s5 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref x5, j)), s5);
                s6 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref x6, j)), s6);
                s7 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref x7, j)), s7);
                s8 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref x8, j)), s8);
                s9 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref x9, j)), s9);
            }

            SingleVectors.Store(s0, ref a, b * Lanes);
            SingleVectors.Store(s1, ref a, b1 * Lanes);
            SingleVectors.Store(s2, ref a, b2 * Lanes);
            SingleVectors.Store(s3, ref a, b3 * Lanes);
            SingleVectors.Store(s4, ref a, b4 * Lanes);
            SingleVectors.Store(s5, ref a, b5 * Lanes);
            SingleVectors.Store(s6, ref a, b6 * Lanes);
            SingleVectors.Store(s7, ref a, b7 * Lanes);
            SingleVectors.Store(s8, ref a, b8 * Lanes);
            SingleVectors.Store(s9, ref a, b9 * Lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FiveRows<TVector>(
        ref float c, int width, ref float x, ReadOnlySpan<int> samples, ref float signs, int rows, int stride, ref float w,
        ref float squares)
        where TVector : struct
    {
        nint beside = SingleVectors.Count<TVector>();
        TVector first = SingleVectors.Load<TVector>(ref squares, 0), second = SingleVectors.Load<TVector>(ref squares, beside);
        for (int j = 0; j < rows; j += 5)
        {
            TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
            TVector t0 = default, t1 = default, t2 = default, t3 = default, t4 = default;
            nint at = j * (nint)width;
            ref float cb = ref c, xj = ref Unsafe.Add(ref x, j);
            foreach (int sample in samples)
            {
                ref float xb = ref Unsafe.Add(ref xj, sample * (nint)stride);
                TVector u = SingleVectors.Load<TVector>(ref cb, 0), v = SingleVectors.Load<TVector>(ref cb, beside);
                TVector f = SingleVectors.Fill<TVector>(xb);
                s0 = SingleVectors.MultiplyAdd(f, u, s0);
                t0 = SingleVectors.MultiplyAdd(f, v, t0);
                f = SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 1));
                s1 = SingleVectors.MultiplyAdd(f, u, s1);
                t1 = SingleVectors.MultiplyAdd(f, v, t1);
                f = SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 2));
                s2 = SingleVectors.MultiplyAdd(f, u, s2);
                t2 = SingleVectors.MultiplyAdd(f, v, t2);
                f = SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 3));
                s3 = SingleVectors.MultiplyAdd(f, u, s3);
                t3 = SingleVectors.MultiplyAdd(f, v, t3);
                f = SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 4));
                s4 = SingleVectors.MultiplyAdd(f, u, s4);
                t4 = SingleVectors.MultiplyAdd(f, v, t4);
                cb = ref Unsafe.Add(ref cb, width);
            }

            ref float wj = ref Unsafe.Add(ref w, at), dj = ref Unsafe.Add(ref signs, j);
            Add(s0, ref wj, 0, dj, ref first);
            Add(t0, ref wj, beside, dj, ref second);
            Add(s1, ref wj, width, Unsafe.Add(ref dj, 1), ref first);
            Add(t1, ref wj, width + beside, Unsafe.Add(ref dj, 1), ref second);
            Add(s2, ref wj, 2 * width, Unsafe.Add(ref dj, 2), ref first);
            Add(t2, ref wj, 2 * width + beside, Unsafe.Add(ref dj, 2), ref second);
            Add(s3, ref wj, 3 * width, Unsafe.Add(ref dj, 3), ref first);
            Add(t3, ref wj, 3 * width + beside, Unsafe.Add(ref dj, 3), ref second);
            Add(s4, ref wj, 4 * width, Unsafe.Add(ref dj, 4), ref first);
            Add(t4, ref wj, 4 * width + beside, Unsafe.Add(ref dj, 4), ref second);
        }

        Put(first, second, ref squares, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TenRows<TVector>(
        ref float c, ref float x, ReadOnlySpan<int> samples, ref float signs, int rows, int stride, ref float w,
        ref float squares)
        where TVector : struct
    {
        TVector sum = SingleVectors.Load<TVector>(ref squares, 0);
        for (int j = 0; j < rows; j += TileRows)
        {
            TVector s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
            TVector s5 = default, s6 = default, s7 = default, s8 = default, s9 = default;
            nint at = j * (nint)Lanes;
            ref float cb = ref c, xj = ref Unsafe.Add(ref x, j);
            foreach (int sample in samples)
            {
                ref float xb = ref Unsafe.Add(ref xj, sample * (nint)stride);
                TVector u = SingleVectors.Load<TVector>(ref cb, 0);
                s0 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(xb), s0);
                s1 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 1)), s1);
                s2 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 2)), s2);
                s3 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 3)), s3);
                s4 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 4)), s4);
                s5 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 5)), s5);
                s6 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 6)), s6);
                s7 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 7)), s7);
                s8 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 8)), s8);
                s9 = SingleVectors.MultiplyAdd(u, SingleVectors.Fill<TVector>(Unsafe.Add(ref xb, 9)), s9);
                cb = ref Unsafe.Add(ref cb, Lanes);
            }

            ref float wj = ref Unsafe.Add(ref w, at), dj = ref Unsafe.Add(ref signs, j);
            Add(s0, ref wj, 0, dj, ref sum);
            Add(s1, ref wj, Lanes, Unsafe.Add(ref dj, 1), ref sum);
            Add(s2, ref wj, 2 * Lanes, Unsafe.Add(ref dj, 2), ref sum);
            Add(s3, ref wj, 3 * Lanes, Unsafe.Add(ref dj, 3), ref sum);
            Add(s4, ref wj, 4 * Lanes, Unsafe.Add(ref dj, 4), ref sum);
            Add(s5, ref wj, 5 * Lanes, Unsafe.Add(ref dj, 5), ref sum);
            Add(s6, ref wj, 6 * Lanes, Unsafe.Add(ref dj, 6), ref sum);
            Add(s7, ref wj, 7 * Lanes, Unsafe.Add(ref dj, 7), ref sum);
            Add(s8, ref wj, 8 * Lanes, Unsafe.Add(ref dj, 8), ref sum);
            Add(s9, ref wj, 9 * Lanes, Unsafe.Add(ref dj, 9), ref sum);
        }

        SingleVectors.Store(sum, ref squares, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Row(ref float x, ref int order, int sample, int stride) =>
        ref Unsafe.Add(ref x, Unsafe.Add(ref order, sample) * (nint)stride);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<TVector>(TVector first, TVector second, ref float to, nint at) where TVector : struct
    {
        SingleVectors.Store(first, ref to, at);
        SingleVectors.Store(second, ref to, at + SingleVectors.Count<TVector>());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TVector>(TVector change, ref float w, nint at, float sign, ref TVector squares) where TVector : struct
    {
        TVector after =
            SingleVectors.MultiplyAdd(change, SingleVectors.Fill<TVector>(sign), SingleVectors.Load<TVector>(ref w, at));
        SingleVectors.Store(after, ref w, at);
        squares = SingleVectors.MultiplyAdd(after, after, squares);
    }
}
