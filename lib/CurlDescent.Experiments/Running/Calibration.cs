using System.Collections.Concurrent;
using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments;

/// <summary>
/// How fast this machine computes: seconds per unit of each class of work, measured in some tenths of a second when first asked for, and
/// per stored run.
/// </summary>
public sealed class Calibration
{
    private readonly ConcurrentDictionary<WorkClass, double> secondsPerUnit = new();
    private readonly Lazy<double> secondsPerStoredRun = new(StoredRun);

    private Calibration()
    {
    }

    /// <summary>Makes a calibration of this machine; what an estimate needs is measured once.</summary>
    public static Calibration Measure() => new();

    /// <summary>Estimates how long a sweep takes if every run goes to its horizon.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="threads">Number of threads; all processors if null.</param>
    public TimeSpan Estimate(SweepSpec sweep, int? threads = null)
    {
        ExperimentKind kind = sweep.Experiment.Kind;
        double oneSeed =
            sweep.Rules.Sum(rule => sweep.Cells.Select(cell => kind.Work(cell, rule)).Sum(w => w.Units * SecondsPerUnit(w.Class)));
        int parallel = (int)Math.Clamp(sweep.RunCount, 1, threads ?? Environment.ProcessorCount);

        // Computing is shared among threads, storing is not.
        double seconds = oneSeed * sweep.Seeds / parallel + secondsPerStoredRun.Value * sweep.RunCount;
        return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2));
    }

    private double SecondsPerUnit(WorkClass work) => secondsPerUnit.GetOrAdd(work, w => w.SecondsPerUnit());

    private static double StoredRun()
    {
        string folder = Directory.CreateTempSubdirectory("curl-descent-").FullName;
        try
        {
            var sweep = Catalogue.Find("fig5b").Resolve("preview");
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
}
