using CurlDescent.Simulation;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Simulation;

/// <summary>
/// The closed order-parameter form of linear curl descent with one output, written down here on its own, against the paths that train
/// weights: u = W2W1, v = W2D2W1, Q = W1ᵀD2W1, L = W1ᵀW1, s = ‖W2‖² and t = W2D2W2ᵀ follow from themselves alone, exactly also in discrete
/// time.
/// </summary>
public class OrderParameterTests
{
    [Theory]
    [InlineData(TrainingPathKind.LinearReduced, false, 6)]
    [InlineData(TrainingPathKind.LinearReduced, true, 6)]
    [InlineData(TrainingPathKind.LinearReducedDelayed, true, 3)]
    [InlineData(TrainingPathKind.Linear, true, 24)]
    [InlineData(TrainingPathKind.LinearReduced, false, 24)]
    public void TheReducedNetworkFollowsTheClosedForm(TrainingPathKind path, bool keepNorms, int batch)
    {
        var spec = new TrainingSpec
        {
            Inputs = 7,
            HiddenUnits = 50,
            TrainingSamples = 24,
            BatchSize = batch,
            Epochs = 40,
            LearningRate = keepNorms ? 0.05 : 0.002,
            KeepNorms = keepNorms,
            Rule = LearningRule.CurlDescent(RuleFlips.Counts(2, 15)),
            Seed = 3,
        };
        TrainingProblem problem = TrainingProblem.Create(spec);
        var closed = new ClosedForm(problem);
        var order = new SampleOrder(spec);
        for (int epoch = 0; epoch < spec.Epochs; epoch++)
        {
            ReadOnlySpan<int> samples = order.Epoch(epoch);
            for (int start = 0; start < samples.Length; start += batch) closed.Step(samples.Slice(start, batch));
        }

        var trained = new ClosedForm(problem, Trainer.Run(problem, path).Final);
        Assert.Equal(0, (closed.U - trained.U).L2Norm(), 1e-12);
        Assert.Equal(0, (closed.V - trained.V).L2Norm(), 1e-12);
        Assert.Equal(0, (closed.Q - trained.Q).L2Norm(), 1e-12);
        Assert.Equal(0, (closed.L - trained.L).L2Norm(), 1e-12);
        Assert.Equal(closed.S, trained.S, 1e-12);
        Assert.Equal(closed.T, trained.T, 1e-12);
        Assert.NotEqual(0, (closed.U - new ClosedForm(problem).U).L2Norm(), 1e-2);
    }

    [Fact]
    public void TheReductionKeepsWhatTheWeightsAre()
    {
        foreach (bool fixedFeedback in new[] { false, true })
        {
            var rule = new SignedDeltaRule
            {
                Flips = RuleFlips.Counts(1, 11),
                Feedback = fixedFeedback ? Feedback.FixedRandom : Feedback.Backpropagation,
            };
            TrainingProblem problem = TrainingProblem.Create(new TrainingSpec { Inputs = 4, HiddenUnits = 30, Rule = rule });
            var bound = (SignedDeltaUpdate)problem.Rule;
            HiddenReduction reduction = HiddenReduction.Create(problem.Student, bound.UnitSigns, bound.FeedbackWeights);
            Assert.Equal(2 * (4 + (fixedFeedback ? 2 : 1)), reduction.HiddenUnits);
            TwoLayerNetwork back = problem.Student.Clone();
            back.HiddenWeights.Clear();
            back.ReadoutWeights.Clear();
            reduction.Expand(reduction.HiddenWeights, reduction.ReadoutWeights, back);
            for (int w = 0; w < back.HiddenWeights.Length; w++)
                Assert.Equal(problem.Student.HiddenWeights[w], back.HiddenWeights[w], 1e-15);
            for (int w = 0; w < back.ReadoutWeights.Length; w++)
                Assert.Equal(problem.Student.ReadoutWeights[w], back.ReadoutWeights[w], 1e-15);
        }
    }

    [Fact]
    public void ANetworkOfZerosIsReducedToZerosAndStays()
    {
        var spec = new TrainingSpec { Inputs = 3, HiddenUnits = 20, Student = new WeightInitialization(0), Epochs = 3, KeepNorms = true };
        Recording recording = Trainer.Run(spec, TrainingPathKind.LinearReduced);
        Assert.True(double.IsFinite(recording.FinalTrainError));
        Assert.All(recording.Final.HiddenWeights.ToArray(), w => Assert.Equal(0, w));
    }

    private sealed class ClosedForm
    {
        private readonly TrainingProblem problem;
        private readonly Matrix<double> inputs;
        private readonly Vector<double> target, signs;
        private readonly double hiddenNorm, readoutNorm;

        public ClosedForm(TrainingProblem problem, TwoLayerNetwork? network = null)
        {
            this.problem = problem;
            var rule = (SignedDeltaUpdate)problem.Rule;
            Matrix<double> w1 = (network ?? problem.Student).HiddenMatrix(),
                d2 = Matrix<double>.Build.DenseOfDiagonalArray(rule.ReadoutSigns.ToArray());
            Vector<double> w2 = (network ?? problem.Student).ReadoutMatrix().Row(0);
            inputs = problem.Training.InputMatrix();
            target = problem.Teacher.HiddenMatrix().LeftMultiply(problem.Teacher.ReadoutMatrix().Row(0));
            signs = Vector<double>.Build.Dense(rule.HiddenSigns.ToArray());
            U = w1.LeftMultiply(w2);
            V = w1.LeftMultiply(d2 * w2);
            Q = w1.TransposeThisAndMultiply(d2 * w1);
            L = w1.TransposeThisAndMultiply(w1);
            S = w2 * w2;
            T = w2 * (d2 * w2);
            hiddenNorm = Math.Sqrt(L.Trace());
            readoutNorm = Math.Sqrt(S);
        }

        public Vector<double> U { get; private set; }

        public Vector<double> V { get; private set; }

        public Matrix<double> Q { get; private set; }

        public Matrix<double> L { get; private set; }

        public double S { get; private set; }

        public double T { get; private set; }

        public void Step(ReadOnlySpan<int> samples)
        {
            double eta = problem.Spec.StepSize;
            Vector<double> r = U - target, g = Vector<double>.Build.Dense(r.Count);
            foreach (int sample in samples) g += inputs.Column(sample) * (r * inputs.Column(sample)) / samples.Length;
            Vector<double> h = g.PointwiseMultiply(signs), gq = Q.LeftMultiply(g), gl = L.LeftMultiply(g);
            double gu = g * U, gv = g * V;
            (U, V, Q, L, S, T) = (
                U - eta * (S * h + gq) + eta * eta * gv * h,
                V - eta * (T * h + gl) + eta * eta * gu * h,
                Q - eta * (h.OuterProduct(V) + V.OuterProduct(h)) + eta * eta * T * h.OuterProduct(h),
                L - eta * (h.OuterProduct(U) + U.OuterProduct(h)) + eta * eta * S * h.OuterProduct(h),
                S - 2 * eta * gv + eta * eta * (gl * g),
                T - 2 * eta * gu + eta * eta * (gq * g));
            if (!problem.Spec.KeepNorms) return;
            double a = hiddenNorm / Math.Sqrt(L.Trace()), b = readoutNorm / Math.Sqrt(S);
            (U, V, Q, L, S, T) = (U * a * b, V * a * b, Q * a * a, L * a * a, S * b * b, T * b * b);
        }
    }
}
