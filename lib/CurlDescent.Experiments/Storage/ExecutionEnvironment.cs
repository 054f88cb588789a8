using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CurlDescent.Experiments;

/// <summary>The code and the machine that make results.</summary>
/// <param name="Version">Version of the library.</param>
/// <param name="Commit">Commit of the code; with <c>-dirty</c> if it had uncommitted changes; <c>unknown</c> if that cannot be
/// told.</param>
/// <param name="Runtime">.NET runtime.</param>
/// <param name="OperatingSystem">Operating system.</param>
/// <param name="Processor">Model of the processor.</param>
/// <param name="VectorBits">Width of the vector registers used, in bits.</param>
/// <param name="Processors">Number of logical processors.</param>
public sealed record ExecutionEnvironment(
    string Version, string Commit, string Runtime, string OperatingSystem, string Processor, int VectorBits, int Processors)
{
    private static readonly Lazy<ExecutionEnvironment> Here = new(Look);

    /// <summary>This process's.</summary>
    public static ExecutionEnvironment Current => Here.Value;

    /// <summary>Processor and vector width in one text.</summary>
    public string ProcessorText =>
        $"{Processor}, {VectorBits}-bit vectors, {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";

    private static ExecutionEnvironment Look()
    {
        string informational =
            typeof(ExecutionEnvironment).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        int plus = informational.IndexOf('+', StringComparison.Ordinal);
        return new ExecutionEnvironment(
            plus < 0 ? informational : informational[..plus],
            CommitText(plus < 0 ? "" : informational[(plus + 1)..]),
            RuntimeInformation.FrameworkDescription,
            RuntimeInformation.OSDescription,
            ProcessorModel(),
            Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 64,
            Environment.ProcessorCount);
    }

    // The build knows the commit; only the working tree, where there still is one, knows whether the code was changed since.
    private static string CommitText(string built)
    {
        if (Git("rev-parse", "HEAD") is not { } head) return built.Length > 0 ? built : "unknown";
        if (Git("status", "--porcelain", "--untracked-files=no", "--", "lib", "Directory.Build.props",
            "Directory.Packages.props") is not { } changes)
        {
            return built;
        }

        string commit = built.Length > 0 ? built : head;
        return changes.Length > 0 || head != commit ? $"{commit}-dirty" : commit;
    }

    private static string? Git(params string[] arguments)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "CurlDescent.sln"))) root = root.Parent;
        if (root is null) return null;
        var start = new ProcessStartInfo("git")
        {
            WorkingDirectory = root.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        try
        {
            using Process git = Process.Start(start)!;
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            string output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string ProcessorModel()
    {
        const string CpuInfo = "/proc/cpuinfo";
        if (File.Exists(CpuInfo))
        {
            string? line = File.ReadLines(CpuInfo).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
            if (line is not null) return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown processor";
    }
}
