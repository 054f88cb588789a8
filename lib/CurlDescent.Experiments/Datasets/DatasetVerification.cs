using CurlDescent.Experiments.Running;
using CurlDescent.Experiments.Statistics;

namespace CurlDescent.Experiments;

/// <summary>What a verification found.</summary>
/// <param name="Folder">Folder of the dataset.</param>
/// <param name="FilesChecked">Files whose hash was compared.</param>
/// <param name="RunsRepeated">Runs that were computed again.</param>
/// <param name="Problems">What does not agree; empty if all is well.</param>
public sealed record VerificationReport(string Folder, int FilesChecked, int RunsRepeated, IReadOnlyList<string> Problems)
{
    /// <summary>Whether everything agrees.</summary>
    public bool Passed => Problems.Count == 0;
}

/// <summary>
/// Checks that a dataset is what its provenance says: hashes, consistency, and a random sample of runs computed again and compared bit for
/// bit.
/// </summary>
public static class DatasetVerification
{
    /// <summary>Checks one dataset.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="runs">Number of runs to repeat; 1 % or 5, whichever is more, if null.</param>
    /// <param name="seed">Which runs are drawn.</param>
    /// <param name="progress">Told the number of runs repeated so far, and of all to repeat.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="DatasetException">There is no dataset, or its provenance cannot be read.</exception>
    public static VerificationReport Check(
        string folder, int? runs = null, ulong seed = 1, IProgress<(int Done, int Total)>? progress = null,
        CancellationToken cancellation = default)
    {
        string full = Path.GetFullPath(folder);
        Provenance provenance = Dataset.ReadProvenance(full);
        var problems = new List<string>();
        foreach ((string name, string hash) in provenance.Files)
        {
            // A dataset from elsewhere may name anything as its own.
            string file = Path.Combine(full, name);
            if (name != Path.GetFileName(name) || name is "." or ".." || name.Contains('\\', StringComparison.Ordinal))
                problems.Add($"{name} is no file of this folder; it was not read.");
            else if (!File.Exists(file)) problems.Add($"{name} is missing.");
            else if (DatasetExport.Sha256(file) != hash) problems.Add($"{name} is not the file that was written: its SHA-256 differs.");
        }

        int repeated = 0;
        if (problems.Count == 0)
        {
            Dataset dataset = Dataset.Load(full);
            SweepSpec sweep = dataset.Sweep();
            if (sweep.Hash != provenance.SpecHash) problems.Add("spec.json no longer means the sweep that was run: its hash differs.");
            problems.AddRange(Consistency(dataset, sweep));
            if (problems.Count == 0) repeated = Repeat(dataset, sweep, runs, seed, problems, progress, cancellation);
        }

        return new VerificationReport(full, provenance.Files.Count, repeated, problems);
    }

    private static IEnumerable<string> Consistency(Dataset dataset, SweepSpec sweep)
    {
        if (dataset.Table.Runs.Count != dataset.Provenance.Runs)
        {
            yield return $"runs.csv has {dataset.Table.Runs.Count} runs, provenance.json says {dataset.Provenance.Runs}.";
        }

        foreach (RunRow row in dataset.Table.Runs)
        {
            bool known = row.Cell >= 0 && row.Cell < sweep.Cells.Count && sweep.Rules.Contains(row.Rule) && row.Seed >= 0
                && row.Seed < sweep.Seeds;
            if (!known) yield return $"runs.csv has a run that spec.json does not: cell {row.Cell}, {row.Rule}, seed {row.Seed}.";
        }

        IReadOnlyList<CellRow> cells = CellSummary.Of(dataset.Table.Runs);
        bool same = cells.Count == dataset.Table.Cells.Count
            && cells.Zip(dataset.Table.Cells)
                .All(p => p.First.Cell == p.Second.Cell && p.First.Rule == p.Second.Rule && p.First.Runs == p.Second.Runs
                && p.First.Measures.All(m => m.Value.Equals(p.Second[m.Key])));
        if (!same) yield return "cells.csv does not follow from runs.csv.";
    }

    private static int Repeat(
        Dataset dataset, SweepSpec sweep, int? count, ulong seed, List<string> problems, IProgress<(int Done, int Total)>? progress,
        CancellationToken cancellation)
    {
        RunRow[] rows = [.. dataset.Table.Runs];
        int wanted = Math.Min(rows.Length, count ?? Math.Max(5, (int)Math.Ceiling(rows.Length / 100.0)));
        new RandomStream(seed, RandomStream.SharedRun, RandomPurpose.Design).Shuffle(rows.AsSpan());
        var maker = new RunMaker(sweep);
        int done = 0;
        var gate = new Lock();
        var found = new SortedDictionary<int, string>();
        Parallel.For(0, wanted, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            RunRow row = rows[i];
            RunData again = maker.Make(new RunKey(row.Cell, row.Rule, row.Seed), cancellation);
            string[] different =
            [
                .. again.Measures.Where(m => !Same(m.Value, row.Measures.GetValueOrDefault(m.Key, double.NaN))).Select(m => m.Key),
            ];
            lock (gate)
            {
                if (different.Length > 0 || again.Hash != row.ResultHash || again.Outcome != row.Outcome)
                {
                    found[i] = $"cell {row.Cell}, {row.Rule}, seed {row.Seed} gives other bits now"
                        + (different.Length > 0 ? $" in {string.Join(", ", different)}" : " in its curves")
                        + (again.Path != row.Path ? $"; it ran on path '{row.Path}', now on '{again.Path}'" : "")
                        + $"; made on {string.Join("; ", dataset.Provenance.Processors)}, here "
                        + $"{ExecutionEnvironment.Current.ProcessorText}.";
                }

                progress?.Report((++done, wanted));
            }
        });
        problems.AddRange(found.Values);
        return wanted;
    }

    private static bool Same(double a, double b) =>
        BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || double.IsNaN(a) && double.IsNaN(b);
}
