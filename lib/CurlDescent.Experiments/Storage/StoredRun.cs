namespace CurlDescent.Experiments;

/// <summary>A run in a store.</summary>
/// <param name="Key">Which run.</param>
/// <param name="CellHash">Hash of the cell's parameters and seed.</param>
/// <param name="Result">What it left.</param>
/// <param name="WallSeconds">Time it took.</param>
/// <param name="Session">Id of the session that made it.</param>
public sealed record StoredRun(RunKey Key, string CellHash, RunData Result, double WallSeconds, string Session);

/// <summary>A process that worked on a store: what its code and machine were.</summary>
public sealed record Session
{
    /// <summary>Id, unique.</summary>
    public required string Id { get; init; }

    /// <summary>Start, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Last run stored, UTC.</summary>
    public required DateTimeOffset Updated { get; init; }

    /// <summary>Code and machine.</summary>
    public required ExecutionEnvironment Environment { get; init; }

    /// <summary>Wall time up to the last run, in seconds.</summary>
    public double WallSeconds { get; init; }

    /// <summary>Processor time up to the last run, in seconds, of all threads.</summary>
    public double CpuSeconds { get; init; }
}
