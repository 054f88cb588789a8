using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CurlDescent.Arithmetic;

/// <summary>
/// The products of <see cref="SinglePanels"/> for few hidden units and many inputs, with the inputs in the lanes: W1 lies row by row, and a
/// row fills its vectors where sixteen lanes of units would stay half empty. What a batch leaves at the units is one panel of 16 columns. A
/// sum over inputs is sixteen chains and the tree of <see cref="SingleVectors.Sum(Vector512{float})"/>, on every vector width.
/// </summary>
internal static class SingleRows
{
    /// <summary>Most hidden units; with their padding they stay within a panel's row.</summary>
    public const int MostUnits = 15;

    private const int Lanes = SinglePanels.Lanes, TileUnits = 5;

    /// <summary>Returns the number of units with padding.</summary>
    public static int RoundUpUnits(int units) => (units + TileUnits - 1) / TileUnits * TileUnits;

    /// <summary>Computes a_bi = W1_i·x_b for some samples.</summary>
    /// <param name="weights">W1, rows of <paramref name="stride"/> numbers.</param>
    /// <param name="units">N padded to a multiple of 5.</param>
    /// <param name="stride">M padded to a multiple of 16.</param>
    /// <param name="inputs">X, rows as long.</param>
    /// <param name="samples">The rows of X to take.</param>
    /// <param name="preactivations">a, rows of 16 numbers; the first <paramref name="units"/> are overwritten.</param>
    public static void Forward(
        ref float weights, int units, int stride, ref float inputs, ReadOnlySpan<int> samples, ref float preactivations)
    {
        for (int unit = 0; unit < units; unit += TileUnits)
        {
            ref float w = ref Unsafe.Add(ref weights, unit * (nint)stride);
            ref float a = ref Unsafe.Add(ref preactivations, unit);
            if (Avx512F.IsSupported) FiveSamples(ref w, stride, ref inputs, samples, ref a);
            else TwoSamples(ref w, stride, ref inputs, samples, ref a);
        }
    }

    /// <summary>Adds the batch's products to W1: W1 += Cᵀ·X·D1.</summary>
    /// <param name="coefficients">C, rows of 16 numbers, one per sample.</param>
    /// <param name="inputs">X, rows of <paramref name="stride"/> numbers.</param>
    /// <param name="samples">The rows of X to take.</param>
    /// <param name="signs">D1, <paramref name="stride"/> numbers.</param>
    /// <param name="units">N padded to a multiple of 5.</param>
    /// <param name="stride">M padded to a multiple of 16.</param>
    /// <param name="weights">W1, rows as long.</param>
    /// <param name="squares">Added to: squares of W1 after the update in even and odd vectors; 32 numbers.</param>
    public static void Update(
        ref float coefficients, ref float inputs, ReadOnlySpan<int> samples, ref float signs, int units, int stride,
        ref float weights, ref float squares)
    {
        for (int unit = 0; unit < units; unit += TileUnits)
        {
            ref float w = ref Unsafe.Add(ref weights, unit * (nint)stride);
            ref float c = ref Unsafe.Add(ref coefficients, unit);
            if (Avx512F.IsSupported)
            {
                for (int j = 0; j < stride; j += 4 * Lanes)
                {
                    if (stride - j > 3 * Lanes) FourVectors<On>(ref c, ref inputs, samples, ref signs, j, stride, ref w, ref squares);
                    else FourVectors<Off>(ref c, ref inputs, samples, ref signs, j, stride, ref w, ref squares);
                }
            }
            else
            {
                for (int j = 0; j < stride; j += 2 * Lanes)
                {
                    for (int half = 0; half < Lanes; half += Lanes / 2)
                        TwoHalves(ref c, ref inputs, samples, ref signs, j + half, stride, ref w, ref squares, half);
                }
            }
        }
    }

    // Five units and five samples. Here and below: beyond the last sample the last one is taken again, and its sums are written once more.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FiveSamples(ref float w, int stride, ref float x, ReadOnlySpan<int> samples, ref float a)
    {
        ref int order = ref MemoryMarshal.GetReference(samples);
        int last = samples.Length - 1;
        ref float w1 = ref Unsafe.Add(ref w, stride), w2 = ref Unsafe.Add(ref w1, stride), w3 = ref Unsafe.Add(ref w2, stride);
        ref float w4 = ref Unsafe.Add(ref w3, stride);
        for (int b = 0; b <= last; b += 5)
        {
            int b1 = Math.Min(b + 1, last), b2 = Math.Min(b + 2, last), b3 = Math.Min(b + 3, last), b4 = Math.Min(b + 4, last);
            ref float x0 = ref Row(ref x, ref order, b, stride), x1 = ref Row(ref x, ref order, b1, stride);
            ref float x2 = ref Row(ref x, ref order, b2, stride), x3 = ref Row(ref x, ref order, b3, stride);
            ref float x4 = ref Row(ref x, ref order, b4, stride);
            Vector512<float> s00 = default, s01 = default, s02 = default, s03 = default, s04 = default;
            Vector512<float> s10 = default, s11 = default, s12 = default, s13 = default, s14 = default;
            Vector512<float> s20 = default, s21 = default, s22 = default, s23 = default, s24 = default;
            Vector512<float> s30 = default, s31 = default, s32 = default, s33 = default, s34 = default;
            Vector512<float> s40 = default, s41 = default, s42 = default, s43 = default, s44 = default;
            for (nuint j = 0; j < (nuint)stride; j += Lanes)
            {
                Vector512<float> v0 = Vector512.LoadUnsafe(ref x0, j), v1 = Vector512.LoadUnsafe(ref x1, j);
                Vector512<float> v2 = Vector512.LoadUnsafe(ref x2, j), v3 = Vector512.LoadUnsafe(ref x3, j);
                Vector512<float> v4 = Vector512.LoadUnsafe(ref x4, j), u = Vector512.LoadUnsafe(ref w, j);
                s00 = Vector512.FusedMultiplyAdd(u, v0, s00);
                s01 = Vector512.FusedMultiplyAdd(u, v1, s01);
                s02 = Vector512.FusedMultiplyAdd(u, v2, s02);
                s03 = Vector512.FusedMultiplyAdd(u, v3, s03);
                s04 = Vector512.FusedMultiplyAdd(u, v4, s04);
                u = Vector512.LoadUnsafe(ref w1, j);
                s10 = Vector512.FusedMultiplyAdd(u, v0, s10);
                s11 = Vector512.FusedMultiplyAdd(u, v1, s11);
                s12 = Vector512.FusedMultiplyAdd(u, v2, s12);
                s13 = Vector512.FusedMultiplyAdd(u, v3, s13);
                s14 = Vector512.FusedMultiplyAdd(u, v4, s14);
                u = Vector512.LoadUnsafe(ref w2, j);
                s20 = Vector512.FusedMultiplyAdd(u, v0, s20);
                s21 = Vector512.FusedMultiplyAdd(u, v1, s21);
                s22 = Vector512.FusedMultiplyAdd(u, v2, s22);
                s23 = Vector512.FusedMultiplyAdd(u, v3, s23);
                s24 = Vector512.FusedMultiplyAdd(u, v4, s24);
                u = Vector512.LoadUnsafe(ref w3, j);
                s30 = Vector512.FusedMultiplyAdd(u, v0, s30);
                s31 = Vector512.FusedMultiplyAdd(u, v1, s31);
                s32 = Vector512.FusedMultiplyAdd(u, v2, s32);
                s33 = Vector512.FusedMultiplyAdd(u, v3, s33);
                s34 = Vector512.FusedMultiplyAdd(u, v4, s34);
                u = Vector512.LoadUnsafe(ref w4, j);
                s40 = Vector512.FusedMultiplyAdd(u, v0, s40);
                s41 = Vector512.FusedMultiplyAdd(u, v1, s41);
                s42 = Vector512.FusedMultiplyAdd(u, v2, s42);
                s43 = Vector512.FusedMultiplyAdd(u, v3, s43);
                s44 = Vector512.FusedMultiplyAdd(u, v4, s44);
            }

            // Of the fifth unit or sample first: where a sample is taken twice, each place is written with the same number.
            Vector512<float> unit = Quarters(s40, s41, s42, s43), sample = Quarters(s04, s14, s24, s34);
            Vector512<float> both = Pairs(unit, sample);
            both = Singles(both, both);
            Vector512<float> rest = Singles(
                Pairs(Quarters(s00, s01, s02, s03), Quarters(s10, s11, s12, s13)),
                Pairs(Quarters(s20, s21, s22, s23), Quarters(s30, s31, s32, s33)));
            ref float a0 = ref Unsafe.Add(ref a, b * Lanes), a1 = ref Unsafe.Add(ref a, b1 * Lanes), a2 = ref Unsafe.Add(ref a, b2 * Lanes);
            ref float a3 = ref Unsafe.Add(ref a, b3 * Lanes), a4 = ref Unsafe.Add(ref a, b4 * Lanes);
            Vector256<float> low = both.GetLower(), high = both.GetUpper();
            Unsafe.Add(ref a0, 4) = low.ToScalar();
            Unsafe.Add(ref a1, 4) = low.GetElement(4);
            Unsafe.Add(ref a2, 4) = high.ToScalar();
            Unsafe.Add(ref a3, 4) = high.GetElement(4);
            Unsafe.Add(ref a4, 4) = SingleVectors.Sum(s44);
            a4 = low.GetElement(1);
            Unsafe.Add(ref a4, 1) = low.GetElement(5);
            Unsafe.Add(ref a4, 2) = high.GetElement(1);
            Unsafe.Add(ref a4, 3) = high.GetElement(5);
            low = rest.GetLower();
            high = rest.GetUpper();
            low.GetLower().StoreUnsafe(ref a0);
            low.GetUpper().StoreUnsafe(ref a1);
            high.GetLower().StoreUnsafe(ref a2);
            high.GetUpper().StoreUnsafe(ref a3);
        }
    }

    // Half vectors: five units and two samples, lanes 0–7 and then 8–15.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoSamples(ref float w, int stride, ref float x, ReadOnlySpan<int> samples, ref float a)
    {
        ref int order = ref MemoryMarshal.GetReference(samples);
        int last = samples.Length - 1;
        Span<float> lower = stackalloc float[2 * TileUnits * 8];
        ref float kept = ref MemoryMarshal.GetReference(lower);
        for (int b = 0; b <= last; b += 2)
        {
            int b1 = Math.Min(b + 1, last);
            for (int half = 0; half < Lanes; half += 8)
            {
                ref float x0 = ref Unsafe.Add(ref Row(ref x, ref order, b, stride), half);
                ref float x1 = ref Unsafe.Add(ref Row(ref x, ref order, b1, stride), half);
                ref float w0 = ref Unsafe.Add(ref w, half), w1 = ref Unsafe.Add(ref w0, stride), w2 = ref Unsafe.Add(ref w1, stride);
                ref float w3 = ref Unsafe.Add(ref w2, stride), w4 = ref Unsafe.Add(ref w3, stride);
                Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
                Vector256<float> t0 = default, t1 = default, t2 = default, t3 = default, t4 = default;
                for (nuint j = 0; j < (nuint)stride; j += Lanes)
                {
                    Vector256<float> v0 = Vector256.LoadUnsafe(ref x0, j), v1 = Vector256.LoadUnsafe(ref x1, j);
                    Vector256<float> u = Vector256.LoadUnsafe(ref w0, j);
                    s0 = Vector256.FusedMultiplyAdd(u, v0, s0);
                    t0 = Vector256.FusedMultiplyAdd(u, v1, t0);
                    u = Vector256.LoadUnsafe(ref w1, j);
                    s1 = Vector256.FusedMultiplyAdd(u, v0, s1);
                    t1 = Vector256.FusedMultiplyAdd(u, v1, t1);
                    u = Vector256.LoadUnsafe(ref w2, j);
                    s2 = Vector256.FusedMultiplyAdd(u, v0, s2);
                    t2 = Vector256.FusedMultiplyAdd(u, v1, t2);
                    u = Vector256.LoadUnsafe(ref w3, j);
                    s3 = Vector256.FusedMultiplyAdd(u, v0, s3);
                    t3 = Vector256.FusedMultiplyAdd(u, v1, t3);
                    u = Vector256.LoadUnsafe(ref w4, j);
                    s4 = Vector256.FusedMultiplyAdd(u, v0, s4);
                    t4 = Vector256.FusedMultiplyAdd(u, v1, t4);
                }

                if (half == 0)
                {
                    s0.StoreUnsafe(ref kept, 0);
                    s1.StoreUnsafe(ref kept, 8);
                    s2.StoreUnsafe(ref kept, 16);
                    s3.StoreUnsafe(ref kept, 24);
                    s4.StoreUnsafe(ref kept, 32);
                    t0.StoreUnsafe(ref kept, 40);
                    t1.StoreUnsafe(ref kept, 48);
                    t2.StoreUnsafe(ref kept, 56);
                    t3.StoreUnsafe(ref kept, 64);
                    t4.StoreUnsafe(ref kept, 72);
                    continue;
                }

                ref float a0 = ref Unsafe.Add(ref a, b * Lanes), a1 = ref Unsafe.Add(ref a, b1 * Lanes);
                a0 = SingleVectors.Sum(Vector256.LoadUnsafe(ref kept, 0) + s0);
                Unsafe.Add(ref a0, 1) = SingleVectors.Sum(Vector256.LoadUnsafe(ref kept, 8) + s1);
                Unsafe.Add(ref a0, 2) = SingleVectors.Sum(Vector256.LoadUnsafe(ref kept, 16) + s2);
                Unsafe.Add(ref a0, 3) = SingleVectors.Sum(Vector256.LoadUnsafe(ref kept, 24) + s3);
                Unsafe.Add(ref a0, 4) = SingleVectors.Sum(Vector256.LoadUnsafe(ref kept, 32) + s4);
                a1 = SingleVectors.Sum(Vector256.LoadUnsafe(ref kept, 40) + t0);
                Unsafe.Add(ref a1, 1) = SingleVectors.Sum(Vector256.LoadUnsafe(ref kept, 48) + t1);
                Unsafe.Add(ref a1, 2) = SingleVectors.Sum(Vector256.LoadUnsafe(ref kept, 56) + t2);
                Unsafe.Add(ref a1, 3) = SingleVectors.Sum(Vector256.LoadUnsafe(ref kept, 64) + t3);
                Unsafe.Add(ref a1, 4) = SingleVectors.Sum(Vector256.LoadUnsafe(ref kept, 72) + t4);
            }
        }
    }

    // Five units and four vectors of inputs (TFour off: at most three); beyond the last vector the last one is taken again, and what it
    // gives is not used.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourVectors<TFour>(
        ref float c, ref float x, ReadOnlySpan<int> samples, ref float signs, int from, int stride, ref float w,
        ref float squares)
        where TFour : struct, IFlag
    {
        int vectors = Math.Min(4, (stride - from) / Lanes);
        nuint second = (nuint)(Math.Min(1, vectors - 1) * Lanes), third = (nuint)(Math.Min(2, vectors - 1) * Lanes);
        const nuint fourth = 3 * Lanes;
        Vector512<float> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default;
        Vector512<float> s13 = default, s20 = default, s21 = default, s22 = default, s23 = default, s30 = default, s31 = default;
        Vector512<float> s32 = default, s33 = default, s40 = default, s41 = default, s42 = default, s43 = default;
        ref float cb = ref c, xj = ref Unsafe.Add(ref x, from);
        foreach (int sample in samples)
        {
            ref float xb = ref Unsafe.Add(ref xj, sample * (nint)stride);
            Vector512<float> v0 = Vector512.LoadUnsafe(ref xb), v1 = Vector512.LoadUnsafe(ref xb, second);
            Vector512<float> v2 = Vector512.LoadUnsafe(ref xb, third), v3 = TFour.IsOn ? Vector512.LoadUnsafe(ref xb, fourth) : default;
            Vector512<float> f = Vector512.Create(cb);
            s00 = Vector512.FusedMultiplyAdd(f, v0, s00);
            s01 = Vector512.FusedMultiplyAdd(f, v1, s01);
            s02 = Vector512.FusedMultiplyAdd(f, v2, s02);
            if (TFour.IsOn) s03 = Vector512.FusedMultiplyAdd(f, v3, s03);
            f = Vector512.Create(Unsafe.Add(ref cb, 1));
            s10 = Vector512.FusedMultiplyAdd(f, v0, s10);
            s11 = Vector512.FusedMultiplyAdd(f, v1, s11);
            s12 = Vector512.FusedMultiplyAdd(f, v2, s12);
            if (TFour.IsOn) s13 = Vector512.FusedMultiplyAdd(f, v3, s13);
            f = Vector512.Create(Unsafe.Add(ref cb, 2));
            s20 = Vector512.FusedMultiplyAdd(f, v0, s20);
            s21 = Vector512.FusedMultiplyAdd(f, v1, s21);
            s22 = Vector512.FusedMultiplyAdd(f, v2, s22);
            if (TFour.IsOn) s23 = Vector512.FusedMultiplyAdd(f, v3, s23);
            f = Vector512.Create(Unsafe.Add(ref cb, 3));
            s30 = Vector512.FusedMultiplyAdd(f, v0, s30);
            s31 = Vector512.FusedMultiplyAdd(f, v1, s31);
            s32 = Vector512.FusedMultiplyAdd(f, v2, s32);
            if (TFour.IsOn) s33 = Vector512.FusedMultiplyAdd(f, v3, s33);
            f = Vector512.Create(Unsafe.Add(ref cb, 4));
            s40 = Vector512.FusedMultiplyAdd(f, v0, s40);
            s41 = Vector512.FusedMultiplyAdd(f, v1, s41);
            s42 = Vector512.FusedMultiplyAdd(f, v2, s42);
            if (TFour.IsOn) s43 = Vector512.FusedMultiplyAdd(f, v3, s43);
            cb = ref Unsafe.Add(ref cb, Lanes);
        }

        Vector512<float> even = Vector512.LoadUnsafe(ref squares), odd = Vector512.LoadUnsafe(ref squares, Lanes);
        FinishColumn(s00, s10, s20, s30, s40, from, ref signs, stride, ref w, ref even);
        if (vectors > 1) FinishColumn(s01, s11, s21, s31, s41, from + Lanes, ref signs, stride, ref w, ref odd);
        if (vectors > 2) FinishColumn(s02, s12, s22, s32, s42, from + 2 * Lanes, ref signs, stride, ref w, ref even);
        if (TFour.IsOn) FinishColumn(s03, s13, s23, s33, s43, from + 3 * Lanes, ref signs, stride, ref w, ref odd);
        even.StoreUnsafe(ref squares);
        odd.StoreUnsafe(ref squares, Lanes);
    }

    // Five units and the same half of two vectors of inputs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoHalves(
        ref float c, ref float x, ReadOnlySpan<int> samples, ref float signs, int from, int stride, ref float w,
        ref float squares, int half)
    {
        bool two = from + Lanes < stride;
        nuint second = two ? (nuint)Lanes : 0;
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default;
        Vector256<float> t0 = default, t1 = default, t2 = default, t3 = default, t4 = default;
        ref float cb = ref c, xj = ref Unsafe.Add(ref x, from);
        foreach (int sample in samples)
        {
            ref float xb = ref Unsafe.Add(ref xj, sample * (nint)stride);
            Vector256<float> v0 = Vector256.LoadUnsafe(ref xb), v1 = Vector256.LoadUnsafe(ref xb, second), f = Vector256.Create(cb);
            s0 = Vector256.FusedMultiplyAdd(f, v0, s0);
            t0 = Vector256.FusedMultiplyAdd(f, v1, t0);
            f = Vector256.Create(Unsafe.Add(ref cb, 1));
            s1 = Vector256.FusedMultiplyAdd(f, v0, s1);
            t1 = Vector256.FusedMultiplyAdd(f, v1, t1);
            f = Vector256.Create(Unsafe.Add(ref cb, 2));
            s2 = Vector256.FusedMultiplyAdd(f, v0, s2);
            t2 = Vector256.FusedMultiplyAdd(f, v1, t2);
            f = Vector256.Create(Unsafe.Add(ref cb, 3));
            s3 = Vector256.FusedMultiplyAdd(f, v0, s3);
            t3 = Vector256.FusedMultiplyAdd(f, v1, t3);
            f = Vector256.Create(Unsafe.Add(ref cb, 4));
            s4 = Vector256.FusedMultiplyAdd(f, v0, s4);
            t4 = Vector256.FusedMultiplyAdd(f, v1, t4);
            cb = ref Unsafe.Add(ref cb, Lanes);
        }

        Vector256<float> even = Vector256.LoadUnsafe(ref squares, (nuint)half);
        Vector256<float> odd = Vector256.LoadUnsafe(ref squares, (nuint)(Lanes + half));
        FinishColumn(s0, s1, s2, s3, s4, from, ref signs, stride, ref w, ref even);
        if (two) FinishColumn(t0, t1, t2, t3, t4, from + Lanes, ref signs, stride, ref w, ref odd);
        even.StoreUnsafe(ref squares, (nuint)half);
        odd.StoreUnsafe(ref squares, (nuint)(Lanes + half));
    }

    // What one vector of inputs adds to five rows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FinishColumn<TVector>(
        TVector s0, TVector s1, TVector s2, TVector s3, TVector s4, int at, ref float signs, int stride, ref float w, ref TVector squares)
        where TVector : struct
    {
        TVector d = SingleVectors.Load<TVector>(ref signs, at);
        Add(s0, d, ref w, at, ref squares);
        Add(s1, d, ref w, at + stride, ref squares);
        Add(s2, d, ref w, at + 2 * stride, ref squares);
        Add(s3, d, ref w, at + 3 * stride, ref squares);
        Add(s4, d, ref w, at + 4 * stride, ref squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TVector>(TVector change, TVector signs, ref float w, int at, ref TVector squares) where TVector : struct
    {
        TVector after = SingleVectors.MultiplyAdd(change, signs, SingleVectors.Load<TVector>(ref w, at));
        SingleVectors.Store(after, ref w, at);
        squares = SingleVectors.MultiplyAdd(after, after, squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Row(ref float x, ref int order, int sample, int stride) =>
        ref Unsafe.Add(ref x, Unsafe.Add(ref order, sample) * (nint)stride);

    // The tree of SingleVectors.Sum on several vectors at once: the quarters of four, in the four quarters of the result, …
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quarters(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        Vector512<float> ab = Avx512F.Shuffle4x128(a, b, 0b01_00_01_00) + Avx512F.Shuffle4x128(a, b, 0b11_10_11_10);
        Vector512<float> cd = Avx512F.Shuffle4x128(c, d, 0b01_00_01_00) + Avx512F.Shuffle4x128(c, d, 0b11_10_11_10);
        return Avx512F.Shuffle4x128(ab, cd, 0b10_00_10_00) + Avx512F.Shuffle4x128(ab, cd, 0b11_01_11_01);
    }

    // … then in each quarter (a0+a2, a1+a3, b0+b2, b1+b3), …
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Pairs(Vector512<float> a, Vector512<float> b) =>
        Avx512F.UnpackLow(a.AsDouble(), b.AsDouble()).AsSingle() + Avx512F.UnpackHigh(a.AsDouble(), b.AsDouble()).AsSingle();

    // … and (a0+a1, a2+a3, b0+b1, b2+b3).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Singles(Vector512<float> a, Vector512<float> b) =>
        Avx512F.Shuffle(a, b, 0b10_00_10_00) + Avx512F.Shuffle(a, b, 0b11_01_11_01);
}
