using CurlDescent.Experiments;

namespace CurlDescent.Figures;

/// <summary>The second tier of a lesson's figure: the stored dataset of an experiment where it is at hand, drawn as its live miniature is.</summary>
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
            : $"The dataset data/{id} is not in this copy: the figure above is its live miniature. `curl-descent sweep {id}` and `curl-descent export {id}` make it.";
}
