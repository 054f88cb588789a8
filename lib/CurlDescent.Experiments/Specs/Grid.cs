namespace CurlDescent.Experiments;

/// <summary>A grid of cells: every combination of the values of its axes, with some parameters fixed.</summary>
public sealed record Grid
{
    /// <summary>Name, unique in the experiment.</summary>
    public required string Name { get; init; }

    /// <summary>Values of each axis; the first axis varies slowest.</summary>
    public required IReadOnlyList<(string Parameter, IReadOnlyList<ParameterValue> Values)> Axes { get; init; }

    /// <summary>Parameters fixed in this grid, over those of the experiment; null takes a parameter away.</summary>
    public required IReadOnlyDictionary<string, ParameterValue?> Fixed { get; init; }

    /// <summary>Number of cells.</summary>
    public long CellCount => Axes.Aggregate(1L, (count, axis) => count * axis.Values.Count);

    /// <summary>The combinations of axis values, in order.</summary>
    internal IEnumerable<Dictionary<string, ParameterValue>> Points()
    {
        long count = CellCount;
        for (long index = 0; index < count; index++)
        {
            var point = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);
            long rest = index;
            for (int a = Axes.Count - 1; a >= 0; a--)
            {
                (string parameter, IReadOnlyList<ParameterValue> values) = Axes[a];
                point[parameter] = values[(int)(rest % values.Count)];
                rest /= values.Count;
            }

            yield return point;
        }
    }
}
