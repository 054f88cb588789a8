using MathNet.Numerics.LinearAlgebra;
using static CurlDescent.Tests.Stability.TurningNetworks;

namespace CurlDescent.Tests.Stability;

public class SilentRotationTests
{
    /// <summary>
    /// Weights built to fit the closed form, from no training at all: a step must turn them and leave the function and the Gram matrices.
    /// </summary>
    [Theory]
    [InlineData(8, 0.01)]
    [InlineData(8, 0.5)]
    [InlineData(6, 0.1)]
    [InlineData(5, 0.3)]
    public void AStepTurnsTheConstructedStateAndNothingElse(int flips, double learningRate)
    {
        int found = 0;
        for (ulong seed = 1; seed <= 8; seed++)
        {
            TrainingProblem problem = TrainingProblem.Create(Spec(flips, seed) with { LearningRate = learningRate });
            if (SilentRotation.Find(problem) is not { } rotation) continue;
            found++;
            AssertTurns(problem, Construct(problem, rotation), rotation.Function, rotation.Angle, learningRate / 20, 1e-13);
        }

        Assert.InRange(found, flips == 8 ? 8 : 1, 8);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public void TrainingEndsThere(ulong seed)
    {
        TrainingProblem problem = TrainingProblem.Create(Spec(8, seed) with { Epochs = 60_000 });
        SilentRotation rotation = SilentRotation.Find(problem)!;
        AssertTrainingEnds(problem, rotation.TrainError, rotation.TestError, rotation.Angle);
    }

    [Fact]
    public void ForSmallStepsTheFunctionVanishesAndTheAngleIsThatOfTheFlow()
    {
        TrainingProblem problem = TrainingProblem.Create(Spec(8, 1) with { LearningRate = 1e-6 });
        SilentRotation rotation = SilentRotation.Find(problem)!;
        Matrix<double> inputs = problem.Training.InputMatrix();
        Vector<double> targets = problem.Training.TargetMatrix().Row(0), r = inputs * targets / problem.Training.Samples;

        Assert.InRange(Vector<double>.Build.Dense([.. rotation.Function]).L2Norm(), 0, 1e-6);
        Assert.Equal(targets.DotProduct(targets) / (2 * problem.Training.Samples), rotation.TrainError, 1e-6);
        Assert.Equal(1, rotation.Angle / 1e-6 / r.L2Norm(), 1e-4);
        Assert.Equal(-1, SilentRotation.SignedCorrelation(problem), 1e-12);
    }

    /// <summary>The theorem on X: with slack some W1 makes it positive semidefinite, without slack none of many does.</summary>
    [Theory]
    [InlineData(16, 8, 8)]
    [InlineData(9, 8, 6)]
    [InlineData(8, 8, 8)]
    [InlineData(6, 8, 7)]
    [InlineData(5, 8, 6)]
    public void XCanBePositiveSemidefiniteExactlyWithSlack(int hiddenUnits, int inputs, int flips)
    {
        int found = 0;
        for (ulong seed = 1; seed <= 30; seed++)
        {
            TrainingProblem problem =
                TrainingProblem.Create(Spec(flips, seed) with { HiddenUnits = hiddenUnits, Inputs = inputs, LearningRate = 0.01 });
            if (SilentRotation.Find(problem) is not { } rotation) continue;
            found++;
            if (rotation.Slack >= 0)
            {
                Assert.InRange(LeastEigenvalue(problem, Gram(problem, rotation, e => BestFill(problem, e))), -1e-12, 1e-12);
                Assert.Equal(flips < hiddenUnits, rotation.CanBeStable);
            }
            else
            {
                Assert.False(rotation.CanBeStable);
                for (uint trial = 0; trial < 20; trial++)
                    Assert.True(LeastEigenvalue(problem, Gram(problem, rotation, e => RandomFill(e, trial))) < 0);
                Assert.True(LeastEigenvalue(problem, Gram(problem, rotation, e => BestFill(problem, e))) < 0);
            }
        }

        Assert.InRange(found, 3, 30);
    }

    /// <summary>Where no turning state can be stable, training ends chaotic; with slack to spare it ends turning.</summary>
    [Theory]
    [InlineData(24, 15, 15, 1, false)]
    [InlineData(22, 17, 13, 1, false)]
    [InlineData(18, 21, 21, 1, true)]
    [InlineData(16, 23, 17, 1, true)]
    [InlineData(20, 20, 20, 1, true)]
    public void ChaosIsWhereNoTurningStateCanBeStable(int hiddenUnits, int inputs, int flips, ulong seed, bool chaotic)
    {
        TrainingProblem problem = TrainingProblem.Create(Spec(flips, seed) with { HiddenUnits = hiddenUnits, Inputs = inputs });
        Assert.Equal(!chaotic, SilentRotation.Find(problem) is { CanBeStable: true, Slack: > 3 });
        Assert.Equal(chaotic, SilentRotation.Find(problem) is not { CanBeStable: true });

        var options = new LyapunovOptions { TransientSteps = 60_000, Batches = 10, StepsPerBatch = 2000, Interval = 5 };
        double exponent =
            LyapunovExponents.OfTraining(problem, options, cancellation: TestContext.Current.CancellationToken).PerUnitTime.Largest;

        if (chaotic) Assert.InRange(exponent, 0.01, 1);
        else Assert.InRange(exponent, -0.001, 0.001);
    }

    [Fact]
    public void ThereIsNoneWithoutFlipsOrWithTooSmallANorm()
    {
        Assert.Null(SilentRotation.Find(TrainingProblem.Create(Spec(0, 1))));
        Assert.Equal(1, SilentRotation.SignedCorrelation(TrainingProblem.Create(Spec(0, 1))), 1e-12);
        TrainingSpec narrow = Spec(8, 1) with { HiddenUnits = 2, Teacher = new Teacher { HiddenNorm = 0.5, ReadoutNorm = 1 } };
        Assert.Null(SilentRotation.Find(TrainingProblem.Create(narrow)));
    }

    [Fact]
    public void RefusesProblemsOfAnotherKind()
    {
        TrainingSpec spec = Spec(8, 1);
        foreach ((TrainingSpec wrong, string field) in new[]
        {
            (spec with { Activation = Activation.Tanh }, "Activation"),
            (spec with { Outputs = 2 }, "Outputs"),
            (spec with { BatchSize = 10 }, "BatchSize"),
            (spec with { KeepNorms = false }, "KeepNorms"),
            (spec with { Rule = LearningRule.CurlDescent(RuleFlips.Counts(8, 1)) }, "Rule"),
        })
        {
            TrainingProblem problem = TrainingProblem.Create(wrong);
            Assert.Equal(field, Assert.Throws<SpecException>(() => SilentRotation.Find(problem)).Field);
            Assert.Equal(field, Assert.Throws<SpecException>(() => SilentRotation.SignedCorrelation(problem)).Field);
        }
    }

    // W2 along the first hidden unit; along the second the least that Ae = −b(1 + x)D1e asks for; along the third the rest of the norm,
    // orthogonal to e.
    private static double[] Construct(TrainingProblem problem, SilentRotation rotation)
    {
        (int inputs, int units) = (problem.Spec.Inputs, problem.Spec.HiddenUnits);
        (Vector<double> e, Vector<double> signed, double b, double x) = Parts(problem, rotation);
        Vector<double> first = Vector<double>.Build.Dense([.. rotation.Function]) / Math.Sqrt(b),
            second = signed * Math.Sqrt(b * (1 + 0.75 * x) / -e.DotProduct(signed));
        Vector<double> third = Orthogonal(e, 0);
        third *= Math.Sqrt(HiddenSquares(problem) - first.DotProduct(first) - second.DotProduct(second)) / third.L2Norm();

        var state = new double[units * inputs + units];
        foreach ((
            Vector<double> row, int unit) in new[] { (first, 0), (second, 1), (third, 2) }) row.AsArray().CopyTo(state, unit * inputs);
        state[units * inputs] = Math.Sqrt(b);
        return state;
    }

    // A = W1ᵀW1 with the trace of the problem and Ae = −b(1 + x)D1e: the least such matrix and, for the rest of the trace, a fill that
    // takes e to 0.
    private static Matrix<double> Gram(TrainingProblem problem, SilentRotation rotation, Func<Vector<double>, Matrix<double>> fill)
    {
        (Vector<double> e, Vector<double> signed, double b, double x) = Parts(problem, rotation);
        Matrix<double> least = signed.OuterProduct(signed) * (b * (1 + x) / -e.DotProduct(signed)), rest = fill(e);
        return least + rest * ((HiddenSquares(problem) - least.Trace()) / rest.Trace());
    }

    // On the flipped inputs orthogonal to e, all alike.
    private static Matrix<double> BestFill(TrainingProblem problem, Vector<double> e)
    {
        Vector<double> flipped = (1 - Signs(problem)) / 2, part = e.PointwiseMultiply(flipped);
        return Matrix<double>.Build.DiagonalOfDiagonalVector(flipped) - part.OuterProduct(part) / part.DotProduct(part);
    }

    private static Matrix<double> RandomFill(Vector<double> e, uint trial)
    {
        Matrix<double> fill = Matrix<double>.Build.Dense(e.Count, e.Count);
        for (uint k = 0; k < e.Count; k++)
        {
            Vector<double> row = Orthogonal(e, 1 + trial * 100 + k);
            fill += row.OuterProduct(row);
        }

        return fill;
    }

    private static Vector<double> Orthogonal(Vector<double> e, uint run)
    {
        Vector<double> row = Vector<double>.Build.Dense(e.Count);
        new RandomStream(9, run, RandomPurpose.StudentHidden).FillNormal(1, row.AsArray());
        return row - e * (row.DotProduct(e) / e.DotProduct(e));
    }

    private static double LeastEigenvalue(TrainingProblem problem, Matrix<double> gram)
    {
        SilentRotation rotation = SilentRotation.Find(problem)!;
        (_, _, double b, double x) = Parts(problem, rotation);
        return (gram + Matrix<double>.Build.DiagonalOfDiagonalVector(Signs(problem)) * (b * (1 + x))).Evd(
            Symmetricity.Symmetric).EigenValues.Real().Minimum();
    }

    private static (Vector<double> E, Vector<double> Signed, double B, double X) Parts(TrainingProblem problem, SilentRotation rotation)
    {
        double b = problem.Student.ReadoutMatrix().Row(0).DotProduct(problem.Student.ReadoutMatrix().Row(0)), η = problem.Spec.StepSize;
        Vector<double> signed = Vector<double>.Build.Dense([.. rotation.Function]) * (2 / (η * b)),
            e = Signs(problem).PointwiseMultiply(signed);
        return (e, signed, b, -η * η * e.DotProduct(signed));
    }
}
