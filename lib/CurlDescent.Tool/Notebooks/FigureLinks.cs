using CurlDescent.Figures;
using CurlDescent.NotebookEngine.Export;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tool.Notebooks;

/// <summary>Where the figures of experiments are.</summary>
internal static class FigureLinks
{
    /// <summary>
    /// Links from a folder beside the notebooks' folder to the notebook that draws an experiment; null where none names it.
    /// </summary>
    /// <param name="repository">The repository.</param>
    public static Func<string, string?> ToNotebooks(string repository)
    {
        string folder = Path.Combine(repository, "notebooks");
        (string Name, string Code)[] notebooks = [.. Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.ipynb").Order(StringComparer.Ordinal)
                .Select(file => (Path.GetFileName(file), CodeOf(file)))
            : []];
        return id => NameIn(notebooks, id) is { } name ? $"../notebooks/{name}" : null;
    }

    /// <summary>
    /// Links from a page beside the notebooks' pages to the figure that is drawn from an experiment, by the figure's id; null where no page
    /// has it. They name the notebook, as a notebook names its neighbour; the page turns that into a link to its page.
    /// </summary>
    /// <param name="pages">Notebooks with their pages.</param>
    public static Func<string, string?> ToPages(IReadOnlyList<(NotebookFile File, NotebookPage Page)> pages) => experiment =>
        (from id in FiguresOf(experiment)
         from page in pages
         where page.Page.Figures.Any(figure => figure.Anchor == id)
         select $"{page.File.Name}.ipynb#{id}").FirstOrDefault();

    // The experiment's own figure first, then those that show few others beside it.
    private static IEnumerable<string> FiguresOf(string experiment) => FigureRegistry.All
        .Where(entry => entry.Experiments.Contains(experiment)).OrderBy(entry => entry.Id != experiment)
        .ThenBy(entry => entry.Experiments.Count)
        .Select(entry => entry.Id);

    // One that draws it before one that names it; the tour names much and shows little: it comes last.
    private static string? NameIn((string Name, string Code)[] notebooks, string id) =>
        notebooks.Where(n => n.Code.Contains($"\"{id}\"", StringComparison.Ordinal))
            .OrderBy(n => n.Name.StartsWith("00", StringComparison.Ordinal))
            .ThenBy(n => !n.Code.Contains($"Draw(\"{id}\"", StringComparison.Ordinal)).FirstOrDefault().Name;

    private static string CodeOf(string file)
    {
        try
        {
            return string.Join('\n', Notebook.Load(file).Cells.Where(cell => cell.Type == CellType.Code).Select(cell => cell.Source));
        }
        catch (NotebookFormatException)
        {
            return "";
        }
    }
}
