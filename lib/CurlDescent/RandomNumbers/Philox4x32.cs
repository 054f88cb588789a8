using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CurlDescent;

/// <summary>
/// Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011):
/// a keyed bijection of a 128-bit counter, so any block of any stream is computed on its own.
/// </summary>
public static class Philox4x32
{
    /// <summary>Computes one block of four 32-bit words.</summary>
    /// <param name="key">64-bit key; low word first.</param>
    /// <param name="c0">Counter word 0.</param>
    /// <param name="c1">Counter word 1.</param>
    /// <param name="c2">Counter word 2.</param>
    /// <param name="c3">Counter word 3.</param>
    /// <returns>Four words, independent and uniform over all 32-bit values.</returns>
    public static (uint X0, uint X1, uint X2, uint X3) Block(ulong key, uint c0, uint c1, uint c2, uint c3)
    {
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            ulong p0 = (ulong)Multiplier0 * c0;
            ulong p1 = (ulong)Multiplier1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>
    /// Computes consecutive blocks: those of counters (<paramref name="first"/> + n, c1, c2, c3), n = 0, 1, …; the first counter word wraps
    /// around.
    /// </summary>
    /// <param name="key">64-bit key.</param>
    /// <param name="first">Counter word 0 of the first block.</param>
    /// <param name="c1">Counter word 1.</param>
    /// <param name="c2">Counter word 2.</param>
    /// <param name="c3">Counter word 3.</param>
    /// <param name="words">Four words per block; a multiple of 4.</param>
    public static void Fill(ulong key, uint first, uint c1, uint c2, uint c3, Span<uint> words)
    {
        int done = 0;
        if (Avx512F.IsSupported)
        {
            for (; done + WordsPerVectorPass <= words.Length; done += WordsPerVectorPass)
                FillVectors(key, first + (uint)(done / 4), c1, c2, c3, ref words[done]);
        }

        for (; done < words.Length; done += 4)
            (words[done], words[done + 1], words[done + 2], words[done + 3]) = Block(key, first + (uint)(done / 4), c1, c2, c3);
    }

    // Sixteen blocks in two sets of eight 64-bit lanes. The multiplication reads the low half of a lane only, so what is left in the high
    // halves never matters until the words are put together. Even lanes hold blocks 0 … 3 and odd lanes 4 … 7, which is the order unpacking
    // needs.
    private static void FillVectors(ulong key, uint first, uint c1, uint c2, uint c3, ref uint words)
    {
        Vector512<ulong> a0 = Vector512.Create((ulong)first) + Vector512.Create(0UL, 4, 1, 5, 2, 6, 3, 7), b0 = a0 + Vector512.Create(8UL);
        Vector512<ulong> a1 = Vector512.Create((ulong)c1), a2 = Vector512.Create((ulong)c2), a3 = Vector512.Create((ulong)c3);
        Vector512<ulong> b1 = a1, b2 = a2, b3 = a3;
        Vector512<uint> m0 = Vector512.Create(Multiplier0), m1 = Vector512.Create(Multiplier1);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            Vector512<ulong> key0 = Vector512.Create((ulong)k0), key1 = Vector512.Create((ulong)k1);
            Vector512<ulong> p0 = Avx512F.Multiply(m0, a0.AsUInt32()), p1 = Avx512F.Multiply(m1, a2.AsUInt32());
            Vector512<ulong> q0 = Avx512F.Multiply(m0, b0.AsUInt32()), q1 = Avx512F.Multiply(m1, b2.AsUInt32());
            (a0, a1, a2, a3) = ((p1 >>> 32) ^ a1 ^ key0, p1, (p0 >>> 32) ^ a3 ^ key1, p0);
            (b0, b1, b2, b3) = ((q1 >>> 32) ^ b1 ^ key0, q1, (q0 >>> 32) ^ b3 ^ key1, q0);
            k0 += Weyl0;
            k1 += Weyl1;
        }

        ref ulong pairs = ref Unsafe.As<uint, ulong>(ref words);
        Store(a0, a1, a2, a3, ref pairs);
        Store(b0, b1, b2, b3, ref Unsafe.Add(ref pairs, WordsPerVectorPass / 4));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<ulong> x0, Vector512<ulong> x1, Vector512<ulong> x2, Vector512<ulong> x3, ref ulong pairs)
    {
        Vector512<ulong> low = Vector512.Create(0xFFFFFFFFUL);
        Vector512<ulong> even = (x0 & low) | (x1 << 32), odd = (x2 & low) | (x3 << 32);
        Avx512F.UnpackLow(even, odd).StoreUnsafe(ref pairs);
        Avx512F.UnpackHigh(even, odd).StoreUnsafe(ref pairs, (nuint)Vector512<ulong>.Count);
    }

    internal const int WordsPerVectorPass = 64;
    internal const int Rounds = 10;
    internal const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;
    internal const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;
}
