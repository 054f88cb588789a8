using System.Diagnostics;

namespace CurlDescent.Experiments.Specs;

/// <summary>
/// How long a computation takes on this machine, as a calibration wants it: the least of several times, which other programs disturbed
/// least.
/// </summary>
internal static class Timing
{
    private const int Repetitions = 4;

    /// <summary>The runtime compiles a method that is called often once more, optimised, some tenths of a second after the start.</summary>
    public static readonly TimeSpan UntilOptimised = TimeSpan.FromMilliseconds(500);

    /// <summary>Seconds of one call.</summary>
    public static double Seconds<T>(Func<T> function, TimeSpan warming = default)
    {
        long start = Stopwatch.GetTimestamp();
        double least = Once(function);
        for (int repetition = 1; repetition < Repetitions || Stopwatch.GetElapsedTime(start) < warming; repetition++)
            least = Math.Min(least, Once(function));
        return least;
    }

    /// <summary>Seconds of this call.</summary>
    public static double Once<T>(Func<T> function)
    {
        long start = Stopwatch.GetTimestamp();
        function();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
