namespace CurlDescent.Tests.Arithmetic;

/// <summary>
/// A number as an unevaluated sum of two doubles, about 31 digits: the reference of the tests of vector functions. Sums and products after
/// Dekker (1971) and Knuth; e^x − 1 by its Taylor sum after dividing x by 2¹⁰ and doubling back with (e^y − 1)(e^y + 1).
/// </summary>
internal readonly record struct PairNumber(double High, double Low)
{
    public static implicit operator PairNumber(double value) => new(value, 0);

    public static PairNumber operator +(PairNumber a, PairNumber b)
    {
        double s = a.High + b.High, v = s - a.High;
        return Normal(s, a.High - (s - v) + (b.High - v) + a.Low + b.Low);
    }

    public static PairNumber operator -(PairNumber a) => new(-a.High, -a.Low);

    public static PairNumber operator *(PairNumber a, PairNumber b)
    {
        double p = a.High * b.High;
        return Normal(p, Math.FusedMultiplyAdd(a.High, b.High, -p) + a.High * b.Low + a.Low * b.High);
    }

    public static PairNumber operator /(PairNumber a, PairNumber b)
    {
        double q = a.High / b.High;
        PairNumber rest = a + -(b * q);
        double r = rest.High / b.High;
        rest += -(b * r);
        return Normal(q, r) + rest.High / b.High;
    }

    public static PairNumber Tanh(double x)
    {
        if (Math.Abs(x) > 40) return Math.Sign(x);
        PairNumber e = ExpMinusOne(2 * Math.Abs(x)), t = e / (e + 2);
        return x < 0 ? -t : t;
    }

    public static PairNumber Sigmoid(double x)
    {
        // For large |x| through the small exponential, which does not overflow.
        if (x < 0)
        {
            PairNumber e = 1 / (ExpMinusOne(-x) + 1);
            return e / (e + 1);
        }

        return (PairNumber)1 / ((PairNumber)1 / (ExpMinusOne(x) + 1) + 1);
    }

    private static PairNumber ExpMinusOne(double x)
    {
        const int halvings = 12;
        PairNumber y = Math.ScaleB(x, -halvings), term = y, sum = y;
        for (int n = 2; n <= 22; n++)
        {
            term = term * y / n;
            sum += term;
        }

        for (int k = 0; k < halvings; k++) sum = sum * (sum + 2);
        return sum;
    }

    private static PairNumber Normal(double high, double low)
    {
        double s = high + low;
        return new PairNumber(s, low - (s - high));
    }
}
