namespace CurlDescent.Experiments.Reproduction;

/// <summary>A dataset as the report reads it: tables, the sweep with every parameter of every cell, and provenance.</summary>
/// <param name="Table">The tables.</param>
/// <param name="Sweep">The sweep.</param>
/// <param name="Provenance">Where the numbers come from.</param>
public sealed record ReportSource(ResultTable Table, SweepSpec Sweep, Provenance Provenance)
{
    /// <summary>Whether its runs have a shorter horizon than the whole experiment of the catalogue.</summary>
    internal bool HasFewerEpochs
    {
        get
        {
            if (!Sweep.Experiment.Kind.HasRules() || !Catalogue.Ids.Contains(Sweep.Id)) return false;
            double Horizon(SweepSpec sweep) => sweep.Cells.Max(cell => cell.Number(Parameters.Epochs));
            return Horizon(Sweep) < Horizon(Catalogue.Find(Sweep.Id).Resolve(ExperimentSpec.WholeSize));
        }
    }

    /// <summary>Size in words; what a size leaves out stands once, in the cost table.</summary>
    public string Size
    {
        get
        {
            string partial = Provenance.Runs < Sweep.RunCount ? FormattableString.Invariant($"; partial: {Provenance.Runs} of {Sweep.RunCount} runs") : "";
            return $"{Provenance.Experiment}: {Provenance.Size}{partial}";
        }
    }
}

/// <summary>The datasets that a report is made from; each is read once.</summary>
public sealed class ReportData
{
    private readonly Func<string, ReportSource?> read;
    private readonly Dictionary<string, ReportSource?> known = new(StringComparer.Ordinal);

    private ReportData(Func<string, ReportSource?> read) => this.read = read;

    /// <summary>The datasets in a folder.</summary>
    /// <param name="folder">Folder of the datasets, such as <c>data</c>.</param>
    public static ReportData In(string folder) => new(id => Read(Path.Combine(folder, id)));

    /// <summary>Given datasets, by id.</summary>
    /// <param name="sources">All there are.</param>
    public static ReportData Of(IReadOnlyDictionary<string, ReportSource> sources) => new(sources.GetValueOrDefault);

    /// <summary>A dataset; null if it is absent.</summary>
    /// <param name="id">Id of its experiment.</param>
    /// <exception cref="DatasetException">It exists and is malformed.</exception>
    public ReportSource? TryFind(string id)
    {
        if (!known.TryGetValue(id, out ReportSource? source)) known[id] = source = read(id);
        return source;
    }

    private static ReportSource? Read(string folder)
    {
        if (!File.Exists(Path.Combine(folder, Dataset.ProvenanceFile))) return null;
        Dataset dataset = Dataset.Load(folder);
        SweepSpec sweep = dataset.Sweep();
        if (dataset.Table.Runs.FirstOrDefault(r => r.Cell >= sweep.Cells.Count) is { } stranger)
            throw new DatasetException($"{folder} has a run of cell {stranger.Cell}, but its spec has {sweep.Cells.Count} cells.");
        return new ReportSource(dataset.Table, sweep, dataset.Provenance);
    }
}
