using CurlDescent.NotebookEngine.Headless;
using Spectre.Console;

namespace CurlDescent.Tool.Notebooks;

/// <summary>Shows how the runs go; called from several threads.</summary>
internal interface IRunReport
{
    /// <summary>A line of its own.</summary>
    void Say(string line);

    /// <summary>A notebook begins; the observer is told of its cells.</summary>
    IRunObserver Begin(NotebookFile file, int codeCells);

    /// <summary>A notebook has ended.</summary>
    void End(NotebookFile file, string line, bool succeeded);
}

/// <summary>One line a notebook: for logs and pipes.</summary>
internal sealed class PlainReport(TextWriter output) : IRunReport
{
    private readonly Lock _lock = new();

    public void Say(string line)
    {
        lock (_lock)
        {
            output.WriteLine(line);
        }
    }

    public IRunObserver Begin(NotebookFile file, int codeCells) => SilentObserver.Instance;

    public void End(NotebookFile file, string line, bool succeeded) => Say(line);
}

/// <summary>One progress bar a notebook: for terminals.</summary>
internal sealed class LiveReport(IAnsiConsole console, ProgressContext progress) : IRunReport
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ProgressTask> _tasks = [];

    public void Say(string line) => console.WriteLine(line);

    public IRunObserver Begin(NotebookFile file, int codeCells)
    {
        lock (_lock)
        {
            ProgressTask task = progress.AddTask(Markup.Escape(file.Name), maxValue: Math.Max(codeCells, 1));
            _tasks[file.Path] = task;
            return new TaskObserver(task);
        }
    }

    public void End(NotebookFile file, string line, bool succeeded)
    {
        lock (_lock)
        {
            if (_tasks.TryGetValue(file.Path, out ProgressTask? task))
            {
                task.Description = succeeded ? Markup.Escape(file.Name) : $"[red]{Markup.Escape(file.Name)}[/]";
                if (succeeded)
                    task.Value = task.MaxValue;
                task.StopTask();
            }
        }
        console.WriteLine(line);
    }

    private sealed class TaskObserver(ProgressTask task) : IRunObserver
    {
        public void Ready(double seconds) { }

        public void CellStarted(int index, int executionCount) { }

        public void CellFinished(CellRun run) => task.Increment(1);
    }
}

/// <summary>Says nothing.</summary>
internal sealed class SilentObserver : IRunObserver
{
    public static SilentObserver Instance { get; } = new();

    public void Ready(double seconds) { }

    public void CellStarted(int index, int executionCount) { }

    public void CellFinished(CellRun run) { }
}
