using CurlDescent.RandomNumbers;

namespace CurlDescent.Experiments;

/// <summary>A number with a confidence interval.</summary>
/// <param name="Value">The estimate.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Value, double Low, double High);

/// <summary>
/// Compares two treatments run on the same seeds: differences b − a pair by pair, with effect size and bootstrap confidence intervals.
/// </summary>
/// <remarks>
/// Intervals: percentile bootstrap over pairs (Efron and Tibshirani, 1993). p: two-sided sign-flip permutation test of the mean difference,
/// exact up to 16 pairs, otherwise by as many random flips as there are resamples. The same pairs and seed give the same numbers.
/// </remarks>
public sealed record PairedComparison
{
    private const int ExactPairs = 16;

    /// <summary>Number of pairs compared.</summary>
    public required int Pairs { get; init; }

    /// <summary>Number of pairs left out because a value is missing or not finite.</summary>
    public required int LeftOut { get; init; }

    /// <summary>Mean of b − a.</summary>
    public required Interval MeanDifference { get; init; }

    /// <summary>Cohen's d of paired differences: mean over standard deviation. Infinite if all differences are equal and not 0.</summary>
    public required Interval EffectSize { get; init; }

    /// <summary>Fraction of pairs with b below a, ties counted half.</summary>
    public required Interval FractionBelow { get; init; }

    /// <summary>Two-sided p value of no difference.</summary>
    public required double PValue { get; init; }

    /// <summary>Compares pairs.</summary>
    /// <param name="a">Values under the first treatment, in the order of the seeds.</param>
    /// <param name="b">Values under the second, as many.</param>
    /// <param name="confidence">Probability that an interval is to cover, in (0, 1).</param>
    /// <param name="resamples">Number of bootstrap samples, at least 100.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <exception cref="ArgumentException">The lengths differ, or no pair is complete.</exception>
    /// <exception cref="SpecException">Confidence or resamples are outside their ranges.</exception>
    public static PairedComparison Of(IReadOnlyList<double> a, IReadOnlyList<double> b, double confidence = 0.95, int resamples = 10_000, ulong seed = 1)
    {
        if (a.Count != b.Count) throw new ArgumentException($"{a.Count} and {b.Count} values do not pair.", nameof(b));
        if (!(confidence > 0 && confidence < 1)) throw new SpecException("Confidence", confidence, "between 0 and 1");
        if (resamples < 100) throw new SpecException("Resamples", resamples, "100 …");
        double[] differences = [.. a.Zip(b, (x, y) => y - x).Where(double.IsFinite)];
        if (differences.Length == 0) throw new ArgumentException("No pair has two finite values.", nameof(a));

        var stream = new RandomStream(seed, RandomStream.SharedRun, RandomPurpose.Bootstrap);
        var resample = new double[differences.Length];
        (double[] means, double[] effects, double[] fractions) = (new double[resamples], new double[resamples], new double[resamples]);
        for (int r = 0; r < resamples; r++)
        {
            for (int i = 0; i < resample.Length; i++) resample[i] = differences[stream.NextInt32(differences.Length)];
            means[r] = resample.Average();
            effects[r] = Effect(resample);
            fractions[r] = Below(resample);
        }

        return new PairedComparison
        {
            Pairs = differences.Length,
            LeftOut = a.Count - differences.Length,
            MeanDifference = Around(differences.Average(), means, confidence),
            EffectSize = Around(Effect(differences), effects, confidence),
            FractionBelow = Around(Below(differences), fractions, confidence),
            PValue = SignFlipTest(differences, resamples, stream),
        };
    }

    private static double Effect(double[] differences)
    {
        double mean = differences.Average();
        double deviation = Math.Sqrt(differences.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, differences.Length - 1));
        return deviation > 0 ? mean / deviation : mean == 0 ? 0 : Math.CopySign(double.PositiveInfinity, mean);
    }

    private static double Below(double[] differences) => differences.Sum(d => d < 0 ? 1 : d == 0 ? 0.5 : 0) / differences.Length;

    private static Interval Around(double value, double[] resampled, double confidence)
    {
        Array.Sort(resampled);
        double tail = (1 - confidence) / 2;
        return new Interval(value, Quantile(resampled, tail), Quantile(resampled, 1 - tail));
    }

    private static double Quantile(double[] sorted, double probability) =>
        sorted[Math.Clamp((int)Math.Floor(probability * sorted.Length), 0, sorted.Length - 1)];

    private static double SignFlipTest(double[] differences, int resamples, RandomStream stream)
    {
        double observed = Math.Abs(differences.Sum()) * (1 - 1e-12);
        if (differences.Length <= ExactPairs)
        {
            int all = 1 << differences.Length, extreme = 0;
            for (int signs = 0; signs < all; signs++)
            {
                double sum = 0;
                for (int i = 0; i < differences.Length; i++) sum += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
                if (Math.Abs(sum) >= observed) extreme++;
            }

            return (double)extreme / all;
        }

        int atLeast = 0;
        for (int r = 0; r < resamples; r++)
        {
            double sum = 0;
            foreach (double d in differences) sum += (stream.NextUInt64() & 1) == 0 ? d : -d;
            if (Math.Abs(sum) >= observed) atLeast++;
        }

        return (atLeast + 1.0) / (resamples + 1);
    }
}
