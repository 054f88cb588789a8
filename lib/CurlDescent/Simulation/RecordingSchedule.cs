namespace CurlDescent;

/// <summary>At which epochs something is recorded. Epoch e is the state after e epochs of training; 0 is the start.</summary>
public abstract record RecordingSchedule
{
    private RecordingSchedule()
    {
    }

    /// <summary>Nothing.</summary>
    public static RecordingSchedule Never { get; } = At();

    /// <summary>The paper's: unique(round(geomspace(1, horizon, points))) − 1.</summary>
    /// <param name="points">Number of points before duplicates are removed; at least 2.</param>
    public static RecordingSchedule LogSpaced(int points = 100) => new Logarithmic(points);

    /// <summary>Every <paramref name="interval"/> epochs, from 0.</summary>
    /// <param name="interval">At least 1.</param>
    public static RecordingSchedule Every(int interval) => new Regular(interval);

    /// <summary>Given epochs.</summary>
    /// <param name="epochs">Strictly increasing, 0 … horizon.</param>
    public static RecordingSchedule At(params int[] epochs) => new Explicit((int[])Require.NotNull(nameof(epochs), epochs).Clone());

    /// <summary>Returns the epochs for a horizon, strictly increasing.</summary>
    /// <param name="horizon">Number of epochs of training.</param>
    /// <param name="field">Name for the error.</param>
    /// <exception cref="SpecException">The schedule does not fit the horizon.</exception>
    public abstract int[] Resolve(int horizon, string field);

    private sealed record Logarithmic(int Points) : RecordingSchedule
    {
        public override int[] Resolve(int horizon, string field)
        {
            Require.InRange($"{field}.Points", Points, 2, 1_000_000);
            double step = Math.Log10(Math.Max(horizon, 1)) / (Points - 1);
            return [.. Enumerable.Range(0, Points)
                .Select(k => (int)Math.Round(k == Points - 1 ? Math.Max(horizon, 1) : Math.Pow(10, k * step)) - 1).Distinct()];
        }
    }

    private sealed record Regular(int Interval) : RecordingSchedule
    {
        public override int[] Resolve(int horizon, string field)
        {
            Require.InRange($"{field}.Interval", Interval, 1, int.MaxValue);
            return [.. Enumerable.Range(0, horizon / Interval + 1).Select(k => k * Interval)];
        }
    }

    private sealed record Explicit(int[] Epochs) : RecordingSchedule
    {
        public override int[] Resolve(int horizon, string field)
        {
            int previous = -1;
            foreach (int epoch in Epochs)
            {
                if (epoch <= previous || epoch > horizon)
                {
                    throw new SpecException(field, epoch, $"strictly increasing epochs in 0 … {horizon}");
                }

                previous = epoch;
            }

            return (int[])Epochs.Clone();
        }

        public bool Equals(Explicit? other) => other is not null && Epochs.AsSpan().SequenceEqual(other.Epochs);

        public override int GetHashCode() => Epochs.Aggregate(17, HashCode.Combine);
    }
}
