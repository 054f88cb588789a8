namespace CurlDescent.Tool;

/// <summary>Finds the repository: the nearest folder above the current one, or above the tool itself, that holds CurlDescent.sln.</summary>
internal static class RepositoryFolder
{
    private const string Marker = "CurlDescent.sln";

    /// <summary>The repository's folder, or null when the tool runs outside of one.</summary>
    public static string? Find() => AboveCurrent() ?? Above(AppContext.BaseDirectory);

    /// <summary>The repository that the current folder belongs to, or null.</summary>
    public static string? AboveCurrent() => Above(Environment.CurrentDirectory);

    private static string? Above(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
                return folder.FullName;
        return null;
    }
}
