namespace CurlDescent.Tool.Browser;

/// <summary>Finds a Chromium, Chrome or Edge that is already on this machine. Nothing is ever downloaded.</summary>
public static class SystemBrowser
{
    /// <summary>Environment variable that names the browser's executable and wins over the search.</summary>
    public const string Variable = "CURL_DESCENT_BROWSER";

    /// <summary>What a user without a browser is told.</summary>
    public const string MissingMessage =
        "No Chromium, Chrome or Edge was found, so static images (PNG, SVG, PDF) are left out; everything else works. Install one, or name "
        + "it in " + Variable + ".";

    private static readonly string[] OnPath = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
        "microsoft-edge-stable", "msedge", "chrome"];

    /// <summary>Returns the executable's path, or null.</summary>
    public static string? TryFind()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named) return File.Exists(named) ? named : null;
        return Candidates().FirstOrDefault(File.Exists);
    }

    private static IEnumerable<string> Candidates()
    {
        string suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        string[] folders =
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in OnPath)
        {
            foreach (string folder in folders) yield return Path.Combine(folder, name + suffix);
        }

        if (OperatingSystem.IsMacOS())
        {
            foreach (string name in (string[])["Google Chrome", "Chromium", "Microsoft Edge"])
                yield return $"/Applications/{name}.app/Contents/MacOS/{name}";
        }

        if (OperatingSystem.IsWindows())
        {
            foreach (Environment.SpecialFolder root in (Environment.SpecialFolder[])[Environment.SpecialFolder.ProgramFiles,
                Environment.SpecialFolder.ProgramFilesX86, Environment.SpecialFolder.LocalApplicationData])
            {
                yield return Path.Combine(Environment.GetFolderPath(root), "Google", "Chrome", "Application", "chrome.exe");
                yield return Path.Combine(Environment.GetFolderPath(root), "Chromium", "Application", "chrome.exe");
                yield return Path.Combine(Environment.GetFolderPath(root), "Microsoft", "Edge", "Application", "msedge.exe");
            }
        }
    }
}
