using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace CurlDescent.NotebookEngine.Execution;

/// <summary>Tells a cell's line of progress what a library's call reports, once the call takes longer than a second.</summary>
internal sealed class FollowedCall<T>(string name, IProgress<string> line) : IProgress<T>
{
    private const double Patience = 1, Interval = 0.2;

    private long _due = After(Patience);

    public void Report(T value)
    {
        long due = Volatile.Read(ref _due);
        // One of the threads that report at a time.
        if (Stopwatch.GetTimestamp() >= due && Interlocked.CompareExchange(ref _due, After(Interval), due) == due)
            line.Report($"{name}: {Text(value)}");
    }

    private static long After(double seconds) => Stopwatch.GetTimestamp() + (long)(seconds * Stopwatch.Frequency);

    private static string? Text(T value) => value switch
    {
        double or float or decimal when Convert.ToDouble(value, CultureInfo.InvariantCulture) is >= 0 and <= 1 and var part =>
            string.Create(CultureInfo.InvariantCulture, $"{100 * part:0} %"),
        ITuple { Length: 2 } pair when pair[0] is int or long && pair[1] is int or long =>
            string.Create(CultureInfo.InvariantCulture, $"{pair[0]} of {pair[1]}"),
        IFormattable text => text.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString(),
    };
}
