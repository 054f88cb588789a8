namespace CurlDescent.NotebookEngine.Execution;

/// <summary>What a front end shows of a cell that failed.</summary>
/// <param name="Name">The exception's type name, or the failure's kind.</param>
/// <param name="Message">One line or a few: what went wrong.</param>
/// <param name="Traceback">Name and message, then the user's own frames, innermost first (<c>Cell[3]:line 2</c>).</param>
public sealed record CellError(string Name, string Message, IReadOnlyList<string> Traceback);

/// <summary>How a cell ended.</summary>
public enum CellStatus
{
    /// <summary>The cell ran to its end.</summary>
    Succeeded,

    /// <summary>The cell did not compile, threw, or was interrupted.</summary>
    Failed,

    /// <summary>The cell ignored an interrupt; its session must be thrown away.</summary>
    Unresponsive,
}

/// <summary>How a cell ended, and the error if it failed.</summary>
public sealed record CellResult(CellStatus Status, CellError? Error)
{
    /// <summary>A cell that ran to its end.</summary>
    public static CellResult Success { get; } = new(CellStatus.Succeeded, null);
}
