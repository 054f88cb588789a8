namespace CurlDescent.Experiments.Reproduction;

/// <summary>What ratio claims compare.</summary>
internal static class Ratios
{
    private const int FewestPairs = 3;

    /// <summary>Epochs to the threshold of the training error, at the cells of a grid.</summary>
    public static RatioForm Epochs(string axis, string symbol, string? grid = null, string? distribution = null) =>
        new("epochs to a training error of 1e-3", symbol, source =>
            from comparison in SpeedComparison.ByCell(source.Table, confidence: source.Confidence)
            let cell = comparison.Cell
            where (grid is null || cell.Grid == grid) && (distribution is null || cell.Text(Parameters.InitialDistribution) == distribution)
            select new RatioPoint(cell.Number(axis), comparison.Ratio, comparison.Neither, comparison.CensoredOther, comparison.Censored)
            {
                AlreadyThere = comparison.AlreadyThere,
            });

    /// <summary>Epochs until the test error is first below each of some levels, from the learning curves of a cell.</summary>
    public static RatioForm EpochsToTestError(int samples, double[] levels) =>
        new($"epochs to a test error, at P = {samples}", "test error", source =>
        {
            (LearningCurve Gradient, LearningCurve Curl)[] pairs = [.. Pairs(source, samples)];
            return levels.Select(level =>
            {
                (double? Gradient, double? Curl)[] times =
                [
                    .. pairs.Select(pair => (First(pair.Gradient, level), First(pair.Curl, level))),
                ];
                var told = times.Zip(pairs, (time, pair) => (time, pair)).Where(t => t.time.Gradient is not null || t.time.Curl is not null)
                    .Select(t => (Gradient: t.time.Gradient ?? t.pair.Gradient.X[^1], Curl: t.time.Curl ?? t.pair.Curl.X[^1])).ToArray();
                return Point(level, [.. told.Select(t => Math.Log((t.Curl + 1) / (t.Gradient + 1)))], source.Confidence) with
                {
                    Neither = times.Length - told.Length,
                    CensoredGradient = times.Count(t => t.Gradient is null),
                    CensoredCurl = times.Count(t => t.Curl is null),
                };
            });
        });

    /// <summary>
    /// Test error where runs end, at the cells of a grid; with runs that stop at a training error, the test error at equal training error.
    /// </summary>
    public static RatioForm FinalTestErrors(
        string what, string axis, string symbol, string? grid = null, double least = 0, bool onlyWhereReached = false) =>
            new(what, symbol, source =>
            from cells in source.Table.Runs.Where(run => (grid is null || run.Grid == grid) && run.Number(axis) >= least)
                .GroupBy(run => run.Cell)
            let logs = (from gradient in cells
                        where gradient.Rule == RuleName.GradientDescent
                        from curl in cells
                        where curl.Rule == RuleName.CurlDescent && curl.Seed == gradient.Seed
                        where !onlyWhereReached
                            || (double.IsFinite(gradient[Measure.EpochsToThreshold]) && double.IsFinite(curl[Measure.EpochsToThreshold]))
                        let log = Math.Log(curl[Measure.FinalTestError] / gradient[Measure.FinalTestError])
                        where double.IsFinite(log)
                        select log).ToArray()
            select Point(cells.First().Number(axis), logs, source.Confidence));

    /// <summary>
    /// Epochs to the threshold from the slowest place of gradient descent. A run that does not get there counts as the last epoch, a pair
    /// in which neither does is left out.
    /// </summary>
    public static RatioForm HandedEpochs(string axis, string symbol, string grid) =>
        new("epochs to a training error of 1e-3 from there", symbol, source =>
            from cells in source.Table.Runs.Where(run => run.Grid == grid).GroupBy(run => run.Cell)
            let pairs = (from gradient in cells
                         where gradient.Rule == RuleName.GradientDescent
                         from curl in cells
                         where curl.Rule == RuleName.CurlDescent && curl.Seed == gradient.Seed
                         select (Gradient: gradient[Measure.HandedEpochs], Curl: curl[Measure.HandedEpochs])).ToArray()
            let last = (double)source.Sweep.Cells[cells.Key].Integer(Parameters.Epochs)
            let told = pairs.Where(p => double.IsFinite(p.Gradient) || double.IsFinite(p.Curl)).ToArray()
            let logs = told.Select(p => Math.Log((Reached(p.Curl, last) + 1) / (Reached(p.Gradient, last) + 1))).ToArray()
            select Point(cells.First().Number(axis), logs, source.Confidence) with
            {
                Neither = pairs.Length - told.Length,
                CensoredGradient = pairs.Count(p => !double.IsFinite(p.Gradient)),
                CensoredCurl = pairs.Count(p => !double.IsFinite(p.Curl)),
            });

    private static double Reached(double epochs, double last) => double.IsFinite(epochs) ? epochs : last;

    private static RatioPoint Point(double x, double[] logs, double confidence)
    {
        if (logs.Length < FewestPairs) return new RatioPoint(x, new Interval(double.NaN, 0, double.PositiveInfinity, logs.Length));
        Interval mean = Intervals.Mean(logs, confidence);
        return new RatioPoint(x, new Interval(Math.Exp(mean.Value), Math.Exp(mean.Low), Math.Exp(mean.High), logs.Length));
    }

    // Gradient and curl descent of each seed.
    private static IEnumerable<(LearningCurve Gradient, LearningCurve Curl)> Pairs(ReportSource source, int samples)
    {
        var curves = source.Table.Curves.Where(p => p.Series == Series.TestError && p.Number(Parameters.TrainingSamples) == samples)
            .GroupBy(p => (p.Rule, p.Seed))
            .ToDictionary(g => g.Key, g => new LearningCurve([.. g.Select(p => p.X)], [.. g.Select(p => p.Y)]));
        foreach (int seed in curves.Keys.Where(k => k.Rule == RuleName.GradientDescent).Select(k => k.Seed).Order())
            if (curves.TryGetValue((RuleName.CurlDescent, seed), out LearningCurve? curl))
            {
                yield return (curves[(RuleName.GradientDescent, seed)], curl);
            }
    }

    private static double? First(LearningCurve curve, double level)
    {
        int at = Array.FindIndex(curve.Y, y => y < level);
        return at < 0 ? null : curve.X[at];
    }

    private sealed record LearningCurve(double[] X, double[] Y);
}
