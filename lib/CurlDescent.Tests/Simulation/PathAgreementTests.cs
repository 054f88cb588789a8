using CurlDescent.Arithmetic;
using CurlDescent.Simulation;

namespace CurlDescent.Tests.Simulation;

/// <summary>Every path computes what the plain reference defines.</summary>
public class PathAgreementTests
{
    private const int Designs = 60;
    private const double Tame = 10;
    private const double Epsilon = 1.1102230246251565e-16;

    private static readonly Activation[] Nonlinearities =
        [Activation.Linear, Activation.Tanh, Activation.ReLU, Activation.Sigmoid, Activation.Of<SoftsignOfAUser>()];

    public static TheoryData<TrainingPathKind, int> FastPathsAndDesigns()
    {
        var data = new TheoryData<TrainingPathKind, int>();
        for (int design = 0; design < Designs; design++)
        {
            foreach (TrainingPathKind path in Enum.GetValues<TrainingPathKind>())
            {
                if (path is not (TrainingPathKind.Automatic or TrainingPathKind.PlainReference)) data.Add(path, design);
            }
        }

        return data;
    }

    // The reference computes φ through the C runtime at every place; a cost model that forgets it once chose the reference for tanh
    // networks of two inputs.
    [Theory, MemberData(nameof(SmallAndLargeSizes))]
    public void TheReferenceIsNeverTheCheapestPathOfASignedRule(int inputs, int hiddenUnits, int batch)
    {
        foreach (Activation activation in new[] { Activation.Linear, Activation.Tanh, Activation.ReLU, Activation.Sigmoid })
        {
            var spec = new TrainingSpec
            {
                Inputs = inputs,
                HiddenUnits = hiddenUnits,
                BatchSize = batch,
                TrainingSamples = batch,
                Activation = activation,
            };
            Assert.NotEqual(TrainingPathKind.PlainReference, PathSelection.Cheapest(spec));
        }
    }

    public static TheoryData<int, int, int> SmallAndLargeSizes()
    {
        var data = new TheoryData<int, int, int>();
        foreach (int inputs in new[] { 1, 2, 3, 20, 110 })
            foreach (int hiddenUnits in new[] { 1, 5, 110, 217 })
                foreach (int batch in new[] { 1, 10, 250 })
                    data.Add(inputs, hiddenUnits, batch);
        return data;
    }

    /// <summary>
    /// A step of the plain reference rounds each weight after sums of at most M + N + B + K terms, so two ways to compute it differ by
    /// about
    /// (M + N + B + K)·ε relative; 100 steps add up, and the dynamics stretch each difference about as much as a small perturbation of the
    /// start. The bound is that product; where the dynamics hardly stretch, 1e-12.
    /// </summary>
    [Theory]
    [MemberData(nameof(FastPathsAndDesigns))]
    public void AgreesWithThePlainReferenceOver100Steps(TrainingPathKind path, int design)
    {
        TrainingSpec spec = RandomSpec(path, design);
        TrainingProblem problem = TrainingProblem.Create(spec);
        if (!PathSelection.CanRun(spec, path))
        {
            Assert.Equal("Path", Assert.Throws<SpecException>(() => Trainer.Run(problem, path)).Field);
            return;
        }

        Recording expected = Trainer.Run(problem, TrainingPathKind.PlainReference), actual = Trainer.Run(problem, path);
        double perStep = (spec.Inputs + spec.HiddenUnits + spec.BatchSize + spec.Outputs) * Epsilon;
        double stretching = Stretching(problem, expected.Final);
        double tolerance = stretching <= Tame ? 1e-12 : 100 * perStep * stretching;

        Assert.Equal(expected.Outcome, actual.Outcome);
        Assert.Equal(expected.Epochs, actual.Epochs);
        AssertClose(expected.Final.HiddenWeights, actual.Final.HiddenWeights, tolerance, spec);
        AssertClose(expected.Final.ReadoutWeights, actual.Final.ReadoutWeights, tolerance, spec);
        for (int e = 0; e < expected.Epochs.Count; e++)
        {
            AssertErrorClose(expected.TrainErrors[e], actual.TrainErrors[e], tolerance, spec);
            AssertErrorClose(expected.TestErrors[e], actual.TestErrors[e], tolerance, spec);
        }
    }

    [Fact]
    public void MostDesignsAreHeldTo1em12()
    {
        int tame = 0;
        for (int design = 0; design < Designs; design++)
        {
            TrainingProblem problem = TrainingProblem.Create(RandomSpec(TrainingPathKind.Linear, design));
            TwoLayerNetwork end = Trainer.Run(problem, TrainingPathKind.Linear).Final;
            if (Stretching(problem, end) <= Tame) tame++;
        }

        Assert.InRange(tame, Designs * 2 / 3, Designs);
    }

    /// <summary>
    /// A shuffled data set of 0.6 MB, whose rows are asked for a batch ahead: the same within rounding, at the end of the epoch too.
    /// </summary>
    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    public void ALargeDataSetAgrees(int batch)
    {
        var spec = new TrainingSpec
        {
            Inputs = 20,
            HiddenUnits = 5,
            Activation = Activation.Tanh,
            TrainingSamples = 3000,
            BatchSize = batch,
            LearningRate = 0.01,
            Epochs = 1,
        };
        TrainingProblem problem = TrainingProblem.Create(spec);

        Recording expected = Trainer.Run(problem, TrainingPathKind.PlainReference),
            actual = Trainer.Run(problem, TrainingPathKind.Backpropagation);

        AssertClose(expected.Final.HiddenWeights, actual.Final.HiddenWeights, 1e-12, spec);
        AssertClose(expected.Final.ReadoutWeights, actual.Final.ReadoutWeights, 1e-12, spec);
    }

    /// <summary>A batch so large that its hidden errors are kept in parts: the same within rounding.</summary>
    [Theory]
    [InlineData(FlipSide.Presynaptic, true)]
    [InlineData(FlipSide.Postsynaptic, false)]
    public void ALargeBatchInPartsAgrees(FlipSide side, bool keepNorms)
    {
        var spec = new TrainingSpec
        {
            Inputs = 11,
            HiddenUnits = 9,
            Outputs = 2,
            Activation = Activation.Tanh,
            TrainingSamples = 100,
            BatchSize = 100,
            Epochs = 30,
            LearningRate = 0.05,
            KeepNorms = keepNorms,
            Rule = LearningRule.CurlDescent(new RuleFlips { Side = side, Hidden = LayerFlips.Count(3), Readout = LayerFlips.Count(1) }),
        };
        TrainingProblem problem = TrainingProblem.Create(spec);
        Recording whole = Trainer.Run(problem, TrainingPathKind.Backpropagation);
        using var inParts = new BackpropagationPath<VectorTanh>(problem, "in parts", mostCoefficients: 12 * 40);
        Recording parts = Trainer.Run(problem, inParts, null, TestContext.Current.CancellationToken);
        AssertClose(whole.Final.HiddenWeights, parts.Final.HiddenWeights, 1e-12, spec);
        AssertClose(whole.Final.ReadoutWeights, parts.Final.ReadoutWeights, 1e-12, spec);
    }

    // How much a relative perturbation of 1e-8 of the start has grown at the end, relative to the weights.
    internal static double Stretching(TrainingProblem problem, TwoLayerNetwork end)
    {
        const double size = 1e-8;
        TwoLayerNetwork start = problem.Student;
        double[] hidden = start.HiddenWeights.ToArray(), readout = start.ReadoutWeights.ToArray();
        var noise = new RandomStream(problem.Spec.Seed, 0, RandomPurpose.Probe);
        foreach (ref double w in start.HiddenWeights) w *= 1 + size * noise.NextNormal();
        foreach (ref double w in start.ReadoutWeights) w *= 1 + size * noise.NextNormal();
        TwoLayerNetwork moved = Trainer.Run(problem, TrainingPathKind.PlainReference).Final;
        hidden.CopyTo(start.HiddenWeights);
        readout.CopyTo(start.ReadoutWeights);
        return Math.Max(
            Relative(end.HiddenWeights, moved.HiddenWeights) / size,
            Relative(end.ReadoutWeights, moved.ReadoutWeights) / size);
    }

    private static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, TrainingSpec spec) =>
        Assert.True(Relative(expected, actual) <= tolerance, $"relative difference {Relative(expected, actual):e2} for {spec}");

    internal static double Relative(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual)
    {
        double difference = 0, norm = 0;
        for (int w = 0; w < expected.Length; w++)
        {
            difference += (expected[w] - actual[w]) * (expected[w] - actual[w]);
            norm += expected[w] * expected[w];
        }

        return difference == 0 ? 0 : Math.Sqrt(difference / norm);
    }

    // Errors are squares of residuals, and each residual carries a rounding error of the size of its terms.
    private static void AssertErrorClose(double expected, double actual, double tolerance, TrainingSpec spec) =>
        Assert.True(
            Math.Abs(Math.Sqrt(expected) - Math.Sqrt(actual)) <= tolerance * (1 + Math.Sqrt(expected)),
            $"{expected:r} and {actual:r} for {spec}");

    internal static TrainingSpec RandomSpec(TrainingPathKind path, int design)
    {
        var random = new RandomStream(20251, (uint)path, RandomPurpose.Design, (uint)design);
        bool linear = path is not TrainingPathKind.Backpropagation;
        int m = 1 + random.NextInt32(40), n = 1 + random.NextInt32(40), k = linear ? 1 : 1 + random.NextInt32(3);
        int batch = 1 + random.NextInt32(24), steps = 1 + random.NextInt32(5);
        bool fullBatch = random.NextInt32(4) == 0;
        int samples = fullBatch ? batch : batch * steps;
        bool post = random.NextInt32(4) == 0;
        var rule = new SignedDeltaRule
        {
            Flips = new RuleFlips
            {
                Side = post ? FlipSide.Postsynaptic : FlipSide.Presynaptic,
                Hidden = LayerFlips.Count(random.NextInt32((post ? n : m) + 1)),
                Readout = LayerFlips.Count(random.NextInt32((post ? k : n) + 1)),
            },
            Feedback = random.NextInt32(3) == 0 ? Feedback.FixedRandom : Feedback.Backpropagation,
            OutputDerivative = random.NextInt32(2) == 0,
        };
        return new TrainingSpec
        {
            Inputs = m,
            HiddenUnits = n,
            Outputs = k,
            Activation = linear ? Activation.Linear : Nonlinearities[random.NextInt32(Nonlinearities.Length)],
            Rule = rule,
            Student = new WeightInitialization(0.5 + random.NextUniform()),
            TrainingSamples = samples,
            TestSamples = 1 + random.NextInt32(30),
            BatchSize = batch,
            LearningRate = 0.02,
            ErrorSchedule = RecordingSchedule.Every(1),
            DivergenceThreshold = 1e3,
            KeepNorms = random.NextInt32(2) == 0,
            Epochs = 100 * batch / samples,
            Seed = (ulong)design,
        };
    }

    private readonly struct SoftsignOfAUser : IActivation
    {
        public static string Name => "softsign-of-a-user";

        public static bool IsHomogeneous => false;

        public static double Apply(double a) => a / (1 + Math.Abs(a));

        public static double Derivative(double a, double h) => (1 - Math.Abs(h)) * (1 - Math.Abs(h));

        public static double SecondDerivative(double a, double h) => -2 * Math.Sign(a) * Math.Pow(1 - Math.Abs(h), 3);
    }
}
