using CurlDescent.Experiments.Kinds;
using CurlDescent.Experiments.Specs;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments;

/// <summary>
/// Starts a network of any depth at its teacher and trains it with flips in front of one layer of weights: what the signed tangent kernel
/// at the teacher says beforehand, and whether the run leaves. Every run has a teacher of its own; norms are free.
/// </summary>
public sealed class DepthExperiment : ExperimentKind
{
    // Losses are squares: a run has left once a deviation from the teacher is of this size.
    private const double VisibleDeviation = 1e-5;

    private static readonly WorkClass OfDepth = new("training of deep networks", SecondsPerUnit);

    internal DepthExperiment()
    {
    }

    /// <inheritdoc/>
    public override string Name => "depth";

    /// <inheritdoc/>
    public override string Description =>
        "Trains a network of any depth from its teacher, and computes the signed tangent kernel there beforehand.";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDefinition> Parameters { get; } =
    [
        .. DeepRuns.OfFlips, Common(Inputs), Common(CompressionRatio), Common(Outputs), Common(ActivationName), Common(TrainingSamples),
        Common(TestSamples), Common(InputVariance), Common(BatchSize), Common(LearningRate), Common(Epochs), Common(TeacherRange),
        Common(Perturbation), Common(RecordedEpochs), Common(DivergenceThreshold),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> DefaultRules => [RuleName.CurlDescent];

    internal override void Resolve(Dictionary<string, ParameterValue> values)
    {
        if (values.ContainsKey(Inputs) == values.ContainsKey(CompressionRatio))
            throw new CellException("give either inputs or compressionRatio.", [Inputs, CompressionRatio]);
        if (values.Remove(CompressionRatio, out ParameterValue ratio))
            values[Inputs] = Math.Max(1, Math.Round(ratio.Number * values[DeepRuns.Width].Number));
        if (!values[BatchSize].IsNumber) values[BatchSize] = values[TrainingSamples];
    }

    internal override void Check(Cell cell, IReadOnlyList<string> rules) => DeepRuns.Check(cell, () => SpecOf(cell, 0));

    internal override RunData Run(Cell cell, string rule, int seed, SharedProblems shared, CancellationToken cancellation)
    {
        var problem = DeepProblem.Create(SpecOf(cell, seed));
        IReadOnlyList<double> rates = DeepTangentKernel.AtTeacher(problem).Eigenvalues;
        cancellation.ThrowIfCancellationRequested();
        DeepRecording recording = DeepTrainer.Run(problem, cancellation: cancellation);
        DeepTrainingSpec spec = problem.Spec;
        double step = spec.LearningRate, time = step * spec.Epochs * (spec.TrainingSamples / spec.BatchSize);
        double growth = -rates[0], fastest = Math.Max(growth, rates[^1]), most = recording.TrainLosses.Max();
        bool leaves = growth * time > Math.Log(VisibleDeviation / spec.TeacherPerturbation!.Value) || step * fastest > 2;
        double[] epochs = [.. recording.Epochs.Select(e => (double)e)];
        return new RunData(
            recording.Outcome, recording.Path,
            [
                new(Measure.GrowthRate, growth),
                new(Measure.UnstableDirections, rates.Count(r => r < -1e-10 * rates[^1])),
                new(Measure.FastestRate, fastest),
                new(Measure.PredictedToLeave, leaves ? 1 : 0),
                new(Measure.Left, !(most <= VisibleDeviation * VisibleDeviation) ? 1 : 0),
                new(Measure.FinalTrainError, recording.TrainLosses[^1]),
                new(Measure.FinalTestError, recording.TestLosses[^1]),
                new(Measure.MaxTrainError, most),
                new(Measure.LastEpoch, recording.Epochs[^1]),
            ],
            [
                new RunSeries(Series.TrainError, epochs, [.. recording.TrainLosses]),
                new RunSeries(Series.TestError, epochs, [.. recording.TestLosses]),
            ]);
    }

    internal override RunWork Work(Cell cell, string rule)
    {
        DeepTrainingSpec spec = SpecOf(cell, 0);
        return new RunWork(OfDepth, spec.Epochs * DeepRuns.EpochUnits(spec));
    }

    private static DeepTrainingSpec SpecOf(Cell cell, int seed) => new()
    {
        Widths = DeepRuns.Widths(cell, cell.Integer(Inputs), cell.Integer(Outputs)),
        Activation = Activation.Parse(cell.Word(ActivationName)),
        Rule = DeepRuns.Rule(cell, RuleName.CurlDescent),
        Teacher = new WeightInitialization(cell.Number(TeacherRange)),
        TeacherPerturbation = cell.Number(Perturbation),
        TrainingSamples = cell.Integer(TrainingSamples),
        TestSamples = cell.Integer(TestSamples),
        InputVariance = cell.Number(InputVariance),
        BatchSize = cell.Integer(BatchSize),
        LearningRate = cell.Number(LearningRate),
        Epochs = cell.Integer(Epochs),
        Schedule = RecordingSchedule.LogSpaced(cell.Integer(RecordedEpochs)),
        DivergenceThreshold = cell.Number(DivergenceThreshold),
        Seed = cell.Seed,
        Run = (uint)seed,
    };

    private static double SecondsPerUnit()
    {
        var spec = new DeepTrainingSpec
        {
            Widths = [20, 40, 40, 1],
            TrainingSamples = 80,
            BatchSize = 80,
            Epochs = 200,
            LearningRate = 0.01,
            Schedule = RecordingSchedule.Never,
        };
        var problem = DeepProblem.Create(spec);
        return Timing.Seconds(() => DeepTrainer.Run(problem)) / (spec.Epochs * DeepRuns.EpochUnits(spec));
    }
}
