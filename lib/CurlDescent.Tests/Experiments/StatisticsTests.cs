using CurlDescent.Experiments;
using CurlDescent.RandomNumbers;

namespace CurlDescent.Tests.Experiments;

public class StatisticsTests
{
    [Fact]
    public void SurvivalOfATextbookExample()
    {
        // Remission times of the 6-MP group of Freireich et al. (1963); estimates and Greenwood errors as tabulated in textbooks.
        double[] times = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35];
        bool[] reached = [true, true, true, false, true, false, true, false, false, true, true, false, false, false, true, true, false, false, false, false, false];
        var estimate = KaplanMeier.Estimate(times, reached);
        Assert.Equal([6, 7, 10, 13, 16, 22, 23], estimate.Times);
        double[] expected = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346];
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], estimate.Survival[i], 4);
            Assert.Equal(errors[i], Math.Sqrt(estimate.Variance[i]), 4);
        }

        Assert.Equal(23, estimate.Median);
        Assert.Equal((21, 9), (estimate.Runs, estimate.Events));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    [InlineData(10)]
    public void WithoutCensoringTheMedianIsTheSamples(int n)
    {
        double[] times = [.. Enumerable.Range(0, n).Select(i => (double)(i * 7 % n + 1))];
        Assert.Equal(Summary.Of(times).Median, KaplanMeier.Estimate(times, [.. times.Select(_ => true)]).Median);
    }

    [Fact]
    public void MedianIsOpenWhereHalfAreCensored()
    {
        Assert.True(double.IsNaN(KaplanMeier.Estimate([5, 9, 9, 9], [true, false, false, false]).Median));
        Assert.True(double.IsNaN(KaplanMeier.Estimate([9, 9], [false, false]).Median));
        Assert.Equal(6, KaplanMeier.Estimate([5, 6, 7, 9, 9], [true, true, true, false, false]).Median + -1);
    }

    [Fact]
    public void CensoredExponentialTimesGiveTheTrueMedian()
    {
        var stream = new RandomStream(5, 0, RandomPurpose.Design);
        var medians = new List<double>();
        for (int repeat = 0; repeat < 40; repeat++)
        {
            double[] events = [.. Enumerable.Range(0, 400).Select(_ => -Math.Log(stream.NextUniform()))], looks = [.. events.Select(_ => 2 * stream.NextUniform())];
            medians.Add(KaplanMeier.Estimate([.. events.Zip(looks, Math.Min)], [.. events.Zip(looks, (e, l) => e <= l)]).Median);
        }

        Summary summary = Summary.Of(medians);
        Assert.InRange(Math.Abs(summary.Mean - Math.Log(2)) / summary.StandardError, 0, 4);
    }

    [Fact]
    public void CellsKeepCensoringExplicit()
    {
        RunRow Run(int seed, double epochs) => new()
        {
            Cell = 0,
            Grid = "main",
            Parameters = new Dictionary<string, ParameterValue>(),
            Rule = RuleName.CurlDescent,
            Seed = seed,
            Outcome = CurlDescent.Simulation.Outcome.HorizonReached,
            Measures = new Dictionary<string, double> { [Measure.EpochsToThreshold] = epochs, [Measure.EpochsToThresholdOrLast] = double.IsNaN(epochs) ? 1000 : epochs },
            Path = "",
            ResultHash = "",
        };
        CellRow cell = CellSummary.Of([Run(0, 10), Run(1, 20), Run(2, 30), Run(3, double.NaN)]).Single();
        Summary reached = cell[Measure.EpochsToThreshold], paper = cell[Measure.EpochsToThresholdOrLast];
        Assert.Equal((3, 25, 10), (reached.Count, reached.Median, reached.Minimum));
        Assert.True(double.IsNaN(reached.Mean) && double.IsNaN(reached.Maximum));
        Assert.Equal((4, 265), (paper.Count, paper.Mean));
        Assert.Equal(20, CellSummary.Of([Run(0, 10), Run(1, 20), Run(2, 30)]).Single()[Measure.EpochsToThreshold].Mean);
    }

    [Fact]
    public void ReductionsAreThePapers()
    {
        Assert.Equal(-15, Reductions.Log10WithFloor(0, 1e-15));
        Assert.Equal(Math.Log10(4e-15), Reductions.Log10WithFloor(3.2e-15, 1e-15), 12);
        Assert.Equal(-3, Reductions.Log10WithFloor(1e-3, 1e-15), 9);
        Assert.True(double.IsNaN(Reductions.Log10WithFloor(0, 0)));
        Assert.True(double.IsNaN(Reductions.Log10WithFloor(double.PositiveInfinity, 1e-15)));
        Assert.Equal(-20, Reductions.Log10WithFloor(1e-20, 0), 12);
        Assert.Equal(new Summary(1, -2, double.NaN, -2, -2, -2), Summary.Of([double.NaN, -2, double.NegativeInfinity]));
    }

    [Fact]
    public void PairedDifferencesInClosedForm()
    {
        double[] a = [3, 5, 8, 1, 9], b = [1, 4, 8, 2, 5];
        var comparison = PairedComparison.Of(a, b);
        Assert.Equal(-1.2, comparison.MeanDifference.Value, 12);
        Assert.Equal(-1.2 / Math.Sqrt((0.64 + 0.04 + 1.44 + 4.84 + 7.84) / 4), comparison.EffectSize.Value, 12);
        Assert.Equal(3.5 / 5, comparison.FractionBelow.Value, 12);

        // All 2⁵ signs of (2, 1, 0, 1, 4) by hand: |±2 ± 1 ± 0 ± 1 ± 4| ≥ 6 in 2·2·3 = 12 of them ((2,1,1,4) → 8, 6, 6 and their negatives, twice for the 0).
        Assert.Equal(12.0 / 32, comparison.PValue, 12);
        Assert.Equal(comparison, PairedComparison.Of(a, b));
        Assert.Equal((4, 1), (PairedComparison.Of([.. a[..4], double.NaN], b).Pairs, PairedComparison.Of([.. a[..4], double.NaN], b).LeftOut));
    }

    [Fact]
    public void BootstrapIntervalsCoverTheTruthAboutAsOftenAsTheySay()
    {
        var stream = new RandomStream(9, 0, RandomPurpose.Design);
        int covered = 0, significant = 0;
        const int Repeats = 400;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            double[] a = [.. Enumerable.Range(0, 30).Select(_ => stream.NextNormal())], b = [.. a.Select(x => x + 0.5 * stream.NextNormal())];
            var comparison = PairedComparison.Of(a, b, 0.9, 400, (ulong)repeat);
            if (comparison.MeanDifference.Low <= 0 && comparison.MeanDifference.High >= 0) covered++;
            if (comparison.PValue < 0.1) significant++;
        }

        // Binomial(400, 0.9) has a standard deviation of 6; the percentile bootstrap of 30 pairs covers 1 to 3 % too seldom.
        Assert.InRange(covered, 360 - 12 - 4 * 6, 360 + 4 * 6);
        Assert.InRange(significant, 40 - 4 * 6, 40 + 4 * 6);
    }

    [Fact]
    public void BadArgumentsAreNamed()
    {
        Assert.Throws<ArgumentException>(() => PairedComparison.Of([1], [1, 2]));
        Assert.Throws<ArgumentException>(() => PairedComparison.Of([double.NaN], [1]));
        Assert.Throws<SpecException>(() => PairedComparison.Of([1], [1], confidence: 1));
        Assert.Throws<SpecException>(() => PairedComparison.Of([1], [1], resamples: 10));
        Assert.Throws<ArgumentException>(() => KaplanMeier.Estimate([1], []));
        Assert.Throws<ArgumentException>(() => KaplanMeier.Estimate([double.NaN], [true]));
    }

    [Fact]
    public void SpeedsAreComparedSeedBySeedWithCensoredRunsTowardsOne()
    {
        // By hand: curl descent needs half the epochs in the first cell (counted from 1), twice in the second; in the third two pairs say nothing, and in one only
        // gradient descent gets there; in the fourth too few pairs say something.
        (double Gradient, double Curl)[][] cells = [[(99, 49), (199, 99), (399, 199)], [(9, 19), (19, 39), (99, 199)], [(double.NaN, double.NaN), (double.NaN, double.NaN), (499, double.NaN), (1999, 999), (399, 199)], [(9, 4), (double.NaN, double.NaN), (19, 9)]];
        RunRow[] runs = [.. cells.SelectMany((pairs, cell) => pairs.SelectMany((pair, seed) => new[] { Run(cell, seed, RuleName.GradientDescent, pair.Gradient), Run(cell, seed, RuleName.CurlDescent, pair.Curl) }))];
        var table = new ResultTable(CellSummary.Of(runs), runs, []);
        IReadOnlyList<SpeedComparison> compared = SpeedComparison.ByCell(table);
        Assert.Equal([SpeedVerdict.Sooner, SpeedVerdict.Later, SpeedVerdict.Undecided, SpeedVerdict.Undecided], compared.Select(c => c.Verdict));
        Assert.Equal("0.50 [0.50, 0.50]", compared[0].ToString());
        Assert.Equal((3, 2, 2, 3), (compared[2].Pairs, compared[2].Neither, compared[2].CensoredOther, compared[2].Censored));
        Assert.Equal(2.0 / 3, compared[2].FractionSooner.Value, 1e-15);
        Assert.Equal(Math.Cbrt(1001.0 / 500 / 4), compared[2].Ratio.Value, 1e-12);
        Assert.Equal((false, 2, 1), (compared[3].HasRatio, compared[3].Pairs, compared[3].Neither));
        Assert.Equal((double.NaN, 0.0, double.PositiveInfinity), (compared[3].Ratio.Value, compared[3].Ratio.Low, compared[3].Ratio.High));

        // A dataset may be partial: a cell whose other rule has not run yet.
        var partial = new ResultTable(CellSummary.Of(runs), [.. runs.Where(run => run.Cell > 0 || run.Rule == RuleName.CurlDescent)], []);
        Assert.Equal((0, false), (SpeedComparison.ByCell(partial)[0].Pairs, SpeedComparison.ByCell(partial)[0].HasRatio));
        Assert.Equal(
            "sooner at P = 100; later at P = 200; no clear difference at P = 300, 400; least ratio 0.50 [0.50, 0.50] at P = 100",
            SpeedComparison.Describe(table, "trainingSamples", "P"));

        static RunRow Run(int cell, int seed, string rule, double epochs) => new()
        {
            Cell = cell,
            Grid = "main",
            Parameters = new Dictionary<string, ParameterValue> { ["trainingSamples"] = 100 * (cell + 1) },
            Rule = rule,
            Seed = seed,
            Outcome = null,
            Measures = new Dictionary<string, double> { [Measure.EpochsToThreshold] = epochs, [Measure.EpochsToThresholdOrLast] = double.IsNaN(epochs) ? 1000 : epochs },
            Path = "",
            ResultHash = "",
        };
    }

    [Theory]
    [InlineData(0, 10, 0.0, 0.2775)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(10, 10, 0.7225, 1.0)]
    public void ScoreIntervalsOfShares(int count, int of, double low, double high)
    {
        Interval share = Proportion.Of(count, of);
        Assert.Equal((double)count / of, share.Value);
        Assert.Equal(low, share.Low, 1e-4);
        Assert.Equal(high, share.High, 1e-4);
        Assert.True(double.IsNaN(Proportion.Of(0, 0).Value));
    }

    [Fact]
    public void BootstrapOfAMedian()
    {
        double[] values = [.. Enumerable.Range(1, 101).Select(i => (double)i)];
        Interval median = Bootstrap.Of(values, Bootstrap.Median);
        Assert.Equal(51, median.Value);
        Assert.InRange(median.Low, 35, 48);
        Assert.InRange(median.High, 54, 67);
        Assert.Equal(median, Bootstrap.Of(values, Bootstrap.Median));
        Assert.Equal(101, values[^1]);
        Assert.Equal(new Interval(2, 2, 2), Bootstrap.Of([2, 2], s => s.Average()));
        Assert.Throws<ArgumentException>(() => Bootstrap.Of([], Bootstrap.Median));
        Assert.Throws<SpecException>(() => Bootstrap.Of([1], Bootstrap.Median, resamples: 10));
    }
}
