namespace CurlDescent.NotebookEngine.Execution;

/// <summary>A cell that cannot run, for a reason the reader can mend: the message is the whole story, no stack is shown.</summary>
public sealed class CellFailure : Exception
{
    /// <summary>Creates the failure; <paramref name="kind"/> becomes the error's name.</summary>
    public CellFailure(string kind, string message) : base(message) => Kind = kind;

    /// <summary>Creates a failure with further lines shown below the message.</summary>
    public CellFailure(string kind, string message, IReadOnlyList<string> details) : this(kind, message) => Details = details;

    /// <summary>The error's name: CompilationError, PackageError, MagicError, Timeout …</summary>
    public string Kind { get; }

    /// <summary>Further lines: one for each diagnostic.</summary>
    public IReadOnlyList<string> Details { get; } = [];
}
