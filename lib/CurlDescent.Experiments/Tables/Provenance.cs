using System.Text.Json.Serialization;

namespace CurlDescent.Experiments;

/// <summary>Where a dataset comes from: enough to make it again and to know what it cost.</summary>
public sealed record Provenance
{
    /// <summary>Id of the experiment.</summary>
    public required string Experiment { get; init; }

    /// <summary>Size that was run: preview, laptop, figure or paper, or custom when parameters were overridden.</summary>
    public required string Size { get; init; }

    /// <summary>What this size leaves out compared with the paper; empty at paper size.</summary>
    public required string Note { get; init; }

    /// <summary>SHA-256 of the canonical spec.</summary>
    public required string SpecHash { get; init; }

    /// <summary>Seed of the experiment, from which each cell's seed is derived.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Number of runs in each cell under each rule.</summary>
    public required int Seeds { get; init; }

    /// <summary>
    /// Of a sweep that ends when no claim is open: the numbers of seeds at which its claims were to be judged, written before its first
    /// run, and what was open at those that were reached. Null where all runs were made.
    /// </summary>
    public LooksTaken? Looks { get; init; }

    /// <summary>What the runs of a cell share, in words; empty where nothing is drawn.</summary>
    public string Sharing { get; init; } = "";

    /// <summary>Number of runs in all.</summary>
    public required int Runs { get; init; }

    /// <summary>
    /// Commits of the code that made the runs; with <c>-dirty</c> where it had uncommitted changes; <c>unknown</c> outside a repository.
    /// </summary>
    public required IReadOnlyList<string> Commits { get; init; }

    /// <summary>.NET runtimes that made the runs.</summary>
    public required IReadOnlyList<string> Runtimes { get; init; }

    /// <summary>Processors that made the runs, with the width of their vector registers in bits.</summary>
    public required IReadOnlyList<string> Processors { get; init; }

    /// <summary>Computational paths that were used.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>Sum of the wall times of the runs, in seconds.</summary>
    public required double WallSeconds { get; init; }

    /// <summary>Sum of the processor times of the runs, in seconds.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>Date of the last run, UTC.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>SHA-256 of each file of the dataset, by name.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Number of runs that the dataset lacks of a sweep of so many cells and rules.</summary>
    internal long Missing(int cells, int rules) => (long)cells * rules * Seeds - Runs;

    /// <summary>Whether runs were trained in single precision.</summary>
    internal bool IsSingle => Paths.Any(path => path.EndsWith("single precision", StringComparison.Ordinal));

    /// <summary>One line for captions.</summary>
    [JsonIgnore]
    public string Caption =>
        FormattableString.Invariant(
            $"{Experiment}, {Size} size, {Seeds} seed{(Seeds == 1 ? "" : "s")} a cell{(Sharing.Length > 0
                ? $", {Sharing}" : "")}{(IsSingle ? ", single precision" : "")}, commit {string.Join(", ", Commits)}, {Date:yyyy-MM-dd}");
}

/// <summary>When a sweep was to end, and when it did.</summary>
/// <param name="Planned">Numbers of seeds at which its claims were to be judged.</param>
/// <param name="Confidence">Probability that an interval at one look covers; at all of them together 0.95.</param>
/// <param name="Taken">The looks that were taken.</param>
public sealed record LooksTaken(IReadOnlyList<int> Planned, double Confidence, IReadOnlyList<Look> Taken)
{
    /// <summary>In words, for readers.</summary>
    [JsonIgnore]
    public string Text
    {
        get
        {
            string planned = string.Join(", ", Planned);
            return Taken.Count > 0 && Taken[^1].Open.Count == 0
                ? FormattableString.Invariant(
                    $"{Taken[^1].Seeds} of at most {Planned[^1]} seeds: judged at {planned}, it ended where no claim was open")
                : FormattableString.Invariant($"{Planned[^1]} seeds, judged at {planned}");
        }
    }
}
