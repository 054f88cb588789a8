using System.Text.Json;
using CurlDescent.NotebookEngine.Export;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tool.Notebooks;

/// <summary>A notebook's page in a gallery.</summary>
/// <param name="Name">Name of the notebook: its page and executed copy without extension, relative to the gallery.</param>
/// <param name="Source">The notebook's file.</param>
/// <param name="Shown">What the index shows of it.</param>
internal sealed record GalleryPage(string Name, string Source, GalleryEntry Shown);

/// <summary>
/// The pages in an output folder. What the index shows of them is kept beside it, so that a run of some notebooks leaves the others' pages
/// on it; a page goes when its file or its notebook is gone.
/// </summary>
/// <param name="folder">The output folder.</param>
internal sealed class Gallery(string folder)
{
    public const string IndexName = "index", ReportName = "reproduction-report", LiveName = "live-figures", Title = "Notebooks";

    /// <summary>Pages beside the index.</summary>
    public const string IndexFile = IndexName + ".html", ReportFile = ReportName + ".html", LiveFile = LiveName + ".html";

    private const string MemoryFile = "gallery.json";

    private string MemoryPath => Path.Combine(folder, MemoryFile);

    /// <summary>The pages of earlier runs that are still good.</summary>
    public IReadOnlyList<GalleryPage> Earlier()
    {
        try
        {
            GalleryPage[] kept = JsonSerializer.Deserialize<GalleryPage[]>(File.ReadAllText(MemoryPath)) ?? [];
            return
            [
                .. from page in kept
                   where page is { Name: not null, Source: not null, Shown: { Title: not null, Figures: not null } } && IsHere(page.Name)
                   where File.Exists(page.Source) && File.Exists(PageOf(page.Name))
                   // The folder may have come from elsewhere: its pages are linked by their names, whatever else the file says.
                   select page with { Shown = page.Shown with { Href = Link("", page.Name + ".html") } },
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            // The first run, or a file that is not ours: the index then begins anew.
            return [];
        }
    }

    /// <summary>
    /// The pages of a run among those of earlier ones. By name, unless the run's are all there is: these keep their order.
    /// </summary>
    public static IReadOnlyList<T> Merge<T>(IReadOnlyList<T> now, IReadOnlyList<T> earlier, Func<T, string> name)
    {
        HashSet<string> done = now.Select(name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        T[] others = [.. earlier.Where(page => !done.Contains(name(page)))];
        return others.Length == 0 ? now : [.. now.Concat(others).OrderBy(name, StringComparer.Ordinal)];
    }

    /// <summary>Writes the index.</summary>
    /// <param name="pages">All pages, in order.</param>
    public void Write(IReadOnlyList<GalleryPage> pages)
    {
        PageLink[] known = [new(Figures.ExplorableGallery.Title, LiveFile), new(Experiments.ReproductionReport.Title, ReportFile)];
        PageLink[] others = [.. known.Where(page => File.Exists(Path.Combine(folder, page.Href)))];
        AtomicFile.WriteAllText(Path.Combine(folder, IndexFile), GalleryIndex.ToHtml(Title, [.. pages.Select(page => page.Shown)], others));
        AtomicFile.WriteAllText(MemoryPath, JsonSerializer.Serialize(pages));
    }

    /// <summary>
    /// A link from the page of one notebook, or from the index, to a file of the gallery; each part escaped, whatever characters a file's
    /// name has.
    /// </summary>
    /// <param name="from">Name of the notebook; empty for the index.</param>
    /// <param name="target">The file, relative to the gallery.</param>
    public static string Link(string from, string target)
    {
        string relative =
            Path.GetRelativePath(Path.GetDirectoryName(from) is { Length: > 0 } start ? start : ".", target).Replace('\\', '/');
        return string.Join('/', relative.Split('/').Select(Uri.EscapeDataString));
    }

    private bool IsHere(string name) => Path.GetRelativePath(folder, PageOf(name)) is var path
        && !Path.IsPathRooted(path) && path.Split(Path.DirectorySeparatorChar)[0] != "..";

    private string PageOf(string name) => Path.Combine(folder, name + ".html");
}
