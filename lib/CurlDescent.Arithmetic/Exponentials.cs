using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>
/// e^x, tanh and the logistic function on eight lanes, from additions, fused multiply–adds and one division only, so that every processor
/// returns the same bits. Relative error at most 4 ulp (measured in the tests over dense sweeps).
/// </summary>
/// <remarks>
/// x = n·ln 2 + r with |r| ≤ ½ ln 2; ln 2 is split in two so that r keeps full precision (Cody and Waite, 1980). e^r − 1 is its Taylor sum
/// to r¹³, whose remainder is below 2⁻⁵⁶ of it.
/// </remarks>
internal static class Exponentials
{
    private const double Log2E = 1.4426950408889634;

    // The high part has 21 trailing zero bits, so that n times it is exact for every n that occurs.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    // Adding 1.5·2⁵² rounds to an integer, which is then in the low bits.
    private const double Shifter = 6755399441055744;

    // tanh rounds to 1 from here on.
    private const double TanhLimit = 20;

    // e^±708 is a normal number.
    private const double ExpLimit = 708;

    /// <summary>Computes tanh a; NaN for NaN, ±0 for ±0, ±1 for ±∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Tanh(Vector512<double> a)
    {
        // tanh|a| = E/(E + 2) with E = e^{2|a|} − 1.
        Vector512<double> sign = a & Vector512.Create(-0.0);
        Vector512<double> magnitude = Vector512.MinNative(Vector512.Create(TanhLimit), a ^ sign);
        (Vector512<double> power, Vector512<double> small) = Reduce(magnitude + magnitude);
        Vector512<double> e = Vector512.FusedMultiplyAdd(power, small, power - Vector512<double>.One);
        return (e / (e + Vector512.Create(2.0))) | sign;
    }

    /// <summary>Computes 1/(1 + e⁻ᵃ); beyond |a| = 708 the value at 708. NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sigmoid(Vector512<double> a)
    {
        Vector512<double> limited = Vector512.MinNative(Vector512.Create(ExpLimit), Vector512.MaxNative(Vector512.Create(-ExpLimit), -a));
        (Vector512<double> power, Vector512<double> small) = Reduce(limited);
        return Vector512<double>.One / (Vector512<double>.One + Vector512.FusedMultiplyAdd(power, small, power));
    }

    /// <summary>Computes eᵃ; beyond |a| = 708 the value at 708. NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> a)
    {
        Vector512<double> limited = Vector512.MinNative(Vector512.Create(ExpLimit), Vector512.MaxNative(Vector512.Create(-ExpLimit), a));
        (Vector512<double> power, Vector512<double> small) = Reduce(limited);
        return Vector512.FusedMultiplyAdd(power, small, power);
    }

    // 2ⁿ and e^r − 1 for x = n·ln 2 + r.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<double> Power, Vector512<double> Small) Reduce(Vector512<double> x)
    {
        Vector512<double> shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(Log2E), Vector512.Create(Shifter));
        Vector512<double> n = shifted - Vector512.Create(Shifter);
        Vector512<double> power = ((shifted.AsInt64() << 52) + Vector512.Create(1.0).AsInt64()).AsDouble();
        Vector512<double> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2High), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-Ln2Low), r);

        Vector512<double> p = Vector512.Create(1.0 / 6227020800);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 479001600));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 39916800));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 3628800));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 362880));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 40320));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 5040));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 720));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1.0 / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5));
        return (power, Vector512.FusedMultiplyAdd(p, r * r, r));
    }

    private const float SingleLog2E = 1.44269504f;

    // The high part has nine bits, so that n times it is exact for every n that occurs.
    private const float SingleLn2High = 0.693359375f;
    private const float SingleLn2Low = -2.12194440e-4f;

    // 1.5·2²³.
    private const float SingleShifter = 12582912;

    // tanh rounds to 1 from here on.
    private const float SingleTanhLimit = 10;

    // e^±87 is a normal number.
    private const float SingleExpLimit = 87;

    /// <summary>Computes tanh a in single precision; NaN for NaN, ±0 for ±0, ±1 for ±∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> a)
    {
        Vector512<float> sign = a & Vector512.Create(-0f);
        Vector512<float> magnitude = Vector512.MinNative(Vector512.Create(SingleTanhLimit), a ^ sign);
        (Vector512<float> power, Vector512<float> small) = Reduce(magnitude + magnitude);
        Vector512<float> e = Vector512.FusedMultiplyAdd(power, small, power - Vector512<float>.One);
        return (e / (e + Vector512.Create(2f))) | sign;
    }

    /// <summary>Computes 1/(1 + e⁻ᵃ) in single precision; beyond |a| = 87 the value at 87. NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> a)
    {
        Vector512<float> limited =
            Vector512.MinNative(Vector512.Create(SingleExpLimit), Vector512.MaxNative(Vector512.Create(-SingleExpLimit), -a));
        (Vector512<float> power, Vector512<float> small) = Reduce(limited);
        return Vector512<float>.One / (Vector512<float>.One + Vector512.FusedMultiplyAdd(power, small, power));
    }

    // The remainder of the Taylor sum to r⁷ is below 2⁻²⁵ of it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> Power, Vector512<float> Small) Reduce(Vector512<float> x)
    {
        Vector512<float> shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(SingleLog2E), Vector512.Create(SingleShifter));
        Vector512<float> n = shifted - Vector512.Create(SingleShifter);
        Vector512<float> power = ((shifted.AsInt32() << 23) + Vector512.Create(1f).AsInt32()).AsSingle();
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-SingleLn2High), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-SingleLn2Low), r);

        Vector512<float> p = Vector512.Create(1f / 5040);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 720));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        return (power, Vector512.FusedMultiplyAdd(p, r * r, r));
    }
}
