using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CurlDescent.Stability.Spectra;

/// <summary>
/// Random signs of one row, 1024 at a time. Column 1024q + 512p + 8k + l (p &lt; 2, k &lt; 64, l &lt; 8) is negative when bit 63 − k of the
/// 64-bit word 16q + 2l + p of the row's stream is set. In this order one vector of eight words serves 64 vectors of eight columns,
/// each taken by the sign bits while the words shift left.
/// </summary>
internal static class SignRow
{
    /// <summary>Columns of a group: eight Philox blocks.</summary>
    public const int Columns = 1024;

    /// <summary>Words of a group.</summary>
    public const int Words = Columns / 64;

    /// <summary>
    /// Fills a row with ±<paramref name="magnitude"/>, one sign after the other: the definition the fast code is tested against.
    /// </summary>
    public static void Fill(RandomStream stream, double magnitude, Span<double> row)
    {
        Span<ulong> words = stackalloc ulong[Words];
        for (int from = 0; from < row.Length; from += Columns)
        {
            foreach (ref ulong word in words) word = stream.NextUInt64();
            for (int j = 0; j < Math.Min(Columns, row.Length - from); j++)
            {
                int p = j / 512, k = j % 512 / 8, l = j % 8;
                bool negative = (words[2 * l + p] >> (63 - k) & 1) != 0;
                row[from + j] = negative ? -magnitude : magnitude;
            }
        }
    }

    /// <summary>
    /// Computes the words of group q, first the eight of p = 0, then those of p = 1, by eight Philox blocks side by side.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<ulong> Even, Vector512<ulong> Odd) Group(ulong seed, uint run, uint row, uint q)
    {
        Vector512<ulong> low = Vector512.Create((ulong)uint.MaxValue);
        Vector512<ulong> c0 = Vector512.Create(8UL * q) + Vector512.Create(0UL, 1, 2, 3, 4, 5, 6, 7);
        Vector512<ulong> c1 = Vector512.Create((ulong)row), c2 = Vector512.Create((ulong)run),
            c3 = Vector512.Create((ulong)RandomPurpose.SampledMatrix);
        Vector512<ulong> m0 = Vector512.Create((ulong)Philox4x32.Multiplier0), m1 = Vector512.Create((ulong)Philox4x32.Multiplier1);
        uint k0 = (uint)seed, k1 = (uint)(seed >> 32);
        for (int round = 0; round < Philox4x32.Rounds; round++)
        {
            // Each lane holds a 32-bit word; the upper half may hold rubbish, which the multiplication ignores.
            Vector512<ulong> p0 = MultiplyLow32(c0, m0), p1 = MultiplyLow32(c2, m1);
            c0 = Vector512.ShiftRightLogical(p1, 32) ^ c1 ^ Vector512.Create((ulong)k0);
            c2 = Vector512.ShiftRightLogical(p0, 32) ^ c3 ^ Vector512.Create((ulong)k1);
            (c1, c3) = (p1, p0);
            k0 += Philox4x32.Weyl0;
            k1 += Philox4x32.Weyl1;
        }

        return ((c0 & low) | Vector512.ShiftLeft(c1, 32), (c2 & low) | Vector512.ShiftLeft(c3, 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> MultiplyLow32(Vector512<ulong> a, Vector512<ulong> b)
    {
        if (Avx512F.IsSupported) return Avx512F.Multiply(a.AsUInt32(), b.AsUInt32());
        if (Avx2.IsSupported)
        {
            return Vector512.Create(
                Avx2.Multiply(a.GetLower().AsUInt32(), b.GetLower().AsUInt32()),
                Avx2.Multiply(a.GetUpper().AsUInt32(), b.GetUpper().AsUInt32()));
        }

        Vector512<ulong> low = Vector512.Create((ulong)uint.MaxValue);
        return (a & low) * (b & low);
    }

    /// <summary>Adds the products of 512 columns with the signs of <see cref="Rows"/> rows to eight running sums per row.</summary>
    /// <param name="columns">First of 512 values.</param>
    /// <param name="words">Words of the rows, <paramref name="stride"/> apart.</param>
    /// <param name="stride">Vectors from one row's words to the next.</param>
    /// <param name="sums">Running sums of the rows.</param>
    public static void Dot(ref double columns, ref Vector512<ulong> words, nint stride, ref Vector512<double> sums)
    {
        Vector512<ulong> sign = Vector512.Create(1UL << 63);
        Vector512<ulong> w0 = words, w1 = Unsafe.Add(ref words, stride), w2 = Unsafe.Add(ref words, 2 * stride),
            w3 = Unsafe.Add(ref words, 3 * stride);
        Vector512<ulong> w4 = Unsafe.Add(ref words, 4 * stride), w5 = Unsafe.Add(ref words, 5 * stride);
        Vector512<ulong> w6 = Unsafe.Add(ref words, 6 * stride), w7 = Unsafe.Add(ref words, 7 * stride);
        Vector512<double> s0 = sums, s1 = Unsafe.Add(ref sums, 1), s2 = Unsafe.Add(ref sums, 2), s3 = Unsafe.Add(ref sums, 3);
        Vector512<double> s4 = Unsafe.Add(ref sums, 4), s5 = Unsafe.Add(ref sums, 5), s6 = Unsafe.Add(ref sums, 6),
            s7 = Unsafe.Add(ref sums, 7);
        for (nuint k = 0; k < 64; k++)
        {
            Vector512<ulong> v = Vector512.LoadUnsafe(ref columns, 8 * k).AsUInt64();
            s0 += (v ^ (w0 & sign)).AsDouble();
            w0 += w0;
            s1 += (v ^ (w1 & sign)).AsDouble();
            w1 += w1;
            s2 += (v ^ (w2 & sign)).AsDouble();
            w2 += w2;
            s3 += (v ^ (w3 & sign)).AsDouble();
            w3 += w3;
            s4 += (v ^ (w4 & sign)).AsDouble();
            w4 += w4;
            s5 += (v ^ (w5 & sign)).AsDouble();
            w5 += w5;
            s6 += (v ^ (w6 & sign)).AsDouble();
            w6 += w6;
            s7 += (v ^ (w7 & sign)).AsDouble();
            w7 += w7;
        }

        sums = s0;
        Unsafe.Add(ref sums, 1) = s1;
        Unsafe.Add(ref sums, 2) = s2;
        Unsafe.Add(ref sums, 3) = s3;
        Unsafe.Add(ref sums, 4) = s4;
        Unsafe.Add(ref sums, 5) = s5;
        Unsafe.Add(ref sums, 6) = s6;
        Unsafe.Add(ref sums, 7) = s7;
    }

    /// <summary>Adds the signs of <see cref="Rows"/> rows, each times a factor, to 512 columns.</summary>
    /// <param name="columns">First of 512 values.</param>
    /// <param name="words">Words of the rows, <paramref name="stride"/> apart.</param>
    /// <param name="stride">Vectors from one row's words to the next.</param>
    /// <param name="factors">Factor of each row.</param>
    public static void AddScaled(ref double columns, ref Vector512<ulong> words, nint stride, ReadOnlySpan<double> factors)
    {
        Vector512<ulong> sign = Vector512.Create(1UL << 63);
        Vector512<ulong> w0 = words, w1 = Unsafe.Add(ref words, stride), w2 = Unsafe.Add(ref words, 2 * stride),
            w3 = Unsafe.Add(ref words, 3 * stride);
        Vector512<ulong> w4 = Unsafe.Add(ref words, 4 * stride), w5 = Unsafe.Add(ref words, 5 * stride);
        Vector512<ulong> w6 = Unsafe.Add(ref words, 6 * stride), w7 = Unsafe.Add(ref words, 7 * stride);
        ref double f = ref MemoryMarshal.GetReference(factors);
        Vector512<ulong> f0 = Broadcast(ref f, 0), f1 = Broadcast(ref f, 1), f2 = Broadcast(ref f, 2), f3 = Broadcast(ref f, 3);
        Vector512<ulong> f4 = Broadcast(ref f, 4), f5 = Broadcast(ref f, 5), f6 = Broadcast(ref f, 6), f7 = Broadcast(ref f, 7);
        for (nuint k = 0; k < 64; k++)
        {
            Vector512<double> sum = Vector512.LoadUnsafe(ref columns, 8 * k);
            Vector512<double> a = (f0 ^ (w0 & sign)).AsDouble() + (f1 ^ (w1 & sign)).AsDouble();
            Vector512<double> b = (f2 ^ (w2 & sign)).AsDouble() + (f3 ^ (w3 & sign)).AsDouble();
            w0 += w0;
            w1 += w1;
            w2 += w2;
            w3 += w3;
            Vector512<double> c = (f4 ^ (w4 & sign)).AsDouble() + (f5 ^ (w5 & sign)).AsDouble();
            Vector512<double> d = (f6 ^ (w6 & sign)).AsDouble() + (f7 ^ (w7 & sign)).AsDouble();
            w4 += w4;
            w5 += w5;
            w6 += w6;
            w7 += w7;
            sum += a + b + (c + d);
            sum.StoreUnsafe(ref columns, 8 * k);
        }
    }

    /// <summary>Rows handled together.</summary>
    public const int Rows = 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Broadcast(ref double values, int index) => Vector512.Create(Unsafe.Add(ref values, index)).AsUInt64();
}
