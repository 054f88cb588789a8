using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Stability;

public class LearningFieldTests
{
    public static TheoryData<string, FlipSide, Feedback, bool, bool> Rules
    {
        get
        {
            var rules = new TheoryData<string, FlipSide, Feedback, bool, bool>();
            foreach (Activation phi in Activation.All)
            {
                foreach (FlipSide side in Enum.GetValues<FlipSide>())
                {
                    foreach (Feedback feedback in Enum.GetValues<Feedback>())
                    {
                        rules.Add(phi.Name, side, feedback, true, false);
                        rules.Add(phi.Name, side, feedback, false, true);
                    }
                }
            }

            return rules;
        }
    }

    internal static TrainingProblem Problem(
        string phi, FlipSide side, Feedback feedback, bool outputDerivative, bool keepNorms, int samples = 9, int outputs = 2) =>
        TrainingProblem.Create(new TrainingSpec
        {
            Inputs = 4,
            HiddenUnits = 3,
            Outputs = outputs,
            Activation = Activation.Parse(phi),
            Rule = new SignedDeltaRule
            {
                Flips = new RuleFlips
                {
                    Side = side,
                    Hidden = LayerFlips.Count(2),
                    Readout = LayerFlips.Count(1),
                },
                Feedback = feedback,
                OutputDerivative = outputDerivative,
            },
            Teacher = new Teacher { Weights = new WeightInitialization(2) },
            Student = new WeightInitialization(2),
            TrainingSamples = samples,
            BatchSize = samples,
            KeepNorms = keepNorms,
            Seed = 4,
        });

    [Theory]
    [MemberData(nameof(Rules))]
    public void JacobianAgreesWithFiniteDifferences(string phi, FlipSide side, Feedback feedback, bool outputDerivative, bool keepNorms)
    {
        TrainingProblem problem = Problem(phi, side, feedback, outputDerivative, keepNorms);
        var field = new LearningField(problem);
        double[] point = LearningField.Flatten(problem.Student);

        // A step that crosses no kink of ReLU.
        Matrix<double> jacobian = field.Jacobian(point), difference = jacobian - FiniteDifferences.Jacobian(field, point, 1e-4);
        TestContext.Current.SendDiagnosticMessage($"{phi} {side} {feedback}: {difference.InfinityNorm() / jacobian.InfinityNorm():e2}");
        Assert.True(
            difference.InfinityNorm() < 1e-9 * jacobian.InfinityNorm(), $"{difference.InfinityNorm():e2} of {jacobian.InfinityNorm():e2}");
        Assert.True(jacobian.FrobeniusNorm() > 0.01);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("tanh")]
    [InlineData("relu")]
    [InlineData("sigmoid")]
    public void OnlyBackpropagationWithoutFlipsHasASymmetricJacobian(string name)
    {
        TrainingProblem problem = Problem(name, FlipSide.Presynaptic, Feedback.Backpropagation, true, false);
        double Ratio(SignedDeltaRule rule)
        {
            var field = new LearningField(problem.Student, problem.Training, rule.Bind(4, 3, 2, 1, 0));
            return JacobianSplit.At(field, LearningField.Flatten(problem.Student)).CurlNormRatio;
        }

        Assert.True(Ratio(LearningRule.GradientDescent) < 1e-14);
        Assert.True(Ratio(LearningRule.CurlDescent(RuleFlips.Counts(1, 0))) > 0.01);
        Assert.True(Ratio(LearningRule.CurlDescent(RuleFlips.Counts(0, 1))) > 0.01);
        Assert.True(Ratio(LearningRule.FeedbackAlignment) > 0.01);

        // Without φ'(a2) it is the gradient of the matching loss, mean(∫φ(a2) da2 − y·a2).
        Assert.True(Ratio(LearningRule.GradientDescent with { OutputDerivative = false }) < 1e-14);

        // All flipped is gradient ascent.
        Assert.True(Ratio(LearningRule.CurlDescent(RuleFlips.Counts(4, 3))) < 1e-14);
    }

    [Fact]
    public void CurlDescentCirculatesInWeightSpaceAndGradientDescentDoesNot()
    {
        TrainingProblem problem = Problem("tanh", FlipSide.Presynaptic, Feedback.Backpropagation, true, false);
        double[] centre = LearningField.Flatten(problem.Student), a = new double[centre.Length], b = new double[centre.Length];
        new RandomStream(3, 0, RandomPurpose.Probe).FillNormal(0.2, a);
        new RandomStream(3, 1, RandomPurpose.Probe).FillNormal(0.2, b);
        Loop loop = Loop.Ellipse(centre, a, b);
        var curl = new LearningField(problem);
        QuadratureResult around = Circulation.Along(curl, loop), across = Circulation.SurfaceIntegral(curl, loop, 1e-8);
        Assert.True(around.Converged && across.Converged);
        Assert.Equal(around.Value, across.Value, 1e-9);
        Assert.True(Math.Abs(around.Value) > 1e-3, $"{around.Value:e2}");

        var gradient = new LearningField(problem.Student, problem.Training, LearningRule.GradientDescent.Bind(4, 3, 2, 1, 0));
        Assert.True(Math.Abs(Circulation.Along(gradient, loop).Value) < 1e-13);
    }

    [Fact]
    public void KeptNormsProjectTheFieldToTheSpheresAndMatchTheLimitOfSmallSteps()
    {
        TrainingProblem problem = Problem("tanh", FlipSide.Presynaptic, Feedback.Backpropagation, true, true);
        const double step = 1e-6;
        TrainingProblem oneStep = problem.WithRun(problem.Spec with { LearningRate = step, Epochs = 1 });
        double[] before = LearningField.Flatten(problem.Student),
            after = LearningField.Flatten(Trainer.Run(oneStep, cancellation: TestContext.Current.CancellationToken).Final),
            value = new double[before.Length];
        new LearningField(problem).Evaluate(before, value);
        for (int w = 0; w < value.Length; w++) Assert.Equal(value[w], (after[w] - before[w]) / step, 1e-5);
    }

    [Fact]
    public void ARuleWithoutDerivativeIsRefusedByName()
    {
        TrainingProblem problem = Problem("tanh", FlipSide.Presynaptic, Feedback.Backpropagation, true, false);
        SpecException error = Assert.Throws<SpecException>(() => new LearningField(problem.Student, problem.Training, new OpaqueRule()));
        Assert.Equal("Rule", error.Field);
        Assert.Contains(nameof(OpaqueRule), error.Message);
    }

    private sealed class OpaqueRule : BoundRule
    {
        public override WeightUpdate Direction(TwoLayerNetwork network, Matrix<double> inputs, Matrix<double> targets) =>
            new(network.HiddenMatrix(), network.ReadoutMatrix());
    }

    [Fact]
    public void LossGeometryIsThatOfFiniteDifferences()
    {
        TrainingProblem problem = TrainingProblem.Create(
            new TrainingSpec
            {
                Inputs = 2,
                HiddenUnits = 3,
                Activation = Activation.Tanh,
                TrainingSamples = 20,
                Student = new(2),
                Teacher = new() { Weights = new(2) },
            });
        LossGeometry at = LossGeometry.Compute(problem.Student, problem.Training);
        double[] weights = LearningField.Flatten(problem.Student);
        int n = weights.Length;
        const double H = 1e-4;
        double[] gradient = [.. Enumerable.Range(0, n).Select(i => (Loss((i, H)) - Loss((i, -H))) / (2 * H))];
        Matrix<double> hessian = Matrix<double>.Build.Dense(
            n, n, (i, j) => (Loss((i, H), (j, H)) - Loss((i, H), (j, -H)) - Loss((i, -H), (j, H)) + Loss((i, -H), (j, -H))) / (4 * H * H));
        double[] curvatures = [.. hessian.Evd(Symmetricity.Symmetric).EigenValues.Select(e => e.Real).Order()];
        Assert.Equal(problem.Training.Loss(problem.Student), at.Loss, 15);
        Assert.Equal(Math.Sqrt(gradient.Sum(g => g * g)), at.GradientNorm, 7);
        Assert.Equal(curvatures[0], at.SmallestCurvature, 6);
        Assert.Equal(curvatures[^1], at.LargestCurvature, 6);

        double Loss(params (int Index, double Change)[] changes)
        {
            double[] moved = [.. weights];
            foreach ((int index, double change) in changes) moved[index] += change;
            TwoLayerNetwork network = problem.Student.Clone();
            LearningField.Unflatten(moved, network);
            return problem.Training.Loss(network);
        }
    }
}
