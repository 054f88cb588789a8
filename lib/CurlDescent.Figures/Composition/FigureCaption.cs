using System.Globalization;
using CurlDescent.Experiments;

namespace CurlDescent.Figures;

/// <summary>Where the numbers of a figure come from.</summary>
public enum FigureSource
{
    /// <summary>Closed forms and quadrature: no sampling.</summary>
    Theory,

    /// <summary>A small experiment, computed where the figure is drawn.</summary>
    Miniature,

    /// <summary>A stored dataset at the scale of the paper.</summary>
    Dataset,
}

/// <summary>
/// What a figure shows and where its numbers come from. Printed under the figure, and read aloud in its place by a screen reader.
/// </summary>
public sealed record FigureCaption
{
    /// <summary>One to three sentences: what is plotted and what to see in it. Plain text.</summary>
    public required string Text { get; init; }

    /// <summary>Kind of source.</summary>
    public FigureSource Source { get; init; }

    /// <summary>The parameters in words, such as "M = 20, N = 40, P = 100, B = 10".</summary>
    public string? Spec { get; init; }

    /// <summary>Number of seeds, or runs, averaged over; null where nothing is random.</summary>
    public int? Seeds { get; init; }

    /// <summary>Id of the dataset.</summary>
    public string? DatasetId { get; init; }

    /// <summary>Commit of the code that computed the dataset; a trailing + marks a changed tree.</summary>
    public string? Commit { get; init; }

    /// <summary>Day on which the dataset was computed.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>Caption of a figure that shows theory alone.</summary>
    /// <param name="text">What is plotted.</param>
    /// <param name="spec">Parameters.</param>
    public static FigureCaption Theory(string text, string? spec = null) =>
        new() { Text = text, Source = FigureSource.Theory, Spec = spec };

    /// <summary>Caption of a live miniature.</summary>
    /// <param name="text">What is plotted.</param>
    /// <param name="spec">Parameters.</param>
    /// <param name="seeds">Number of seeds.</param>
    public static FigureCaption Miniature(string text, string spec, int? seeds = null) =>
        new() { Text = text, Source = FigureSource.Miniature, Spec = spec, Seeds = seeds };

    /// <summary>Caption of a figure drawn from a dataset.</summary>
    /// <param name="text">What is plotted.</param>
    /// <param name="provenance">The dataset's.</param>
    public static FigureCaption Of(string text, Provenance provenance) => new()
    {
        Text = text,
        Source = FigureSource.Dataset,
        DatasetId = provenance.Experiment,
        Spec = provenance.Note.Length == 0 ? $"{provenance.Size} size" : $"{provenance.Size} size: {provenance.Note}",
        Seeds = provenance.Seeds,
        Commit = string.Join(
            ", ", provenance.Commits.Select(
                commit => commit.Length > 10 && !commit.EndsWith("-dirty", StringComparison.Ordinal) ? commit[..10] : commit)),
        Date = provenance.Date,
    };

    /// <summary>Caption of a figure drawn from results.</summary>
    /// <param name="text">What is plotted.</param>
    /// <param name="results">A dataset, or runs of this machine.</param>
    public static FigureCaption Of(string text, Results results)
    {
        if (results.Provenance is { } provenance) return Of(text, provenance);
        SweepSpec sweep = results.Sweep;
        string note = sweep.Note.Length == 0 ? "" : $": {sweep.Note}";
        FigureCaption caption = Miniature(text, $"{sweep.Id}, {sweep.Size} size{note}", sweep.Seeds);
        return results.Origin == ResultOrigin.Store ? caption with { Source = FigureSource.Dataset } : caption;
    }

    /// <summary>The line under the figure: source, parameters, seeds, commit and date.</summary>
    public string Provenance()
    {
        string source = Source switch
        {
            FigureSource.Theory => "Theory",
            FigureSource.Miniature => "Live miniature",
            _ => DatasetId is null ? "Dataset" : $"Dataset {DatasetId}",
        };
        string?[] parts =
        [
            source,
            Spec,
            Seeds is { } seeds ? $"{seeds} seed{(seeds == 1 ? "" : "s")}" : null,
            Commit is null ? null : $"commit {Commit}",
            Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ];
        return string.Join(" · ", parts.Where(part => !string.IsNullOrEmpty(part)));
    }

    /// <summary>The whole caption in one line.</summary>
    public override string ToString() => $"{Text} ({Provenance()})";
}
