namespace CurlDescent.Experiments.Statistics;

/// <summary>Reduces the runs of each cell and rule to a row.</summary>
internal static class CellSummary
{
    public static IReadOnlyList<CellRow> Of(IReadOnlyList<RunRow> runs)
    {
        var rows = new List<CellRow>();
        foreach (IGrouping<(int, string), RunRow> group in runs.GroupBy(r => (r.Cell, r.Rule)))
        {
            RunRow[] members = [.. group];
            rows.Add(new CellRow
            {
                Cell = members[0].Cell,
                Grid = members[0].Grid,
                Parameters = members[0].Parameters,
                Rule = members[0].Rule,
                Runs = members.Length,
                Outcomes = members.Where(r => r.Outcome is not null).GroupBy(r => r.Outcome!.Value).OrderBy(g => g.Key).ToDictionary(
                    g => g.Key, g => g.Count()),
                Measures = members[0].Measures.Keys.ToDictionary(
                    m => m, m => m == Measure.EpochsToThreshold ? Epochs(members) : Summary.Of(members.Select(r => r[m]))),
            });
        }

        return rows;
    }

    // A censored run has a time that it exceeds and no value: with one, mean and maximum are unknown, and the median is that of Kaplan and
    // Meier.
    private static Summary Epochs(RunRow[] runs)
    {
        double[] values = [.. runs.Select(r => r[Measure.EpochsToThreshold])];
        Summary reached = Summary.Of(values);
        double median = KaplanMeier.Estimate(
            [.. runs.Select(r => r[Measure.EpochsToThresholdOrLast])], [.. values.Select(v => !double.IsNaN(v))]).Median;
        bool censored = reached.Count < runs.Length;
        return reached with
        {
            Mean = censored ? double.NaN : reached.Mean,
            StandardError = censored ? double.NaN : reached.StandardError,
            Median = median,
            Maximum = censored ? double.NaN : reached.Maximum,
        };
    }
}
