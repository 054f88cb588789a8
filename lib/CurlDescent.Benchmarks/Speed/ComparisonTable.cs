using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using CurlDescent.Benchmarks.Peers;

namespace CurlDescent.Benchmarks.Speed;

/// <summary>
/// One command, one table: every setting against NumPy, PyTorch, C++ with Eigen, the plain reference and the limit of the machine.
/// </summary>
internal static class ComparisonTable
{
    private const double SecondsPerCell = 1.5;
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static int Print(TextWriter output)
    {
        var clock = Stopwatch.StartNew();
        MachineLimits machine = MachineLimits.Measure();
        int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        output.WriteLine(Text($"One core: {machine.MultiplyAdds * 16e-9:f1} GFlop/s in multiply–adds of {bits}-bit vectors,"));
        output.WriteLine(
            Text($"L1 {machine.FirstLevelLoads * 64e-9:f0} GB/s read and {machine.FirstLevelUpdates * 64e-9:f0} GB/s read–write,"));
        output.WriteLine(
            Text($"L2 {machine.SecondLevelLoads * 64e-9:f0} GB/s read and {machine.SecondLevelUpdates * 64e-9:f0} GB/s read–write."));
        IReadOnlyList<Setting> settings = Setting.All;
        PeerTimes[] peers = [.. PeerTimes.MeasureAll(settings, SecondsPerCell)];
        foreach (PeerTimes peer in peers.Where(p => p.Message.Length > 0))
            output.WriteLine($"{peer.Message}.".Replace("..", ".", StringComparison.Ordinal));
        PeerTimes[] there = [.. peers.Where(p => p.Seconds is not null)];
        output.WriteLine(
            "Times in µs per step, best of many short slices; in brackets how many times ours. "
            + "Signs as vectors where nothing else is said.");
        output.WriteLine();
        output.WriteLine(
            $"| setting | path | ours | {string.Concat(there.Select(p => $"{p.Name} | "))}plain MathNet | limit | binds | of limit | "
            + $"working set |");
        output.WriteLine($"|---|---|---:|{string.Concat(there.Select(_ => "---:|"))}---:|---:|---|---:|---:|");
        for (int i = 0; i < settings.Count; i++)
        {
            Setting setting = settings[i];
            (double ours, string path) = OurSteps.Measure(setting.Spec, TrainingPathKind.Automatic, SecondsPerCell);
            (double plain, _) = OurSteps.Measure(setting.Spec, TrainingPathKind.PlainReference, SecondsPerCell);
            StepWork work = StepWork.Count(setting);
            (double limit, string binding) = work.Limit(machine);
            string Beside(double seconds) => Text($"{seconds * 1e6:0.#} ({seconds / ours:0.#}×)");
            output.Write(
                Text($"| {setting.Name} | {path} | {ours * 1e6:f3} | ")
                    + Text($"{string.Concat(there.Select(p => $"{Beside(p.Seconds![i])} | "))}{Beside(plain)} "));
            output.WriteLine(Text($"| {limit * 1e6:f3} | {binding} | {limit / ours:p0} | {work.Bytes / 1024:f0} KB |"));
        }

        PrintCounts(output, settings);
        PrintGrowth(output);
        PrintDataSizes(output);
        PrintSeeds(output);
        output.WriteLine();
        output.WriteLine(Text($"Measured in {clock.Elapsed.TotalSeconds:f0} s."));
        return 0;
    }

    private static void PrintCounts(TextWriter output, IReadOnlyList<Setting> settings)
    {
        output.WriteLine();
        output.WriteLine("Counted work of a step, in vectors of eight:");
        output.WriteLine();
        output.WriteLine("| setting | multiply–adds | divisions | L1 loads | stores | L2 loads | L2 read–writes |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach (Setting setting in settings)
        {
            StepWork w = StepWork.Count(setting);
            output.WriteLine(
                Text($"| {setting.Name} | {w.MultiplyAdds:f0} | {w.Divisions:f0} | {w.FirstLevelLoads:f0} | {w.Stores:f0} | ")
                    + Text($"{w.SecondLevelLoads:f0} | {w.SecondLevelUpdates:f0} |"));
        }
    }

    private static void PrintGrowth(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("Growth with N·M (B = 10):");
        output.WriteLine();
        output.WriteLine("| φ | M = N = 32 | 64 | 128 | 256 | exponent of N·M |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|");
        int[] sizes = [32, 64, 128, 256];
        foreach (string activation in new[] { "linear", "tanh" })
        {
            double[] times =
                [.. sizes.Select(
                    size => OurSteps.Measure(
                        Setting.Create(activation, size, size, 250, 10).Spec, TrainingPathKind.Automatic, SecondsPerCell).Seconds)];
            double[] x = [.. sizes.Select(size => 2 * Math.Log(size))], y = [.. times.Select(time => Math.Log(time))];
            double slope = MathNet.Numerics.Fit.Line(x, y).B;
            output.WriteLine(
                Text($"| {activation} | {times[0] * 1e6:f3} | {times[1] * 1e6:f3} | {times[2] * 1e6:f3} | {times[3] * 1e6:f3} | ")
                    + Text($"{slope:f2} |"));
        }
    }

    /// <summary>
    /// Samples are read in shuffled order, so a data set that the second level does not hold costs waiting, which the other tables do not
    /// show.
    /// </summary>
    private static void PrintDataSizes(TextWriter output)
    {
        int[] sizes = [250, 2000, 10_000];
        output.WriteLine();
        output.WriteLine("Growth with the number of samples P (M = 100, N = 10, B = 10, one flipped readout unit):");
        output.WriteLine();
        output.WriteLine($"| φ | P = {string.Join(" | ", sizes)} |");
        output.WriteLine("|---|---:|---:|---:|");
        foreach (string activation in new[] { "linear", "tanh" })
        {
            IEnumerable<string> times = sizes.Select(samples => Text(
                $"{OurSteps.Measure(
                    Setting.Create(activation, 100, 10, samples, 10, readout: 1).Spec, TrainingPathKind.Automatic, SecondsPerCell).Seconds
                    * 1e6:f3}"));
            output.WriteLine($"| {activation} | {string.Join(" | ", times)} |");
        }
    }

    private static void PrintSeeds(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(
            $"Runs of one cell through ParallelTrainer, µs per step and run, best of 5 ({Environment.ProcessorCount} processors):");
        output.WriteLine();
        output.WriteLine("| runs | one thread | two threads | efficiency of two |");
        output.WriteLine("|---:|---:|---:|---:|");
        TrainingSpec spec = Setting.All[0].Spec with { Epochs = 1500, ErrorSchedule = RecordingSchedule.LogSpaced() };
        foreach (int runs in new[] { 2, 4, 8 })
        {
            double one = Best(runs, 1), two = Best(runs, 2);
            output.WriteLine(Text($"| {runs} | {one * 1e6:f3} | {two * 1e6:f3} | {one / (2 * two):p0} |"));
        }

        double Best(int runs, int threads)
        {
            double best = double.PositiveInfinity;
            for (int repetition = 0; repetition < 5; repetition++)
            {
                long start = Stopwatch.GetTimestamp();
                foreach (RunResult result in ParallelTrainer.Run(
                    Enumerable.Range(0, runs).Select(run => spec with { Run = (uint)run }), new ParallelTraining { Threads = threads }))
                    _ = result.Recording!.FinalTestError;
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            return best / runs / spec.Epochs / (spec.TrainingSamples / spec.BatchSize);
        }
    }

    private static string Text(FormattableString text) => text.ToString(Culture);
}
