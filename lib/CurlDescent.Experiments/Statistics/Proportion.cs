using MathNet.Numerics.Distributions;

namespace CurlDescent.Experiments;

/// <summary>A share of a count of independent trials. For trials that come in groups, see <see cref="ClusteredShare"/>.</summary>
public static class Proportion
{
    /// <summary>
    /// Computes a share with its score interval (Wilson, J. Am. Stat. Assoc. 22, 1927), which stays meaningful at 0 and at all.
    /// </summary>
    /// <param name="count">Number of successes; a tie counts half.</param>
    /// <param name="of">Number of trials; of none, nothing is known: NaN between 0 and 1.</param>
    /// <param name="confidence">Probability that the interval is to cover, in (0, 1).</param>
    public static Interval Of(double count, int of, double confidence = 0.95)
    {
        if (of == 0) return new Interval(double.NaN, 0, 1);
        double p = count / of, z = Normal.InvCDF(0, 1, (1 + confidence) / 2), z2 = z * z, scale = 1 / (1 + z2 / of);
        double centre = scale * (p + z2 / (2 * of)), half = scale * z * Math.Sqrt(p * (1 - p) / of + z2 / (4.0 * of * of));
        return new Interval(p, Math.Max(0, centre - half), Math.Min(1, centre + half), of);
    }
}
