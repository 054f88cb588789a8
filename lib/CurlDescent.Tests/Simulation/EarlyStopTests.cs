using CurlDescent.Simulation;

namespace CurlDescent.Tests.Simulation;

/// <summary>Early ends save work and change nothing that was recorded before them.</summary>
public class EarlyStopTests
{
    private static readonly TrainingSpec Base = new()
    {
        Inputs = 8,
        HiddenUnits = 20,
        TrainingSamples = 40,
        BatchSize = 10,
        Epochs = 400,
        Seed = 7,
        LearningRate = 0.2,
        ErrorSchedule = RecordingSchedule.Every(5),
    };

    [Theory]
    [InlineData(Outcome.Converged)]
    [InlineData(Outcome.ThresholdReached)]
    [InlineData(Outcome.Diverged)]
    [InlineData(Outcome.NonFinite)]
    public void TheRecordingIsTheBeginningOfTheFullOne(Outcome expected)
    {
        TrainingSpec endless = expected is Outcome.Diverged or Outcome.NonFinite
            ? Base with { LearningRate = 12, DivergenceThreshold = double.MaxValue, ErrorSchedule = RecordingSchedule.Every(1) }
            : Base;
        TrainingSpec stopping = expected switch
        {
            Outcome.Converged => Base with { ErrorFloor = 1e-3 },
            Outcome.ThresholdReached => Base with { StopThreshold = 1e-3 },
            Outcome.Diverged => endless with { DivergenceThreshold = 10 },
            _ => endless,
        };
        Recording stopped = Trainer.Run(stopping);
        Assert.Equal(expected, stopped.Outcome);
        Assert.True(stopped.Epochs[^1] < Base.Epochs, "nothing was saved");

        // Trained exactly to that epoch without any reason to stop, the run has the same past and the same weights.
        Recording full = Trainer.Run(endless with { Epochs = stopped.Epochs[^1] });
        Assert.Equal(full.Epochs, stopped.Epochs);
        Assert.Equal(full.TrainErrors, stopped.TrainErrors);
        Assert.Equal(full.TestErrors, stopped.TestErrors);
        Assert.Equal(full.Final.HiddenWeights, stopped.Final.HiddenWeights);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("tanh")]
    public void AfterTheEndNoEpochIsTrained(string activation)
    {
        TrainingSpec spec = Base with
        {
            Activation = Activation.Parse(activation),
            StopThreshold = 5e-3,
            Epochs = 100_000,
            LearningRate = 0.1,
        };
        TrainingProblem problem = TrainingProblem.Create(spec);
        using var counting = new CountingPath(PathSelection.Open(problem, TrainingPathKind.Automatic));
        Recording recording = Trainer.Run(problem, counting, null, TestContext.Current.CancellationToken);
        Assert.Equal(Outcome.ThresholdReached, recording.Outcome);
        Assert.Equal(recording.Epochs[^1], counting.Epochs);
        Assert.Equal(recording.Epochs.Count, counting.ErrorEvaluations);
    }

    [Fact]
    public void ErrorsAreComputedAtRecordedEpochsOnly()
    {
        TrainingSpec spec = Base with { ErrorSchedule = RecordingSchedule.At(3, 17) };
        TrainingProblem problem = TrainingProblem.Create(spec);
        using var counting = new CountingPath(PathSelection.Open(problem, TrainingPathKind.Automatic));
        Trainer.Run(problem, counting, null, TestContext.Current.CancellationToken);
        Assert.Equal(3, counting.ErrorEvaluations);
        Assert.Equal(400, counting.Epochs);
    }

    [Fact]
    public void ANonFiniteStateIsFoundBeforeTheNextRecordedEpoch()
    {
        TrainingSpec spec = Base with
        {
            LearningRate = 1e6,
            Epochs = 100_000,
            ErrorSchedule = RecordingSchedule.At(0),
            Rule = LearningRule.CurlDescent(RuleFlips.Counts(2, 0)),
        };
        TrainingProblem problem = TrainingProblem.Create(spec);
        using var counting = new CountingPath(PathSelection.Open(problem, TrainingPathKind.Automatic));
        Recording recording = Trainer.Run(problem, counting, null, TestContext.Current.CancellationToken);
        Assert.Equal(Outcome.NonFinite, recording.Outcome);
        Assert.Equal(100_000, recording.Epochs[^1]);
        Assert.InRange(counting.Epochs, 1, 500);
    }

    private sealed class CountingPath(TrainingPath inner) : TrainingPath
    {
        public int Epochs { get; private set; }

        public int ErrorEvaluations { get; private set; }

        public override string Name => inner.Name;

        public override bool IsLost => inner.IsLost;

        public override void RunEpoch(ReadOnlySpan<int> order)
        {
            Epochs++;
            inner.RunEpoch(order);
        }

        public override (double Train, double Test) Errors()
        {
            ErrorEvaluations++;
            return inner.Errors();
        }

        public override void CopyWeights(TwoLayerNetwork destination) => inner.CopyWeights(destination);

        public override void Dispose() => inner.Dispose();
    }
}
