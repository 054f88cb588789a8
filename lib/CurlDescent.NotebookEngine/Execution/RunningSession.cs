using System.Globalization;

namespace CurlDescent.NotebookEngine.Execution;

/// <summary>What code that runs in a cell needs of the session it runs in.</summary>
internal interface IRunningSession
{
    /// <summary>Cancelled when the running cell is interrupted.</summary>
    CancellationToken Interrupted { get; }

    /// <summary>A cell has set a culture; it holds for the cells after it.</summary>
    void KeepCulture(CultureInfo culture, bool isLanguage);

    /// <summary>The running cell's line of progress; null where nobody watches.</summary>
    IProgress<string>? ProgressLine { get; }

    /// <summary>Shows a value.</summary>
    void Show(object value);
}

/// <summary>Which session the code that runs here belongs to.</summary>
internal static class RunningSession
{
    private static readonly AsyncLocal<IRunningSession?> s_current = new();
    private static volatile IRunningSession? s_latest;

    /// <summary>The session whose cell is running on this thread (or started the work running here); null outside of cells.</summary>
    public static IRunningSession? Current
    {
        get => s_current.Value ?? (IsWholeProcess ? s_latest : null);
        set => s_current.Value = value;
    }

    /// <summary>
    /// True in a process that serves one session: what threads write and show that no context connects with a cell
    /// (<see cref="ThreadPool.UnsafeQueueUserWorkItem(WaitCallback, object)"/>, native callbacks, finalizers) is the session's, too.
    /// </summary>
    public static bool IsWholeProcess { get; set; }

    /// <summary>A session was made.</summary>
    public static void Begin(IRunningSession session) => s_latest = session;
}
