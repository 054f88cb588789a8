using CurlDescent.Experiments.Statistics;
using CurlDescent.Experiments.Storage;

namespace CurlDescent.Experiments;

/// <summary>The runs of a store with the sweep that they belong to: what a dataset is made of.</summary>
public sealed class StoredSweep
{
    private readonly IReadOnlyList<StoredRun> stored;

    private StoredSweep(SweepSpec spec, IEnumerable<StoredRun> runs, IReadOnlyList<Session> sessions, IReadOnlyList<Look> looks)
    {
        Spec = spec;
        Sessions = sessions;
        Looks = [.. looks.Where(look => spec.Looks.Contains(look.Seeds))];
        Seeds = Looks.FirstOrDefault(look => look.Open.Count == 0)?.Seeds ?? spec.Seeds;
        StoredRun[] stored = [.. runs.Where(run => run.Key.Seed < Seeds)];
        var rules = spec.Rules.Select((rule, i) => (rule, i)).ToDictionary(r => r.rule, r => r.i);
        this.stored = [.. stored.OrderBy(r => r.Key.Cell).ThenBy(r => rules[r.Key.Rule]).ThenBy(r => r.Key.Seed)];
        Missing =
            [.. Sweep.Keys(spec, null, Seeds).Except(stored.Select(r => r.Key)).OrderBy(k => k.Cell).ThenBy(k => rules[k.Rule])
                .ThenBy(k => k.Seed)];
    }

    /// <summary>The sweep.</summary>
    public SweepSpec Spec { get; }

    /// <summary>The looks that were taken at it, see <see cref="SweepSpec.Looks"/>.</summary>
    public IReadOnlyList<Look> Looks { get; }

    /// <summary>
    /// Number of runs of each cell under each rule: that of the sweep, or of the look at which it ended. Runs beyond that are not part of
    /// it.
    /// </summary>
    public int Seeds { get; }

    /// <summary>Finished runs, by cell, rule and seed.</summary>
    public IReadOnlyList<StoredRun> Runs => stored;

    /// <summary>Sessions that made them.</summary>
    public IReadOnlyList<Session> Sessions { get; }

    /// <summary>Runs not yet done, in order.</summary>
    public IReadOnlyList<RunKey> Missing { get; }

    /// <summary>Reads a store.</summary>
    /// <param name="path">File of the store.</param>
    /// <exception cref="StoreException">The store cannot be read, or was made by a version of this library that understood its spec
    /// otherwise.</exception>
    public static StoredSweep Read(string path)
    {
        using var store = RunStore.OpenRead(path);
        SweepSpec spec = SpecOf(store);
        IReadOnlyList<StoredRun> runs = store.Runs();
        HashSet<RunKey> known = [.. Sweep.Keys(spec, null)];
        if (runs.FirstOrDefault(run => !known.Contains(run.Key)) is { } stray)
            throw StoreFile.Damaged(store.Path, $"its sweep has no run {stray.Key}", null);
        return new StoredSweep(spec, runs, store.Sessions(), store.Looks());
    }

    /// <summary>Runs that were kept in memory.</summary>
    internal static StoredSweep Of(SweepSpec spec, IReadOnlyList<StoredRun> runs) => new(spec, runs, [], []);

    /// <summary>The tables of the finished runs.</summary>
    /// <param name="seeds">Only the first so many runs of each cell under each rule; all if null.</param>
    public ResultTable ToTable(int? seeds = null)
    {
        StoredRun[] some = [.. stored.Where(run => run.Key.Seed < (seeds ?? Seeds))];
        RunRow[] runs = [.. some.Select(Row)];
        return new ResultTable(CellSummary.Of(runs), runs, Spec.Experiment.Curves ? [.. some.SelectMany(CurveRows)] : []);
    }

    internal static SweepSpec SpecOf(RunStore store)
    {
        SweepSpec spec = ExperimentReader.Read(store.Path, store.SpecFile).Resolve(store.Size);
        if (spec.Hash == store.Hash) return spec;
        throw new StoreException($"{store.Path} was made by a version of this program that understood its spec otherwise:\n"
            + string.Join('\n', SpecDifference.Between(store.CanonicalSpec, spec.CanonicalJson).Select(d => "  " + d)));
    }

    private RunRow Row(StoredRun run)
    {
        Cell cell = Spec.Cells[run.Key.Cell];
        return new RunRow
        {
            Cell = cell.Index,
            Grid = cell.Grid,
            Parameters = cell.Shown,
            Rule = run.Key.Rule,
            Seed = run.Key.Seed,
            Outcome = run.Result.Outcome,
            Measures = new OrderedDictionary<string, double>(run.Result.Measures),
            Path = run.Result.Path,
            ResultHash = run.Result.Hash,
        };
    }

    private IEnumerable<CurveRow> CurveRows(StoredRun run)
    {
        Cell cell = Spec.Cells[run.Key.Cell];
        return
            from series in run.Result.Series
            from point in series.X.Zip(series.Y)
            select new CurveRow
            {
                Cell = cell.Index,
                Grid = cell.Grid,
                Parameters = cell.Shown,
                Rule = run.Key.Rule,
                Seed = run.Key.Seed,
                Series = series.Name,
                X = point.First,
                Y = point.Second,
            };
    }
}
