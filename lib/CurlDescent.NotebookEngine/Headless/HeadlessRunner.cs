using System.Diagnostics;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.NotebookEngine.Sessions;

namespace CurlDescent.NotebookEngine.Headless;

/// <summary>Runs the cells of a notebook in this process, in order, and stops at the first error.</summary>
public static class HeadlessRunner
{
    /// <summary>The tag that says a cell is meant to fail.</summary>
    public const string RaisesException = "raises-exception";

    /// <summary>Runs a notebook; its outputs go to <paramref name="observer"/>, the notebook itself stays as it is.</summary>
    /// <param name="notebook">The notebook.</param>
    /// <param name="folder">The process's folder while it runs.</param>
    /// <param name="timeout">The limit of each cell; null for none.</param>
    /// <param name="observer">Is told of every cell.</param>
    /// <param name="cancellationToken">Stops the run between cells and interrupts the running one.</param>
    /// <returns>True if every cell succeeded.</returns>
    public static bool Run(Notebook notebook, string folder, TimeSpan? timeout, IRunObserver observer,
        CancellationToken cancellationToken = default)
    {
        string before = Environment.CurrentDirectory;
        var start = Stopwatch.GetTimestamp();
        Environment.CurrentDirectory = folder;
        try
        {
            using OutputJournal? journal = OutputJournal.FromEnvironment();
            var collector = new OutputCollector(journal);
            using var session = new NotebookSession(collector);
            using CancellationTokenRegistration registration = cancellationToken.Register(session.Interrupt);
            // Before the first cell, so that its limit covers its own work only.
            session.WarmUp();
            observer.Ready(Stopwatch.GetElapsedTime(start).TotalSeconds);
            int count = 0;
            for (int i = 0; i < notebook.Cells.Count; i++)
            {
                NotebookCell cell = notebook.Cells[i];
                if (!cell.IsExecuted)
                    continue;
                cancellationToken.ThrowIfCancellationRequested();
                collector.ExecutionCount = ++count;
                observer.CellStarted(i, count);
                start = Stopwatch.GetTimestamp();
                CellResult result = session.Execute(CellLanguage.AsCell(cell), count, timeout);
                bool stops = result.Error is not null && (result.Status == CellStatus.Unresponsive || !cell.Tags.Contains(RaisesException));
                observer.CellFinished(new CellRun(i, count, collector.Take(result.Error), Stopwatch.GetElapsedTime(start).TotalSeconds,
                    stops ? result.Error : null));
                if (stops)
                    return false;
            }
            return true;
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }
}
