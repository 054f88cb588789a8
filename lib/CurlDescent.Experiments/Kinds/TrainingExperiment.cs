using CurlDescent.Experiments.Specs;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments;

/// <summary>Trains a student under a learning rule.</summary>
public sealed class TrainingExperiment : NetworkExperiment
{
    private static readonly TimeSpan PerShape = TimeSpan.FromMilliseconds(15);

    // Two networks each, in and beyond the first-level cache; the slower one counts, since the times are to be upper bounds.
    private static readonly WorkClass OfLinear =
        new("training, linear",
            () => Math.Max(SecondsPerUnit(Activation.Linear, 110, 110, 10), SecondsPerUnit(Activation.Linear, 50, 170, 100)));

    private static readonly WorkClass OfNonlinear =
        new("training", () => Math.Max(SecondsPerUnit(Activation.Tanh, 100, 10, 10), SecondsPerUnit(Activation.Tanh, 60, 150, 10)));

    internal TrainingExperiment()
    {
    }

    /// <inheritdoc/>
    public override string Name => "training";

    /// <inheritdoc/>
    public override string Description => "Trains a student under a learning rule.";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDefinition> Parameters { get; } = [.. OfTraining, OfPrecision];

    internal override void Check(Cell cell, IReadOnlyList<string> rules)
    {
        base.Check(cell, rules);
        double threshold = cell.Number(ErrorThreshold);
        if (cell.Values.ContainsKey(PrecisionName) && threshold < TrainingSpec.LeastSingleError)
        {
            throw new CellException(
                FormattableString.Invariant(
                    $"errorThreshold = {threshold} is not allowed in single precision; allowed: ≥ {TrainingSpec.LeastSingleError}."),
                [ErrorThreshold, PrecisionName]);
        }
    }

    internal override RunData Run(Cell cell, string rule, int seed, SharedProblems shared, CancellationToken cancellation)
    {
        Recording recording = Trainer.Run(shared.Of(cell, rule, seed), progress: null, cancellation);
        return new RunData(recording.Outcome, recording.Path, Measures(cell, recording), Curves(cell, recording));
    }

    internal override RunWork Work(Cell cell, string rule) => WorkOf(cell.Training(rule, 0));

    /// <summary>
    /// The work of a spec that runs to its horizon: its steps, and a pass over all data at each recorded epoch, eight lanes at a time.
    /// </summary>
    internal static RunWork WorkOf(TrainingSpec spec)
    {
        double steps = (double)spec.Epochs * spec.TrainingSamples / spec.BatchSize;
        double recorded = spec.ErrorSchedule.Resolve(spec.Epochs, nameof(spec.ErrorSchedule)).Length;
        double pass = ((double)spec.TrainingSamples + spec.TestSamples) * spec.HiddenUnits * (spec.Inputs + spec.Outputs) / 8;
        return new RunWork(
            spec.Activation == Activation.Linear && spec.Outputs == 1 ? OfLinear : OfNonlinear,
            steps * Trainer.StepCost(spec) + recorded * pass);
    }

    /// <summary>What is measured on a run that was trained.</summary>
    internal static IReadOnlyList<KeyValuePair<string, double>> Measures(Cell cell, Recording recording)
    {
        double floor = cell.Number(TestErrorFloor);
        int? reached = recording.EpochsToThreshold(cell.Number(ErrorThreshold));
        var measures = new List<KeyValuePair<string, double>>
        {
            new(Measure.FinalTrainError, recording.FinalTrainError),
            new(Measure.FinalTestError, recording.FinalTestError),
            new(Measure.MaxTrainError, recording.MaxTrainError),
            new(Measure.Log10FinalTestError, Reductions.Log10WithFloor(recording.FinalTestError, floor)),
            new(Measure.Log10MaxTrainError, Reductions.Log10WithFloor(recording.MaxTrainError, 0)),
            new(Measure.ExactZero, recording.FinalTestError == 0 ? 1 : 0),
            new(Measure.EpochsToThreshold, reached ?? double.NaN),
            new(Measure.EpochsToThresholdOrLast, reached ?? recording.Spec.Epochs),
            new(Measure.LastEpoch, recording.Epochs[^1]),
        };
        if (recording.Spec.OrderParameterWindow > 0) measures.Add(new(Measure.OrderParameter, recording.OrderParameter ?? double.NaN));
        return measures;
    }

    /// <summary>The curves of a run that was trained.</summary>
    internal static IReadOnlyList<RunSeries> Curves(Cell cell, Recording recording)
    {
        double[] epochs = [.. recording.Epochs.Select(e => (double)e)];
        var series = new List<RunSeries>
        {
            new(Series.TrainError, epochs, [.. recording.TrainErrors]),
            new(Series.TestError, epochs, [.. recording.TestErrors]),
        };
        double[] times = [.. recording.Weights.Select(w => (double)w.Epoch)];
        int traced = cell.Integer(TracedWeights);
        foreach (int index in Spread(traced, recording.Final.HiddenWeights.Length))
            series.Add(new($"{Series.HiddenWeight} {index}", times, [.. recording.Weights.Select(w => w.Network.HiddenWeights[index])]));
        foreach (int index in Spread(traced, recording.Final.ReadoutWeights.Length))
            series.Add(new($"{Series.ReadoutWeight} {index}", times, [.. recording.Weights.Select(w => w.Network.ReadoutWeights[index])]));
        return series;
    }

    // Evenly spaced by index, so that flipped and unflipped neurons both occur.
    private static IEnumerable<int> Spread(int count, int length) =>
        Enumerable.Range(0, Math.Min(count, length)).Select(i => (int)((2L * i + 1) * length / (2L * Math.Min(count, length))));

    /// <summary>A spec of the paper's conventions, to measure this machine with.</summary>
    internal static TrainingSpec Conventional(Activation activation, int inputs, int hiddenUnits, int batch) => new TrainingSpec
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
    private static double SecondsPerUnit(Activation activation, int inputs, int hiddenUnits, int batch)
    {
        TrainingSpec Spec(int epochs) => Conventional(activation, inputs, hiddenUnits, batch) with { Epochs = epochs };

        var problem = TrainingProblem.Create(Spec(1));
        int epochs = 8;
        while (true)
        {
            TrainingProblem next = problem.WithRun(Spec(epochs));
            double seconds = Timing.Once(() => Trainer.Run(next));
            if (seconds >= PerShape.TotalSeconds || epochs > 1_000_000)
            {
                return Timing.Seconds(() => Trainer.Run(next)) / WorkOf(next.Spec).Units;
            }

            epochs *= seconds > PerShape.TotalSeconds / 4 ? 2 : 4;
        }
    }
}
