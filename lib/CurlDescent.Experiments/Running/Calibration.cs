using System.Collections.Concurrent;
using System.Text.Json;
using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments;

/// <summary>
/// How fast this machine computes: seconds per unit of each class of work, measured in some tenths of a second when first asked for, and
/// per stored run.
/// </summary>
public sealed class Calibration
{
    private const string StoredRunName = "stored run";

    private readonly ConcurrentDictionary<string, double> seconds;
    private bool isNew;

    private Calibration(IEnumerable<KeyValuePair<string, double>> seconds, DateOnly since) => (this.seconds, Since) = (new(seconds), since);

    /// <summary>The day of its oldest measurement.</summary>
    public DateOnly Since { get; }

    /// <summary>Makes a calibration of this machine; what an estimate needs is measured once.</summary>
    public static Calibration Measure() => new([], DateOnly.FromDateTime(DateTime.Now));

    /// <summary>Takes up what was measured on this processor, with this runtime and this version, and left in a file; without one, measures
    /// anew.</summary>
    /// <param name="file">Written by <see cref="Remember"/>.</param>
    public static Calibration Recall(string file)
    {
        try
        {
            Memory? memory = JsonSerializer.Deserialize<Memory>(File.ReadAllText(file));
            if (memory is { Seconds: not null } && memory.Machine == Machine()
                && memory.Seconds.Values.All(s => s > 0 && double.IsFinite(s)))
                return new Calibration(memory.Seconds, memory.Since);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            // No file, or none of ours: a second of measuring.
        }

        return Measure();
    }

    /// <summary>Leaves what was measured in a file, for later processes. Where it cannot be written they measure again.</summary>
    /// <param name="file">The file; its folder is made.</param>
    public void Remember(string file)
    {
        if (!isNew) return;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            string draft = $"{file}.new-{Guid.NewGuid():N}";
            var memory = new Memory(Machine(), Since, new SortedDictionary<string, double>(seconds, StringComparer.Ordinal));
            File.WriteAllText(draft, JsonSerializer.Serialize(memory));
            File.Move(draft, file, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It saves a second, no more.
        }
    }

    /// <summary>Estimates how long a sweep takes if every run goes to its horizon.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="threads">Number of threads; all processors if null.</param>
    public TimeSpan Estimate(SweepSpec sweep, int? threads = null)
    {
        ExperimentKind kind = sweep.Experiment.Kind;
        double oneSeed = sweep.Rules.Sum(rule =>
            sweep.Cells.Select(cell => kind.Work(cell, rule)).Sum(w => w.Units * Measured(w.Class.ToString(), w.Class.SecondsPerUnit)));
        int parallel = (int)Math.Clamp(sweep.RunCount, 1, threads ?? Environment.ProcessorCount);

        // Computing is shared among threads, storing is not.
        double total = oneSeed * sweep.Seeds / parallel + Measured(StoredRunName, StoredRun) * sweep.RunCount;
        return TimeSpan.FromSeconds(Math.Min(total, TimeSpan.MaxValue.TotalSeconds / 2));
    }

    private double Measured(string name, Func<double> measure) => seconds.GetOrAdd(name, _ =>
    {
        isNew = true;
        return measure();
    });

    // The commit is left out: it would mean a new measurement for each.
    private static string Machine()
    {
        ExecutionEnvironment here = ExecutionEnvironment.Current;
        return $"{here.ProcessorText}, {here.Processors} processors, {here.OperatingSystem}, {here.Runtime}, version {here.Version}";
    }

    private static double StoredRun()
    {
        string folder = Directory.CreateTempSubdirectory("curl-descent-").FullName;
        try
        {
            var sweep = Catalogue.Find("fig5b").Resolve(ExperimentSize.Preview);
            var result = new RunData(
                null,
                "calibration",
                [.. Enumerable.Range(0, 10).Select(i => KeyValuePair.Create($"m{i}", (double)i))],
                [new RunSeries("c", new double[200], new double[200])]);
            using var store = RunStore.OpenOrCreate(Path.Combine(folder, "calibration.db"), sweep);
            int seed = 0;
            return Timing.Seconds(() =>
            {
                store.Save(new RunKey(0, RuleName.CurlDescent, seed++), "", result, 0);
                return seed;
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Memory(string Machine, DateOnly Since, IReadOnlyDictionary<string, double> Seconds);
}
