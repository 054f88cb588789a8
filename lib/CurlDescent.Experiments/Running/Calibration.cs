using System.Diagnostics;
using CurlDescent.Networks;
using CurlDescent.Plasticity;
using CurlDescent.Simulation;
using CurlDescent.Stability;
using CurlDescent.Stability.Lyapunov;

namespace CurlDescent.Experiments;

/// <summary>How fast this machine computes, measured in a second or two: seconds per unit of each class of work, and per stored run.</summary>
public sealed class Calibration
{
    private const int MatrixSize = 400;

    private static readonly TimeSpan PerShape = TimeSpan.FromMilliseconds(15);

    // The least of several times is the one that other programs disturbed least.
    private const int Repetitions = 4;

    // The runtime compiles a method that is called often once more, optimised, some tenths of a second after the start.
    private static readonly TimeSpan UntilOptimised = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<WorkClass, double> secondsPerUnit = [];
    private readonly double secondsPerStoredRun;

    private Calibration()
    {
        // Two networks each, in and beyond the first-level cache; the slower one counts, since the times are to be upper bounds.
        secondsPerUnit[WorkClass.Linear] = new[] { Training(Activation.Linear, 110, 110, 10), Training(Activation.Linear, 50, 170, 100) }.Max();
        secondsPerUnit[WorkClass.Nonlinear] = new[] { Training(Activation.Tanh, 100, 10, 10), Training(Activation.Tanh, 60, 150, 10) }.Max();
        secondsPerUnit[WorkClass.Eigenvalues] = Seconds(() => SpectrumTask.Eigenvalues(MatrixSize, MatrixSize, RuleFlips.Counts(0, 1), 1, 1, 0, default))
            / SpectrumTask.WorkOf(MatrixSize, MatrixSize).Units;
        secondsPerUnit[WorkClass.Theory] = Seconds(() => SpectralLaw.Create(DesignPoint.Create(0.4, 0.3, 0)).UnstableFraction);
        secondsPerUnit[WorkClass.Tangents] = Tangents();
        secondsPerUnit[WorkClass.Kernels] = Kernels();
        secondsPerStoredRun = StoredRun();
    }

    /// <summary>Measures this machine.</summary>
    public static Calibration Measure() => new();

    /// <summary>Estimates how long a sweep takes if every run goes to its horizon.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="threads">Number of threads; all processors if null.</param>
    public TimeSpan Estimate(SweepSpec sweep, int? threads = null)
    {
        RunTask task = RunTask.For(sweep.Experiment.Kind);
        double oneSeed = sweep.Rules.Sum(rule => sweep.Cells.Select(cell => task.Work(cell, rule)).Sum(w => w.Units * secondsPerUnit[w.Class]));
        int parallel = (int)Math.Clamp(sweep.RunCount, 1, threads ?? Environment.ProcessorCount);

        // Computing is shared among threads, storing is not.
        double seconds = oneSeed * sweep.Seeds / parallel + secondsPerStoredRun * sweep.RunCount;
        return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2));
    }

    /// <summary>Seconds per unit of training followed by carrying a tangent vector along, three epochs to one as in the catalogue: a unit of one costs other than a unit of the other.</summary>
    private static double Tangents()
    {
        TrainingSpec spec = Conventional(Activation.Linear, 50, 170, 100) with { Epochs = 3000 };
        var problem = TrainingProblem.Create(spec);
        var options = new LyapunovOptions { TransientSteps = 0, Batches = 2, StepsPerBatch = 500, Interval = 10 };
        return Seconds(() => (Trainer.Run(problem), LyapunovExponents.OfTraining(problem, options)), UntilOptimised) / LyapunovTask.WorkOf(spec, 0, 1000).Units;
    }

    /// <summary>Seconds per unit of a signed tangent kernel.</summary>
    private static double Kernels()
    {
        var problem = TrainingProblem.Create(Conventional(Activation.Tanh, 20, 30, 100));
        return Seconds(() => SignedTangentKernel.AtTeacher(problem).UnstableDirections) / TangentKernelTask.WorkOf(problem.Spec).Units;
    }

    private static TrainingSpec Conventional(Activation activation, int inputs, int hiddenUnits, int batch) => new TrainingSpec
    {
        Inputs = inputs,
        HiddenUnits = hiddenUnits,
        Activation = activation,
        TrainingSamples = 100,
        BatchSize = batch,
        ErrorSchedule = RecordingSchedule.At(0),
        Rule = LearningRule.CurlDescent(RuleFlips.Counts(0, 1)),
        Teacher = new Teacher { Weights = new WeightInitialization(0.1) },
    }.WithPaperConventions();

    /// <summary>Seconds per unit of a network's training.</summary>
    private static double Training(Activation activation, int inputs, int hiddenUnits, int batch)
    {
        TrainingSpec Spec(int epochs) => Conventional(activation, inputs, hiddenUnits, batch) with { Epochs = epochs };

        var problem = TrainingProblem.Create(Spec(1));
        int epochs = 8;
        while (true)
        {
            TrainingProblem next = problem.WithRun(Spec(epochs));
            double seconds = Once(() => Trainer.Run(next));
            if (seconds >= PerShape.TotalSeconds || epochs > 1_000_000) return Seconds(() => Trainer.Run(next)) / TrainingTask.WorkOf(next.Spec).Units;
            epochs *= seconds > PerShape.TotalSeconds / 4 ? 2 : 4;
        }
    }

    private static double Seconds<T>(Func<T> function, TimeSpan warming = default)
    {
        long start = Stopwatch.GetTimestamp();
        double least = Once(function);
        for (int repetition = 1; repetition < Repetitions || Stopwatch.GetElapsedTime(start) < warming; repetition++) least = Math.Min(least, Once(function));
        return least;
    }

    private static double Once<T>(Func<T> function)
    {
        long start = Stopwatch.GetTimestamp();
        function();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double StoredRun()
    {
        string folder = Directory.CreateTempSubdirectory("curl-descent-").FullName;
        try
        {
            var sweep = Catalogue.Find("fig5b").Resolve("preview");
            var result = new RunData(null, "calibration", [.. Enumerable.Range(0, 10).Select(i => KeyValuePair.Create($"m{i}", (double)i))], [new RunSeries("c", new double[200], new double[200])]);
            using var store = RunStore.OpenOrCreate(Path.Combine(folder, "calibration.db"), sweep);
            int seed = 0;
            return Seconds(() =>
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
