namespace CurlDescent.Tool;

/// <summary>Finds the repository: the nearest folder above the current one, or above the tool itself, that holds CurlDescent.sln.</summary>
internal static class RepositoryFolder
{
    private const string Marker = "CurlDescent.sln";

    /// <summary>The repository's folder, or null when the tool runs outside of one.</summary>
    public static string? Find() => Above(Environment.CurrentDirectory) ?? Above(AppContext.BaseDirectory);

    private static string? Above(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
                return folder.FullName;
        return null;
    }
}
