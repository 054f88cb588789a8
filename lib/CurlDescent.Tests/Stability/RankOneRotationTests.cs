using MathNet.Numerics.LinearAlgebra;
using static CurlDescent.Tests.Stability.TurningNetworks;

namespace CurlDescent.Tests.Stability;

public class RankOneRotationTests
{
    /// <summary>
    /// Weights built to fit the closed form, from no training at all: a step must turn them and leave the function and the Gram matrices.
    /// </summary>
    [Theory]
    [InlineData(1, 0.01)]
    [InlineData(1, 0.4)]
    [InlineData(2, 0.1)]
    [InlineData(4, 0.1)]
    public void AStepTurnsTheConstructedStateAndNothingElse(int flips, double learningRate)
    {
        int found = 0;
        for (ulong seed = 1; seed <= 8; seed++)
        {
            TrainingProblem problem = TrainingProblem.Create(Spec(flips, seed) with { LearningRate = learningRate });
            foreach (RankOneRotation rotation in RankOneRotation.FindAll(problem))
            {
                found++;
                AssertTurns(problem, Construct(problem, rotation), rotation.Function, rotation.Angle, learningRate / 100, 1e-11);
            }
        }

        Assert.InRange(found, flips == 1 ? 14 : 8, 16);
    }

    [Theory]
    [InlineData(20, 20, 2UL, 1)]
    [InlineData(20, 20, 4UL, 0)]
    [InlineData(16, 24, 3UL, 0)]
    [InlineData(12, 28, 6UL, 1)]
    public void TrainingWithOneFlippedInputEndsInOneOfTwo(int hiddenUnits, int inputs, ulong seed, int which)
    {
        TrainingProblem problem =
            TrainingProblem.Create(Spec(1, seed) with { HiddenUnits = hiddenUnits, Inputs = inputs, Epochs = 100_000 });
        IReadOnlyList<RankOneRotation> states = RankOneRotation.FindAll(problem);
        Assert.Equal(2, states.Count);
        RankOneRotation rotation = states[which];
        Recording recording = AssertTrainingEnds(problem, rotation.TrainError, rotation.TestError, rotation.Angle);
        Assert.Equal(1, recording.Final.HiddenMatrix().Svd(false).S[0] / Math.Sqrt(HiddenSquares(problem)), 1e-9);
    }

    [Fact]
    public void ThereIsNoneWithoutFlipsOrWhereAllAreFlipped()
    {
        Assert.Empty(RankOneRotation.FindAll(TrainingProblem.Create(Spec(0, 1))));
        Assert.Empty(RankOneRotation.FindAll(TrainingProblem.Create(Spec(8, 1))));
    }

    [Fact]
    public void RefusesFewerSamplesThanInputs() =>
        Assert.Equal(
            "TrainingSamples",
            Assert.Throws<SpecException>(
                () => RankOneRotation.FindAll(TrainingProblem.Create(Spec(1, 1) with { TrainingSamples = 5, BatchSize = 5 }))).Field);

    // W2 along the first hidden unit, p in the plane of the first two.
    private static double[] Construct(TrainingProblem problem, RankOneRotation rotation)
    {
        (int inputs, int units) = (problem.Spec.Inputs, problem.Spec.HiddenUnits);
        Vector<double> f = Vector<double>.Build.Dense([.. rotation.Function]);
        double readout = Math.Sqrt(problem.Student.ReadoutMatrix().Row(0).DotProduct(problem.Student.ReadoutMatrix().Row(0))),
            along = 1 / readout;
        double across = Math.Sqrt(HiddenSquares(problem) / f.DotProduct(f) - along * along);
        var state = new double[units * inputs + units];
        (f * along).AsArray().CopyTo(state, 0);
        (f * across).AsArray().CopyTo(state, inputs);
        state[units * inputs] = readout;
        return state;
    }
}
