using CurlDescent.Experiments.Statistics;
using MathNet.Numerics.Distributions;

namespace CurlDescent.Experiments;

/// <summary>
/// Intervals for the few independent values that an experiment has: 3 to 40 seeds, cells or values of c. How often they cover is measured
/// by
/// <c>CoverageTests</c> and stands in the README of this project.
/// </summary>
public static class Intervals
{
    private const int FewestForOrderStatistics = 5;

    /// <summary>
    /// Computes the interval of a mean by Student's t (Biometrika 6, 1908): exact for normal values, and for the skewed log ratios of
    /// epochs that occur here within two per cent of what it says. Of one value it is the whole line.
    /// </summary>
    /// <param name="values">Independent finite values, at least one.</param>
    /// <param name="confidence">Probability that the interval is to cover, in (0, 1).</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    /// <exception cref="SpecException">The confidence is outside its range.</exception>
    public static Interval Mean(IReadOnlyList<double> values, double confidence = 0.95)
    {
        Check(values, confidence);
        double mean = values.Average();
        if (values.Count == 1) return new Interval(mean, double.NegativeInfinity, double.PositiveInfinity, 1);
        double half = Quantile(values.Count - 1, confidence)
            * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1) / values.Count);
        return new Interval(mean, mean - half, mean + half, values.Count);
    }

    /// <summary>
    /// Computes the interval of a median from order statistics, whatever the distribution: of five values from the least to the greatest,
    /// which covers 93.75 %; of more interpolated between the two nearest pairs of order statistics (Hettmansperger and Sheather,
    /// Statistics and Probability Letters 4, 1986). Three or four values allow no such interval (their range covers 75 % and 87.5 %):
    /// theirs is Student's t about their mean, which takes the distribution for symmetric.
    /// </summary>
    /// <param name="values">Independent finite values, at least one.</param>
    /// <param name="confidence">Probability that the interval is to cover, in (0, 1).</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    /// <exception cref="SpecException">The confidence is outside its range.</exception>
    public static Interval Median(IReadOnlyList<double> values, double confidence = 0.95)
    {
        Check(values, confidence);
        double[] sorted = [.. values.Order()];
        int n = sorted.Length;
        double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        if (n < FewestForOrderStatistics) return Mean(values, confidence) with { Value = median };

        // The k-th value from either end encloses the median unless fewer than k of n fair coins show the one side.
        double Covered(int k) => 1 - 2 * Binomial.CDF(0.5, n, k - 1);
        int k = 1;
        while (2 * (k + 1) <= n && Covered(k + 1) >= confidence) k++;
        if (Covered(k) <= confidence || 2 * (k + 1) > n) return new Interval(median, sorted[k - 1], sorted[n - k], n);
        double part = (Covered(k) - confidence) / (Covered(k) - Covered(k + 1)), weight = (n - k) * part / (k + (n - 2 * k) * part);
        return new Interval(median, Between(sorted[k - 1], sorted[k]), Between(sorted[n - k], sorted[n - k - 1]), n);

        double Between(double outer, double inner) => (1 - weight) * outer + weight * inner;
    }

    /// <summary>
    /// Computes the interval of an effect size, the mean over the standard deviation of values (Cohen's d of paired differences), by
    /// inverting the noncentral t distribution of √n·d. Exact for normal values. Where all values are equal, the effect is infinite or 0
    /// and the interval that number.
    /// </summary>
    /// <param name="values">Independent finite values, at least one.</param>
    /// <param name="confidence">Probability that the interval is to cover, in (0, 1).</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    /// <exception cref="SpecException">The confidence is outside its range.</exception>
    public static Interval EffectSize(IReadOnlyList<double> values, double confidence = 0.95)
    {
        Check(values, confidence);
        int n = values.Count;
        double mean = values.Average(), deviation = Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / Math.Max(1, n - 1));
        double effect = deviation > 0 ? mean / deviation : mean == 0 ? 0 : Math.CopySign(double.PositiveInfinity, mean);
        if (n == 1) return new Interval(effect, double.NegativeInfinity, double.PositiveInfinity, 1);
        if (!(deviation > 0)) return new Interval(effect, effect, effect, n);
        double t = effect * Math.Sqrt(n), tail = (1 - confidence) / 2;
        return new Interval(
            effect, NoncentralT.FindNoncentrality(t, n - 1, 1 - tail) / Math.Sqrt(n),
            NoncentralT.FindNoncentrality(t, n - 1, tail) / Math.Sqrt(n), n);
    }

    private static double Quantile(int freedom, double confidence) => StudentT.InvCDF(0, 1, freedom, (1 + confidence) / 2);

    private static void Check(IReadOnlyList<double> values, double confidence)
    {
        if (values.Count == 0) throw new ArgumentException("There is no value.", nameof(values));
        if (!(confidence > 0 && confidence < 1)) throw new SpecException("Confidence", confidence, "between 0 and 1");
    }
}
