using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace CurlDescent.NotebookEngine.Execution;

/// <summary>
/// What the compiled cells call in loops, block lambdas and catch blocks, so that an interrupt stops code that never waits, and the token
/// that they pass to library calls.
/// One flag for the process: a process runs one cell at a time.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ExecutionGuard
{
    // True while anything may have to stop: the cell, or a value that is shown for too long.
    private static volatile bool s_attention;
    private static volatile bool s_interrupted;
    private static int s_stoppedDisplays;

    [ThreadStatic]
    private static nuint t_stackEnd;

    [ThreadStatic]
    private static nuint t_asyncStackEnd;

    private static readonly Lock s_lock = new();

    /// <summary>Throws <see cref="CellInterruptedException"/> if the running cell was interrupted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check()
    {
        if (s_attention)
            Throw();
    }

    /// <summary>Turns a recursion that would overflow the stack, and so end the process, into an exception.</summary>
    public static unsafe void CheckStack()
    {
        Check();
        byte here;
        if (t_stackEnd == 0)
            RuntimeHelpers.EnsureSufficientExecutionStack();
        else if ((nuint)(&here) < t_stackEnd)
            throw new InsufficientExecutionStackException();
    }

    /// <summary>
    /// The same for an async function, half as deep: its exception is caught and thrown anew in each, with a longer trace each time, so
    /// that the way up takes a time that grows with the square of the depth.
    /// </summary>
    public static unsafe void CheckAsyncStack()
    {
        byte here;
        if (t_asyncStackEnd != 0 && (nuint)(&here) < t_asyncStackEnd)
            throw new InsufficientExecutionStackException();
        CheckStack();
    }

    /// <summary>
    /// Lets functions called on this thread use so much of its stack. What lies beyond is for the code that an exception runs on its way
    /// up, which stands on top of all that has thrown: closing 20,000 iterators, one inside the other, takes as deep a stack as opening
    /// them.
    /// </summary>
    internal static unsafe void LimitStack(int bytes)
    {
        byte here;
        t_stackEnd = (nuint)(&here) - (nuint)bytes;
        t_asyncStackEnd = (nuint)(&here) - (nuint)(bytes / 2);
    }

    /// <summary>True; throws where a recursion would overflow the stack. Stands in initializers.</summary>
    public static bool HasStack()
    {
        CheckStack();
        return true;
    }

    /// <summary>The value as it is; throws where the cell was interrupted. Stands in the clauses of queries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Pass<T>(T value)
    {
        Check();
        return value;
    }

    /// <summary>The culture as it is; the cells to come begin with it.</summary>
    public static CultureInfo KeepCulture(CultureInfo culture) => Keep(culture, isLanguage: false);

    /// <summary>The language as it is; the cells to come begin with it.</summary>
    public static CultureInfo KeepLanguage(CultureInfo culture) => Keep(culture, isLanguage: true);

    /// <summary>Shows a chart in the notebook; stands where the chart library would open a browser.</summary>
    public static void ShowChart(object chart) =>
        (RunningSession.Current ?? throw new InvalidOperationException("No cell is running here.")).Show(chart);

    /// <summary>Cancelled when the running cell is interrupted; none where no cell runs.</summary>
    public static CancellationToken Cancellation => RunningSession.Current?.Interrupted ?? CancellationToken.None;

    /// <summary>What follows a library's call for the reader; null where nobody watches.</summary>
    /// <param name="name">The call's name.</param>
    public static IProgress<T>? Follow<T>(string name) =>
        RunningSession.Current?.ProgressLine is { } line ? new FollowedCall<T>(name, line) : null;

    internal static bool IsInterrupted => s_interrupted;

    internal static void Set(bool interrupted)
    {
        lock (s_lock)
        {
            s_interrupted = interrupted;
            s_attention = interrupted || s_stoppedDisplays > 0;
        }
    }

    /// <summary>
    /// Until it is disposed of, a second at most, the cells' code is stopped wherever it runs: that of a value which has had its time to be
    /// shown, and background work with it. The cell itself waits meanwhile.
    /// </summary>
    internal static IDisposable StopDisplays()
    {
        lock (s_lock)
        {
            s_stoppedDisplays++;
            s_attention = true;
        }
        return new StoppedDisplays();
    }

    private static CultureInfo Keep(CultureInfo culture, bool isLanguage)
    {
        if (culture is not null)
            RunningSession.Current?.KeepCulture(culture, isLanguage);
        return culture!;
    }

    // Nothing but a throw: so the compiler keeps a loop's values in registers over the check (a call that may return costs 4 ns a turn).
    private static void Throw() => throw Reason();

    private static OperationCanceledException Reason() => s_interrupted ? new CellInterruptedException() : new DisplayStoppedException();

    private sealed class StoppedDisplays : IDisposable
    {
        public void Dispose()
        {
            lock (s_lock)
            {
                s_stoppedDisplays--;
                s_attention = s_interrupted || s_stoppedDisplays > 0;
            }
        }
    }
}

/// <summary>A value took too long to be shown.</summary>
internal sealed class DisplayStoppedException() : OperationCanceledException("The value took too long to be shown.");

/// <summary>The running cell was interrupted.</summary>
public sealed class CellInterruptedException : OperationCanceledException
{
    /// <summary>Creates the exception.</summary>
    public CellInterruptedException() : base("The cell was interrupted.") { }
}
