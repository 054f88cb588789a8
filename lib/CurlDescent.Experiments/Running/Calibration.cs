using System.Diagnostics;
using CurlDescent.Networks;
using CurlDescent.Plasticity;
using CurlDescent.Simulation;
using CurlDescent.Stability;

namespace CurlDescent.Experiments;

/// <summary>
/// How fast this machine computes, measured in about a second: for each class of work the seconds a step costs by itself and the seconds a
/// multiply-add costs, from one small and one large network.
/// </summary>
public sealed class Calibration
{
    private const int MatrixSize = 240;

    private static readonly TimeSpan PerShape = TimeSpan.FromMilliseconds(12);

    // The least of several times is the one that other programs disturbed least.
    private const int Repetitions = 4;

    private readonly Dictionary<WorkClass, (double PerStep, double PerMultiplication)> speeds = [];
    private double perStoredRun;

    private Calibration()
    {
    }

    /// <summary>Measures this machine.</summary>
    public static Calibration Measure()
    {
        var calibration = new Calibration();
        calibration.Fit(WorkClass.LinearBatches, Training(Activation.Linear, 20, 40, 10), Training(Activation.Linear, 110, 110, 10));
        calibration.Fit(WorkClass.LinearFullBatch, Training(Activation.Linear, 10, 60, 100), Training(Activation.Linear, 110, 110, 100));
        calibration.Fit(WorkClass.Tanh, Training(Activation.Tanh, 20, 10, 10), Training(Activation.Tanh, 100, 50, 10));
        calibration.Fit(WorkClass.OtherNonlinear, Training(Activation.ReLU, 20, 10, 10), Training(Activation.ReLU, 100, 50, 10));
        double eigenvalues = Seconds(() => SpectrumTask.Eigenvalues(MatrixSize, MatrixSize, RuleFlips.Counts(0, 1), 1, 1, 0, default));
        calibration.speeds[WorkClass.Eigenvalues] = (0, eigenvalues / SpectrumTask.WorkOf(MatrixSize, MatrixSize).Multiplications);
        calibration.speeds[WorkClass.Theory] = (Seconds(() => SpectralLaw.Create(DesignPoint.Create(0.4, 0.3, 0)).UnstableFraction), 0);
        calibration.perStoredRun = StoredRun();
        return calibration;
    }

    /// <summary>Estimates how long a sweep takes if every run goes to its horizon.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="threads">Number of threads; all processors if null.</param>
    public TimeSpan Estimate(SweepSpec sweep, int? threads = null)
    {
        RunTask task = RunTask.For(sweep.Experiment.Kind);
        double perRule = sweep.Cells.Sum(c => Seconds(task.Work(c)));
        int parallel = (int)Math.Clamp(sweep.RunCount, 1, threads ?? Environment.ProcessorCount);

        // Computing is shared among threads, storing is not.
        double seconds = perRule * sweep.Rules.Count * sweep.Seeds / parallel + perStoredRun * sweep.RunCount;
        return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2));
    }

    private double Seconds(RunWork work) => speeds[work.Class].PerStep * work.Steps + speeds[work.Class].PerMultiplication * work.Multiplications;

    // Two shapes give two equations; a negative share means that the other explains all.
    private void Fit(WorkClass kind, (RunWork Work, double Seconds) small, (RunWork Work, double Seconds) large)
    {
        double slope = (large.Seconds / large.Work.Steps - small.Seconds / small.Work.Steps)
            / (large.Work.Multiplications / large.Work.Steps - small.Work.Multiplications / small.Work.Steps);
        double perMultiplication = slope > 0 ? slope : large.Seconds / large.Work.Multiplications;
        double perStep = Math.Max(0, (small.Seconds - perMultiplication * small.Work.Multiplications) / small.Work.Steps);
        speeds[kind] = (perStep, perMultiplication);
    }

    private static (RunWork Work, double Seconds) Training(Activation activation, int inputs, int hiddenUnits, int batch)
    {
        TrainingSpec Spec(int epochs) => new TrainingSpec
        {
            Inputs = inputs,
            HiddenUnits = hiddenUnits,
            Activation = activation,
            TrainingSamples = 100,
            BatchSize = batch,
            Epochs = epochs,
            ErrorSchedule = RecordingSchedule.At(0),
            Rule = LearningRule.CurlDescent(RuleFlips.Counts(0, 1)),
            Teacher = new Teacher { Weights = new WeightInitialization(0.1) },
        }.WithPaperConventions();

        var problem = TrainingProblem.Create(Spec(1));
        int epochs = 8;
        while (true)
        {
            TrainingProblem next = problem.WithRun(Spec(epochs));
            double seconds = Once(() => Trainer.Run(next));
            if (seconds >= PerShape.TotalSeconds || epochs > 1_000_000) return (TrainingTask.WorkOf(next.Spec), Seconds(() => Trainer.Run(next)));
            epochs *= seconds > PerShape.TotalSeconds / 4 ? 2 : 4;
        }
    }

    private static double Seconds<T>(Func<T> function) => Enumerable.Range(0, Repetitions).Min(_ => Once(function));

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
            var result = new RunResult(null, "calibration", [.. Enumerable.Range(0, 10).Select(i => KeyValuePair.Create($"m{i}", (double)i))], [new RunSeries("c", new double[200], new double[200])]);
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
