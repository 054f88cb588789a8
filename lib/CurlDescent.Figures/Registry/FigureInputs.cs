using CurlDescent.Experiments;

namespace CurlDescent.Figures;

/// <summary>
/// What the figures of the registry are drawn from: result tables with their source, and the boundaries of the paper's authors.
/// </summary>
public sealed class FigureInputs
{
    private readonly Dictionary<string, (ResultTable Table, Func<SweepSpec> Sweep, FigureCaption Source)> tables = [];

    /// <summary>The authors' boundary of hidden flips; null leaves it out of the phase diagrams.</summary>
    public ReferenceBoundary? AuthorsHidden { get; init; }

    /// <summary>The authors' boundary of readout flips; null leaves it out of the phase diagrams.</summary>
    public ReferenceBoundary? AuthorsReadout { get; init; }

    /// <summary>Adds a dataset.</summary>
    /// <param name="dataset">Taken under the id of its experiment.</param>
    /// <returns>This.</returns>
    public FigureInputs Add(Dataset dataset) =>
        Add(dataset.Provenance.Experiment, dataset.Table, dataset.Sweep, FigureCaption.Of("", dataset.Provenance));

    /// <summary>Adds a sweep that was run here and now.</summary>
    /// <param name="sweep">What was run.</param>
    /// <param name="table">Its results.</param>
    /// <returns>This.</returns>
    public FigureInputs Add(SweepSpec sweep, ResultTable table) =>
        Add(sweep.Id, table, () => sweep,
            FigureCaption.Miniature(
                "", sweep.Note.Length == 0 ? $"{sweep.Id}, {sweep.Size} size" : $"{sweep.Id}, {sweep.Size} size: {sweep.Note}",
                sweep.Seeds));

    private FigureInputs Add(string id, ResultTable table, Func<SweepSpec> sweep, FigureCaption source)
    {
        tables[id] = (table, sweep, source);
        return this;
    }

    /// <summary>Whether there is a table of an experiment.</summary>
    /// <param name="experiment">Id.</param>
    public bool Has(string experiment) => tables.ContainsKey(experiment);

    internal ResultTable Table(string experiment) =>
        tables.TryGetValue(experiment, out (ResultTable Table, Func<SweepSpec>, FigureCaption) found)
            ? found.Table
            : throw new SpecException(nameof(FigureInputs), $"without {experiment}", $"a table of the experiment {experiment}");

    /// <summary>The sweep that the table of an experiment is of.</summary>
    internal SweepSpec Sweep(string experiment) => tables[experiment].Sweep();

    /// <summary>The caption of a figure of one experiment.</summary>
    internal FigureCaption Caption(string experiment, string text) => tables[experiment].Source with { Text = text };

    /// <summary>The caption of a figure of several experiments.</summary>
    internal FigureCaption Caption(IReadOnlyList<string> experiments, string text)
    {
        bool isLive = experiments.Any(e => tables[e].Source.Source == FigureSource.Miniature);
        return new FigureCaption
        {
            Text = text,
            Source = isLive ? FigureSource.Miniature : FigureSource.Dataset,
            Spec = string.Join(
                "; ", experiments.Select(
                    e => tables[e].Source.Source == FigureSource.Dataset
                        ? $"dataset {e}, {tables[e].Source.Spec}" : tables[e].Source.Spec)),
        };
    }
}
