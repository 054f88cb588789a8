using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments;

/// <summary>
/// Trains, and asks at every recorded epoch whether the rule descends there, with all training data and in continuous time: the rate of the
/// loss and the least
/// eigenvalue of the kernel that moves the errors (<see cref="DescentMetric"/>). What training leaves is measured as on any run.
/// </summary>
public sealed class DescentExperiment : NetworkExperiment
{
    // Below this loss a rate is rounding.
    private const double Resolved = 1e-24;

    private static readonly WorkClass OfMetrics = new("descent metrics", SecondsPerUnit);

    internal DescentExperiment()
    {
    }

    /// <inheritdoc/>
    public override string Name => "descent";

    /// <inheritdoc/>
    public override string Description =>
        "Trains a student and asks at every recorded epoch whether the rule descends the loss there, and in which metric.";

    internal override RunData Run(Cell cell, string rule, int seed, SharedProblems shared, CancellationToken cancellation)
    {
        TrainingProblem problem = shared.Of(cell, rule, seed);
        problem = problem.WithRun(problem.Spec with { WeightSchedule = problem.Spec.ErrorSchedule });
        Recording recording = Trainer.Run(problem, progress: null, cancellation);
        var signed = (SignedDeltaUpdate)problem.Rule;
        var points = new List<Point>();
        double asymmetry = double.NaN, nonNormality = double.NaN;
        foreach (WeightSnapshot snapshot in recording.Weights)
        {
            cancellation.ThrowIfCancellationRequested();
            var metric = DescentMetric.Compute(snapshot.Network, problem.Training, signed, problem.Spec.KeepNorms);
            if (!double.IsFinite(metric.LossRate) || !double.IsFinite(metric.Kernel.FrobeniusNorm())) break;
            if (points.Count == 0) (asymmetry, nonNormality) = (metric.Asymmetry, metric.NonNormality);
            points.Add(new Point(snapshot.Epoch, metric.Loss, metric.LossRate, metric.LargestEigenvalue == 0 ? 0
                : metric.SmallestEigenvalue / metric.LargestEigenvalue));
        }

        Point[] resolved = [.. points.Where(p => p.Loss > Resolved)];
        double[] epochs = [.. points.Select(p => p.Epoch)];
        return new RunData(
            recording.Outcome,
            recording.Path,
            [
                .. TrainingExperiment.Measures(cell, recording),
                new(Measure.RisingShare, (double)resolved.Count(p => p.Rate > 0) / Math.Max(1, resolved.Length)),
                new(Measure.RiseFactor, Rise(resolved)),
                new(Measure.StartEigenvalue, points.Count == 0 ? double.NaN : points[0].Eigenvalue),
                new(Measure.LeastEigenvalue, points.Count == 0 ? double.NaN : points.Min(p => p.Eigenvalue)),
                new(Measure.EndEigenvalue, points.Count == 0 ? double.NaN : points[^1].Eigenvalue),
                new(Measure.StartAsymmetry, asymmetry),
                new(Measure.StartNonNormality, nonNormality),
            ],
            [
                .. TrainingExperiment.Curves(cell, recording),
                new RunSeries(Series.LossRate, epochs, [.. points.Select(p => p.Loss == 0 ? 0 : p.Rate / p.Loss)]),
                new RunSeries(Series.SmallestEigenvalue, epochs, [.. points.Select(p => p.Eigenvalue)]),
            ]);
    }

    internal override RunWork Work(Cell cell, string rule)
    {
        TrainingSpec spec = cell.Training(rule, 0);
        int recorded = spec.ErrorSchedule.Resolve(spec.Epochs, nameof(spec.ErrorSchedule)).Length;
        return new RunWork(OfMetrics, TrainingExperiment.WorkOf(spec).Units + recorded * Units(spec));
    }

    // A kernel and the eigenvalues of its symmetric part; a unit is about a nanosecond.
    private static double Units(TrainingSpec spec)
    {
        double rows = (double)spec.TrainingSamples * spec.Outputs;
        return rows * rows * (4 * rows + 3 * (spec.HiddenUnits + spec.Inputs)) / 4;
    }

    private static double SecondsPerUnit()
    {
        var problem = TrainingProblem.Create(TrainingExperiment.Conventional(Activation.Tanh, 20, 30, 100));
        return Timing.Seconds(() => DescentMetric.Compute(problem.Student, problem.Training,
            (SignedDeltaUpdate)problem.Rule).SmallestEigenvalue) / Units(problem.Spec);
    }

    private static double Rise(Point[] points)
    {
        double least = double.PositiveInfinity, rise = 1;
        foreach (Point point in points)
        {
            rise = Math.Max(rise, point.Loss / least);
            least = Math.Min(least, point.Loss);
        }

        return rise;
    }

    private readonly record struct Point(double Epoch, double Loss, double Rate, double Eigenvalue);
}
