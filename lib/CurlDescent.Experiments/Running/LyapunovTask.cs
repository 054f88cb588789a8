using CurlDescent.Simulation;
using CurlDescent.Stability;
using CurlDescent.Stability.Lyapunov;

namespace CurlDescent.Experiments;

/// <summary>
/// Trains, then carries a tangent vector along the training map from where the run arrived. What training leaves is measured as on any run, so that the q order
/// parameter and the exponent belong to the same trajectory. With batches smaller than the data, the map starts its order of samples anew.
/// </summary>
internal sealed class LyapunovTask : RunTask
{
    private const int Batches = 20, Interval = 10;

    private readonly SharedProblems problems = new();

    public override RunData Run(Cell cell, string rule, int seed, CancellationToken cancellation)
    {
        TrainingProblem problem = problems.Of(cell, rule, seed);
        Recording recording = Trainer.Run(problem, progress: null, cancellation);
        bool isFinite = recording.Outcome is not (Outcome.Diverged or Outcome.NonFinite);
        LyapunovSpectrum? spectrum = isFinite ? Spectrum(cell, problem, recording, cancellation) : null;
        WeightMotion motion = isFinite ? WeightMotion.At(problem, LearningField.Flatten(recording.Final)) : new WeightMotion(double.NaN, double.NaN, double.NaN);
        return new RunData(
            recording.Outcome,
            recording.Path,
            [
                .. TrainingTask.Measures(cell, recording),
                new(Measure.LyapunovExponent, spectrum?.Largest ?? double.NaN),
                new(Measure.LyapunovError, spectrum?.LargestError ?? double.NaN),
                new(Measure.WeightStep, motion.Step),
                new(Measure.WeightTwoSteps, motion.TwoSteps),
                new(Measure.GramStep, motion.GramStep),
            ],
            TrainingTask.Curves(cell, recording));
    }

    public override RunWork Work(Cell cell, string rule) => WorkOf(cell.Training(rule, 0), cell.Integer(Parameters.LyapunovTransient), cell.Integer(Parameters.LyapunovEpochs));

    /// <summary>The work of training and of carrying the tangent: some twenty passes over the weights a step, and the batch four times, eight lanes at a time.</summary>
    public static RunWork WorkOf(TrainingSpec spec, int transientEpochs, int epochs)
    {
        double steps = ((double)transientEpochs + epochs) * spec.TrainingSamples / spec.BatchSize;
        double weights = (double)spec.HiddenUnits * (spec.Inputs + spec.Outputs), batch = Math.Min(spec.BatchSize, spec.Inputs) * (double)spec.Inputs;
        return new RunWork(WorkClass.Tangents, TrainingTask.WorkOf(spec).Units + steps * (20 * weights + 4 * batch) / 8);
    }

    // Per unit of learning time, so that exponents of different batch sizes compare.
    private static LyapunovSpectrum Spectrum(Cell cell, TrainingProblem problem, Recording recording, CancellationToken cancellation)
    {
        TrainingMap map = TrainingMap.Create(problem);
        long steps = (long)cell.Integer(Parameters.LyapunovEpochs) * map.StepsPerEpoch, rounding = Batches * Interval;
        var options = new LyapunovOptions
        {
            TransientSteps = (long)cell.Integer(Parameters.LyapunovTransient) * map.StepsPerEpoch,
            Batches = Batches,
            StepsPerBatch = (steps + rounding - 1) / rounding * Interval,
            Interval = Interval,
        };
        return LyapunovExponents.Compute(map, LearningField.Flatten(recording.Final), options, progress: null, cancellation).Per(1 / map.StepSize);
    }
}
