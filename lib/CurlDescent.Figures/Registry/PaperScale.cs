using CurlDescent.Experiments;

namespace CurlDescent.Figures;

/// <summary>
/// The second tier of a lesson's figure: the stored results of an experiment where they are at hand, drawn as the live miniature is.
/// </summary>
public static class PaperScale
{
    /// <summary>Draws a figure of the registry from stored results, or says which are not there.</summary>
    /// <param name="id">Id of the figure, such as <c>fig3a</c>.</param>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    /// <returns>A chart with that id, or a sentence.</returns>
    /// <exception cref="SpecException">There is no such figure.</exception>
    /// <exception cref="DatasetException">A dataset exists and is malformed.</exception>
    public static object Draw(string id, string? start = null)
    {
        FigureEntry entry = FigureRegistry.Find(id);
        var inputs = FigureInputs.WithReferences(start);
        foreach (string experiment in entry.Experiments)
        {
            if (Results.TryLoad(experiment, start) is not { } results) return Missing(id, entry.Experiments, experiment);
            inputs.Add(results);
        }

        return entry.Create(inputs).Draw();
    }

    /// <summary>Draws something else from the stored results of an experiment, or says that they are not there.</summary>
    /// <param name="id">Id of the experiment, such as <c>fig3a</c>.</param>
    /// <param name="text">Caption: what is plotted.</param>
    /// <param name="figure">Makes the figure of a table, with the caption given.</param>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    /// <returns>A chart, or a sentence.</returns>
    /// <exception cref="DatasetException">The dataset exists and is malformed.</exception>
    public static object Draw(string id, string text, Func<ResultTable, FigureCaption, Figure> figure, string? start = null) =>
        Results.TryLoad(id, start) is { } results
            ? figure(results.Table, FigureCaption.Of(text, results)).Draw()
            : Missing(id, [id], id);

    private static string Missing(string figure, IReadOnlyList<string> experiments, string missing) =>
        $"The figure {figure} is drawn from {string.Join(", ", experiments.Select(e => $"data/{e}"))}; data/{missing} is not in this copy. "
        + $"`curl-descent sweep {missing}` and `curl-descent export {missing}` make it.";
}
