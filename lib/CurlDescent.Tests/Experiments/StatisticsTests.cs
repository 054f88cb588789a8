using CurlDescent.Experiments;
using CurlDescent.Experiments.Statistics;

namespace CurlDescent.Tests.Experiments;

public class StatisticsTests
{
    [Fact]
    public void SurvivalOfATextbookExample()
    {
        // Remission times of the 6-MP group of Freireich et al. (1963); estimates and Greenwood errors as tabulated in textbooks.
        double[] times = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35];
        bool[] reached = [true, true, true, false, true, false, true, false, false, true, true, false, false, false, true, true, false,
            false, false, false, false];
        var estimate = KaplanMeier.Estimate(times, reached);
        Assert.Equal([6, 7, 10, 13, 16, 22, 23], estimate.Times);
        double[] expected = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482],
            errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346];
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
            double[] events = [.. Enumerable.Range(0, 400).Select(_ => -Math.Log(stream.NextUniform()))],
                looks = [.. events.Select(_ => 2 * stream.NextUniform())];
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
            Outcome = Outcome.HorizonReached,
            Measures = new Dictionary<string, double>
            {
                [Measure.EpochsToThreshold] = epochs,
                [Measure.EpochsToThresholdOrLast] = double.IsNaN(epochs) ? 1000 : epochs,
            },
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

        // All 2⁵ signs of (2, 1, 0, 1, 4) by hand: |±2 ± 1 ± 0 ± 1 ± 4| ≥ 6 in 2·2·3 = 12 of them ((2,1,1,4) → 8, 6, 6 and their negatives,
        // twice for the 0).
        Assert.Equal(12.0 / 32, comparison.PValue, 12);
        Assert.Equal(comparison, PairedComparison.Of(a, b));
        Assert.Equal(
            (4, 1), (PairedComparison.Of([.. a[..4], double.NaN], b).Pairs, PairedComparison.Of([.. a[..4], double.NaN], b).LeftOut));
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
        // By hand: curl descent needs half the epochs in the first cell (counted from 1), twice in the second; in the third two pairs say
        // nothing, and in one only gradient descent gets there; in the fourth too few pairs say something; in the fifth one begins there.
        (double Gradient, double Curl)[][] cells = [[(99, 49), (199, 99), (399, 199)], [(9, 19), (19, 39), (99, 199)],
            [(double.NaN, double.NaN), (double.NaN, double.NaN), (499, double.NaN), (1999, 999), (399, 199)],
            [(9, 4), (double.NaN, double.NaN), (19, 9)], [(0, 0), (99, 49), (199, 99), (399, 199)]];
        RunRow[] runs =
            [.. cells.SelectMany(
                (pairs, cell) =>
                    pairs.SelectMany(
                        (pair, seed) =>
                            new[] { Run(cell, seed, RuleName.GradientDescent, pair.Gradient),
                                Run(cell, seed, RuleName.CurlDescent, pair.Curl) }))];
        var table = new ResultTable(CellSummary.Of(runs), runs, []);
        IReadOnlyList<SpeedComparison> compared = SpeedComparison.ByCell(table);
        Assert.Equal(
            [SpeedVerdict.Sooner, SpeedVerdict.Later, SpeedVerdict.Undecided, SpeedVerdict.Undecided, SpeedVerdict.Sooner],
            compared.Select(c => c.Verdict));
        Assert.Equal("0.50 [0.50, 0.50], n = 3", compared[0].ToString());
        Assert.Equal((3, 2, 2, 3), (compared[2].Pairs, compared[2].Neither, compared[2].CensoredOther, compared[2].Censored));
        Assert.Equal(2.0 / 3, compared[2].FractionSooner.Value, 1e-15);
        Assert.Equal(Math.Cbrt(1001.0 / 500 / 4), compared[2].Ratio.Value, 1e-12);
        Assert.Equal((false, 2, 1), (compared[3].HasRatio, compared[3].Pairs, compared[3].Neither));
        Assert.Equal((3, 1, 0), (compared[4].Pairs, compared[4].AlreadyThere, compared[4].Neither));
        Assert.Equal(0.5, compared[4].Ratio.Value, 1e-12);
        Assert.Equal((double.NaN, 0.0, double.PositiveInfinity), (compared[3].Ratio.Value, compared[3].Ratio.Low, compared[3].Ratio.High));

        // A dataset may be partial: a cell whose other rule has not run yet.
        var partial = new ResultTable(CellSummary.Of(runs), [.. runs.Where(run => run.Cell > 0 || run.Rule == RuleName.CurlDescent)], []);
        Assert.Equal((0, false), (SpeedComparison.ByCell(partial)[0].Pairs, SpeedComparison.ByCell(partial)[0].HasRatio));
        Assert.Equal(
            "sooner at P = 100, 500; later at P = 200; no clear difference at P = 300, 400; "
            + "least ratio 0.50 [0.50, 0.50], n = 3 at P = 100",
            SpeedComparison.Describe(table, "trainingSamples", "P"));

        static RunRow Run(int cell, int seed, string rule, double epochs) => new()
        {
            Cell = cell,
            Grid = "main",
            Parameters = new Dictionary<string, ParameterValue> { ["trainingSamples"] = 100 * (cell + 1) },
            Rule = rule,
            Seed = seed,
            Outcome = null,
            Measures = new Dictionary<string, double>
            {
                [Measure.EpochsToThreshold] = epochs,
                [Measure.EpochsToThresholdOrLast] = double.IsNaN(epochs) ? 1000 : epochs,
            },
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

    /// <summary>Student's t of the sleep data of Student (1908): 1.58 ± 2.262·1.230/√10, as in textbooks.</summary>
    [Fact]
    public void IntervalOfAMean()
    {
        double[] gain = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4];
        Interval mean = Intervals.Mean(gain);
        Assert.Equal((1.58, 10), (Math.Round(mean.Value, 10), mean.Count));
        Assert.Equal(0.7001, mean.Low, 4);
        Assert.Equal(2.4599, mean.High, 4);
        Assert.Equal(new Interval(2, 2, 2, 3), Intervals.Mean([2, 2, 2]));
        Assert.Equal(new Interval(2, double.NegativeInfinity, double.PositiveInfinity, 1), Intervals.Mean([2]));
        Assert.Throws<ArgumentException>(() => Intervals.Mean([]));
        Assert.Throws<SpecException>(() => Intervals.Mean([1, 2], 1));
    }

    [Fact]
    public void IntervalOfAMedian()
    {
        // Of five values the whole range; of many the order statistics in between: 101 values cover 95 % between the 41st (of which 95.4 %)
        // and the 42nd (92.7 %).
        Assert.Equal(new Interval(3, 1, 9, 5), Intervals.Median([9, 1, 2, 3, 8]));
        double[] values = [.. Enumerable.Range(1, 101).Select(i => (double)i).Reverse()];
        Interval median = Intervals.Median(values);
        Assert.Equal((51, 101), (median.Value, median.Count));
        Assert.InRange(median.Low, 41, 42);
        Assert.Equal(102, median.Low + median.High, 1e-9);
        Assert.Equal(101, values[0]);
        Assert.Equal((2.0, Intervals.Mean([1, 2, 6]).Low), (Intervals.Median([1, 2, 6]).Value, Intervals.Median([1, 2, 6]).Low));
        Assert.Throws<ArgumentException>(() => Intervals.Median([]));
    }

    /// <summary>
    /// d = 0.5 of 20 pairs: noncentral t with 19 degrees of freedom, t = 2.236; and the noncentral t against the central one and Monte
    /// Carlo.
    /// </summary>
    [Fact]
    public void IntervalOfAnEffectSize()
    {
        Assert.Equal(MathNet.Numerics.Distributions.StudentT.CDF(0, 1, 7, 1.3), NoncentralT.Cdf(1.3, 7, 0), 12);
        Assert.Equal(1 - NoncentralT.Cdf(0.4, 5, -1.5), NoncentralT.Cdf(-0.4, 5, 1.5), 12);
        var stream = new RandomStream(4, 0, RandomPurpose.Design);
        int below = 0;
        const int Draws = 100_000;
        for (int i = 0; i < Draws; i++)
        {
            double squares = 0;
            for (int k = 0; k < 4; k++) squares += Math.Pow(stream.NextNormal(), 2);
            if ((stream.NextNormal() + 2) / Math.Sqrt(squares / 4) <= 2.5) below++;
        }

        Assert.Equal(NoncentralT.Cdf(2.5, 4, 2), (double)below / Draws, 4 * 0.5 / Math.Sqrt(Draws));
        double[] values = [.. Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? 1.0 : -1)];
        double deviation = Math.Sqrt(20.0 / 19);
        Interval effect = Intervals.EffectSize([.. values.Select(v => v + 0.5 * deviation)]);
        Assert.Equal(0.5, effect.Value, 12);
        Assert.Equal(0.975, NoncentralT.Cdf(0.5 * Math.Sqrt(20), 19, effect.Low * Math.Sqrt(20)), 9);
        Assert.Equal(0.025, NoncentralT.Cdf(0.5 * Math.Sqrt(20), 19, effect.High * Math.Sqrt(20)), 9);
        Assert.Equal(double.PositiveInfinity, Intervals.EffectSize([2, 2]).Low);
    }

    [Fact]
    public void SharesOfGroups()
    {
        // Trials that are their own groups are independent: close to Jeffreys's interval of 8 of 10, 0.50 to 0.95, and wider in five groups
        // that agree within.
        Interval alone = ClusteredShare.Estimate([.. Enumerable.Range(0, 10).Select(i => (i < 8 ? 1.0 : 0, 1.0))]).Interval;
        Assert.Equal(0.8, alone.Value, 12);
        Assert.Equal(0.4977, alone.Low, 0.01);
        Assert.Equal(0.9539, alone.High, 0.01);
        ClusteredShare five = ClusteredShare.Estimate([(2, 2), (2, 2), (2, 2), (2, 2), (0, 2)]);
        Assert.True(five.Interval.Low < alone.Low - 0.05);
        Assert.Equal((8, 10, 5, 5), (five.Count, five.Of, five.Groups, five.Interval.Count));

        // All agree: the interval ends at 1, and more groups say more than more trials of the same groups.
        double Low(int groups, int size) =>
            ClusteredShare.Estimate([.. Enumerable.Repeat(((double)size, (double)size), groups)]).Interval.Low;
        Assert.Equal(1, ClusteredShare.Estimate([(4, 4), (4, 4)]).Interval.High);
        Assert.True(Low(20, 5) > Low(5, 20) + 0.05);
        Assert.True(Low(5, 20) > Low(5, 5));
        Assert.Equal(
            (double.NaN, 0.0, 1.0), ClusteredShare.Estimate([(0, 0)]).Interval is var none ? (none.Value, none.Low, none.High) : default);
        Assert.Throws<ArgumentException>(() => ClusteredShare.Estimate([(3, 2)]));

        // The mean of two: about right by the normal approximation where both have many groups.
        ClusteredShare a = ClusteredShare.Estimate([.. Enumerable.Range(0, 400).Select(i => (i < 240 ? 1.0 : 0, 1.0))]),
            b = ClusteredShare.Estimate([.. Enumerable.Range(0, 400).Select(i => (i < 200 ? 1.0 : 0, 1.0))]);
        Interval mean = ClusteredShare.Mean(a, b);
        double half = 1.96 * Math.Sqrt(0.6 * 0.4 / 400 + 0.25 / 400) / 2;
        Assert.Equal(0.55, mean.Value, 12);
        Assert.Equal(0.55 - half, mean.Low, 0.003);
        Assert.Equal(0.55 + half, mean.High, 0.003);
    }
}
