using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Cells;

/// <summary>Something a cell shows while it runs.</summary>
public abstract record CellOutput
{
    private CellOutput() { }

    /// <summary>Text written to the console.</summary>
    public sealed record Stream(bool IsError, string Text) : CellOutput;

    /// <summary>A displayed value; with <paramref name="IsUpdate"/> it replaces the one shown under the same id.</summary>
    public sealed record Display(MimeBundle Data, string? DisplayId = null, bool IsUpdate = false) : CellOutput;

    /// <summary>The value of the cell's last expression.</summary>
    public sealed record Result(MimeBundle Data) : CellOutput;

    /// <summary>Removes what the cell has shown so far; with <paramref name="Wait"/> only when the next output comes.</summary>
    public sealed record Clear(bool Wait) : CellOutput;
}

/// <summary>A front end, seen from a running cell. Called from any thread.</summary>
public interface ICellFrontEnd
{
    /// <summary>True where a reader watches: what is shown may change while a cell runs.</summary>
    bool IsInteractive { get; }

    /// <summary>Shows an output.</summary>
    void Publish(CellOutput output);

    /// <summary>Asks the reader for a line of text.</summary>
    /// <exception cref="CellFailure">This front end has nobody to ask.</exception>
    Task<string> ReadInputAsync(string prompt, bool isPassword, CancellationToken cancellationToken);
}
