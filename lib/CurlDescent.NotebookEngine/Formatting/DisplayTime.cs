using System.Diagnostics;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>
/// The time that a value has to be shown: what its code computes or waits. Where other processes hold the processor, the clock on the wall
/// says nothing about it, so it counts only after six times as long.
/// </summary>
/// <param name="limit">How much there is.</param>
internal sealed class DisplayTime(TimeSpan limit)
{
    private const int MostOnTheWall = 6;

    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _elapsed;
    private TimeSpan _computed = Environment.CpuUsage.TotalTime;
    private TimeSpan _used;
    private volatile bool _isOver;

    /// <summary>Whether it is used up.</summary>
    public bool IsOver => _isOver;

    /// <summary>Counts what has passed since the last call.</summary>
    /// <param name="isWaiting">Whether the value's code sleeps or waits, which takes no processor time.</param>
    public void Advance(bool isWaiting)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start), computed = Environment.CpuUsage.TotalTime;
        TimeSpan passed = elapsed - _elapsed, work = computed - _computed;
        _used += isWaiting || work > passed ? passed : work;
        (_elapsed, _computed) = (elapsed, computed);
        _isOver |= _used >= limit || elapsed >= limit * MostOnTheWall;
    }
}
