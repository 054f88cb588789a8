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
    /// <exception cref="ToolError">A path does not exist, nothing is found, or two notebooks have one name.</exception>
    public static IReadOnlyList<NotebookFile> Find(IReadOnlyList<string> paths, string? only, string outputFolder)
    {
        if (paths.Count == 0)
        {
            string repository = RepositoryFolder.Find() ?? throw new ToolError("No repository found above the current folder; name the notebooks to run.");
            paths = [Path.Combine(repository, "notebooks")];
        }
        string outputs = Path.TrimEndingDirectorySeparator(Path.GetFullPath(outputFolder)) + Path.DirectorySeparatorChar;
        List<NotebookFile> found = [.. paths.SelectMany(In).Where(file => Matches(file.Name, only) && !file.Path.StartsWith(outputs, StringComparison.Ordinal))];
        if (found.Count == 0)
            throw new ToolError($"No notebook found in {string.Join(", ", paths)}{(only is null ? "" : $" whose name matches {only}")}.");
        foreach (IGrouping<string, NotebookFile> same in found.GroupBy(file => file.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            throw new ToolError($"Two notebooks are named {same.Key}: {string.Join(" and ", same.Select(file => file.Path))}; run them apart.");
        return found;
    }

    private static IEnumerable<NotebookFile> In(string path)
    {
        if (File.Exists(path))
            return [new NotebookFile(Path.GetFullPath(path), Path.GetFileNameWithoutExtension(path))];
        if (!Directory.Exists(path))
            throw new ToolError($"{path}: there is no such file or folder.");
        return from file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
               where Path.GetExtension(file) is ".ipynb" or ".dib"
               let relative = Path.GetRelativePath(path, file)
               where !relative.Split(Path.DirectorySeparatorChar).Any(part => part.StartsWith('.'))
               select new NotebookFile(Path.GetFullPath(file), Path.ChangeExtension(relative, null).Replace('\\', '/'));
    }

    private static bool Matches(string name, string? only) => only is null
        || (only.AsSpan().ContainsAny('*', '?')
            ? FileSystemName.MatchesSimpleExpression(only, name)
            : name.Contains(only, StringComparison.OrdinalIgnoreCase));
}
