namespace CurlDescent.NotebookEngine.Magics;

/// <summary>The kernels beside C#'s, as magics use them.</summary>
internal interface IOtherKernels
{
    /// <summary>True for the names of other kernels in the session and for directives of extensions.</summary>
    bool Knows(string directive);

    /// <summary>Sends code to the kernels and waits for the end.</summary>
    /// <exception cref="Execution.CellFailure">It failed.</exception>
    void Run(string code);

    /// <summary>A value that another kernel of the session holds: the object itself, or its text.</summary>
    /// <exception cref="Execution.CellFailure">There is no such kernel or value.</exception>
    object? ValueOf(string kernel, string name);
}
