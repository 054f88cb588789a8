using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CurlDescent.Arithmetic;

/// <summary>
/// The virtual vector of all kernels: always eight lanes, whatever the processor has, and one fixed tree for sums over them.
/// With fused multiply–adds, which IEEE 754 rounds once everywhere, the same bits follow on every vector width.
/// </summary>
internal static class Lanes
{
    /// <summary>Numbers in a vector.</summary>
    public const int Count = 8;

    /// <summary>Returns the next multiple of <see cref="Count"/>.</summary>
    public static long RoundUp(long length) => (length + Count - 1) & ~(long)(Count - 1);

    /// <summary>Returns the next multiple of <see cref="Count"/>.</summary>
    public static int RoundUp(int length) => (length + Count - 1) & ~(Count - 1);

    /// <summary>Computes a·b + c with one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MultiplyAdd(Vector512<double> a, Vector512<double> b, Vector512<double> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);

    /// <summary>Computes ((v0+v1)+(v2+v3)) + ((v4+v5)+(v6+v7)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<double> v)
    {
        Vector256<double> low = v.GetLower(), high = v.GetUpper();
        return Sum(low) + Sum(high);
    }

    /// <summary>Computes (v0+v1)+(v2+v3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector256<double> v)
    {
        Vector128<double> low = v.GetLower(), high = v.GetUpper();
        return (low.ToScalar() + low.GetElement(1)) + (high.ToScalar() + high.GetElement(1));
    }

    /// <summary>Computes <see cref="Sum(Vector512{double})"/> of eight vectors at once; lane k of the result belongs to vector k.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sums(
        Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3,
        Vector512<double> v4, Vector512<double> v5, Vector512<double> v6, Vector512<double> v7)
    {
        if (Avx512F.IsSupported)
        {
            Vector512<double> low = Quarters(Halves(v0, v1), Halves(v2, v3));
            Vector512<double> high = Quarters(Halves(v4, v5), Halves(v6, v7));
            return Quarters(low, high);
        }

        return Vector512.Create(Sum(v0), Sum(v1), Sum(v2), Sum(v3), Sum(v4), Sum(v5), Sum(v6), Sum(v7));
    }

    /// <summary>Computes <see cref="Sum(Vector512{double})"/> of four vectors at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sums(Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3)
    {
        if (Avx512F.IsSupported)
        {
            Vector512<double> q = Quarters(Halves(v0, v1), Halves(v2, v3));
            return Quarters(q, q).GetLower();
        }

        return Vector256.Create(Sum(v0), Sum(v1), Sum(v2), Sum(v3));
    }

    /// <summary>Computes <see cref="Sum(Vector256{double})"/> of four vectors at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sums(Vector256<double> v0, Vector256<double> v1, Vector256<double> v2, Vector256<double> v3)
    {
        if (Avx.IsSupported)
        {
            // (v0[0]+v0[1], v1[0]+v1[1], v0[2]+v0[3], v1[2]+v1[3])
            Vector256<double> low = Avx.HorizontalAdd(v0, v1), high = Avx.HorizontalAdd(v2, v3);
            return Avx.Permute2x128(low, high, 0x20) + Avx.Permute2x128(low, high, 0x31);
        }

        return Vector256.Create(Sum(v0), Sum(v1), Sum(v2), Sum(v3));
    }

    // (a0+a1, b0+b1, a2+a3, b2+b3, …)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Halves(Vector512<double> a, Vector512<double> b) => Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b);

    // With 128-bit pairs A0…A3 of a and B0…B3 of b: (A0+A1, A2+A3, B0+B1, B2+B3).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Quarters(Vector512<double> a, Vector512<double> b) =>
        Avx512F.Shuffle4x128(a, b, 0b10_00_10_00) + Avx512F.Shuffle4x128(a, b, 0b11_01_11_01);
}
