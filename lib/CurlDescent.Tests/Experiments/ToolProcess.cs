using System.Diagnostics;
using System.Text;

namespace CurlDescent.Tests.Experiments;

/// <summary>The tool as a process of its own.</summary>
internal sealed class ToolProcess : IDisposable
{
    private readonly Process process;
    private readonly StringBuilder output = new(), errors = new();

    private ToolProcess(Process process) => this.process = process;

    public static string Assembly { get; } = Path.Combine(AppContext.BaseDirectory, "curl-descent.dll");

    public static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    public string Output => Read(output);

    public string Errors => Read(errors);

    public int ExitCode => process.ExitCode;

    /// <summary>The most memory that it has held so far, in bytes; 0 once it has ended.</summary>
    public long PeakMemory
    {
        get
        {
            try
            {
                process.Refresh();
                return process.PeakWorkingSet64;
            }
            catch (InvalidOperationException) when (process.HasExited)
            {
                return 0;
            }
        }
    }

    public static ToolProcess Start(string folder, params string[] arguments) =>
        StartProgram(Host, folder, ["exec", Assembly, .. arguments]);

    public static ToolProcess StartProgram(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        var tool = new ToolProcess(new Process { StartInfo = start });
        tool.process.OutputDataReceived += (_, line) => Write(tool.output, line.Data);
        tool.process.ErrorDataReceived += (_, line) => Write(tool.errors, line.Data);
        tool.process.Start();
        tool.process.BeginOutputReadLine();
        tool.process.BeginErrorReadLine();
        return tool;
    }

    /// <summary>Runs the tool to its end.</summary>
    public static (int ExitCode, string Output, string Errors) Run(string folder, params string[] arguments)
    {
        using ToolProcess tool = Start(folder, arguments);
        return tool.Wait();
    }

    /// <summary>Runs any program to its end.</summary>
    public static (int ExitCode, string Output, string Errors) RunProgram(string program, string folder, params string[] arguments)
    {
        using ToolProcess tool = StartProgram(program, folder, arguments);
        return tool.Wait();
    }

    public (int ExitCode, string Output, string Errors) Wait()
    {
        process.WaitForExit();
        return (process.ExitCode, Output, Errors);
    }

    /// <summary>Waits at most so long; tells whether it ended by itself.</summary>
    public bool Ends(int milliseconds) => process.WaitForExit(milliseconds);

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>SIGINT, as Ctrl+C sends it.</summary>
    public void Interrupt() => RunProgram("kill", "/", "-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));

    // Lines arrive on threads of their own.
    private static void Write(StringBuilder text, string? line)
    {
        lock (text) text.AppendLine(line);
    }

    private static string Read(StringBuilder text)
    {
        lock (text) return text.ToString();
    }

    public void Dispose()
    {
        if (!process.HasExited) Kill();
        process.Dispose();
    }
}
