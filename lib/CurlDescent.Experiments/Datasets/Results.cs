using CurlDescent.Experiments.Running;

namespace CurlDescent.Experiments;

/// <summary>Where results come from.</summary>
public enum ResultOrigin
{
    /// <summary>A dataset under <c>data/</c>.</summary>
    Dataset,

    /// <summary>A finished sweep in a store under <c>runs/</c>.</summary>
    Store,

    /// <summary>Runs that were made when they were asked for.</summary>
    Run,
}

/// <summary>
/// The results of an experiment, loaded or produced in one call: its dataset, else its finished store, else runs made here and now. After
/// DrWatson's <c>produce_or_load</c>; what decides is the hash of the fully explicit spec, not a name.
/// </summary>
public sealed record Results
{
    private readonly Lazy<SweepSpec> sweep;

    /// <summary>Holds runs that were made here and now.</summary>
    /// <param name="sweep">What was run.</param>
    /// <param name="table">Its tables.</param>
    public Results(SweepSpec sweep, ResultTable table)
        : this(sweep.Id, ResultOrigin.Run, table, new Lazy<SweepSpec>(sweep))
    {
    }

    private Results(string id, ResultOrigin origin, ResultTable table, Lazy<SweepSpec> sweep)
    {
        Id = id;
        Origin = origin;
        Table = table;
        this.sweep = sweep;
    }

    /// <summary>Id of the experiment.</summary>
    public string Id { get; }

    /// <summary>Where they come from.</summary>
    public ResultOrigin Origin { get; }

    /// <summary>The tables.</summary>
    public ResultTable Table { get; }

    /// <summary>The sweep that was run.</summary>
    public SweepSpec Sweep => sweep.Value;

    /// <summary>What made the dataset; null where there is none.</summary>
    public Provenance? Provenance { get; private init; }

    /// <summary>Loads or makes the results of an experiment of the catalogue.</summary>
    /// <param name="id">Id of the experiment, such as <c>fig3a</c>.</param>
    /// <param name="size">Size; null for whatever size is stored, or the smallest if none is.</param>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    /// <param name="running">Told the sweep before it is run.</param>
    /// <param name="cancellation">Looked at in every run.</param>
    /// <returns>Results of that size: a dataset or store of another size does not stand in for it.</returns>
    /// <remarks>What is run here is kept in memory alone: for hours of work, <c>curl-descent sweep</c> first.</remarks>
    /// <exception cref="ExperimentException">There is no such experiment or size.</exception>
    /// <exception cref="DatasetException">The dataset exists and is malformed.</exception>
    /// <exception cref="StoreException">The store exists and cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Results Of(
        string id, string? size = null, string? start = null, Action<SweepSpec>? running = null, CancellationToken cancellation = default)
    {
        ExperimentSpec experiment = Catalogue.Find(id);
        if (size is null && TryLoad(id, start) is { } any) return any;
        SweepSpec sweep = experiment.Resolve(size ?? experiment.SizeNames[0]);
        if (size is not null && TryLoad(sweep, start) is { } stored) return stored;
        running?.Invoke(sweep);
        return Run(sweep, cancellation: cancellation);
    }

    /// <summary>Runs a sweep in memory, on all processors.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="progress">Told after each run, from the thread that made it.</param>
    /// <param name="cancellation">Looked at in every run.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Results Run(
        SweepSpec sweep, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellation = default)
    {
        var maker = new RunMaker(sweep);
        IReadOnlyList<RunKey> keys = Experiments.Sweep.Keys(sweep, null, cancellation: cancellation);
        var runs = new StoredRun[keys.Count];
        var parallel = new ParallelOptions { CancellationToken = cancellation, MaxDegreeOfParallelism = Environment.ProcessorCount };
        int done = 0;
        Parallel.For(0, runs.Length, parallel, i =>
        {
            runs[i] = new StoredRun(keys[i], sweep.Cells[keys[i].Cell].Hash, maker.Make(keys[i], cancellation), 0, "");
            progress?.Report((Interlocked.Increment(ref done), runs.Length));
        });
        return new Results(sweep, StoredSweep.Of(sweep, runs).ToTable());
    }

    /// <summary>Loads the dataset of an experiment, else its finished store, the largest size first; null if there is neither.</summary>
    /// <param name="id">Id of the experiment.</param>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    /// <exception cref="DatasetException">The dataset exists and is malformed.</exception>
    /// <exception cref="StoreException">A store exists and cannot be read.</exception>
    public static Results? TryLoad(string id, string? start = null)
    {
        if (Dataset.TryFind(id, start) is { } dataset) return Of(dataset);
        if (!Catalogue.Ids.Contains(id)) return null;
        ExperimentSpec experiment = Catalogue.Find(id);
        return experiment.SizeNames.Reverse().Select(size => FinishedStore(experiment.Resolve(size), start))
            .FirstOrDefault(r => r is not null);
    }

    /// <summary>Loads the dataset of exactly this sweep, else its finished store; null if there is neither.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    /// <exception cref="DatasetException">The dataset exists and is malformed.</exception>
    /// <exception cref="StoreException">The store exists and cannot be read.</exception>
    public static Results? TryLoad(SweepSpec sweep, string? start = null) =>
        Dataset.TryFind(sweep.Id, start) is { } dataset && dataset.Provenance.SpecHash == sweep.Hash
            ? Of(dataset) : FinishedStore(sweep, start);

    /// <summary>Takes a dataset.</summary>
    /// <param name="dataset">The dataset.</param>
    public static Results Of(Dataset dataset) =>
        new(dataset.Provenance.Experiment, ResultOrigin.Dataset, dataset.Table, new Lazy<SweepSpec>(dataset.Sweep))
        {
            Provenance = dataset.Provenance,
        };

    private static Results? FinishedStore(SweepSpec sweep, string? start)
    {
        if (DataFolder.TryFindStore(sweep, start) is not { } file) return null;
        StoredSweep stored = StoredSweep.Read(file);
        return stored.Spec.Hash == sweep.Hash && stored.Missing.Count == 0
            ? new Results(sweep.Id, ResultOrigin.Store, stored.ToTable(), new Lazy<SweepSpec>(stored.Spec))
            : null;
    }
}
