using CurlDescent.Experiments;

namespace CurlDescent.Figures;

/// <summary>
/// The second tier of a lesson's figure: the stored dataset of an experiment where it is at hand, drawn as its live miniature is.
/// </summary>
public static class PaperScale
{
    /// <summary>Draws a dataset from the nearest folder <c>data</c>, or says that it is not there.</summary>
    /// <param name="id">Id of the experiment, such as <c>fig3a</c>.</param>
    /// <param name="text">Caption: what is plotted.</param>
    /// <param name="figure">Makes the figure of a table, with the caption given.</param>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    /// <returns>A chart, or a sentence.</returns>
    /// <exception cref="DatasetException">The dataset exists and is malformed.</exception>
    public static object Draw(string id, string text, Func<ResultTable, FigureCaption, Figure> figure, string? start = null) =>
        Dataset.TryFind(id, start) is { } data
            ? figure(data.Table, FigureCaption.Of(text, data.Provenance)).Draw()
            : $"The dataset data/{id} is not in this copy: the figure above is its live miniature. `curl-descent sweep {id}` and "
                + $"`curl-descent export {id}` make it.";

    /// <summary>Draws a figure of the registry from the datasets of the nearest folder <c>data</c>, or says which are not there.</summary>
    /// <param name="id">Id of the figure, such as <c>lyapunov</c>.</param>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    /// <returns>A chart, or a sentence.</returns>
    /// <exception cref="SpecException">There is no such figure.</exception>
    /// <exception cref="DatasetException">A dataset exists and is malformed.</exception>
    public static object Draw(string id, string? start = null)
    {
        FigureEntry entry = FigureRegistry.Find(id);
        var inputs = new FigureInputs();
        foreach (string experiment in entry.Experiments)
        {
            if (Dataset.TryFind(experiment, start) is not { } data)
                return $"The figure {id} is drawn from {string.Join(", ", entry.Experiments.Select(e => $"data/{e}"))}; data/{experiment} "
                    + $"is not in this copy. `curl-descent sweep {experiment}` and `curl-descent export {experiment}` make it.";
            inputs.Add(data);
        }

        return entry.Create(inputs).Draw();
    }
}
