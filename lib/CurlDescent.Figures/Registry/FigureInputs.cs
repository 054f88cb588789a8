using CurlDescent.Experiments;
using CurlDescent.Figures.Registry;

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

    /// <summary>Makes inputs with the boundaries of the paper's authors, where their files are at hand.</summary>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    public static FigureInputs WithReferences(string? start = null)
    {
        return new FigureInputs { AuthorsHidden = TryFind(ReferenceBoundary.Hidden), AuthorsReadout = TryFind(ReferenceBoundary.Readout) };

        ReferenceBoundary? TryFind(Func<string?, ReferenceBoundary> find)
        {
            try
            {
                return find(start);
            }
            catch (DatasetException)
            {
                return null;
            }
        }
    }

    /// <summary>Adds a dataset.</summary>
    /// <param name="dataset">Taken under the id of its experiment.</param>
    /// <returns>This.</returns>
    public FigureInputs Add(Dataset dataset) =>
        Add(dataset.Provenance.Experiment, dataset.Table, dataset.Sweep, FigureCaption.Of("", dataset.Provenance));

    /// <summary>Adds results, wherever they come from.</summary>
    /// <param name="results">Taken under the id of their experiment.</param>
    /// <returns>This.</returns>
    public FigureInputs Add(Results results) => Add(results.Id, results.Table, () => results.Sweep, FigureCaption.Of("", results));

    /// <summary>Adds a sweep that was run here and now.</summary>
    /// <param name="sweep">What was run.</param>
    /// <param name="table">Its results.</param>
    /// <returns>This.</returns>
    public FigureInputs Add(SweepSpec sweep, ResultTable table) => Add(new Results(sweep, table));

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

    /// <summary>The caption of a figure, with the source of the tables that it is drawn from.</summary>
    internal FigureCaption CaptionOf(string figure, params IReadOnlyList<string> experiments) =>
        Caption(experiments, CaptionTexts.Of(figure));

    /// <summary>The caption of a figure of one experiment.</summary>
    internal FigureCaption Caption(string experiment, string text) => tables[experiment].Source with { Text = text };

    private FigureCaption Caption(IReadOnlyList<string> experiments, string text)
    {
        if (experiments.Count == 1) return Caption(experiments[0], text);
        bool isLive = experiments.Any(e => tables[e].Source.Source == FigureSource.Miniature);
        return new FigureCaption
        {
            Text = text,
            Source = isLive ? FigureSource.Miniature : FigureSource.Dataset,
            Spec = string.Join("; ", experiments.Select(e => SpecOf(e, tables[e].Source))),
        };
    }

    private static string? SpecOf(string experiment, FigureCaption source) =>
        source.Source == FigureSource.Dataset ? $"dataset {experiment}, {source.Spec}" : source.Spec;
}
