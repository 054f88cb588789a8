using System.Diagnostics;
using System.Globalization;
using CurlDescent.Experiments;
using CurlDescent.Simulation;

namespace CurlDescent.Benchmarks.Speed;

/// <summary>
/// One command, the tables of growth: time and memory over weights, samples, threads and runs, and what storing and scheduling add to many
/// tiny runs.
/// </summary>
internal static class GrowthTable
{
    private const double SecondsPerCell = 1.2;
    private static readonly (string Activation, Precision Precision)[] Kinds =
        [("linear", Precision.Double), ("tanh", Precision.Double), ("tanh", Precision.Single)];

    /// <summary>Prints all tables, or those that are named: weights, samples, threads, runs, sweeps.</summary>
    public static int Print(TextWriter output, IReadOnlyList<string> names)
    {
        var clock = Stopwatch.StartNew();
        if (Wanted("weights")) PrintWeights(output);
        if (Wanted("samples")) PrintSamples(output);
        if (Wanted("threads")) PrintThreads(output);
        if (Wanted("runs")) PrintRuns(output);
        if (Wanted("sweeps")) PrintSweeps(output);
        bool Wanted(string name) => names.Count == 0 || names.Contains(name);
        output.WriteLine();
        output.WriteLine(Text($"Measured in {clock.Elapsed.TotalSeconds:f0} s on {Environment.ProcessorCount} processors."));
        return 0;
    }

    private static void PrintWeights(TextWriter output)
    {
        int[] sizes = [32, 100, 316, 1000, 3162];
        Title(output, "Growth with N·M (M = N, P = 20, B = 10): µs per step; in brackets ps per weight and sample; MB held by the run");
        Header(output, ["φ", .. sizes.Select(size => $"N·M = {(double)size * size:0.#e+0}")]);
        foreach ((string activation, Precision precision) in Kinds)
        {
            Row(output, Name(activation, precision), sizes.Select(size =>
            {
                (double seconds, double megabytes) = Measure(Setting.Create(activation, size, size, 20, 10).Spec, precision);
                return Text($"{seconds * 1e6:g4} ({seconds * 1e12 / ((double)size * size * 10):f0}); {megabytes:g3}");
            }));
        }
    }

    private static void PrintSamples(TextWriter output)
    {
        int[] sizes = [250, 2000, 10_000, 100_000];
        Title(output, "Growth with P (M = 100, N = 10, B = 10, read in shuffled order): µs per step; MB held by the run");
        Header(output, ["φ", .. sizes.Select(size => $"P = {size}")]);
        foreach ((string activation, Precision precision) in Kinds)
        {
            Row(output, Name(activation, precision), sizes.Select(size =>
            {
                (double seconds, double megabytes) = Measure(Setting.Create(activation, 100, 10, size, 10, readout: 1).Spec, precision);
                return Text($"{seconds * 1e6:f3}; {megabytes:g3}");
            }));
        }
    }

    private static void PrintThreads(TextWriter output)
    {
        Title(output, "Growth with threads (16 runs of one cell, M=100 N=10 B=10): µs per step and run, best of 3; efficiency");
        int[] threads = [.. new[] { 1, 2, 4, 8, 16 }.Where(t => t <= Environment.ProcessorCount)];
        Header(output, ["φ", .. threads.Select(t => $"{t} thread{(t == 1 ? "" : "s")}")]);
        foreach ((string activation, Precision precision) in Kinds)
        {
            double[] times = [.. threads.Select(t => Train(Cell(activation, precision), 16, 60, t).Seconds)];
            Row(output, Name(activation, precision),
                times.Select((time, i) => Text($"{time * 1e6:f3} ({times[0] / (threads[i] * time):p0})")));
        }
    }

    private static void PrintRuns(TextWriter output)
    {
        int[] runs = [1, 10, 100, 1000, 10_000];
        Title(output, "Growth with the number of runs (M=100 N=10 B=10, 2 epochs of 25 steps each, all processors): µs per run; most MB");
        Header(output, ["φ", .. runs.Select(r => $"{r} run{(r == 1 ? "" : "s")}")]);
        foreach ((string activation, Precision precision) in Kinds)
        {
            Row(output, Name(activation, precision), runs.Select(count =>
            {
                (double seconds, double megabytes) = Train(Cell(activation, precision), count, 2, Environment.ProcessorCount);
                return Text($"{seconds * 50 * 1e6:f1}; {megabytes:g3}");
            }));
        }
    }

    /// <summary>
    /// The same runs in a sweep and without one. What a sweep adds is its wall time, and its processor time, beyond those of the runs.
    /// </summary>
    private static void PrintSweeps(TextWriter output)
    {
        Title(output, "Sweep of 10,000 tiny runs (100 cells, two rules, 50 seeds; tanh M=20 N=10), and the same runs without store");
        Header(
            output,
            ["epochs", "µs per run alone", "in a sweep", "added", "processor µs per run alone", "in a sweep", "added", "MB of store"]);
        string folder = Directory.CreateTempSubdirectory("curl-descent-growth-").FullName;
        try
        {
            foreach (int epochs in new[] { 10, 100, 1000 })
            {
                SweepSpec spec = ExperimentReader.Read("growth.json", Tiny(epochs)).Resolve();
                (double wall, double processor) alone = Alone(spec);
                string file = Path.Combine(folder, $"{epochs}.db");
                (double wall, double processor) swept = Time(() => Sweep.Run(spec, file));
                double count = spec.RunCount;
                Row(output, $"{epochs}",
                [
                    Text($"{alone.wall / count * 1e6:f1}"),
                    Text($"{swept.wall / count * 1e6:f1}"),
                    Text($"{(swept.wall - alone.wall) / alone.wall:p1}"),
                    Text($"{alone.processor / count * 1e6:f1}"),
                    Text($"{swept.processor / count * 1e6:f1}"),
                    Text($"{(swept.processor - alone.processor) / alone.processor:p1}"),
                    Text($"{new FileInfo(file).Length / 1e6:f1}"),
                ]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (double Wall, double Processor) Alone(SweepSpec spec) => Time(() =>
    {
        IEnumerable<TrainingSpec> specs =
            from cell in spec.Cells
            from rule in spec.Rules
            from seed in Enumerable.Range(0, spec.Seeds)
            select cell.Training(rule, seed);
        foreach (RunResult result in ParallelTrainer.Run(specs)) _ = result.Recording!.FinalTestError;
    });

    private static string Tiny(int epochs) => $$"""
        {
          "id": "growth", "title": "Tiny runs", "seeds": 50, "rules": ["gradient descent", "curl descent"],
          "fixed": { "activation": "tanh", "inputs": 20, "hiddenUnits": 10, "readoutFlips": 1, "trainingSamples": 50, "epochs": {{epochs}},
            "recordedEpochs": 10 },
          "axes": { "initialRange": { "linspace": [0.5, 2, 100] } }
        }
        """;

    private static TrainingSpec Cell(string activation, Precision precision) => Setting.Create(activation, 100, 10, 250, 10, readout: 1)
        .Spec with
    {
        Precision = precision,
        ErrorSchedule = RecordingSchedule.Never,
    };

    // Seconds per step and run, and the most that lay on the heap.
    private static (double Seconds, double Megabytes) Train(TrainingSpec spec, int runs, int epochs, int threads)
    {
        double best = double.PositiveInfinity, most = 0;
        spec = spec with { Epochs = epochs };
        for (int repetition = 0; repetition < (runs > 1000 ? 1 : 3); repetition++)
        {
            double before = GC.GetTotalMemory(forceFullCollection: true);
            long start = Stopwatch.GetTimestamp();
            int done = 0;
            foreach (RunResult result in ParallelTrainer.Run(
                Enumerable.Range(0, runs).Select(run => spec with { Run = (uint)run }), new ParallelTraining { Threads = threads }))
            {
                _ = result.Recording!.FinalTestError;
                if (++done % 16 == 0) most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
        }

        return (best / runs / epochs / (spec.TrainingSamples / spec.BatchSize), most / 1e6);
    }

    // Seconds per step, and what problem and path hold on the heap.
    private static (double Seconds, double Megabytes) Measure(TrainingSpec spec, Precision precision)
    {
        double before = GC.GetTotalMemory(forceFullCollection: true);
        TrainingProblem problem = TrainingProblem.Create(spec with { Precision = precision });
        using TrainingPath path = PathSelection.Open(problem, TrainingPathKind.Automatic);
        var order = new SampleOrder(spec);
        double held = GC.GetTotalMemory(forceFullCollection: true) - before;
        int epoch = 0;
        double time = BestTime.OfCall(() => path.RunEpoch(order.Epoch(epoch++)), SecondsPerCell);
        GC.KeepAlive(problem);
        return (time / (spec.TrainingSamples / spec.BatchSize), held / 1e6);
    }

    private static (double Wall, double Processor) Time(Action action)
    {
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        action();
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds);
    }

    private static string Name(string activation, Precision precision) =>
        precision == Precision.Single ? $"{activation}, single" : activation;

    private static void Title(TextWriter output, string title)
    {
        output.WriteLine();
        output.WriteLine($"{title}:");
        output.WriteLine();
    }

    private static void Header(TextWriter output, IReadOnlyList<string> columns)
    {
        output.WriteLine($"| {string.Join(" | ", columns)} |");
        output.WriteLine($"|---|{string.Concat(columns.Skip(1).Select(_ => "---:|"))}");
    }

    private static void Row(TextWriter output, string name, IEnumerable<string> cells)
    {
        output.Write($"| {name} |");
        foreach (string cell in cells) output.Write($" {cell} |");
        output.WriteLine();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
