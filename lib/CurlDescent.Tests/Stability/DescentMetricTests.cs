using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Stability;

public class DescentMetricTests
{
    public static TheoryData<string, FlipSide, Feedback, bool, bool> Rules => LearningFieldTests.Rules;

    private static DescentMetric Metric(TrainingProblem problem, InputData? data = null, TwoLayerNetwork? network = null) =>
        DescentMetric.Compute(network ?? problem.Student, data ?? problem.Training, (SignedDeltaUpdate)problem.Rule,
            problem.Spec.KeepNorms);

    // A quantity of the network's outputs, K×P, along the velocity of a problem's student: its derivative by central differences of fourth
    // order.
    private static double Rate(TrainingProblem problem, InputData data, Func<TwoLayerNetwork, double> quantity, double step = 1e-4)
    {
        var field = new LearningField(problem.Student, data, problem.Rule, problem.Spec.KeepNorms);
        double[] weights = LearningField.Flatten(problem.Student), velocity = new double[weights.Length];
        field.Evaluate(weights, velocity);
        double At(double time)
        {
            TwoLayerNetwork moved = problem.Student.Clone();
            LearningField.Unflatten([.. weights.Zip(velocity, (w, v) => w + time * v)], moved);
            return quantity(moved);
        }

        return (8 * (At(step) - At(-step)) - (At(2 * step) - At(-2 * step))) / (12 * step);
    }

    // The same inputs with targets that leave given errors, rows by output, then sample.
    private static InputData WithErrors(TrainingProblem problem, Vector<double> error)
    {
        Matrix<double> output = problem.Student.Output(problem.Training.InputMatrix());
        Matrix<double> errors = Matrix<double>.Build.DenseOfRowMajor(output.RowCount, output.ColumnCount, error.AsArray());
        return InputData.Create(problem.Training.InputMatrix(), output - errors);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void TheLossChangesAsTheKernelSays(string phi, FlipSide side, Feedback feedback, bool outputDerivative, bool keepNorms)
    {
        TrainingProblem problem = LearningFieldTests.Problem(phi, side, feedback, outputDerivative, keepNorms);
        DescentMetric metric = Metric(problem);
        double expected = Rate(problem, problem.Training, problem.Training.Loss);
        Assert.Equal(problem.Training.Loss(problem.Student), metric.Loss, 1e-14);
        Assert.True(Math.Abs(expected) > 1e-4);
        Assert.Equal(1, metric.LossRate / expected, 1e-8);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void TheKernelIsSymmetricForBackpropagationWithTheDerivativeAndFreeNorms(string phi, FlipSide side, Feedback feedback,
        bool outputDerivative, bool keepNorms)
    {
        TrainingProblem problem = LearningFieldTests.Problem(phi, side, feedback, outputDerivative, keepNorms);
        bool symmetric = feedback == Feedback.Backpropagation && !keepNorms && (outputDerivative || phi == "linear");

        // A ReLU's φ'(a2) is 0 or 1, and then the error of a silent output moves nothing.
        if (phi == "relu" && feedback == Feedback.Backpropagation && !keepNorms && !outputDerivative) return;
        Assert.Equal(symmetric, Metric(problem).Asymmetry < 1e-14);
    }

    [Fact]
    public void AnIndefiniteKernelHasTargetsForWhichTheLossRisesAndADefiniteOneHasNone()
    {
        int indefinite = 0;
        foreach (int flips in (int[])[0, 1])
        {
            TrainingProblem problem = LearningFieldTests.Problem("tanh", FlipSide.Presynaptic, Feedback.Backpropagation, true, false);
            problem = TrainingProblem.Create(problem.Spec with { Rule = LearningRule.CurlDescent(RuleFlips.Counts(flips, flips)) });
            DescentMetric metric = Metric(problem);
            var spectrum = metric.Kernel.Evd(Symmetricity.Symmetric);
            InputData worst = WithErrors(problem, 0.1 * spectrum.EigenVectors.Column(0));
            Assert.Equal(spectrum.EigenValues[0].Real, metric.SmallestEigenvalue, 1e-12);
            Assert.Equal(metric.IsIndefinite, Rate(problem, worst, worst.Loss) > 1e-12);
            if (metric.IsIndefinite) indefinite++;
        }

        Assert.Equal(1, indefinite);
    }

    [Fact]
    public void WithoutTheOutputDerivativeTheMatchingLossObeysTheSymmetricKernel()
    {
        TrainingProblem problem = LearningFieldTests.Problem("tanh", FlipSide.Presynaptic, Feedback.Backpropagation, false, false);
        DescentMetric metric = Metric(problem);
        Matrix<double> kernel = metric.PreactivationKernel(), x = problem.Training.InputMatrix(), y = problem.Training.TargetMatrix();
        Assert.Equal(0, (kernel - kernel.Transpose()).FrobeniusNorm(), 1e-13);

        // ∫tanh = ln cosh.
        double Matching(TwoLayerNetwork network)
        {
            Matrix<double> a2 = network.ReadoutMatrix() * network.HiddenMatrix().Multiply(x).Map(Math.Tanh);
            return (a2.Map(a => Math.Log(Math.Cosh(a))) - y.PointwiseMultiply(a2)).ToColumnMajorArray().Sum() / x.ColumnCount;
        }

        Vector<double> e = Vector<double>.Build.Dense((problem.Student.Output(x) - y).ToRowMajorArray());
        Assert.Equal(1, Rate(problem, problem.Training, Matching) / (-e.DotProduct(kernel * e) / x.ColumnCount), 1e-8);
    }

    // The paper's "gradient descent": no flips, δ2 without φ'(a2). Its kernel in the preactivations is definite, and still there are
    // targets for which the plotted loss rises.
    [Fact]
    public void WithoutTheOutputDerivativeEvenARuleWithoutFlipsCanClimb()
    {
        TrainingProblem problem = LearningFieldTests.Problem("tanh", FlipSide.Presynaptic, Feedback.Backpropagation, false, false);
        problem = TrainingProblem.Create(problem.Spec with
        {
            Rule = LearningRule.GradientDescent with { OutputDerivative = false },
            Teacher = new Teacher { Weights = new WeightInitialization(3) },
            Student = new WeightInitialization(6),
        });
        DescentMetric metric = Metric(problem);
        Assert.InRange(metric.PreactivationKernel().Evd(Symmetricity.Symmetric).EigenValues[0].Real, -1e-12, double.MaxValue);
        Assert.True(metric.IsIndefinite);
        Vector<double> worst = ((metric.Kernel + metric.Kernel.Transpose()) / 2).Evd(Symmetricity.Symmetric).EigenVectors.Column(0);
        InputData data = WithErrors(problem, 0.1 * worst);
        Assert.True(Rate(problem, data, data.Loss) > 0);
    }

    [Fact]
    public void NonNormalityIsThatOfTheJacobianAtTheTeacher()
    {
        foreach (string phi in (string[])["linear", "tanh", "sigmoid"])
        {
            TrainingProblem problem = LearningFieldTests.Problem(phi, FlipSide.Presynaptic, Feedback.Backpropagation, true, false);
            Matrix<double> jacobian = new LearningField(problem).Jacobian(LearningField.Flatten(problem.Teacher));
            double squares = jacobian.Evd(Symmetricity.Asymmetric).EigenValues.Sum(e => e.Magnitude * e.Magnitude);
            double expected = Math.Sqrt(1 - squares / Math.Pow(jacobian.FrobeniusNorm(), 2));
            Assert.InRange(expected, 0.05, 1);
            Assert.Equal(expected, Metric(problem, network: problem.Teacher).NonNormality, 1e-7);
        }
    }

    [Fact]
    public void OnlyFieldsWithAnIntegratingFactorHaveNoDefect()
    {
        // μ∇U with μ = 1 + x², U = x²/2 + y² + 3z²/2: not a gradient, and still descent of U.
        Matrix<double> Scaled(double x, double y, double z) => Matrix<double>.Build.DenseOfArray(new[,]
        {
            { 1 + 3 * x * x, 0, 0 }, { 4 * x * y, 2 * (1 + x * x), 0 }, { 6 * x * z, 0, 3 * (1 + x * x) },
        });
        double mu = 1 + 0.7 * 0.7;
        var split = new JacobianSplit(Scaled(0.7, -0.4, 0.3));
        Assert.True(split.CurlNormRatio > 0.1);
        Assert.Equal(0, split.IntegratingFactorDefect([0.7 * mu, -0.8 * mu, 0.9 * mu]), 1e-14);

        // A helix, F = (−y, x, 1) on its axis: F·curl F = 2.
        var helix = new JacobianSplit(Matrix<double>.Build.DenseOfArray(new[,] { { 0.0, -1, 0 }, { 1, 0, 0 }, { 0, 0, 0 } }));
        Assert.Equal(1, helix.IntegratingFactorDefect([0, 0, 1]), 1e-14);

        // The plane has room for none.
        var toy = new TwoWeightToy(0.7, flipHidden: false, flipReadout: true);
        var value = new double[2];
        toy.Evaluate([0.3, -1.2], value);
        Assert.True(JacobianSplit.At(toy, [0.3, -1.2]).CurlNormRatio > 0.1);
        Assert.Equal(0, JacobianSplit.At(toy, [0.3, -1.2]).IntegratingFactorDefect(value), 1e-14);

        TrainingProblem problem = LearningFieldTests.Problem("tanh", FlipSide.Presynaptic, Feedback.Backpropagation, true, false);
        double[] weights = LearningField.Flatten(problem.Student), velocity = new double[weights.Length];
        var field = new LearningField(problem);
        field.Evaluate(weights, velocity);
        Assert.True(JacobianSplit.At(field, weights).IntegratingFactorDefect(velocity) > 0.1);
    }

    [Fact]
    public void ATurningNetworkNeverRestsAndAStableOneDoes()
    {
        TrainingProblem turning = TrainingProblem.Create(TurningNetworks.Spec(8, 1) with { Epochs = 60_000 });
        SilentRotation rotation = SilentRotation.Find(turning)!;
        double[] end = LearningField.Flatten(Trainer.Run(turning, cancellation: TestContext.Current.CancellationToken).Final);
        int turn = (int)Math.Ceiling(2 * Math.PI / rotation.Angle);
        Restlessness motion = Restlessness.Follow(turning, end, turn + turn / 4, TestContext.Current.CancellationToken);

        // W2 and the part of W1 that follows it turn in one plane: back after a turn, but for the step that misses it by at most half.
        Assert.Equal(1, motion.LeastSpeed / motion.MeanSpeed, 1e-4);
        Assert.InRange(motion.ClosestReturn, 0, 0.5 * rotation.Angle);
        Assert.Equal(1, motion.ClosedWork / (motion.MeanSpeed * motion.MeanSpeed * turning.Spec.StepSize * turn), 2.0 / turn);
        Assert.True(motion.MeanSpeed > 1e-3);

        TrainingProblem stable = TrainingProblem.Create(TurningNetworks.Spec(0, 1) with { Epochs = 20_000 });
        end = LearningField.Flatten(Trainer.Run(stable, cancellation: TestContext.Current.CancellationToken).Final);
        Restlessness rest = Restlessness.Follow(stable, end, 1000, TestContext.Current.CancellationToken);
        Assert.InRange(rest.MeanSpeed, 0, 1e-10);
    }
}
