namespace CurlDescent.Tests.Simulation;

public class TrainerTests
{
    private static readonly TrainingSpec Small = new()
    {
        Inputs = 8,
        HiddenUnits = 20,
        TrainingSamples = 40,
        BatchSize = 10,
        Epochs = 200,
        Seed = 7,
        LearningRate = 0.2,
    };

    [Fact]
    public void GradientDescentLearnsTheTeacher()
    {
        Recording recording = Trainer.Run(Small with { Epochs = 2000 });
        Assert.Equal(Outcome.HorizonReached, recording.Outcome);
        Assert.True(recording.FinalTestError < 1e-6 * recording.TestErrors[0]);
        Assert.Equal(recording.Epochs.Count, recording.TrainErrors.Count);
        Assert.Equal(0, recording.Epochs[0]);
        Assert.Equal(2000, recording.Epochs[^1]);
    }

    [Fact]
    public void TheSameSpecGivesTheSameBitsAndAnotherRunDoesNot()
    {
        Recording first = Trainer.Run(Small), second = Trainer.Run(Small), other = Trainer.Run(Small with { Run = 1 });
        Assert.Equal(first.TrainErrors, second.TrainErrors);
        Assert.Equal(first.Final.HiddenWeights.ToArray(), second.Final.HiddenWeights.ToArray());
        Assert.NotEqual(first.TrainErrors, other.TrainErrors);
    }

    [Theory]
    [InlineData(DrawnPer.Run, DrawnPer.Run)]
    [InlineData(DrawnPer.Run, DrawnPer.Cell)]
    [InlineData(DrawnPer.Cell, DrawnPer.Run)]
    [InlineData(DrawnPer.Cell, DrawnPer.Cell)]
    public void RunsShareWhatTheSpecSays(DrawnPer teacher, DrawnPer inputs)
    {
        TrainingSpec spec = Small with { TeacherPer = teacher, InputsPer = inputs };
        TrainingProblem first = TrainingProblem.Create(spec), second = TrainingProblem.Create(spec with { Run = 5 });
        Assert.Equal(teacher == DrawnPer.Cell, first.Teacher.HiddenWeights.SequenceEqual(second.Teacher.HiddenWeights));
        Assert.Equal(teacher == DrawnPer.Cell, first.Teacher.ReadoutWeights.SequenceEqual(second.Teacher.ReadoutWeights));
        Assert.Equal(inputs == DrawnPer.Cell, first.Training.InputMatrix().Equals(second.Training.InputMatrix()));
        Assert.Equal(inputs == DrawnPer.Cell, first.Test.InputMatrix().Equals(second.Test.InputMatrix()));
        Assert.NotEqual(first.Student.HiddenWeights.ToArray(), second.Student.HiddenWeights.ToArray());

        // Whatever is shared is drawn once; the problem is the same as if it had been drawn alone.
        TrainingProblem other = first.WithRun(spec with { Run = 5 });
        Assert.Equal(teacher == DrawnPer.Cell && inputs == DrawnPer.Cell, ReferenceEquals(first.Training, other.Training));
        Assert.Equal(inputs == DrawnPer.Cell, ReferenceEquals(first.Training.Inputs, other.Training.Inputs));
        Assert.Equal(second.Teacher.HiddenWeights.ToArray(), other.Teacher.HiddenWeights.ToArray());
        Assert.Equal(second.Training.InputMatrix(), other.Training.InputMatrix());
        Assert.Equal(second.Training.TargetMatrix(), other.Training.TargetMatrix());
        Assert.Equal(second.Test.TargetMatrix(), other.Test.TargetMatrix());
        Assert.Equal(second.Student.HiddenWeights.ToArray(), other.Student.HiddenWeights.ToArray());
        Assert.Equal(Trainer.Run(second).TrainErrors, Trainer.Run(other).TrainErrors);

        // The teacher's and the student's streams differ: a student that shares its teacher's distribution does not start at it.
        Assert.NotEqual(second.Teacher.HiddenWeights.ToArray(), second.Student.HiddenWeights.ToArray());
        Assert.Throws<SpecException>(() => first.WithRun(spec with { Seed = 8 }));
        Assert.Throws<SpecException>(() => first.WithRun(spec with { Run = 5, TeacherPer = 1 - teacher }));
    }

    [Fact]
    public void ARunsOwnTeacherAndTheCellsAreDifferentDraws()
    {
        // The stream of a shared teacher is that of no run, so changing what is shared changes the teacher of every run.
        TrainingProblem Problem(DrawnPer teacher) => TrainingProblem.Create(Small with { TeacherPer = teacher, InputsPer = DrawnPer.Cell });
        Assert.NotEqual(Problem(DrawnPer.Run).Teacher.HiddenWeights.ToArray(), Problem(DrawnPer.Cell).Teacher.HiddenWeights.ToArray());
        Assert.Equal(Problem(DrawnPer.Run).Training.InputMatrix(), Problem(DrawnPer.Cell).Training.InputMatrix());
        Assert.Equal(Problem(DrawnPer.Run).Student.HiddenWeights.ToArray(), Problem(DrawnPer.Cell).Student.HiddenWeights.ToArray());
    }

    [Fact]
    public void NormsAreKept()
    {
        TrainingSpec spec = Small with { KeepNorms = true, Rule = LearningRule.CurlDescent(RuleFlips.Counts(2, 3)) };
        TwoLayerNetwork start = TrainingProblem.Create(spec).Student;
        TwoLayerNetwork end = Trainer.Run(spec).Final;
        Assert.Equal(start.HiddenMatrix().FrobeniusNorm(), end.HiddenMatrix().FrobeniusNorm(), 1e-12);
        Assert.Equal(start.ReadoutMatrix().FrobeniusNorm(), end.ReadoutMatrix().FrobeniusNorm(), 1e-12);
        Assert.NotEqual(start.HiddenMatrix(), end.HiddenMatrix());
    }

    [Fact]
    public void AStartNearTheTeacherDiffersInOneLayerByTheGivenAmount()
    {
        TrainingProblem problem = TrainingProblem.Create(Small with { Start = StartPoint.NearTeacher(WeightLayer.Hidden, 1e-3) });
        Assert.Equal(problem.Teacher.ReadoutMatrix(), problem.Student.ReadoutMatrix());
        double rms = (problem.Teacher.HiddenMatrix() - problem.Student.HiddenMatrix()).FrobeniusNorm() / Math.Sqrt(160);
        Assert.Equal(1e-3, rms, 2e-4);
    }

    [Fact]
    public void OutcomesAreRecorded()
    {
        Assert.Equal(Outcome.Converged, Trainer.Run(Small with { Epochs = 100_000, ErrorFloor = 1e-4 }).Outcome);

        Recording crossed = Trainer.Run(Small with { Epochs = 100_000, StopThreshold = 1e-3 });
        Assert.Equal(Outcome.ThresholdReached, crossed.Outcome);
        Assert.Equal(crossed.Epochs[^1], crossed.EpochsToThreshold(1e-3));
        Assert.Null(crossed.EpochsToThreshold(1e-300));

        Assert.Equal(Outcome.Diverged, Trainer.Run(Small with { LearningRate = 20, ErrorSchedule = RecordingSchedule.Every(1) }).Outcome);
        Recording overflow = Trainer.Run(
            Small with { LearningRate = 20, ErrorSchedule = RecordingSchedule.At(150), DivergenceThreshold = double.MaxValue });
        Assert.Equal(Outcome.NonFinite, overflow.Outcome);
        Assert.Equal(150, overflow.Epochs[^1]);
    }

    [Fact]
    public void StoppingEarlyDoesNotChangeWhatWasRecordedBefore()
    {
        Recording full = Trainer.Run(Small), stopped = Trainer.Run(Small with { StopThreshold = 1e-2 });
        Assert.True(stopped.Epochs.Count < full.Epochs.Count);
        Assert.Equal(full.TrainErrors.Take(stopped.TrainErrors.Count), stopped.TrainErrors);
    }

    [Fact]
    public void ASnapshotIsTheStateOfItsEpoch()
    {
        Recording recording = Trainer.Run(Small with { WeightSchedule = RecordingSchedule.At(0, 50, 200) });
        Assert.Equal([0, 50, 200], recording.Weights.Select(w => w.Epoch));
        Assert.Equal(
            Trainer.Run(Small with { Epochs = 50 }).Final.HiddenWeights.ToArray(), recording.Weights[1].Network.HiddenWeights.ToArray());
        Assert.Equal(recording.Final.HiddenWeights.ToArray(), recording.Weights[2].Network.HiddenWeights.ToArray());
    }

    [Fact]
    public void ProgressIsToldAndCancellationHeard()
    {
        var seen = new List<TrainingProgress>();
        using var source = new CancellationTokenSource();
        var progress = new Inline<TrainingProgress>(p =>
        {
            seen.Add(p);
            if (p.Epoch >= 20) source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => Trainer.Run(Small, progress, source.Token));
        Assert.All(seen, p => Assert.Equal(200, p.Horizon));
        Assert.InRange(seen[^1].Epoch, 20, 30);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void TheLogarithmicScheduleIsThePapers(int horizon)
    {
        int[] epochs = RecordingSchedule.LogSpaced(100).Resolve(horizon, "x");
        Assert.Equal(0, epochs[0]);
        Assert.Equal(horizon - 1, epochs[^1]);
        Assert.Equal(epochs.Distinct().Order(), epochs);
        if (horizon == 100_000) Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], epochs.Take(10));
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("relu")]
    public void TheBalanceOfEveryHiddenUnitDriftsInProportionToTheStep(string activation)
    {
        RuleFlips flips = RuleFlips.Counts(3, 4);

        // The same stretch of time t = η·steps with η halved twice: the drift must halve with it.
        double[] drift = [.. new[] { 0.04, 0.02, 0.01 }.Select(rate =>
        {
            TrainingSpec spec = Small with
            {
                Activation = Activation.Parse(activation), Rule = LearningRule.CurlDescent(flips), LearningRate = rate, BatchSize = 40,
                Epochs = (int)(8 / rate),
            };
            // A linear output is needed for the law; with ReLU at the output, δ2 is cut by φ'(a2), which keeps the law, as φ'(a2)·a2 = ŷ.
            double[] before = ConservedBalance.Compute(TrainingProblem.Create(spec).Student, flips);
            double[] after = ConservedBalance.Compute(Trainer.Run(spec).Final, flips);
            return before.Zip(after, (a, b) => Math.Abs(a - b)).Max();
        })];
        Assert.InRange(drift[0] / drift[1], 1.7, 2.3);
        Assert.InRange(drift[1] / drift[2], 1.7, 2.3);
        Assert.True(drift[2] < 1e-2);
    }

    private sealed class Inline<T>(Action<T> action) : IProgress<T>
    {
        public void Report(T value) => action(value);
    }
}
