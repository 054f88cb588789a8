using CurlDescent.Experiments.Specs;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments;

/// <summary>
/// Trains without noise, then lets learning go on under noise from where the run arrived: the error that is kept, the drift along the
/// solution manifold, and how an
/// old decoder fares, beside the theory of weak noise there (<see cref="NoiseTheory"/>).
/// </summary>
public sealed class DriftExperiment : NetworkExperiment
{
    private const string InputNoise = "inputNoise", LabelNoise = "labelNoise", SynapticNoise = "synapticNoise", DriftEpochs = "driftEpochs";

    private const int Records = 200;

    private static readonly WorkClass OfDrift = new("learning under noise", SecondsPerUnit);

    internal DriftExperiment()
    {
    }

    /// <inheritdoc/>
    public override string Name => "drift";

    /// <inheritdoc/>
    public override string Description =>
        "Trains a student, then lets learning go on under noise in inputs, labels or synapses and measures error, drift and an old "
        + "decoder.";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDefinition> Parameters { get; } =
    [
        .. OfTraining,
        NotNegative(InputNoise, "Variance of the noise on every input of a step, after training.", 0) with { KeepsSeed = true },
        NotNegative(LabelNoise, "Variance of the noise on every label of a step, after training.", 0) with { KeepsSeed = true },
        NotNegative(SynapticNoise, "Variance that every weight gains per unit of learning time, after training.", 0) with { KeepsSeed =
            true },
        Integer(DriftEpochs,
            "Epochs of learning under noise after training: a tenth before anything is recorded, the rest in 200 records.", 10_000, 250,
                100_000_000) with
        {
            KeepsSeed = true,
        },
    ];

    internal override void Check(Cell cell, IReadOnlyList<string> rules)
    {
        base.Check(cell, rules);
        foreach (string rule in rules)
        {
            TrainingSpec spec = cell.Training(rule, 0);
            if (spec.KeepNorms) throw new CellException("the theory of noise is of free norms", [KeepNorms]);
            if (spec.Rule is SignedDeltaRule { Feedback: Feedback.FixedRandom })
                throw new CellException($"the theory of noise is of backpropagation, not of {rule}", []);
            if (spec.Activation != Activation.Linear && spec.Rule is SignedDeltaRule { OutputDerivative: false })
                throw new CellException("the theory of noise has φ'(a2) in the rule", [OutputDerivative]);
        }
    }

    internal override RunData Run(Cell cell, string rule, int seed, SharedProblems shared, CancellationToken cancellation)
    {
        TrainingProblem problem = shared.Of(cell, rule, seed);
        Recording recording = Trainer.Run(problem, progress: null, cancellation);
        var noise = new LearningNoise
        {
            InputVariance = cell.Number(InputNoise),
            LabelVariance = cell.Number(LabelNoise),
            SynapticVariance = cell.Number(SynapticNoise)
        };
        NoiseTheory? theory = recording.Outcome is Outcome.Diverged or Outcome.NonFinite ? null
            : NoiseTheory.Create(problem, recording.Final, noise);
        DriftRecording? drift = theory is null ? null : Follow(cell, problem, recording, noise, theory, cancellation);
        bool diffuses = noise.SynapticVariance > 0;
        return new RunData(
            recording.Outcome,
            recording.Path,
            [
                .. TrainingExperiment.Measures(cell, recording),
                new(Measure.Stationary, theory is null ? double.NaN : theory.IsStationary ? 1 : 0),
                new(Measure.KeptLoss, drift?.MeanLoss ?? double.NaN),
                new(Measure.KeptLossTheory, theory?.StationaryLoss ?? double.NaN),
                new(Measure.DriftRate, drift?.DriftRate ?? double.NaN),
                new(Measure.DriftRateTheory, theory?.DriftRate ?? double.NaN),
                new(Measure.DriftExponent, diffuses && drift is not null ? drift.DriftExponent : double.NaN),
                new(Measure.DriftFactor, theory?.DriftFactor ?? double.NaN),
                new(Measure.RepresentationRate, drift?.RepresentationRate ?? double.NaN),
                new(Measure.RepresentationRateTheory, theory?.RepresentationRate ?? double.NaN),
                new(Measure.DecoderAgeing, drift?.DecoderAgeing ?? double.NaN),
                new(Measure.DecoderAgeingTheory, theory?.DecoderAgeing ?? double.NaN),
                new(Measure.Alignment, drift?.Alignment[^1] ?? double.NaN),
                new(Measure.EntropyProduction, theory?.EntropyProduction ?? double.NaN),
            ],
            drift is null ? TrainingExperiment.Curves(cell, recording) :
            [
                .. TrainingExperiment.Curves(cell, recording),
                new RunSeries(Series.KeptLoss, [.. drift.Times], [.. drift.Loss]),
                new RunSeries(Series.DecoderLoss, [.. drift.Times], [.. drift.DecoderLoss]),
                new RunSeries(Series.Alignment, [.. drift.Times], [.. drift.Alignment]),
                new RunSeries(Series.TangentSquare, [.. drift.LagTimes], [.. drift.TangentSquare]),
            ]);
    }

    internal override RunWork Work(Cell cell, string rule)
    {
        TrainingSpec spec = cell.Training(rule, 0);
        return new RunWork(OfDrift, TrainingExperiment.WorkOf(spec).Units + Steps(cell, spec) * Units(spec));
    }

    private static DriftRecording Follow(
        Cell cell, TrainingProblem problem, Recording recording, LearningNoise noise, NoiseTheory theory, CancellationToken cancellation)
    {
        long steps = Steps(cell, problem.Spec), burnIn = steps / 10;
        var options = new DriftOptions { BurnIn = (int)burnIn, Records = Records, Interval = (int)((steps - burnIn) / Records) };
        return DriftRecording.Follow(new OngoingLearning(problem, recording.Final, noise), problem, theory, options, cancellation);
    }

    private static long Steps(Cell cell, TrainingSpec spec) =>
        Math.Min(int.MaxValue, (long)cell.Integer(DriftEpochs) * (spec.TrainingSamples / spec.BatchSize));

    // A step in plain matrices, with a normal number for every weight and label.
    private static double Units(TrainingSpec spec) => 2.0 * spec.HiddenUnits * (spec.Inputs + spec.Outputs) * (spec.BatchSize + 20);

    private static double SecondsPerUnit()
    {
        var problem = TrainingProblem.Create(TrainingExperiment.Conventional(Activation.Linear, 10, 40, 20));
        var noise = new LearningNoise { LabelVariance = 1e-6, SynapticVariance = 1e-9 };
        return Timing.Seconds(() =>
        {
            var learning = new OngoingLearning(problem, problem.Teacher, noise);
            learning.Advance(100);
            return learning.Step;
        }) / (100 * Units(problem.Spec));
    }
}
