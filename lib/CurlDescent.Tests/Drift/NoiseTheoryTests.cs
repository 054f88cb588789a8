using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Drift;

public class NoiseTheoryTests
{
    private static readonly LearningNoise Labels = new() { LabelVariance = 1e-4 }, Synapses = new() { SynapticVariance = 1e-7 };

    internal static TrainingProblem Problem(RuleFlips flips, ulong seed = 1, string phi = "linear", int outputs = 1, double learningRate =
        0.1, int samples = 12, int batch = 12) =>
        TrainingProblem.Create(new TrainingSpec
        {
            Inputs = 4,
            HiddenUnits = 24,
            Outputs = outputs,
            Activation = Activation.Parse(phi),
            Rule = LearningRule.CurlDescent(flips),
            TrainingSamples = samples,
            BatchSize = batch,
            LearningRate = learningRate,
            Seed = seed,
        });

    private static NoiseTheory Theory(TrainingProblem problem, LearningNoise noise) => NoiseTheory.Create(problem, problem.Teacher, noise);

    public static TheoryData<string, int, int, int> Cases => new() { { "linear", 1, 0, 0 }, { "linear", 1, 1, 0 }, { "linear", 2, 0, 2 },
        { "tanh", 1, 1, 1 }, { "tanh", 2, 0, 0 } };

    // The recursion of the errors by its own matrices, with no mode in it.
    [Theory]
    [MemberData(nameof(Cases))]
    public void TheCovarianceIsTheLimitOfTheRecursion(string phi, int outputs, int hidden, int readout)
    {
        TrainingProblem problem = Problem(RuleFlips.Counts(hidden, readout), phi: phi, outputs: outputs, samples: 6, batch: 6,
            learningRate: 0.3);
        var noise = new LearningNoise { LabelVariance = 0.2, SynapticVariance = 0.01 };
        NoiseTheory theory = Theory(problem, noise);
        Assert.True(theory.IsStationary);

        // Derivatives of the outputs by central differences, one weight after the other.
        int weights = problem.Teacher.WeightCount, errors = outputs * 6;
        Matrix<double> g = Matrix<double>.Build.Dense(errors, weights);
        double[] at = LearningField.Flatten(problem.Teacher);
        for (int w = 0; w < weights; w++)
        {
            double[] Outputs(double shift)
            {
                double[] moved = [.. at];
                moved[w] += shift;
                TwoLayerNetwork network = problem.Teacher.Clone();
                LearningField.Unflatten(moved, network);
                return network.Output(problem.Training.InputMatrix()).ToRowMajorArray();
            }

            double[] up = Outputs(1e-5), down = Outputs(-1e-5);
            for (int e = 0; e < errors; e++) g[e, w] = (up[e] - down[e]) / 2e-5;
        }

        var signs = Matrix<double>.Build.DiagonalIdentity(weights).ToRowArrays().Select((_, w) =>
            Sign(problem, w, hidden, readout)).ToArray();
        Matrix<double> k = g * Matrix<double>.Build.DiagonalOfDiagonalArray(signs) * g.Transpose() / 6, decay =
            Matrix<double>.Build.DenseIdentity(errors) - 0.3 * k;
        Matrix<double> kick = 0.3 * noise.SynapticVariance * g * g.Transpose() + 0.09 * noise.LabelVariance * k * k, covariance =
            kick.Clone();
        for (int step = 0; step < 100_000; step++) covariance = decay * covariance * decay + kick;
        Assert.Equal(1, theory.StationaryLoss / (covariance.Trace() / 12), 1e-6);
    }

    private static double Sign(TrainingProblem problem, int weight, int hidden, int readout)
    {
        (int inputs, int units) = (problem.Spec.Inputs, problem.Spec.HiddenUnits);
        return weight < inputs * units ? (weight % inputs < hidden ? -1 : 1) : ((weight - inputs * units) % units < readout ? -1 : 1);
    }

    [Fact]
    public void LabelNoiseAloneHasItsClosedForm()
    {
        NoiseTheory theory = Theory(Problem(RuleFlips.Counts(1, 0)), Labels);
        double expected = theory.Rates.Sum(k => 0.1 * Labels.LabelVariance * k / (2 - 0.1 * k)) / (2 * 12);
        Assert.Equal(1, theory.StationaryLoss / expected, 1e-10);
    }

    [Fact]
    public void FlipsKeepLessErrorUnderLabelNoiseMoreUnderSynapticNoiseAndDriftFaster()
    {
        int stable = 0;
        for (ulong seed = 1; seed <= 40; seed++)
        {
            TrainingProblem curl = Problem(RuleFlips.Counts(1, 1), seed, "tanh", learningRate: 1e-3), gradient =
                Problem(RuleFlips.None, seed, "tanh", learningRate: 1e-3);
            if (!Theory(curl, Labels).IsStationary) continue;
            stable++;
            Assert.True(Theory(curl, Labels).StationaryLoss < Theory(gradient, Labels).StationaryLoss);
            Assert.True(Theory(curl, Synapses).StationaryLoss > Theory(gradient, Synapses).StationaryLoss);
            Assert.True(Theory(curl, Synapses).DriftFactor > 1);
            Assert.Equal(1, Theory(gradient, Synapses).DriftFactor, 1e-9);
        }

        Assert.InRange(stable, 20, 40);
    }

    // The independent form: T a basis of ker G, displacement a = (TᵀDT)⁻¹TᵀDξ along it.
    [Theory]
    [InlineData("linear", 1, 0)]
    [InlineData("tanh", 1, 2)]
    public void TheDriftIsThatOfTheSignedNullSpace(string phi, int hidden, int readout)
    {
        TrainingProblem problem = Problem(RuleFlips.Counts(hidden, readout), phi: phi, samples: 6, batch: 6);
        NoiseTheory theory = Theory(problem, Synapses);
        Matrix<double> projection = theory.OrthogonalTangentProjection();
        var spectrum = projection.Evd(Symmetricity.Symmetric);
        Assert.Equal(theory.ManifoldDimension, spectrum.EigenValues.Count(e => e.Real > 0.5));
        Matrix<double> t = spectrum.EigenVectors.SubMatrix(0, projection.RowCount, theory.Rank, theory.ManifoldDimension);
        Matrix<double> d = Matrix<double>.Build.DiagonalOfDiagonalArray(
            [.. Enumerable.Range(0, projection.RowCount).Select(w => Sign(problem, w, hidden, readout))]);
        Matrix<double> inner = t.Transpose() * d * t, oblique = t * inner.Inverse() * t.Transpose() * d;
        Assert.Equal(0, (oblique - theory.TangentProjection).FrobeniusNorm() / oblique.FrobeniusNorm(), 1e-9);
        Assert.Equal(1, theory.DriftRate / (Synapses.SynapticVariance * inner.Inverse().Power(2).Trace()), 1e-8);
    }

    [Fact]
    public void TimeHasADirectionOnlyWithFlipsAndSynapticNoise()
    {
        var both = new LearningNoise { LabelVariance = 1e-4, SynapticVariance = 1e-7 };
        foreach (LearningNoise noise in (LearningNoise[])[Labels, Synapses, both])
        {
            NoiseTheory gradient = Theory(Problem(RuleFlips.None), noise), curl = Theory(Problem(RuleFlips.Counts(1, 1)), noise);
            Assert.Equal(0, gradient.Current.FrobeniusNorm() / gradient.Covariance().FrobeniusNorm(), 1e-12);
            Assert.Equal(0, gradient.EntropyProduction, 1e-12);
            bool arrow = noise != Labels;
            Assert.Equal(arrow, curl.Current.FrobeniusNorm() > 1e-3 * curl.Covariance().FrobeniusNorm());
            Assert.Equal(arrow, curl.EntropyProduction > 1e-6);
        }
    }

    // Godrèche and Luck's other form, tr(AᵀD⁻¹AS) − tr A, at a small step.
    [Fact]
    public void TheTwoFormsOfTheEntropyProductionAgree()
    {
        NoiseTheory theory = Theory(Problem(RuleFlips.Counts(1, 1), learningRate: 1e-6), Synapses);
        Matrix<double> a = Matrix<double>.Build.DiagonalOfDiagonalArray([.. theory.Rates]), s = theory.Covariance();
        Matrix<double> d = (a * s + s * a) / 2;
        Assert.Equal(1, ((a * d.Inverse() * a * s).Trace() - a.Trace()) / theory.EntropyProduction, 1e-3);
    }

    [Fact]
    public void UnstableSolutionsHaveNoStationaryState()
    {
        NoiseTheory theory = Theory(Problem(RuleFlips.Fractions(1, 1)), Labels);
        Assert.False(theory.IsStationary);
        Assert.Equal(double.NaN, theory.StationaryLoss);
        Assert.Equal(double.NaN, theory.EntropyProduction);
    }

    [Fact]
    public void RulesWithoutASymmetricKernelAreRefused()
    {
        TrainingSpec spec = Problem(RuleFlips.None).Spec;
        foreach (TrainingSpec refused in (TrainingSpec[])[spec with { KeepNorms = true },
            spec with { Rule = LearningRule.FeedbackAlignment }])
        {
            TrainingProblem problem = TrainingProblem.Create(refused);
            Assert.Throws<SpecException>(() => NoiseTheory.Create(problem, problem.Teacher, Labels));
        }

        Assert.Throws<SpecException>(() => new LearningNoise { InputVariance = -1 }.Validate());
    }
}
