namespace CurlDescent.Experiments;

/// <summary>
/// Tables as claims read them: of a dataset, with the sweep that knows every parameter of every cell, and provenance; or of a miniature.
/// </summary>
/// <param name="Id">Id of the experiment.</param>
/// <param name="Table">The tables.</param>
public sealed record ReportSource(string Id, ResultTable Table)
{
    private readonly SweepSpec? sweep;

    /// <summary>Tables with their sweep and provenance.</summary>
    /// <param name="table">The tables.</param>
    /// <param name="sweep">The sweep.</param>
    /// <param name="provenance">Where the numbers come from; null of a table in memory.</param>
    public ReportSource(ResultTable table, SweepSpec sweep, Provenance? provenance)
        : this(sweep.Id, table)
    {
        Sweep = sweep;
        Provenance = provenance;
    }

    /// <summary>The sweep. Most claims do without.</summary>
    /// <exception cref="SpecException">None was given.</exception>
    public SweepSpec Sweep
    {
        get => sweep ?? throw new SpecException("Sweep", "none", "the sweep of the table, to judge a claim that needs every parameter");
        init => sweep = value;
    }

    /// <summary>Runs of some grids.</summary>
    /// <param name="grids">Their names.</param>
    internal IEnumerable<RunRow> Runs(string[] grids) => Table.Runs.Where(run => grids.Contains(run.Grid));

    /// <summary>Probability that an interval from it is to cover, see <see cref="SweepSpec.Confidence"/>.</summary>
    public double Confidence => sweep?.Confidence ?? 0.95;

    /// <summary>Where the numbers come from; null of a table in memory.</summary>
    public Provenance? Provenance { get; }

    /// <summary>Whether its runs have a shorter horizon than the whole experiment of the catalogue.</summary>
    internal bool HasFewerEpochs
    {
        get
        {
            if (sweep is null || !Sweep.Experiment.Kind.HasRules || !Catalogue.Ids.Contains(Sweep.Id)) return false;
            double Horizon(SweepSpec sweep) => sweep.Cells.Max(cell => cell.Number(Parameters.Epochs));
            return Horizon(Sweep) < Horizon(Catalogue.Find(Sweep.Id).Resolve(ExperimentSpec.WholeSize));
        }
    }

    /// <summary>How much of the experiment the dataset holds, in words; what it leaves out stands once, in the cost table.</summary>
    public string Extent
    {
        get
        {
            if (Provenance is null) return "table in memory";
            string part = Provenance.Size is ExperimentSize.Paper or ExperimentSize.Figure ? "complete" : Shortened(Provenance.Note);
            if (Provenance.Looks is { } looks) part += $"; {looks.Text}";
            return Provenance.Missing(Sweep.Cells.Count, Sweep.Rules.Count) is > 0 and long missing
                ? FormattableString.Invariant($"{part}; partial: {missing} runs are missing") : part;
        }
    }

    // What concerns the numbers: epochs, seeds, values. Which rules were run, and how runs end early, does not.
    private static string Shortened(string note)
    {
        string[] parts =
            [.. note.Split(';', StringSplitOptions.TrimEntries)
                .Where(p => !p.StartsWith("a run ends", StringComparison.Ordinal) && !p.Contains("rule", StringComparison.Ordinal))];
        return parts.Length > 0 && parts[0].Length > 0 ? string.Join("; ", parts) : "complete";
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

    /// <summary>The datasets that <see cref="Dataset.Find"/> finds.</summary>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    public static ReportData Above(string? start = null) =>
        new(id => DataFolder.TryFind(Path.Combine(id, Dataset.ProvenanceFile), start) is { } file
            ? Read(Path.GetDirectoryName(file)!) : null);

    /// <summary>Given datasets, by id.</summary>
    /// <param name="sources">All there are.</param>
    public static ReportData Of(IReadOnlyDictionary<string, ReportSource> sources) => new(sources.GetValueOrDefault);

    /// <summary>The same with one dataset in the place of that of its id.</summary>
    /// <param name="source">The dataset.</param>
    public ReportData With(ReportSource source) => new(id => id == source.Id ? source : TryFind(id));

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
