using System.Globalization;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>What the kernel tells its terminal: one line each; of many of a kind the first few, then every hundredth.</summary>
internal sealed class KernelLog(TextWriter output)
{
    private const int AllOf = 20;

    private readonly Lock _lock = new();
    private long _dropped;

    /// <summary>Messages dropped so far.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Line(string text)
    {
        lock (_lock)
        {
            output.WriteLine($"curl-descent kernel: {text}");
            output.Flush();
        }
    }

    /// <summary>A message was dropped.</summary>
    public void Drop(KernelChannel channel, string reason)
    {
        long number = Interlocked.Increment(ref _dropped);
        if (number <= AllOf || number % 100 == 0)
            Line(string.Create(CultureInfo.InvariantCulture, $"dropped message {number} on {channel.Name()}: {reason}."));
    }
}
