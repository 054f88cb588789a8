using CurlDescent.Experiments.Kinds;
using CurlDescent.Experiments.Specs;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments;

/// <summary>
/// Classification of handwritten digits (<see cref="DigitTask"/>) with softmax and cross-entropy. Every run draws its own training,
/// validation and test samples and start, the same for all rules of a cell, and tunes the learning rate of its rule: it trains once at each
/// of five rates and keeps the one with the best validation accuracy.
/// </summary>
public sealed class DigitsExperiment : ExperimentKind
{
    private const string ValidationSamples = "validationSamples", InhibitoryFraction = "inhibitoryFraction";

    private static readonly double[] Rates = [0.03, 0.1, 0.3, 1, 3];

    private static readonly WorkClass OfDigits = new("classification", SecondsPerUnit);

    internal DigitsExperiment()
    {
    }

    /// <inheritdoc/>
    public override string Name => "digits";

    /// <inheritdoc/>
    public override string Description =>
        "Classifies handwritten digits, with the best of five learning rates for each rule and run (0.03, 0.1, 0.3, 1, 3).";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDefinition> Parameters { get; } =
    [
        .. DeepRuns.OfFlips, Common(ActivationName), Common(TrainingSamples),
        Integer(ValidationSamples, "Number of samples on which the learning rate is chosen.", 250, 1, 3000), Common(TestSamples),
        Common(BatchSize), Common(InitialRange), Common(Epochs), Common(RecordedEpochs),
        new ParameterDefinition
        {
            Name = InhibitoryFraction,
            Description = "If given, Dale's law: inhibitory fraction of the units of each hidden layer, the first ones by index; the "
                + "others are excitatory, inputs have no type.",
            Type = ParameterType.Number,
            Least = 0,
            Most = 1,
        },
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> DefaultRules => Rules.Paper;

    internal override void Resolve(Dictionary<string, ParameterValue> values)
    {
        if (!values[BatchSize].IsNumber) values[BatchSize] = values[TrainingSamples];
    }

    internal override void Check(Cell cell, IReadOnlyList<string> rules)
    {
        DeepRuns.Check(cell, () => SpecOf(cell, RuleName.CurlDescent, 0, 1));
        int all = cell.Integer(TrainingSamples) + cell.Integer(ValidationSamples) + cell.Integer(TestSamples);
        if (all > DigitTask.Count)
            throw new CellException($"{all} samples of {DigitTask.Count} digits.", [TrainingSamples, ValidationSamples, TestSamples]);
    }

    internal override RunData Run(Cell cell, string rule, int seed, SharedProblems shared, CancellationToken cancellation)
    {
        (InputData training, InputData validation, InputData test) = DigitTask.Split(
            cell.Seed, (uint)seed, cell.Integer(TrainingSamples), cell.Integer(ValidationSamples), cell.Integer(TestSamples));
        double best = double.NaN, validated = double.NegativeInfinity;
        foreach (double rate in Rates)
        {
            DeepTrainingSpec tried = SpecOf(cell, rule, seed, rate) with { Schedule = RecordingSchedule.Never };
            DeepRecording trial = DeepTrainer.Run(DeepProblem.Create(tried, training, validation), cancellation: cancellation);
            if (!(trial.TestAccuracies[^1] > validated) || trial.Outcome == Outcome.NonFinite) continue;
            (best, validated) = (rate, trial.TestAccuracies[^1]);
        }

        if (double.IsNaN(best)) best = Rates[0];
        DeepTrainingSpec spec = SpecOf(cell, rule, seed, best) with { CompareWithGradient = true };
        DeepRecording recording = DeepTrainer.Run(DeepProblem.Create(spec, training, test), cancellation: cancellation);
        IReadOnlyList<GradientComparison> comparisons = recording.Comparisons;
        double[] epochs = [.. recording.Epochs.Select(e => (double)e)], compared = epochs[..comparisons.Count];
        double At(int index, Func<GradientComparison, double> of) => comparisons.Count == 0 ? double.NaN : of(comparisons[index]);
        int last = comparisons.Count - 1;
        return new RunData(
            recording.Outcome, recording.Path,
            [
                new(Measure.TestAccuracy, recording.TestAccuracies[^1]),
                new(Measure.TrainAccuracy, recording.TrainAccuracies[^1]),
                new(Measure.ValidationAccuracy, validated),
                new(Measure.ChosenRate, best),
                new(Measure.FinalTrainError, recording.TrainLosses[^1]),
                new(Measure.FinalTestError, recording.TestLosses[^1]),
                new(Measure.StartAngle, At(0, c => c.Angle)),
                new(Measure.MiddleAngle, At(Math.Max(0, last) / 2, c => c.Angle)),
                new(Measure.EndAngle, At(Math.Max(0, last), c => c.Angle)),
                new(Measure.StartNormRatio, At(0, c => c.NormRatio)),
                new(Measure.EndNormRatio, At(Math.Max(0, last), c => c.NormRatio)),
                new(Measure.LastEpoch, recording.Epochs[^1]),
            ],
            [
                new RunSeries(Series.TrainError, epochs, [.. recording.TrainLosses]),
                new RunSeries(Series.TestAccuracy, epochs, [.. recording.TestAccuracies]),
                new RunSeries(Series.GradientAngle, compared, [.. comparisons.Select(c => c.Angle)]),
                new RunSeries(Series.NormRatio, compared, [.. comparisons.Select(c => c.NormRatio)]),
            ]);
    }

    internal override RunWork Work(Cell cell, string rule)
    {
        DeepTrainingSpec spec = SpecOf(cell, rule, 0, 1);
        return new RunWork(OfDigits, (Rates.Length + 1) * spec.Epochs * DeepRuns.EpochUnits(spec));
    }

    private static DeepTrainingSpec SpecOf(Cell cell, string rule, int seed, double rate) => new()
    {
        Widths = DeepRuns.Widths(cell, DigitTask.Inputs, DigitTask.Classes),
        Activation = Activation.Parse(cell.Word(ActivationName)),
        Loss = DeepLoss.CrossEntropy,
        Rule = DeepRuns.Rule(cell, rule),
        Student = new WeightInitialization(cell.Number(InitialRange)),
        InhibitoryFraction = cell.Find(InhibitoryFraction),
        TrainingSamples = cell.Integer(TrainingSamples),
        BatchSize = cell.Integer(BatchSize),
        LearningRate = rate,
        Epochs = cell.Integer(Epochs),
        Schedule = RecordingSchedule.LogSpaced(cell.Integer(RecordedEpochs)),
        Seed = cell.Seed,
        Run = (uint)seed,
    };

    private static double SecondsPerUnit()
    {
        (InputData training, InputData validation, _) = DigitTask.Split(1, 0, 500, 250, 100);
        var spec = new DeepTrainingSpec
        {
            Widths = [DigitTask.Inputs, 30, DigitTask.Classes],
            Activation = Activation.Tanh,
            Loss = DeepLoss.CrossEntropy,
            Epochs = 20,
            TrainingSamples = 500,
            Schedule = RecordingSchedule.Never,
        };
        var problem = DeepProblem.Create(spec, training, validation);
        return Timing.Seconds(() => DeepTrainer.Run(problem)) / (spec.Epochs * DeepRuns.EpochUnits(spec));
    }
}
