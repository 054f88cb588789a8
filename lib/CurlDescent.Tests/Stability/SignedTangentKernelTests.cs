using CurlDescent.Tests.Support;
using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace CurlDescent.Tests.Stability;

public class SignedTangentKernelTests
{
    public static TheoryData<string, FlipSide, Feedback, bool, bool, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, FlipSide, Feedback, bool, bool, int>();
            foreach (string phi in (string[])["linear", "tanh", "relu", "sigmoid"])
            {
                foreach (FlipSide side in Enum.GetValues<FlipSide>())
                {
                    foreach (bool keepNorms in (bool[])[false, true])
                    {
                        cases.Add(phi, side, Feedback.Backpropagation, true, keepNorms, 6);
                        cases.Add(phi, side, Feedback.Backpropagation, false, keepNorms, 6);
                        cases.Add(phi, side, Feedback.Backpropagation, true, keepNorms, 40);
                        cases.Add(phi, side, Feedback.Backpropagation, false, keepNorms, 40);
                        cases.Add(phi, side, Feedback.FixedRandom, keepNorms, keepNorms, 6);
                        cases.Add(phi, side, Feedback.FixedRandom, keepNorms, keepNorms, 40);
                    }
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void NonZeroEigenvaluesAreThoseOfTheJacobianAtTheTeacher(
        string phi, FlipSide side, Feedback feedback, bool outputDerivative, bool keepNorms, int samples)
    {
        TrainingProblem problem = LearningFieldTests.Problem(phi, side, feedback, outputDerivative, keepNorms, samples);
        SignedTangentKernel kernel = SignedTangentKernel.AtTeacher(problem);
        Matrix<double> jacobian = new LearningField(problem).Jacobian(LearningField.Flatten(problem.Teacher));
        Complex[] expected = [.. jacobian.Evd(Symmetricity.Asymmetric).EigenValues];

        Assert.Equal(samples == 6 ? KernelForm.Samples : KernelForm.Weights, kernel.Form);
        Assert.Equal(!keepNorms && feedback == Feedback.Backpropagation, kernel.IsSymmetric);
        Assert.True(kernel.SpectralRadius > 1e-3);
        double difference = LargestDifference(NonZero(expected, kernel.SpectralRadius), NonZero(kernel.Eigenvalues, kernel.SpectralRadius));
        TestContext.Current.SendDiagnosticMessage(
            $"{phi} {side} {feedback} φ'={outputDerivative} norms={keepNorms} P={samples}: {difference
                / kernel.SpectralRadius:e1}, {kernel.ComplexPairs} pairs");
        Assert.True(difference < 1e-8 * kernel.SpectralRadius, $"{difference:e2} of {kernel.SpectralRadius:e2}");
        Assert.Equal(expected.Count(e => e.Real > 1e-7 * kernel.SpectralRadius), kernel.UnstableDirections);
    }

    [Fact]
    public void TheErrorObeysTheKernelAwayFromTheTeacherToo()
    {
        foreach (bool keepNorms in (bool[])[false, true])
        {
            TrainingProblem problem =
                LearningFieldTests.Problem("tanh", FlipSide.Presynaptic, Feedback.Backpropagation, true, keepNorms, 6);
            SignedTangentKernel kernel =
                SignedTangentKernel.Compute(problem.Student, problem.Training, (SignedDeltaUpdate)problem.Rule, keepNorms);
            double[] velocity = new double[problem.Student.WeightCount], weights = LearningField.Flatten(problem.Student);
            new LearningField(problem).Evaluate(weights, velocity);
            const double step = 1e-5;
            Matrix<double> Output(double time)
            {
                TwoLayerNetwork moved = problem.Student.Clone();
                LearningField.Unflatten([.. weights.Zip(velocity, (w, v) => w + time * v)], moved);
                return moved.Output(problem.Training.InputMatrix());
            }

            Vector<double> Stack(Matrix<double> outputs) => Vector<double>.Build.DenseOfArray(outputs.ToRowMajorArray());
            Vector<double> error = Stack(Output(0) - problem.Training.TargetMatrix());
            Vector<double> rate = Stack(Output(step) - Output(-step)) / (2 * step);
            Assert.Equal(0, (kernel.Matrix * error - rate).L2Norm() / rate.L2Norm(), 1e-8);
        }
    }

    // Linear, K = 1: the kernel is −(1/P)·Xᵀ𝐗X with 𝐗 = ‖W2‖²D1 + W1ᵀD2W1, so its non-zero eigenvalues are those of −𝐗·(XXᵀ/P) and, as P
    // grows, of −σ²𝐗.
    private static Matrix<double> PopulationMatrix(TwoLayerNetwork network, double[] d1, double[] d2)
    {
        Matrix<double> w1 = network.HiddenMatrix();
        double lambda = Math.Pow(network.ReadoutMatrix().FrobeniusNorm(), 2);
        return lambda * Matrix<double>.Build.DenseOfDiagonalArray(d1)
            + w1.TransposeThisAndMultiply(Matrix<double>.Build.DenseOfDiagonalArray(d2) * w1);
    }

    private static TrainingProblem LinearProblem(int samples, ulong seed, int outputs = 1) => TrainingProblem.Create(new TrainingSpec
    {
        Inputs = 8,
        HiddenUnits = 6,
        Outputs = outputs,
        Rule = LearningRule.CurlDescent(RuleFlips.Counts(2, 2)),
        TrainingSamples = samples,
        BatchSize = samples,
        InputVariance = 0.5,
        Seed = seed,
    });

    [Fact]
    public void NumberOfUnstableDirectionsOfALinearNetworkIsExactForAnyNumberOfSamplesFromMOn()
    {
        // Sylvester's law of inertia.
        for (ulong seed = 1; seed <= 20; seed++)
        {
            TrainingProblem problem = LinearProblem(8 + (int)(3 * seed), seed);
            var rule = (SignedDeltaUpdate)problem.Rule;
            Matrix<double> x = PopulationMatrix(problem.Teacher, rule.HiddenSigns.ToArray(), rule.ReadoutSigns.ToArray());
            int negative = x.Evd(Symmetricity.Symmetric).EigenValues.Count(e => e.Real < 0);
            Assert.Equal(negative, SignedTangentKernel.AtTeacher(problem).UnstableDirections);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void SpectrumOfALinearNetworkConvergesToThePopulationTheoryAsOneOverTheRootOfP(int outputs)
    {
        var samples = new List<double>();
        var errors = new List<double>();
        foreach (int p in (int[])[100, 400, 1600, 6400])
        {
            double error = 0;
            const int seeds = 12;
            for (ulong seed = 1; seed <= seeds; seed++)
            {
                TrainingProblem problem = LinearProblem(p, seed, outputs);
                var rule = (SignedDeltaUpdate)problem.Rule;
                Matrix<double> d1 = Matrix<double>.Build.DenseOfDiagonalArray(rule.HiddenSigns.ToArray());
                Matrix<double> d2 = Matrix<double>.Build.DenseOfDiagonalArray(rule.ReadoutSigns.ToArray());
                Matrix<double> w1 = problem.Teacher.HiddenMatrix(), w2 = problem.Teacher.ReadoutMatrix(), y = w1.Transpose() * d2 * w1;
                IEnumerable<double> limit = w2.TransposeAndMultiply(w2).Evd(Symmetricity.Symmetric).EigenValues
                    .SelectMany(lambda => (lambda.Real * d1 + y).Evd(Symmetricity.Symmetric).EigenValues.Select(e => -0.5 * e.Real));
                error += LargestDifference(
                    [.. limit.Select(e => new Complex(e, 0))], NonZero(SignedTangentKernel.AtTeacher(problem).Eigenvalues, 1)) / seeds;
            }

            samples.Add(p);
            errors.Add(error);
        }

        double slope = PowerLaw.Slope(samples, errors);
        TestContext.Current.SendDiagnosticMessage($"K = {outputs}: slope {slope:f3}; " + string.Join(", ", errors.Select(e => $"{e:e2}")));
        Assert.InRange(slope, -0.6, -0.4);
    }

    [Fact]
    public void GradientDescentIsStableAndAllFlipsReverseItsSpectrum()
    {
        foreach (Activation phi in Activation.All)
        {
            TrainingProblem problem = LearningFieldTests.Problem(phi.Name, FlipSide.Presynaptic, Feedback.Backpropagation, true, false, 6);
            SignedTangentKernel Kernel(LearningRule rule) =>
                SignedTangentKernel.Compute(problem.Teacher, problem.Training, (SignedDeltaUpdate)rule.Bind(4, 3, 2, 1, 0));
            SignedTangentKernel descent = Kernel(LearningRule.GradientDescent),
                ascent = Kernel(LearningRule.CurlDescent(RuleFlips.Counts(4, 3)));
            Assert.True(descent.IsStable);
            Assert.False(ascent.IsStable);
            Assert.Equal(-descent.Eigenvalues[^1].Real, ascent.LargestEigenvalue, 1e-12);
            Assert.Equal(0, descent.ComplexPairs);

            // One full-batch step of gradient descent is stable up to η = 2/|λ|max.
            double limit = 2 / descent.SpectralRadius;
            Assert.True(descent.LargestMultiplier(0.99 * limit) <= 1 + 1e-12 && descent.LargestMultiplier(1.01 * limit) > 1.001);
        }
    }

    [Fact]
    public void OtherRulesAreRefusedByName()
    {
        TrainingProblem problem = LearningFieldTests.Problem("tanh", FlipSide.Presynaptic, Feedback.Backpropagation, true, false);
        TrainingProblem other = problem.WithRun(problem.Spec with { Rule = new OtherRule() });
        Assert.Equal("Rule", Assert.Throws<SpecException>(() => SignedTangentKernel.AtTeacher(other)).Field);
    }

    private static Complex[] NonZero(
        IEnumerable<Complex> eigenvalues, double scale) => [.. eigenvalues.Where(e => e.Magnitude > 1e-7 * scale)];

    // Complex numbers have no order to sort by that rounding leaves alone: match each with the nearest that is left.
    private static double LargestDifference(IReadOnlyCollection<Complex> expected, IReadOnlyCollection<Complex> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        if (expected.Concat(actual).All(e => e.Imaginary == 0))
            return expected.Select(e => e.Real).Order().Zip(actual.Select(e => e.Real).Order(), (e, a) => Math.Abs(e - a)).DefaultIfEmpty()
                .Max();
        var left = actual.ToList();
        double largest = 0;
        foreach (Complex e in expected.OrderByDescending(e => e.Magnitude))
        {
            Complex nearest = left.MinBy(a => (a - e).Magnitude);
            largest = Math.Max(largest, (nearest - e).Magnitude);
            left.Remove(nearest);
        }

        return largest;
    }

    private sealed record OtherRule : LearningRule
    {
        public override string Name => "other";

        public override BoundRule Bind(int inputs, int hiddenUnits, int outputs, ulong seed, uint run) => new Bound();

        private sealed class Bound : BoundRule
        {
            public override WeightUpdate Direction(TwoLayerNetwork network, Matrix<double> inputs, Matrix<double> targets) =>
                new(network.HiddenMatrix(), network.ReadoutMatrix());
        }
    }
}
