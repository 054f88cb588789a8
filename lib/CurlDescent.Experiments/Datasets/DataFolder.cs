namespace CurlDescent.Experiments;

/// <summary>Where datasets and stores are kept unless said otherwise: <c>data/</c> and <c>runs/</c>.</summary>
public static class DataFolder
{
    private const string Data = "data", Runs = "runs";

    /// <summary>File of the store of a sweep, relative to the folder that holds <c>runs</c>.</summary>
    /// <param name="sweep">The sweep.</param>
    public static string Store(SweepSpec sweep) => Path.Combine(Runs, $"{sweep.Id}-{sweep.Size}.db");

    /// <summary>Folder of the dataset of a sweep, relative to the folder that holds <c>data</c>.</summary>
    /// <param name="sweep">The sweep.</param>
    public static string Dataset(SweepSpec sweep) => Path.Combine(Data, sweep.Id);

    /// <summary>Returns the full path of a file under <c>data</c>, looking from a folder upwards; null if no <c>data</c> has it.</summary>
    /// <param name="file">Path inside <c>data</c>.</param>
    /// <param name="start">Folder to start from; the current folder if null.</param>
    internal static string? TryFind(string file, string? start) => Above(Path.Combine(Data, file), start);

    /// <summary>Returns the full path of the store of a sweep, looking from a folder upwards; null if no <c>runs</c> has it.</summary>
    internal static string? TryFindStore(SweepSpec sweep, string? start) => Above(Store(sweep), start);

    private static string? Above(string file, string? start)
    {
        for (DirectoryInfo? at = new(Path.GetFullPath(start ?? ".")); at is not null; at = at.Parent)
        {
            string full = Path.Combine(at.FullName, file);
            if (File.Exists(full)) return full;
        }

        return null;
    }
}
