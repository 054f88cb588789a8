using System.Diagnostics;
using CurlDescent.Tool;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

/// <summary>A kernel installed into a folder of its own, and programs of others that use it.</summary>
public sealed class InstalledKernel : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public InstalledKernel()
    {
        (int code, string output) = Run(ToolHost.CommandLine()[0], [.. ToolHost.CommandLine().Skip(1), "kernel", "install", "--user"]);
        Assert.True(code == 0, output);
    }

    /// <summary>Jupyter's data folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>Runs a program that finds no kernel but this one.</summary>
    public (int Code, string Output) Run(string program, IReadOnlyList<string> arguments, string? input = null, string? folder = null)
    {
        using Process process = Process.Start(StartInfo(program, arguments, folder))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result + errors.Result);
    }

    public ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? _folder.Path,
        };
        start.Environment["JUPYTER_DATA_DIR"] = _folder.Path;
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(_folder.Path, "runtime");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(_folder.Path, "config");
        start.Environment["IPYTHONDIR"] = Path.Combine(_folder.Path, "ipython");
        start.Environment["PYTHONUTF8"] = "1";
        return start;
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>Clients that we did not write.</summary>
public class ClientTests(InstalledKernel kernel, ITestOutputHelper output) : IClassFixture<InstalledKernel>
{
    // The system's Python, whose packages are the system's too.
    private const string Python = "/usr/bin/python3";

    [Fact]
    public void The_conformance_suite_of_the_Jupyter_project_passes_without_a_skip()
    {
        string log = RunScript("conformance.py", "jupyter_kernel_test");
        Assert.Contains("Ran 12 tests", log, StringComparison.Ordinal);
        Assert.DoesNotContain("skipped", log, StringComparison.Ordinal);
    }

    [Fact]
    public void Front_ends_find_what_they_rely_on()
    {
        RunScript("behaviours.py", "jupyter_client", Path.GetDirectoryName(typeof(CurlDescent.Simulation.Trainer).Assembly.Location)!);
    }

    private string RunScript(string script, string module, params string[] arguments)
    {
        Need(module);
        (int code, string log) = kernel.Run(Python, [Path.Combine(AppContext.BaseDirectory, "NotebookEngine", "Jupyter", "Clients", script), .. arguments]);
        output.WriteLine(log);
        Assert.True(code == 0, log);
        return log;
    }

    private void Need(params string[] modules)
    {
        string imports = string.Join(", ", modules);
        bool isThere = File.Exists(Python) && kernel.Run(Python, ["-c", $"import {imports}"]).Code == 0;
        Assert.SkipUnless(isThere, $"{Python} with {imports} is not on this machine.");
    }
}
