using System.Diagnostics;

namespace CurlDescent.Tool.Notebooks;

/// <summary>Builds the libraries that the notebooks' setup cell references, where they are missing or older than their sources.</summary>
internal static class LibraryBuild
{
    private static readonly string[] s_projects =
    [
        "CurlDescent.Arithmetic", "CurlDescent", "CurlDescent.Experiments", "CurlDescent.Figures",
    ];

    /// <summary>What a kernel started inside the repository waits for; returns a remark for the reader, or null.</summary>
    public static async Task<string?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (RepositoryFolder.AboveCurrent() is not { } repository) return null;
        string? errors = await EnsureAsync(repository, cancellationToken).ConfigureAwait(false);
        return errors is null ? null : $"The libraries that the notebooks use do not build:\n{errors}";
    }

    /// <summary>Builds if needed; returns null, or the compiler's errors.</summary>
    public static async Task<string?> EnsureAsync(string repository, CancellationToken cancellationToken)
    {
        string lib = Path.Combine(repository, "lib");
        string top = s_projects[^1];
        string output = Path.Combine(lib, top, "bin", "Release", "net10.0");
        if (s_projects.All(project => IsFresh(Path.Combine(lib, project), Path.Combine(output, project + ".dll"))))
            return null;
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            WorkingDirectory = repository,
            RedirectStandardOutput = true,
            ArgumentList = { "build", "-c", "Release", "-v:quiet", "-nologo", "-tl:off", Path.Combine(lib, top) },
        };
        using Process process = Process.Start(start)!;
        string log = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? null : log.Trim();
    }

    private static bool IsFresh(string project, string built) => File.Exists(built)
        && !Directory.EnumerateFiles(project, "*.cs*", new EnumerationOptions { RecurseSubdirectories = true })
            .Where(file => !Path.GetRelativePath(project, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Any(file => File.GetLastWriteTimeUtc(file) > File.GetLastWriteTimeUtc(built));
}
