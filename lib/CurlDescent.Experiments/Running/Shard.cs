using System.Globalization;

namespace CurlDescent.Experiments;

/// <summary>
/// One of several parts of a sweep, for several machines: every <paramref name="Count"/>-th run, the most expensive cells dealt out first.
/// </summary>
/// <param name="Index">Which part, from 1.</param>
/// <param name="Count">Number of parts.</param>
public sealed record Shard(int Index, int Count)
{
    /// <summary>Reads <c>i/n</c>.</summary>
    /// <param name="text">Index and count.</param>
    /// <exception cref="SpecException">The text is not i/n with 1 ≤ i ≤ n.</exception>
    public static Shard Parse(string text)
    {
        string[] parts = text.Split('/');
        bool valid = parts.Length == 2
            & int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int index)
            & int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int count);
        return valid && index >= 1 && index <= count
            ? new Shard(index, count) : throw new SpecException("shard", text, "i/n with 1 ≤ i ≤ n");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Index}/{Count}";

    internal bool Has(int position) => position % Count == Index - 1;
}
