namespace CurlDescent.Tool.Notebooks;

/// <summary>The path of a folder without links in it, so that one folder has one name.</summary>
internal static class RealFolder
{
    /// <summary>The path of a folder, which need not exist: what exists of it is resolved.</summary>
    public static string Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent)
            return full;
        var folder = new DirectoryInfo(full);
        if (folder.LinkTarget is null)
            return Path.Combine(Of(parent), folder.Name);
        return Target(folder) is { } target && target != full ? Of(target) : full;
    }

    /// <summary>The path of a folder that was found; null for a link that leads nowhere.</summary>
    public static string? TryOf(DirectoryInfo folder)
    {
        if (folder.LinkTarget is null)
            return Of(folder.FullName);
        return Target(folder) is { } target && Directory.Exists(target) ? Of(target) : null;
    }

    private static string? Target(DirectoryInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
        }
        catch (IOException)
        {
            // A link that leads to itself.
            return null;
        }
    }
}
