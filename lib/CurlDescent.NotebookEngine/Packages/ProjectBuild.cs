using System.Diagnostics;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.NotebookEngine.Packages;

/// <summary><c>#r "….csproj"</c>: builds the project and tells where its library is.</summary>
internal static class ProjectBuild
{
    /// <exception cref="CellFailure">It does not build.</exception>
    public static string Run(string project, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            WorkingDirectory = Path.GetDirectoryName(project)!,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { "build", project, "-c", "Release", "-v:quiet", "-nologo", "-tl:off", "-t:Build", "-getProperty:TargetPath" },
            Environment = { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["DOTNET_NOLOGO"] = "1" },
        };
        // The host may itself run inside MSBuild; its settings must not reach this build.
        foreach (string inherited in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            .ToList())
            start.Environment.Remove(inherited);
        using Process process = Process.Start(start)!;
        using CancellationTokenRegistration end = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        string library = output.Trim().Split('\n')[^1].Trim();
        if (process.ExitCode == 0 && File.Exists(library))
            return library;
        string[] lines = (output + errors.GetAwaiter().GetResult())
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] told = [.. lines.Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct().Take(5)];
        throw new CellFailure("ReferenceError",
            $"#r \"{Path.GetFileName(project)}\" does not build: {string.Join("; ", told.Length > 0 ? told : lines.TakeLast(3))}");
    }
}
