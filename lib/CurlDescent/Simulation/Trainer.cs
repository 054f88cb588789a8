using System.Globalization;
using CurlDescent.Simulation;

namespace CurlDescent;

/// <summary>Progress of one run.</summary>
/// <param name="Epoch">Epochs trained.</param>
/// <param name="Horizon">Epochs to train.</param>
/// <param name="TrainError">Training error at that epoch.</param>
public readonly record struct TrainingProgress(int Epoch, int Horizon, double TrainError)
{
    /// <summary>A line for who waits.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"epoch {Epoch} of {Horizon}, training error {TrainError:G3}");
}

/// <summary>Trains: one spec in, one recording out.</summary>
/// <remarks>
/// What is promised about bits. The same spec on the same path gives the same recording, bit for bit: whatever the number of threads, the
/// order of runs, what is recorded on the way, and the vector width of the processor, because every sum has one fixed order over eight
/// virtual lanes and every fused multiply–add rounds once. The choice of path depends on the spec's sizes and rule only. A longer horizon
/// continues the bits of a shorter one. Data sets and nonlinear teachers use log, exp and tanh of the C runtime, so on another operating
/// system they may differ in the last bit; so may user-defined activations.
/// </remarks>
public static class Trainer
{
    private const int EpochsBetweenChecks = 64;

    /// <summary>Runs a spec on the path that costs least.</summary>
    /// <param name="spec">Validated here.</param>
    /// <param name="progress">Told at every recorded epoch.</param>
    /// <param name="cancellation">Looked at every epoch.</param>
    /// <exception cref="SpecException">A field is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Recording Run(
        TrainingSpec spec, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(spec, TrainingPathKind.Automatic, progress, cancellation);

    /// <summary>Runs a spec on a given path.</summary>
    /// <param name="spec">Validated here.</param>
    /// <param name="path">How to compute it.</param>
    /// <param name="progress">Told at every recorded epoch.</param>
    /// <param name="cancellation">Looked at every epoch.</param>
    /// <exception cref="SpecException">A field is outside its range, or the path cannot run this spec.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Recording Run(
        TrainingSpec spec, TrainingPathKind path, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(TrainingProblem.Create(spec), path, progress, cancellation);

    /// <summary>Runs a prepared problem on the path that costs least.</summary>
    /// <param name="problem">Not changed.</param>
    /// <param name="progress">Told at every recorded epoch.</param>
    /// <param name="cancellation">Looked at every epoch.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Recording Run(
        TrainingProblem problem, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        Run(problem, TrainingPathKind.Automatic, progress, cancellation);

    /// <summary>Runs a prepared problem on a given path.</summary>
    /// <param name="problem">Not changed.</param>
    /// <param name="path">How to compute it.</param>
    /// <param name="progress">Told at every recorded epoch.</param>
    /// <param name="cancellation">Looked at every epoch.</param>
    /// <exception cref="SpecException">The path cannot run this spec.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Recording Run(
        TrainingProblem problem, TrainingPathKind path, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        using TrainingPath opened = PathSelection.Open(problem, path);
        return Run(problem, opened, progress, cancellation);
    }

    /// <summary>
    /// Estimates what a step costs on the path that costs least, in units of one multiply–add of eight lanes at full speed: for comparing
    /// specs, and for predicting times once the time of a unit is known. Recording is not in it.
    /// </summary>
    /// <param name="spec">Any valid spec.</param>
    public static double StepCost(TrainingSpec spec) =>
        Enum.GetValues<TrainingPathKind>().Where(k => k != TrainingPathKind.Automatic).Min(k => PathCost.OfStep(spec, k));

    internal static Recording Run(
        TrainingProblem problem, TrainingPath path, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        TrainingSpec spec = problem.Spec;
        int[] schedule = [.. spec.ErrorSchedule.Resolve(spec.Epochs, nameof(spec.ErrorSchedule)).Append(spec.Epochs).Distinct()];
        var recorder = new Recorder(problem, path, spec.WeightSchedule.Resolve(spec.Epochs, nameof(spec.WeightSchedule)));
        var order = new SampleOrder(spec);
        int next = 0;
        bool lost = false;

        for (int epoch = 0; ; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            recorder.ObserveWeights(epoch);
            if (epoch == schedule[next])
            {
                next++;
                Outcome? outcome = recorder.ObserveErrors(epoch);
                progress?.Report(new TrainingProgress(epoch, spec.Epochs, recorder.LastTrainError));
                if (outcome is { } end) return recorder.Finish(end);
            }

            // Once NaN has spread, training on changes nothing: the next recorded epoch ends the run as non-finite.
            lost = lost || (epoch % EpochsBetweenChecks == 0 && path.IsLost);
            if (!lost) path.RunEpoch(order.Epoch(epoch));
        }
    }

    private sealed class Recorder(TrainingProblem problem, TrainingPath path, int[] weightEpochs)
    {
        private readonly TrainingSpec spec = problem.Spec;
        private readonly List<int> epochs = [];
        private readonly List<double> train = [], test = [];
        private readonly List<WeightSnapshot> weights = [];
        private readonly TwoLayerNetwork current = problem.Student.Clone();
        private readonly WeightFluctuation fluctuation = new(problem.Spec.OrderParameterWindow > 0 ? problem.Student.WeightCount : 0);
        private int nextWeights;

        public double LastTrainError => train[^1];

        public void ObserveWeights(int epoch)
        {
            bool snapshot = nextWeights < weightEpochs.Length && weightEpochs[nextWeights] == epoch;
            bool inWindow = spec.OrderParameterWindow > 0 && epoch > spec.Epochs - spec.OrderParameterWindow;
            if (!snapshot && !inWindow) return;
            path.CopyWeights(current);
            if (inWindow) fluctuation.Add(current);
            if (!snapshot) return;
            nextWeights++;
            weights.Add(new WeightSnapshot(epoch, current.Clone()));
        }

        public Outcome? ObserveErrors(int epoch)
        {
            (double trainError, double testError) = path.Errors();
            epochs.Add(epoch);
            train.Add(trainError);
            test.Add(testError);
            if (!double.IsFinite(trainError) || !double.IsFinite(testError)) return Outcome.NonFinite;
            if (trainError > spec.DivergenceThreshold) return Outcome.Diverged;
            if (trainError <= spec.ErrorFloor) return Outcome.Converged;
            if (trainError < spec.StopThreshold) return Outcome.ThresholdReached;
            return epoch == spec.Epochs ? Outcome.HorizonReached : null;
        }

        public Recording Finish(Outcome outcome)
        {
            path.CopyWeights(current);
            double? q = spec.OrderParameterWindow > 0 && fluctuation.Count == spec.OrderParameterWindow
                ? fluctuation.OrderParameter() : null;
            return new Recording(spec, path.Name, outcome, [.. epochs], [.. train], [.. test], weights, q, current.Clone());
        }
    }
}
