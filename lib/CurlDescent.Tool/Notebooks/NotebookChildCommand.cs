using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using CurlDescent.NotebookEngine.Headless;

namespace CurlDescent.Tool.Notebooks;

/// <summary>The hidden verb with which the tool starts itself for one notebook.</summary>
internal static class NotebookChildCommand
{
    private const string Verb = "run-notebook";

    public static Command Create()
    {
        var path = new Argument<string>("path");
        var timeout = new Option<double?>("--timeout");
        var parameter = new Option<string[]>("--parameter");
        var command = new Command(Verb, "Runs one notebook and reports on the standard output.") { path, timeout, parameter };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            int code = NotebookProcess.RunChild(
                parsed.GetValue(path)!, parsed.GetValue(timeout) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                parsed.GetValue(parameter));
            // Threads that the notebook left running must not keep the process.
            Environment.Exit(code);
        });
        return command;
    }

    /// <summary>How to start the verb for a notebook.</summary>
    public static ProcessStartInfo StartInfo(string path, TimeSpan? timeout, IReadOnlyList<string>? parameters = null)
    {
        IReadOnlyList<string> command = ToolHost.CommandLine();
        var start = new ProcessStartInfo(command[0], command.Skip(1));
        start.ArgumentList.Add(Verb);
        start.ArgumentList.Add(path);
        if (timeout is { } limit)
        {
            start.ArgumentList.Add("--timeout");
            start.ArgumentList.Add(limit.TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
        }
        foreach (string parameter in parameters ?? [])
        {
            start.ArgumentList.Add("--parameter");
            start.ArgumentList.Add(parameter);
        }
        return start;
    }
}
