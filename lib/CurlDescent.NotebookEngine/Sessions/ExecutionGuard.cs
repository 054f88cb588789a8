using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace CurlDescent.NotebookEngine.Sessions;

/// <summary>
/// What the compiled cells call in loops, block lambdas and catch blocks, so that an interrupt stops code that never waits, and the token that
/// they pass to library calls.
/// One flag for the process: a process runs one cell at a time.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ExecutionGuard
{
    private static volatile bool s_interrupted;

    /// <summary>Throws <see cref="CellInterruptedException"/> if the running cell was interrupted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check()
    {
        if (s_interrupted)
            Throw();
    }

    /// <summary>Turns a recursion that would overflow the stack, and so end the process, into an exception.</summary>
    public static void CheckStack()
    {
        Check();
        RuntimeHelpers.EnsureSufficientExecutionStack();
    }

    /// <summary>Cancelled when the running cell is interrupted; none where no cell runs.</summary>
    public static CancellationToken Cancellation => NotebookSession.Current?.Interrupted ?? CancellationToken.None;

    internal static bool IsInterrupted => s_interrupted;

    internal static void Set(bool interrupted) => s_interrupted = interrupted;

    private static void Throw() => throw new CellInterruptedException();
}

/// <summary>The running cell was interrupted.</summary>
public sealed class CellInterruptedException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    public CellInterruptedException() : base("The cell was interrupted.") { }
}
