namespace CurlDescent.Experiments;

/// <summary>
/// Runs a sweep in looks: after each number of seeds that its spec names (<see cref="SweepSpec.Looks"/>) its claims are judged, and it ends
/// where none is open, or with the last. When to look is fixed before the first run, and an interval at one look covers so much more than
/// 95 % that it covers that whichever look is the last.
/// </summary>
public static class SequentialSweep
{
    /// <summary>Runs a sweep to the look at which it ends; one without looks to its end.</summary>
    /// <param name="spec">The sweep.</param>
    /// <param name="path">File of its store; made if it does not exist.</param>
    /// <param name="others">The other datasets that its claims read.</param>
    /// <param name="options">Threads and shard. A shard cannot judge what it has only a part of: it runs all seeds.</param>
    /// <param name="progress">Told after each stored run, one call at a time.</param>
    /// <param name="looked">Told after each look.</param>
    /// <param name="cancellation">Stops the sweep; finished runs are stored, runs under way are lost.</param>
    /// <exception cref="SpecException">It has looks, but no claim reads it.</exception>
    /// <exception cref="StoreException">The store cannot be used or written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SweepState Run(
        SweepSpec spec, string path, ReportData others, SweepOptions? options = null, IProgress<SweepState>? progress = null,
        Action<Look>? looked = null,
        CancellationToken cancellation = default)
    {
        options ??= new SweepOptions();
        if (spec.Looks.Count == 0 || options.Shard is not null) return Sweep.Run(spec, path, options, progress, cancellation);
        if (PaperClaims.Of(spec.Id).Count == 0)
            throw new SpecException(
                "looks", string.Join(", ", spec.Looks),
                $"none: no claim of the report reads {spec.Id}, so that none could be open; "
                + $"leave looks out, all {spec.Seeds} seeds are run");
        SweepState state = default;
        foreach (int seeds in spec.Looks)
        {
            state = Sweep.Run(spec, path, options with { Seeds = seeds }, progress, cancellation);
            Look look = Taken(spec, path, seeds, options.Clock) ?? Take(spec, path, seeds, others, options.Clock);
            looked?.Invoke(look);
            if (look.Open.Count == 0) break;
        }

        return state;
    }

    // A claim that lacks another dataset is not open for want of seeds.
    private static IEnumerable<PaperClaim> Open(SweepSpec spec, ReportData data) =>
        PaperClaims.Of(
            spec.Id).Where(
                claim => claim.Datasets.All(id => data.TryFind(id) is not null) && claim.Judge(data).Finding.Verdict == Verdict.Undecided);

    private static Look? Taken(SweepSpec spec, string path, int seeds, TimeProvider? clock)
    {
        using var store = RunStore.OpenOrCreate(path, spec, clock);
        return store.Looks().FirstOrDefault(look => look.Seeds == seeds);
    }

    private static Look Take(SweepSpec spec, string path, int seeds, ReportData others, TimeProvider? clock)
    {
        ReportData data = others.With(new ReportSource(StoredSweep.Read(path).ToTable(seeds), spec, provenance: null));
        var look = new Look(seeds, [.. Open(spec, data).Select(claim => claim.Id)]);
        using var store = RunStore.OpenOrCreate(path, spec, clock);
        store.AddLook(look);
        return look;
    }
}
