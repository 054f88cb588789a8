using CurlDescent.Experiments;
using CurlDescent.Experiments.Statistics;

namespace CurlDescent.Tests.Experiments.Reproduction;

/// <summary>Datasets with the cells of real sweeps and made-up results.</summary>
internal static class Synthetic
{
    public delegate IEnumerable<(string Measure, double Value)> Results(Cell cell, string rule, int seed);

    public static ReportSource Source(string id, Results results, string size = "figure", int? seeds = null)
    {
        SweepSpec sweep = Catalogue.Find(id).Resolve(size, new ExperimentOverrides { Seeds = seeds });
        RunRow[] runs =
        [
            .. from cell in sweep.Cells
               from rule in sweep.Rules
               from seed in Enumerable.Range(0, sweep.Seeds)
               select new RunRow
               {
                   Cell = cell.Index,
                   Grid = cell.Grid,
                   Parameters = cell.Shown,
                   Rule = rule,
                   Seed = seed,
                   Outcome = Outcome.HorizonReached,
                   Measures = results(cell, rule, seed).ToDictionary(m => m.Measure, m => m.Value),
                   Path = "made up",
                   ResultHash = "",
               },
        ];
        var provenance = new Provenance
        {
            Experiment = id,
            Size = sweep.Size,
            Note = sweep.Note,
            SpecHash = sweep.Hash,
            Seed = 1,
            Seeds = sweep.Seeds,
            Runs = runs.Length,
            Commits = ["none"],
            Runtimes = [],
            Processors = [],
            Paths = [],
            WallSeconds = 7200,
            CpuSeconds = 3600,
            Date = new DateOnly(2026, 1, 1),
            Files = new Dictionary<string, string>(),
        };
        return new ReportSource(new ResultTable(CellSummary.Of(runs), runs, []), sweep, provenance);
    }

    /// <summary>Epochs to the threshold: NaN stands for a run that did not get there within the horizon.</summary>
    public static IEnumerable<(string, double)> Epochs(double reached, double horizon) =>
    [
        (Measure.EpochsToThreshold, reached),
        (Measure.EpochsToThresholdOrLast, double.IsNaN(reached) ? horizon : reached),
        (Measure.LastEpoch, double.IsNaN(reached) ? horizon : reached),
    ];

    public static ReportData Data(params IEnumerable<ReportSource> sources) => ReportData.Of(sources.ToDictionary(s => s.Sweep.Id));
}
