using CurlDescent.Experiments.Specs;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments;

/// <summary>
/// Trains, then carries a tangent vector along the training map from where the run arrived. What training leaves is measured as on any run,
/// so that the q order parameter and the exponent belong to the same trajectory. With batches smaller than the data, the map starts its
/// order of samples anew.
/// </summary>
public sealed class LyapunovExperiment : NetworkExperiment
{
    private const string TransientEpochs = "lyapunovTransient", AveragedEpochs = "lyapunovEpochs";

    private const int Batches = 20, Interval = 10;

    private static readonly WorkClass OfTangents = new("tangents", SecondsPerUnit);

    internal LyapunovExperiment()
    {
    }

    /// <inheritdoc/>
    public override string Name => "lyapunov";

    /// <inheritdoc/>
    public override string Description =>
        "Trains a student, then measures the largest Lyapunov exponent of the training map from where it arrived.";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDefinition> Parameters { get; } =
    [
        .. OfTraining,
        Integer(TransientEpochs, "Epochs after training in which the tangent vector aligns, before anything is averaged.", 2000, 0,
            100_000_000) with
        {
            KeepsSeed = true,
        },
        Integer(
            AveragedEpochs, "Epochs over which the Lyapunov exponent is averaged, in 20 batches; rounded up to a multiple of 200 steps.",
            20_000, 1, 100_000_000) with
        {
            KeepsSeed = true,
        },
    ];

    internal override RunData Run(Cell cell, string rule, int seed, SharedProblems shared, CancellationToken cancellation)
    {
        TrainingProblem problem = shared.Of(cell, rule, seed);
        Recording recording = Trainer.Run(problem, progress: null, cancellation);
        bool isFinite = recording.Outcome is not (Outcome.Diverged or Outcome.NonFinite);
        LyapunovSpectrum? spectrum = isFinite ? Spectrum(cell, problem, recording, cancellation) : null;
        WeightMotion motion = isFinite
            ? WeightMotion.At(problem, LearningField.Flatten(recording.Final)) : new WeightMotion(double.NaN, double.NaN, double.NaN);
        return new RunData(
            recording.Outcome,
            recording.Path,
            [
                .. TrainingExperiment.Measures(cell, recording),
                new(Measure.LyapunovExponent, spectrum?.Largest ?? double.NaN),
                new(Measure.LyapunovError, spectrum?.LargestError ?? double.NaN),
                new(Measure.WeightStep, motion.Step),
                new(Measure.WeightTwoSteps, motion.TwoSteps),
                new(Measure.GramStep, motion.GramStep),
            ],
            TrainingExperiment.Curves(cell, recording));
    }

    internal override RunWork Work(Cell cell, string rule) =>
        WorkOf(cell.Training(rule, 0), cell.Integer(TransientEpochs), cell.Integer(AveragedEpochs));

    /// <summary>
    /// The work of training and of carrying the tangent: some twenty passes over the weights a step, and the batch four times, eight lanes
    /// at a time.
    /// </summary>
    private static RunWork WorkOf(TrainingSpec spec, int transientEpochs, int epochs)
    {
        double steps = ((double)transientEpochs + epochs) * spec.TrainingSamples / spec.BatchSize;
        double weights = (double)spec.HiddenUnits * (spec.Inputs + spec.Outputs),
            batch = Math.Min(spec.BatchSize, spec.Inputs) * (double)spec.Inputs;
        return new RunWork(OfTangents, TrainingExperiment.WorkOf(spec).Units + steps * (20 * weights + 4 * batch) / 8);
    }

    // Per unit of learning time, so that exponents of different batch sizes compare.
    private static LyapunovSpectrum Spectrum(Cell cell, TrainingProblem problem, Recording recording, CancellationToken cancellation)
    {
        TrainingMap map = TrainingMap.Create(problem);
        long steps = (long)cell.Integer(AveragedEpochs) * map.StepsPerEpoch, rounding = Batches * Interval;
        var options = new LyapunovOptions
        {
            TransientSteps = (long)cell.Integer(TransientEpochs) * map.StepsPerEpoch,
            Batches = Batches,
            StepsPerBatch = (steps + rounding - 1) / rounding * Interval,
            Interval = Interval,
        };
        return LyapunovExponents.Compute(map, LearningField.Flatten(recording.Final), options, progress: null, cancellation).Per(
            1 / map.StepSize);
    }

    /// <summary>
    /// Seconds per unit of training followed by carrying a tangent vector along, three epochs to one as in the catalogue: a unit of one
    /// costs other than a unit of the other.
    /// </summary>
    private static double SecondsPerUnit()
    {
        TrainingSpec spec = TrainingExperiment.Conventional(Activation.Linear, 50, 170, 100) with { Epochs = 3000 };
        var problem = TrainingProblem.Create(spec);
        var options = new LyapunovOptions { TransientSteps = 0, Batches = 2, StepsPerBatch = 500, Interval = 10 };
        return Timing.Seconds(() => (Trainer.Run(problem), LyapunovExponents.OfTraining(problem, options)), Timing.UntilOptimised)
            / WorkOf(spec, 0, 1000).Units;
    }
}
