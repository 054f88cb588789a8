using System.Collections.Concurrent;
using MathNet.Numerics;

namespace CurlDescent.Experiments;

/// <summary>
/// A share of trials that come in groups and resemble each other within a group, such as the cells of one column of a map: their
/// compression ratio, and with it the distance of a finite network from the limit, is the same. The beta-binomial model: each group has a
/// share of its own around the common one.
/// </summary>
/// <remarks>
/// The interval is the central part of the posterior, 95 % unless said otherwise. Prior: Jeffreys's for the common share, and Beta(⅓, 1)
/// for the correlation ρ of two trials of a group, which counts small correlations as likelier. Averaged over these the interval covers
/// what it says; <c>CoverageTests</c> measures it at fixed correlations: 93 to 97 % at ρ = 0.1 to 0.3, more where trials are independent
/// and groups few, which three groups cannot know. Where all trials agree the interval ends at 1 and still knows the number of groups, as
/// no interval from the spread between groups can.
/// </remarks>
public sealed class ClusteredShare
{
    private const int ShareSteps = 400, CorrelationSteps = 12;

    private static readonly double[] Shares =
    [
        .. Enumerable.Range(0, ShareSteps).Select(i => Math.Pow(Math.Sin(Math.PI * (i + 0.5) / (2 * ShareSteps)), 2)),
    ];
    private static readonly double[] Correlations =
    [
        .. Enumerable.Range(0, CorrelationSteps).Select(k => Math.Pow((k + 0.5) / CorrelationSteps, 3)),
    ];

    // The same groups come again and again: all cells of a column agree.
    private static readonly ConcurrentDictionary<(double, double), double[]> Likelihoods = new();

    // Posterior of the common share; equal steps of its arc sine, in which Jeffreys's prior is even.
    private readonly double[] weights;

    private ClusteredShare(double[] weights, double count, double of, int groups, double confidence)
    {
        this.weights = weights;
        Count = count;
        Of = of;
        Groups = groups;
        (double low, double high) = Central(weights, Shares, (1 - confidence) / 2);
        double share = of > 0 ? count / of : double.NaN;
        Interval = new Interval(
            share, count == 0 ? 0 : double.IsNaN(share) ? 0 : Math.Min(low, share),
            count == of ? 1 : double.IsNaN(share) ? 1 : Math.Max(high, share), groups);
    }

    /// <summary>Number of successes in all groups.</summary>
    public double Count { get; }

    /// <summary>Number of trials in all groups.</summary>
    public double Of { get; }

    /// <summary>Number of groups.</summary>
    public int Groups { get; }

    /// <summary>
    /// The share of all trials with its interval; its count is that of the groups. The interval is that of the common share, to which
    /// groups count the more alike the more they differ; it always holds the share of all trials. Without a trial: NaN between 0 and 1.
    /// </summary>
    public Interval Interval { get; }

    /// <summary>Estimates a share.</summary>
    /// <param name="groups">Successes and trials of each group; they need not be whole. Groups without a trial are left out.</param>
    /// <param name="confidence">Probability of its interval, in (0, 1).</param>
    /// <exception cref="ArgumentException">A group has more successes than trials, or fewer than none.</exception>
    /// <exception cref="SpecException">The confidence is outside its range.</exception>
    public static ClusteredShare Estimate(IEnumerable<(double Count, double Of)> groups, double confidence = 0.95)
    {
        if (!(confidence > 0 && confidence < 1)) throw new SpecException("Confidence", confidence, "between 0 and 1");
        (double Count, double Of)[] all = [.. groups.Where(g => g.Of != 0)];
        if (all.Any(g => !(g.Count >= 0 && g.Count <= g.Of)))
        {
            throw new ArgumentException("A group has more successes than trials, or fewer than none.", nameof(groups));
        }

        (double Count, double Of, int Times)[] kinds = [.. all.GroupBy(g => g).Select(g => (g.Key.Count, g.Key.Of, g.Count()))];
        var logs = new double[ShareSteps * CorrelationSteps];
        foreach ((double count, double of, int times) in kinds)
        {
            double[] one = Likelihoods.GetOrAdd((count, of), LogLikelihood);
            for (int j = 0; j < logs.Length; j++) logs[j] += times * one[j];
        }

        double greatest = logs.Max();
        var weights = new double[ShareSteps];
        for (int j = 0; j < logs.Length; j++) weights[j % ShareSteps] += Math.Exp(logs[j] - greatest);
        double sum = weights.Sum();
        return new ClusteredShare([.. weights.Select(w => w / sum)], all.Sum(g => g.Count), all.Sum(g => g.Of), all.Length, confidence);
    }

    /// <summary>
    /// Computes the mean of two independent shares with its interval, such as the balanced accuracy from those of the two sides of a
    /// boundary.
    /// </summary>
    /// <param name="a">One share.</param>
    /// <param name="b">The other.</param>
    /// <param name="confidence">Probability of the interval, in (0, 1).</param>
    public static Interval Mean(ClusteredShare a, ClusteredShare b, double confidence = 0.95)
    {
        // Distribution of the mean on a grid as fine as that of the shares where it is finest.
        const int Steps = 20 * ShareSteps;
        var sums = new double[Steps + 1];
        for (int i = 0; i < ShareSteps; i++)
        {
            for (int j = 0; j < ShareSteps; j++) sums[(int)Math.Round((Shares[i] + Shares[j]) / 2 * Steps)] += a.weights[i] * b.weights[j];
        }

        (double low, double high) = Central(sums, [.. Enumerable.Range(0, Steps + 1).Select(i => (double)i / Steps)], (1 - confidence) / 2);
        double value = (a.Interval.Value + b.Interval.Value) / 2;
        return new Interval(
            value, value == 0 ? 0 : Math.Min(low, value), value == 1 ? 1 : Math.Max(high, value), Math.Min(a.Groups, b.Groups));
    }

    // Of a group, at every point of the grid; without the number of orders, which does not depend on the parameters.
    private static double[] LogLikelihood((double Count, double Of) group)
    {
        var logs = new double[ShareSteps * CorrelationSteps];
        for (int j = 0; j < logs.Length; j++)
        {
            double correlation = Correlations[j / ShareSteps], share = Shares[j % ShareSteps], size = (1 - correlation) / correlation,
                a = share * size, b = size - a;
            logs[j] = SpecialFunctions.GammaLn(a + group.Count) - SpecialFunctions.GammaLn(a)
                + SpecialFunctions.GammaLn(b + group.Of - group.Count) - SpecialFunctions.GammaLn(b)
                + SpecialFunctions.GammaLn(size) - SpecialFunctions.GammaLn(size + group.Of);
        }

        return logs;
    }

    private static (double Low, double High) Central(double[] weights, double[] values, double tail)
    {
        double below = 0, low = 0, high = 1;
        for (int i = 0; i < weights.Length; i++)
        {
            double next = below + weights[i];
            if (below < tail && next >= tail) low = values[i];
            if (below < 1 - tail && next >= 1 - tail)
            {
                high = values[i];
                break;
            }

            below = next;
        }

        return (low, high);
    }
}
