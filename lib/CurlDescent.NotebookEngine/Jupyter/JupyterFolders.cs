namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>Where Jupyter keeps its data on each system.</summary>
internal static class JupyterFolders
{
    /// <summary>The reader's own data folder.</summary>
    public static string User()
    {
        if (Variable("JUPYTER_DATA_DIR") is { } named)
            return named;
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsWindows())
            return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "jupyter");
        if (OperatingSystem.IsMacOS())
            return Path.Combine(home, "Library", "Jupyter");
        return Path.Combine(Variable("XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share"), "jupyter");
    }

    /// <summary>All folders that clients search.</summary>
    public static IEnumerable<string> All()
    {
        IEnumerable<string> named = (Variable("JUPYTER_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] prefixes = [.. new[] { Variable("VIRTUAL_ENV"), Variable("CONDA_PREFIX") }.OfType<string>()];
        IEnumerable<string> system = OperatingSystem.IsWindows()
            ? [Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "jupyter")]
            : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
        return [.. named, User(), .. prefixes.Select(prefix => Path.Combine(prefix, "share", "jupyter")), .. system];
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
