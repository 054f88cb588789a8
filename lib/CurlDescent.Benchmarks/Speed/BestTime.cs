using System.Diagnostics;

namespace CurlDescent.Benchmarks.Speed;

/// <summary>The best time of short slices: what the code takes when nothing else gets in its way.</summary>
internal static class BestTime
{
    /// <summary>Measures seconds per call.</summary>
    /// <param name="action">Called many times.</param>
    /// <param name="seconds">How long to look for the best slice.</param>
    public static double OfCall(Action action, double seconds)
    {
        // Long enough for the compiler's last tier, then slices of about a tenth of a millisecond.
        long start = Stopwatch.GetTimestamp();
        int calls = 0;
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds / 4)
        {
            action();
            calls++;
        }

        int perSlice = Math.Max(1, (int)(calls / (seconds / 4) * 1e-4));
        double best = double.PositiveInfinity;
        start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds * 3 / 4)
        {
            long slice = Stopwatch.GetTimestamp();
            for (int n = 0; n < perSlice; n++) action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(slice).TotalSeconds / perSlice);
        }

        return best;
    }
}
