namespace CurlDescent.Experiments;

/// <summary>
/// Compares two treatments run on the same seeds: differences b − a pair by pair, with effect size and confidence intervals.
/// </summary>
/// <remarks>
/// Intervals: Student's t for the mean, the noncentral t for the effect size (<see cref="Intervals"/>), Wilson's for the fraction
/// (<see cref="Proportion"/>). p: two-sided sign-flip permutation test of the mean difference, exact up to 16 pairs, otherwise by as many
/// random flips as there are resamples; of n pairs it is never below 2^(1 − n), so that three pairs may have an interval that excludes 0
/// and a p of ¼: the interval trusts that differences are nearly normal, p does not. The same pairs and seed give the same numbers.
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
    /// <param name="confidence">Probability that the intervals are to cover, in (0, 1).</param>
    /// <param name="resamples">Number of random sign flips where there are more than 16 pairs, at least 100.</param>
    /// <param name="seed">Seed of the flips.</param>
    /// <exception cref="ArgumentException">The lengths differ, or no pair is complete.</exception>
    /// <exception cref="SpecException">Confidence or resamples are outside their ranges.</exception>
    public static PairedComparison Of(
        IReadOnlyList<double> a, IReadOnlyList<double> b, double confidence = 0.95, int resamples = 10_000, ulong seed = 1)
    {
        if (a.Count != b.Count) throw new ArgumentException($"{a.Count} and {b.Count} values do not pair.", nameof(b));
        if (!(confidence > 0 && confidence < 1)) throw new SpecException("Confidence", confidence, "between 0 and 1");
        if (resamples < 100) throw new SpecException("Resamples", resamples, "100 …");
        double[] differences = [.. a.Zip(b, (x, y) => y - x).Where(double.IsFinite)];
        if (differences.Length == 0) throw new ArgumentException("No pair has two finite values.", nameof(a));

        return new PairedComparison
        {
            Pairs = differences.Length,
            LeftOut = a.Count - differences.Length,
            MeanDifference = Intervals.Mean(differences, confidence),
            EffectSize = Intervals.EffectSize(differences, confidence),
            FractionBelow = Proportion.Of(differences.Sum(d => d < 0 ? 1 : d == 0 ? 0.5 : 0), differences.Length, confidence),
            PValue = SignFlipTest(differences, resamples, new RandomStream(seed, RandomStream.SharedRun, RandomPurpose.Bootstrap)),
        };
    }

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
