using System.Globalization;
using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

/// <summary>
/// How often the intervals cover the truth, by simulation, in the shapes that occur in the datasets: log ratios of epochs with and without
/// runs that end at the horizon, medians, shares of independent trials and of cells in columns. The table in the README of the project is
/// what these tests measure.
/// </summary>
public sealed class CoverageTests
{
    private const int Repeats = 4000, GroupSize = 10;

    private static readonly int[] Sizes = [3, 5, 10, 20, 40];

    private static readonly string[] Readme = File.ReadAllLines(Path.Combine(Repository.Root, "lib/CurlDescent.Experiments/README.md"));

    [Theory]
    [InlineData("normal")]
    [InlineData("heavy tails")]
    [InlineData("skewed")]
    [InlineData("one run in ten at the horizon")]
    [InlineData("one run in three at the horizon")]
    [InlineData("gradient descent alone at the horizon, two in three")]
    public void MeanLogRatios(string shape)
    {
        double truth = Draw(shape, new RandomStream(1, 0, RandomPurpose.Design), 1_000_000).Average();
        Check("mean log ratio", shape, n => Share(shape, n, sample => Intervals.Mean(sample), truth));
    }

    [Theory]
    [InlineData("normal")]
    [InlineData("heavy tails")]
    [InlineData("skewed")]
    public void Medians(string shape)
    {
        double truth = Draw(shape, new RandomStream(1, 0, RandomPurpose.Design), 1_000_000).Order().ElementAt(500_000);
        Check("median", shape, n => Share(shape, n, sample => Intervals.Median(sample), truth));
    }

    [Fact]
    public void EffectSizes()
    {
        LongTests.Need("Twenty thousand intervals of effect sizes take a minute");
        Check("effect size", "normal, d = 0.8", n => Share("shifted", n, sample => Intervals.EffectSize(sample), 0.8));
    }

    /// <summary>Averaged over all shares from 0 to 1; without simulation.</summary>
    [Fact]
    public void SharesOfIndependentTrials() => Check("share", "averaged over shares from 0 to 1", n =>
    {
        double covered = 0;
        const int Steps = 2000;
        for (int i = 0; i < Steps; i++)
        {
            double p = (i + 0.5) / Steps;
            for (int k = 0; k <= n; k++)
            {
                Interval share = Proportion.Of(k, n);
                if (share.Low <= p && p <= share.High) covered += MathNet.Numerics.Distributions.Binomial.PMF(p, n, k) / Steps;
            }
        }

        return covered;
    });

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.2)]
    [InlineData(0.3)]
    public void SharesOfCellsInColumns(double correlation)
    {
        // Without a correlation the intervals are on the safe side: three columns do not tell that there is none.
        Check("share of cells in n columns of ten",
            string.Create(CultureInfo.InvariantCulture, $"correlation {correlation} within a column"), n =>
        {
            var stream = new RandomStream(3, (uint)n, RandomPurpose.Design, (uint)(100 * correlation));
            int covered = 0;
            for (int repeat = 0; repeat < Repeats; repeat++)
            {
                double p = stream.NextUniform();
                int[] counts = [.. Enumerable.Range(0, n).Select(_ => Column(stream, p, correlation))];
                Interval share = ClusteredShare.Estimate(counts.Select(c => ((double)c, (double)GroupSize))).Interval;
                if (share.Low <= p && p <= share.High) covered++;
            }

            return (double)covered / Repeats;
        }, most: correlation == 0 ? 1 : 0.97);
    }

    // Pólya's urn: each trial of a column resembles those before it.
    private static int Column(RandomStream stream, double p, double correlation)
    {
        double size = (1 - correlation) / Math.Max(correlation, 1e-9);
        int count = 0;
        for (int i = 0; i < GroupSize; i++)
            if (stream.NextUniform() < (p * size + count) / (size + i)) count++;
        return count;
    }

    private static double Share(string shape, int n, Func<double[], Interval> interval, double truth)
    {
        var stream = new RandomStream(2, (uint)n, RandomPurpose.Design);
        int covered = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            Interval found = interval(Draw(shape, stream, n));
            Assert.Equal(n, found.Count);
            if (found.Low <= truth && truth <= found.High) covered++;
        }

        return (double)covered / Repeats;
    }

    private static double[] Draw(string shape, RandomStream stream, int n)
    {
        Func<double> one = shape switch
        {
            "normal" => stream.NextNormal,
            "shifted" => () => 0.8 + stream.NextNormal(),
            "heavy tails" => () => Math.Log(stream.NextUniform() / stream.NextUniform()),
            "skewed" => () => -Math.Log(-Math.Log(stream.NextUniform())),
            "one run in ten at the horizon" => () => LogRatio(stream, -0.3, 1.3),
            "one run in three at the horizon" => () => LogRatio(stream, -0.3, 0.4),
            "gradient descent alone at the horizon, two in three" => () => LogRatio(stream, -1.5, -0.4),
            _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "no such shape"),
        };
        return [.. Enumerable.Range(0, n).Select(_ => one())];
    }

    // Epochs of two rules from one start, log-normal and half correlated, up to a horizon; pairs in which neither gets there say nothing
    // and are drawn again.
    private static double LogRatio(RandomStream stream, double shift, double horizon)
    {
        while (true)
        {
            double common = Math.Sqrt(0.5) * stream.NextNormal();
            double gradient = common + Math.Sqrt(0.5) * stream.NextNormal(), curl = shift + common + Math.Sqrt(0.5) * stream.NextNormal();
            if (gradient < horizon || curl < horizon) return Math.Min(curl, horizon) - Math.Min(gradient, horizon);
        }
    }

    // Each between 93 and 97 %, and as the README says: a logarithm of another library may move a simulated one by a repeat or two.
    private static void Check(string what, string shape, Func<int, double> coverage, double most = 0.97)
    {
        const double Accuracy = 0.002;
        double[] found = [.. Sizes.Select(coverage)];
        string[] texts = [.. found.Select(c => (100 * c).ToString("0.0", CultureInfo.InvariantCulture))];
        string row = $"| {what} | {shape} | {string.Join(" | ", texts)} |";
        TestContext.Current.SendDiagnosticMessage(row);
        string line = Readme.SingleOrDefault(l => l.StartsWith($"| {what} | {shape} |", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"README has no row {row}");
        double[] written = [.. line.Split('|')[3..8].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture) / 100)];
        for (int i = 0; i < Sizes.Length; i++)
        {
            Assert.True(found[i] >= 0.93 && found[i] <= most, $"n = {Sizes[i]}: {row}");
            Assert.True(Math.Abs(found[i] - written[i]) < Accuracy, $"README differs from {row}");
        }
    }
}
