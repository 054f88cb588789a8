using CurlDescent.Tests.Support;

namespace CurlDescent.Tests.VectorFields;

public class TwoWeightToyTests
{
    public static TheoryData<bool, bool> Flips => new() { { false, false }, { true, false }, { false, true }, { true, true } };

    [Theory]
    [MemberData(nameof(Flips))]
    public void JacobianAndCurlAgreeWithFiniteDifferences(bool flipHidden, bool flipReadout)
    {
        var toy = new TwoWeightToy(0.7, flipHidden, flipReadout);
        foreach (double[] w in (double[][])[[0.3, -1.2], [1.5, 0.4], [0, 0]])
        {
            Assert.Equal(0, (toy.Jacobian(w) - FiniteDifferences.Jacobian(toy, w)).FrobeniusNorm(), 1e-9);
            Assert.Equal(Circulation.Curl(toy.Jacobian(w), [1, 0], [0, 1]), toy.Curl(w[0], w[1]), 1e-14);
            Assert.Equal(toy.IsGradient, JacobianSplit.At(toy, w).CurlNormRatio == 0);
        }
    }

    [Theory]
    [MemberData(nameof(Flips))]
    public void TheConservedQuantityIsConserved(bool flipHidden, bool flipReadout)
    {
        var toy = new TwoWeightToy(1, flipHidden, flipReadout);
        Trajectory path = Trajectory.Integrate(toy, [0.9, -0.4], flipHidden && flipReadout ? 0.5 : 10, 1e-12);
        Assert.Equal(TrajectoryOutcome.HorizonReached, path.Outcome);
        Assert.True(path.Times.Count > 10);
        double start = toy.ConservedQuantity(0.9, -0.4);
        double drift = path.Points.Max(w => Math.Abs(toy.ConservedQuantity(w[0], w[1]) - start));
        Assert.True(drift < 1e-9, $"{drift:e2}");
        if (!flipHidden && !flipReadout) Assert.True(toy.Loss(path.Points[^1][0], path.Points[^1][1]) < 1e-6);
    }

    [Fact]
    public void OnItsCircleTheAngleObeysTheClosedForm()
    {
        // dθ/dt = −t for w at r → 0: the motion is a uniform rotation; for 2t > r² it never stops, and its period is 2π/√(t² − r⁴/4).
        const double target = 1, radius = 0.8;
        double period = Math.Tau / Math.Sqrt(target * target - Math.Pow(radius, 4) / 4);
        Trajectory path = Trajectory.Integrate(new TwoWeightToy(target, flipReadout: true), [radius, 0], period, 1e-12);
        Assert.Equal(radius, path.Points[^1][0], 1e-9);
        Assert.Equal(0, path.Points[^1][1], 1e-9);
    }

    [Theory]
    [MemberData(nameof(Flips))]
    public void TransverseEigenvalueDecidesStability(bool flipHidden, bool flipReadout)
    {
        foreach (double[] w in (double[][])[[2, 0.5], [0.5, 2]])
        {
            var toy = new TwoWeightToy(1, flipHidden, flipReadout);
            double eigenvalue = toy.TransverseEigenvalue(w[0], w[1]);
            Assert.Equal(eigenvalue, toy.Jacobian(w).Trace(), 1e-14);
            Assert.Equal(0, toy.Jacobian(w).Determinant(), 1e-14);
            Trajectory path = Trajectory.Integrate(toy, [w[0] + 1e-4, w[1]], 1.0);
            double before = toy.Loss(w[0] + 1e-4, w[1]), after = toy.Loss(path.Points[^1][0], path.Points[^1][1]);
            Assert.Equal(2 * eigenvalue, Math.Log(after / before), 0.05 * Math.Abs(2 * eigenvalue));
        }
    }

    [Theory]
    [MemberData(nameof(Flips))]
    public void ToyIsTheLearningRuleOfANetworkOfTwoWeights(bool flipHidden, bool flipReadout)
    {
        var teacher = new TwoLayerNetwork(1, 1, 1, Activation.Linear);
        teacher.HiddenWeights[0] = 0.7;
        teacher.ReadoutWeights[0] = 1;
        TwoLayerNetwork student = teacher.Clone();
        student.HiddenWeights[0] = -0.4;
        student.ReadoutWeights[0] = 1.3;
        InputData data =
            InputData.Create(MathNet.Numerics.LinearAlgebra.Matrix<double>.Build.DenseOfArray(new double[,] { { 1, -1 } }), teacher);
        SignedDeltaUpdate rule = LearningRule.CurlDescent(RuleFlips.Counts(flipHidden ? 1 : 0, flipReadout ? 1 : 0)).Bind(1, 1, 1, 1, 0);
        WeightUpdate update = rule.Direction(student, data.InputMatrix(), data.TargetMatrix());
        var value = new double[2];
        var toy = new TwoWeightToy(0.7, flipHidden, flipReadout);
        toy.Evaluate([-0.4, 1.3], value);
        Assert.Equal(value[0], update.Hidden[0, 0], 1e-14);
        Assert.Equal(value[1], update.Readout[0, 0], 1e-14);
        Assert.Equal(
            ConservedBalance.Compute(student, RuleFlips.Counts(flipHidden ? 1 : 0, flipReadout ? 1 : 0))[0],
            toy.ConservedQuantity(-0.4, 1.3), 1e-14);
    }
}

public class TrajectoryTests
{
    private static readonly PlanarField Rotation = new((x, y) => (-y, x));

    [Fact]
    public void ErrorFollowsTheTolerance()
    {
        var tolerances = new List<double>();
        var errors = new List<double>();
        foreach (double tolerance in (double[])[1e-4, 1e-6, 1e-8, 1e-10])
        {
            Trajectory path = Trajectory.Integrate(Rotation, [1, 0], 20, tolerance);
            tolerances.Add(tolerance);
            errors.Add(double.Hypot(path.Points[^1][0] - Math.Cos(20), path.Points[^1][1] - Math.Sin(20)));
        }

        Assert.InRange(PowerLaw.Slope(tolerances, errors), 0.8, 1.2);
        Assert.True(errors[^1] < 1e-7);
    }

    [Fact]
    public void OrderOfThePairIsFive()
    {
        var steps = new List<double>();
        var errors = new List<double>();
        foreach (double step in (double[])[0.4, 0.2, 0.1, 0.05])
        {
            // A loose tolerance leaves the step at its largest after the first few.
            Trajectory path = Trajectory.Integrate(Rotation, [1, 0], 40, 1e3, step);
            steps.Add(step);
            errors.Add(double.Hypot(path.Points[^1][0] - Math.Cos(40), path.Points[^1][1] - Math.Sin(40)));
        }

        Assert.InRange(PowerLaw.Slope(steps, errors), 4.7, 5.3);
    }

    [Fact]
    public void BackwardsIntegrationReturnsToTheStart()
    {
        var field = new PlanarField((x, y) => (y, Math.Sin(x) - 0.1 * y));
        Trajectory forth = Trajectory.Integrate(field, [0.5, 0], 7, 1e-12), back = Trajectory.Integrate(field, forth.Points[^1], -7, 1e-12);
        Assert.Equal(-7, back.Times[^1]);
        Assert.Equal(0.5, back.Points[^1][0], 1e-9);
        Assert.Equal(0, back.Points[^1][1], 1e-9);
    }

    [Fact]
    public void EndsAreRecordedNotThrown()
    {
        // dx/dt = x² from 1 blows up at t = 1.
        var blowUp = new PlanarField((x, _) => (x * x, 0));
        Trajectory path = Trajectory.Integrate(blowUp, [1, 0], 2);
        Assert.Equal(TrajectoryOutcome.NonFinite, path.Outcome);
        Assert.Equal(1, path.Times[^1], 1e-6);
        Assert.Equal(TrajectoryOutcome.StepLimit, Trajectory.Integrate(Rotation, [1, 0], 100, maxSteps: 5).Outcome);
        Assert.Equal(TrajectoryOutcome.NonFinite, Trajectory.Integrate(new PlanarField((_, _) => (double.NaN, 0)), [1, 0], 1).Outcome);
        Assert.Single(Trajectory.Integrate(Rotation, [1, 0], 0).Times);
        Assert.Equal("tolerance", Assert.Throws<SpecException>(() => Trajectory.Integrate(Rotation, [1, 0], 1, 0)).Field);
        Assert.Equal("start", Assert.Throws<SpecException>(() => Trajectory.Integrate(Rotation, [1, 0, 0], 1)).Field);
    }
}
