using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace CurlDescent.Experiments.Statistics;

/// <summary>The noncentral t distribution, for intervals of effect sizes.</summary>
internal static class NoncentralT
{
    private const int Bisections = 80, Terms = 2000;

    /// <summary>Probability that T ≤ t, by the series of Lenth (Applied Statistics 38, algorithm AS 243, 1989).</summary>
    public static double Cdf(double t, double freedom, double noncentrality)
    {
        if (t < 0) return 1 - Cdf(-t, freedom, -noncentrality);
        double square = t * t, x = square / (square + freedom), half = noncentrality * noncentrality / 2, sum = 0;
        if (x > 0)
        {
            // Weights p and q of the terms in logarithms: they underflow at their beginning where the noncentrality is large.
            double logHalf = half > 0 ? Math.Log(half) : double.NegativeInfinity;
            for (int j = 0; j < Terms; j++)
            {
                double power = j == 0 ? 0 : j * logHalf;
                double p = Math.Exp(-half + power - SpecialFunctions.GammaLn(j + 1));
                double q = noncentrality / Constants.Sqrt2 * Math.Exp(-half + power - SpecialFunctions.GammaLn(j + 1.5));
                sum += p * SpecialFunctions.BetaRegularized(j + 0.5, freedom / 2, x)
                    + q * SpecialFunctions.BetaRegularized(j + 1.0, freedom / 2, x);
                if (j > half && p < 1e-14 && Math.Abs(q) < 1e-14) break;
            }
        }

        return Math.Clamp(Normal.CDF(0, 1, -noncentrality) + sum / 2, 0, 1);
    }

    /// <summary>Finds the noncentrality at which T ≤ t has a probability; the probability falls with it.</summary>
    public static double FindNoncentrality(double t, double freedom, double probability)
    {
        double low = t - 1, high = t + 1, step = 1;
        for (; Cdf(t, freedom, low) < probability; step *= 2) low -= step;
        for (step = 1; Cdf(t, freedom, high) > probability; step *= 2) high += step;
        for (int i = 0; i < Bisections; i++)
        {
            double middle = (low + high) / 2;
            if (Cdf(t, freedom, middle) > probability) low = middle;
            else high = middle;
        }

        return (low + high) / 2;
    }
}
