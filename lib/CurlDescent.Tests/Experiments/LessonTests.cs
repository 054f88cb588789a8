using CurlDescent.Experiments.Lessons;
using CurlDescent.Plasticity;
using CurlDescent.Simulation;

namespace CurlDescent.Tests.Experiments;

public class LessonTests
{
    [Fact]
    public void AClaimThatHoldsIsALineAndOneThatDoesNotFails()
    {
        Assert.Equal("✓ one is one (1 = 1)", Claim.That("one is one", true, "1 = 1"));
        Assert.Equal("✗ one is two (1 ≠ 2)", Assert.Throws<ClaimFailedException>(() => Claim.That("one is two", false, "1 ≠ 2")).Message);
    }

    [Fact]
    public void AnExerciseIsOpenWrongOrRight()
    {
        Assert.Equal("○ E: not done yet. Fill in f.", Exercise.Check("E", () => throw new NotImplementedException("Fill in f."), 2, 0.1, "halve"));
        Assert.StartsWith("✗ E: not yet right; your code gives 2.5. Hint: halve", Exercise.Check("E", () => 2.5, 2, 0.1, "halve"));
        Assert.Equal("✓ E: right.", Exercise.Check("E", () => 2.05, 2, 0.1, "halve"));
        Assert.Throws<InvalidOperationException>(() => Exercise.Check("E", () => throw new InvalidOperationException(), 2, 0.1, "halve"));
    }

    [Fact]
    public void AnEnsembleTrainsEachRunAsItWouldAlone()
    {
        var spec = new TrainingSpec { Inputs = 3, HiddenUnits = 5, TrainingSamples = 20, BatchSize = 5, Epochs = 7, Rule = LearningRule.FeedbackAlignment };
        Recording[] runs = Ensemble.Train(spec, 4);
        Assert.Equal(4, runs.Length);
        for (uint run = 0; run < 4; run++) Assert.Equal(Trainer.Run(spec with { Run = run }).TestErrors, runs[run].TestErrors);
        Assert.NotEqual(runs[0].TestErrors, runs[1].TestErrors);
        Assert.Contains("Runs = 0", Assert.Throws<SpecException>(() => Ensemble.Train(spec, 0)).Message);
        Assert.Throws<OperationCanceledException>(() => Ensemble.Train(spec, 2, new CancellationToken(true)));
    }
}
