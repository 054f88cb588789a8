using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.NotebookEngine.Sessions;

namespace CurlDescent.NotebookEngine.Headless;

/// <summary>
/// Runs a notebook in a child process, so that its current folder, console, formatters and libraries are its own, several can run at once,
/// and a cell that takes its process down (stack overflow, Environment.Exit, an endless native call) fails its notebook only.
/// </summary>
public static class NotebookProcess
{
    /// <summary>How much longer than a cell's limit the parent waits before it ends the child.</summary>
    private static readonly TimeSpan s_grace = NotebookSession.InterruptGrace + TimeSpan.FromSeconds(5);

    /// <summary>The child's part: runs the notebook at <paramref name="path"/> and writes messages to the standard output.</summary>
    /// <returns>The exit code: 0 if every cell succeeded, else 1.</returns>
    public static int RunChild(string path, TimeSpan? timeout, IReadOnlyList<string>? parameters = null)
    {
        // A thread of the user's that throws must fail its cell, not the process.
        System.Runtime.ExceptionServices.ExceptionHandling.SetUnhandledExceptionHandler(exception =>
        {
            Console.Error.WriteLine($"Unhandled exception on another thread: {ExceptionText.Line(exception)}");
            return true;
        });
        using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 1 << 16) { AutoFlush = false };
        RunningSession.IsWholeProcess = true;
        var messages = new RunMessages.Writer(output);
        bool succeeded = HeadlessRunner.Run(NotebookParameters.Apply(Notebook.Load(path), parameters ?? [], path),
            Path.GetDirectoryName(Path.GetFullPath(path))!, timeout, messages);
        messages.End();
        return succeeded ? 0 : 1;
    }

    /// <summary>The parent's part: starts the child and gathers what it tells.</summary>
    /// <param name="path">The notebook's file.</param>
    /// <param name="child">Starts a process that calls <see cref="RunChild"/>; the runner redirects its streams.</param>
    /// <param name="timeout">The limit of each cell; null for none.</param>
    /// <param name="progress">Is told of every cell; may be null.</param>
    /// <param name="cancellationToken">Ends the child.</param>
    /// <param name="parameters">Assignments that the child was given too; see <see cref="NotebookParameters"/>.</param>
    /// <exception cref="NotebookFormatException">The file is not a notebook that can run.</exception>
    public static async Task<NotebookRun> RunAsync(
        string path, ProcessStartInfo child, TimeSpan? timeout, IRunObserver? progress = null,
        CancellationToken cancellationToken = default,
        IReadOnlyList<string>? parameters = null)
    {
        Notebook notebook = NotebookParameters.Apply(Notebook.Load(path), parameters ?? [], path);
        var recorder = new RunRecorder(notebook);
        // Nothing to run needs no process.
        if (!notebook.Cells.Any(cell => cell.IsExecuted))
            return recorder.Finish(0);
        long start = Stopwatch.GetTimestamp();
        child.RedirectStandardOutput = true;
        child.RedirectStandardError = true;
        child.RedirectStandardInput = true;
        child.StandardOutputEncoding = Encoding.UTF8;
        child.StandardErrorEncoding = Encoding.UTF8;
        using var journal = new TemporaryFile(OutputJournal.Create(child.Environment));
        using Process process = Process.Start(child) ?? throw new InvalidOperationException($"{child.FileName} did not start.");
        process.StandardInput.Close();
        var stray = new StringBuilder();
        Task<string> errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        bool ended = false, killed = false;
        try
        {
            while (true)
            {
                // Restores and first compilations count into the cell's own time, so one limit serves for all.
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                if (timeout is { } cell && recorder.RunningIndex >= 0)
                    limit.CancelAfter(cell + s_grace);
                string? line;
                try
                {
                    line = await process.StandardOutput.ReadLineAsync(limit.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    killed = true;
                    break;
                }
                if (line is null)
                    break;
                if (!RunMessages.TryParse(line, out JsonObject message))
                {
                    recorder.AddLine(line);
                    if (line.Length > 0 && stray.Length < 100_000)
                        stray.AppendLine(line);
                    continue;
                }
                recorder.EndLines();
                if (RunMessages.Dispatch(message, recorder))
                {
                    ended = true;
                    break;
                }
                if (progress is not null)
                    RunMessages.Dispatch(message, progress);
            }
        }
        finally
        {
            // Also after a good end: threads and processes that a notebook left behind go with it.
            if (!ended || !process.WaitForExit(TimeSpan.FromSeconds(2)))
                Kill(process);
        }
        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (ended)
            return recorder.Finish(seconds);
        IReadOnlyList<string> last = CrashReport.Describe(stray + await errors.ConfigureAwait(false));
        string why = killed
            ? string.Create(CultureInfo.InvariantCulture,
                $"The cell ran longer than {timeout!.Value.TotalSeconds:0.###} s, could not be interrupted, and its process was ended.")
            : string.Create(CultureInfo.InvariantCulture, $"The cell ended its process (exit code {process.ExitCode}).");
        string name = killed ? "Timeout" : "ProcessEnded";
        var shown = new OutputCollector { ExecutionCount = recorder.RunningCount };
        OutputJournal.Replay(journal.Path, shown);
        return recorder.Finish(seconds, new CellError(name, why, [$"{name}: {why}", .. last]), shown);
    }

    private sealed record TemporaryFile(string Path) : IDisposable
    {
        public void Dispose() => File.Delete(Path);
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
