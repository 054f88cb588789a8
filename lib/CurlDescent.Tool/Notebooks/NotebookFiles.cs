using System.IO.Enumeration;

namespace CurlDescent.Tool.Notebooks;

/// <summary>A notebook to run.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Name">Its path without extension, relative to where the search began: names it in the output folder.</param>
internal sealed record NotebookFile(string Path, string Name);

/// <summary>Finds the notebooks a command line names.</summary>
internal static class NotebookFiles
{
    /// <param name="paths">Files and folders; none stands for the repository's notebooks.</param>
    /// <param name="only">A part of the name or a pattern with * and ?; null for all.</param>
    /// <param name="outputFolder">Where executed copies go: not searched.</param>
    /// <exception cref="ToolError">A path does not exist, nothing is found, or two notebooks have one name, or copies would replace
    /// them.</exception>
    public static IReadOnlyList<NotebookFile> Find(IReadOnlyList<string> paths, string? only, string outputFolder)
    {
        if (paths.Count == 0)
        {
            string repository = RepositoryFolder.Find()
                ?? throw new ToolError("No repository found above the current folder; name the notebooks to run.");
            paths = [Path.Combine(repository, "notebooks")];
        }
        string outputs = RealFolder.Of(outputFolder);
        List<NotebookFile> found = [.. paths.SelectMany(path => In(path, outputs)).Where(file => Matches(file.Name, only))];
        if (found.Find(file => RealFolder.Of(file.Path) == RealFolder.Of(Path.Combine(outputs, file.Name + ".ipynb"))) is { } own)
            throw new ToolError(
                $"--out {outputFolder} is the folder of {own.Path}: its executed copy would replace it. "
                + "Give another folder, or --in-place.");
        if (found.Count == 0 && paths.Any(path => Directory.Exists(path) && RealFolder.Of(path) == outputs))
            throw new ToolError(
                $"--out {outputFolder} is the folder of the notebooks: executed copies would replace them. Give another folder, or "
                + $"--in-place.");
        if (found.Count == 0)
            throw new ToolError($"No notebook found in {string.Join(", ", paths)}{(only is null ? "" : $" whose name matches {only}")}.");
        foreach (IGrouping<string, NotebookFile> same in found.GroupBy(file => file.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1))
            throw new ToolError(
                $"Two notebooks are named {same.Key}: {string.Join(" and ", same.Select(file => file.Path))}; run them apart.");
        return found;
    }

    /// <summary>Whether these are all notebooks of the repository's course, however they were named.</summary>
    public static bool IsCourse(IReadOnlyList<NotebookFile> files) =>
        RepositoryFolder.Find() is { } repository && Path.Combine(repository, "notebooks") is var folder && Directory.Exists(folder)
        && files.Select(file => file.Path).ToHashSet(StringComparer.Ordinal).SetEquals(In(folder, "").Select(file => file.Path));

    // The gallery's own pages: a notebook of the same name must not take their place, nor they its.
    private static readonly string[] s_reserved = [Gallery.IndexName, Gallery.ReportName, Gallery.LiveName];

    private static IEnumerable<NotebookFile> In(string path, string outputs)
    {
        if (File.Exists(path))
            return [new NotebookFile(Path.GetFullPath(path), NameOf(Path.GetFileNameWithoutExtension(path)))];
        if (!Directory.Exists(path))
            throw new ToolError($"{path}: there is no such file or folder.");
        var search = new FolderSearch(RealFolder.Of(path), outputs);
        search.Run(path);
        return search.Found.OrderBy(file => file.Path, StringComparer.Ordinal);
    }

    // Each folder is searched once, under the name by which it is met first: a link to a folder above would never end. Links come after
    // everything that is really there, and none leads out of the folder upwards.
    private sealed class FolderSearch(string root, string outputs)
    {
        private static readonly EnumerationOptions s_everything = new() { IgnoreInaccessible = true, AttributesToSkip = 0 };

        private readonly HashSet<string> _searched = [outputs];
        private readonly Queue<(DirectoryInfo Link, string Name)> _links = new();

        public List<NotebookFile> Found { get; } = [];

        public void Run(string folder)
        {
            Search(new DirectoryInfo(folder), root, "");
            while (_links.TryDequeue(out (DirectoryInfo Link, string Name) next))
            {
                if (RealFolder.TryOf(next.Link) is { } target
                    && !(root + Path.DirectorySeparatorChar).StartsWith(
                        target.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                    Search(next.Link, target, next.Name + "/");
            }
        }

        private void Search(DirectoryInfo folder, string real, string prefix)
        {
            if (!_searched.Add(real))
                return;
            foreach (FileInfo file in folder.EnumerateFiles("*", s_everything)
                .Where(file => file.Extension is ".ipynb" or ".dib" && !file.Name.StartsWith('.')))
                Found.Add(new NotebookFile(file.FullName, NameOf(prefix + Path.GetFileNameWithoutExtension(file.Name))));
            foreach (DirectoryInfo sub in folder.EnumerateDirectories("*", s_everything).Where(sub => !sub.Name.StartsWith('.')).OrderBy(
                sub => sub.Name, StringComparer.Ordinal))
            {
                if (sub.LinkTarget is null)
                    Search(sub, Path.Combine(real, sub.Name), $"{prefix}{sub.Name}/");
                else
                    _links.Enqueue((sub, prefix + sub.Name));
            }
        }
    }

    private static string NameOf(string name) => s_reserved.Contains(name, StringComparer.OrdinalIgnoreCase) ? name + "-notebook" : name;

    private static bool Matches(string name, string? only) => only is null
        || (only.AsSpan().ContainsAny('*', '?')
            ? FileSystemName.MatchesSimpleExpression(only, name)
            : name.Contains(only, StringComparison.OrdinalIgnoreCase));
}
