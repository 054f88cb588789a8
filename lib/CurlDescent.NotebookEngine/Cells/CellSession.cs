using System.Globalization;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Cells;

/// <summary>
/// A session as what its cells use sees it: widgets, magics, the kernel's helpers. The engine has one, which runs the cells.
/// </summary>
public abstract class CellSession : IRunningSession
{
    private int _displayCount;

    internal CellSession(ICellFrontEnd frontEnd)
    {
        FrontEnd = frontEnd;
        RunningSession.Begin(this);
    }

    /// <summary>The session whose cell is running on this thread (or started the work running here); null outside of cells.</summary>
    public static CellSession? Current => (CellSession?)RunningSession.Current;

    /// <summary>The front end outputs go to.</summary>
    public ICellFrontEnd FrontEnd { get; }

    /// <summary>Cancelled when the running cell is interrupted: for library calls that honour cancellation.</summary>
    public abstract CancellationToken Interrupted { get; }

    internal ProgressLine? ProgressLine { get; set; }

    internal ValueFormatter Formatter { get; } = new();

    /// <summary>Shows a value and returns a handle that can update it.</summary>
    internal string Display(object? value, string[] mimeTypes, string? displayId = null, bool isUpdate = false)
    {
        displayId ??= string.Create(CultureInfo.InvariantCulture, $"display-{Interlocked.Increment(ref _displayCount)}");
        if (mimeTypes.Length == 0 && !isUpdate && Formatter.ChartsIn(value) is { } charts)
        {
            // Each chart is an output of its own; the handle is the first one's.
            FrontEnd.Publish(new CellOutput.Display(Formatter.Format(charts[0]), displayId));
            foreach (object chart in charts.Skip(1))
                Display(chart, []);
            return displayId;
        }
        FrontEnd.Publish(new CellOutput.Display(Formatter.Format(value, mimeTypes), displayId, isUpdate));
        return displayId;
    }

    /// <summary>The session's variables: of each name the latest.</summary>
    internal abstract IReadOnlyList<SessionVariable> Variables();

    /// <summary>Declares a variable that holds a value.</summary>
    internal abstract void SetVariable(string name, object? value);

    /// <summary>Runs C# code as a submission of its own.</summary>
    internal abstract void RunCode(string code, string path);

    /// <summary>Runs a script file or notebook in this session.</summary>
    internal abstract void Import(string directive, string path, string folder);

    /// <summary>A cell has set a culture; it holds for the cells after it.</summary>
    internal abstract void KeepCulture(CultureInfo culture, bool isLanguage);

    void IRunningSession.KeepCulture(CultureInfo culture, bool isLanguage) => KeepCulture(culture, isLanguage);

    IProgress<string>? IRunningSession.ProgressLine => ProgressLine;

    void IRunningSession.Show(object value) => Display(value, []);
}

/// <summary>A variable of a session.</summary>
internal sealed record SessionVariable(string Name, Type Type, object? Value);
