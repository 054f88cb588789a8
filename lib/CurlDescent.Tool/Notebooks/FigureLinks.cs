using CurlDescent.Experiments;
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
    /// Links from a page beside the notebooks' pages to the figure: that of its id, else the one drawn from its dataset, else the page that
    /// names it. They name the notebook, as a notebook names its neighbour; the page turns that into a link to its page.
    /// </summary>
    /// <param name="pages">Notebooks with their pages.</param>
    public static Func<string, string?> ToPages(IReadOnlyList<(NotebookFile File, NotebookPage Page)> pages)
    {
        (string Name, string Code)[] notebooks = [.. pages.Select(p => (p.File.Name + ".ipynb", CodeOf(p.File.Path)))];
        return id =>
        {
            foreach ((NotebookFile file, NotebookPage page) in pages)
            {
                PageFigure? figure = page.Figures.FirstOrDefault(f => f.Anchor == id)
                    ?? page.Figures.FirstOrDefault(f => f.Provenance.StartsWith($"Dataset {id} ", StringComparison.Ordinal));
                if (figure is not null) return $"{file.Name}.ipynb#{figure.Anchor}";
            }

            return NameIn(notebooks, id);
        };
    }

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
