using CurlDescent.Experiments.Storage;

namespace CurlDescent.Experiments;

/// <summary>What a merge did.</summary>
/// <param name="Stores">Stores read.</param>
/// <param name="Runs">Runs in the merged store.</param>
/// <param name="Repeated">Runs that occurred more than once, with equal results.</param>
/// <param name="Missing">Runs that no store has.</param>
public sealed record MergeReport(int Stores, int Runs, int Repeated, IReadOnlyList<RunKey> Missing);

/// <summary>Joins the stores of a sweep's shards.</summary>
public static class StoreMerge
{
    /// <summary>Joins stores into one, in a single transaction: all or nothing.</summary>
    /// <param name="target">File of the joined store; made if it does not exist, added to if it is a store of the same sweep.</param>
    /// <param name="sources">Files of the stores, at least one.</param>
    /// <exception cref="StoreException">A store cannot be used, belongs to another sweep, or has another result for the same
    /// run.</exception>
    public static MergeReport Merge(string target, IReadOnlyList<string> sources)
    {
        if (sources.Count == 0) throw new StoreException("No store was named to merge.");
        SweepSpec? sweep = null;
        var runs = new Dictionary<RunKey, (StoredRun Run, string From)>();
        var sessions = new List<Session>();
        int repeated = 0;
        foreach (string source in sources)
        {
            using var store = RunStore.OpenRead(source);
            SweepSpec own = StoredSweep.SpecOf(store);
            sweep ??= own;
            if (own.Hash != sweep.Hash)
            {
                throw new StoreException($"{source} holds another sweep than {sources[0]}:\n"
                    + string.Join('\n', SpecDifference.Between(sweep.CanonicalJson, own.CanonicalJson).Select(d => "  " + d)));
            }

            sessions.AddRange(store.Sessions());
            foreach (StoredRun run in store.Runs())
            {
                if (runs.TryAdd(run.Key, (run, source))) continue;
                if (runs[run.Key].Run.Result.Hash != run.Result.Hash)
                {
                    throw new StoreException(
                        $"{source} and {runs[run.Key].From} have different results for {run.Key}. Nothing was merged.");
                }

                repeated++;
            }
        }

        using var merged = RunStore.OpenOrCreate(target, sweep!);
        merged.Import(runs.Values.Select(r => r.Run), sessions);
        IReadOnlySet<RunKey> finished = merged.Finished();
        return new MergeReport(
            sources.Count, finished.Count, repeated, [.. Sweep.Keys(sweep!, null).Where(k => !finished.Contains(k)).OrderBy(k => k.Cell)]);
    }
}
