namespace CurlDescent.Experiments.Datasets;

/// <summary>Looks for files under the nearest folder <c>data</c>.</summary>
internal static class DataFolder
{
    /// <summary>
    /// Returns the full path of a file under <c>data</c>, looking from a folder upwards; null if no <c>data</c> above has it.
    /// </summary>
    /// <param name="file">Path inside <c>data</c>.</param>
    /// <param name="start">Folder to start from; the current folder if null.</param>
    public static string? TryFind(string file, string? start)
    {
        for (DirectoryInfo? at = new(Path.GetFullPath(start ?? ".")); at is not null; at = at.Parent)
        {
            string full = Path.Combine(at.FullName, "data", file);
            if (File.Exists(full)) return full;
        }

        return null;
    }
}
