using CurlDescent.Arithmetic;

namespace CurlDescent.Tests.Simulation;

/// <summary>Training in single precision: the mathematics of the plain reference, the same draws, and refused where it would lie.</summary>
public class SinglePrecisionTests
{
    private const double Epsilon = 5.9604644775390625e-8;

    // With the inputs in the lanes, the units there, several outputs, and batches in parts.
    private static readonly (int Inputs, int Units, int Outputs, int Batch)[] Sizes =
    [
        (100, 10, 1, 10), (100, 1, 1, 7), (77, 3, 2, 11), (200, 14, 1, 1), (64, 5, 1, 3),
        (10, 100, 1, 10), (21, 37, 3, 6), (90, 129, 1, 25), (3, 16, 1, 9), (1, 1, 1, 1), (50, 49, 2, 21),
        (100, 10, 1, 250), (20, 40, 2, 260), (33, 17, 1, 121),
    ];

    public static TheoryData<int> Designs => [.. Enumerable.Range(0, 60)];

    public static TheoryData<int, string> SizesAndNonlinearities()
    {
        var data = new TheoryData<int, string>();
        for (int size = 0; size < Sizes.Length; size++)
            foreach (Activation activation in new[] { Activation.Linear, Activation.Tanh, Activation.ReLU, Activation.Sigmoid })
                data.Add(size, activation.Name);
        return data;
    }

    [Theory, MemberData(nameof(Designs))]
    public void AgreesWithThePlainReferenceOnAnyRule(int design) =>
        AssertAgrees(PathAgreementTests.RandomSpec(TrainingPathKind.Backpropagation, design));

    [Theory, MemberData(nameof(SizesAndNonlinearities))]
    public void AgreesWithThePlainReferenceOnAnySize(int size, string activation)
    {
        (int inputs, int units, int outputs, int batch) = Sizes[size];
        AssertAgrees(new TrainingSpec
        {
            Inputs = inputs,
            HiddenUnits = units,
            Outputs = outputs,
            Activation = Activation.Parse(activation),
            TrainingSamples = 2 * batch,
            TestSamples = 33,
            BatchSize = batch,
            LearningRate = 0.02,
            Epochs = 20,
            KeepNorms = size % 2 == 0,
            Rule = LearningRule.CurlDescent(RuleFlips.Counts(inputs / 3, units / 4)),
            Seed = (ulong)size,
        });
    }

    [Fact]
    public void TanhAndTheLogisticFunctionAreWithinFourUlp()
    {
        var values = new List<float> { 0, -0f, float.Epsilon, -1e-30f, 1e-8f, 9.5f, -9.5f, 40, -88, 100, float.PositiveInfinity };
        for (int i = -40_000; i <= 40_000; i++) values.Add(i * 5e-4f);
        foreach (float[] sixteen in values.Chunk(16).Where(c => c.Length == 16))
        {
            var a = System.Runtime.Intrinsics.Vector512.Create(sixteen);
            var tanh = Exponentials.Tanh(a);
            var logistic = Exponentials.Sigmoid(a);
            for (int k = 0; k < 16; k++)
            {
                double x = Math.Clamp(sixteen[k], -87, 87);
                AssertUlp(Math.Tanh(x), tanh[k], sixteen[k]);
                AssertUlp(1 / (1 + Math.Exp(-x)), logistic[k], sixteen[k]);
            }
        }

        static void AssertUlp(double expected, float actual, float at) => Assert.True(
            Math.Abs(expected - actual) <= 4 * Math.Max(Epsilon * Math.Abs(expected), float.Epsilon), $"{expected} and {actual} at {at}");
    }

    [Fact]
    public void NaNStaysNaN()
    {
        var nan = System.Runtime.Intrinsics.Vector512.Create(float.NaN);
        Assert.True(float.IsNaN(Exponentials.Tanh(nan)[3]) && float.IsNaN(Exponentials.Sigmoid(nan)[3]));
        TrainingSpec diverging = Small with { LearningRate = 1e9, Activation = Activation.Linear, Epochs = 400 };
        Assert.Contains(Trainer.Run(diverging).Outcome, new[] { Outcome.NonFinite, Outcome.Diverged });
    }

    [Fact]
    public void TheRunsOfBothPrecisionsStartAlike()
    {
        TrainingProblem one = TrainingProblem.Create(Small), two = TrainingProblem.Create(Small with { Precision = Precision.Double });
        Assert.Equal(two.Student.HiddenWeights, one.Student.HiddenWeights);
        Assert.Equal(two.Training.Inputs, one.Training.Inputs);
        Assert.Equal(two.Training.Targets, one.Training.Targets);
        Assert.Equal(Trainer.Run(two).TrainErrors[0], Trainer.Run(one).TrainErrors[0], 1e-6);
        Assert.Equal("backpropagation, single precision", Trainer.Run(one).Path);
    }

    [Fact]
    public void RefusedWhereRoundingWouldShow()
    {
        Refused(nameof(TrainingSpec.Precision), "random starts only",
            Small with { Start = StartPoint.NearTeacher(WeightLayer.Hidden, 1e-15) });
        Refused(nameof(TrainingSpec.Precision), "OrderParameterWindow = 0", Small with { OrderParameterWindow = 5 });
        Refused(nameof(TrainingSpec.ErrorFloor), "≥ 1E-06 in single precision", Small with { ErrorFloor = 0 });
        Refused(nameof(TrainingSpec.StopThreshold), "≥ 1E-06 in single precision", Small with { StopThreshold = 1e-7 });
        Assert.NotNull((Small with { StopThreshold = 1e-6, ErrorFloor = 1e-6 }).Validate());

        static void Refused(string field, string allowed, TrainingSpec spec)
        {
            SpecException e = Assert.Throws<SpecException>(() => TrainingProblem.Create(spec));
            Assert.Equal(field, e.Field);
            Assert.Contains(allowed, e.Message, StringComparison.Ordinal);
            Assert.NotNull((spec with { Precision = Precision.Double }).Validate());
        }
    }

    [Fact]
    public void WhatLooksCloserRefusesIt()
    {
        TrainingProblem problem = TrainingProblem.Create(Small);
        Assert.Equal("Precision", Assert.Throws<SpecException>(() => TrainingMap.Create(problem)).Field);
        Assert.Equal("Precision", Assert.Throws<SpecException>(() => SignedTangentKernel.AtTeacher(problem)).Field);
        Assert.Equal("Path", Assert.Throws<SpecException>(() => Trainer.Run(problem, TrainingPathKind.PlainReference)).Field);
        Assert.Equal("Path", Assert.Throws<SpecException>(() => Trainer.Run(problem, TrainingPathKind.Linear)).Field);
    }

    /// <summary>
    /// Figure 5's question on a small network: the epochs to threshold of paired runs. The mean log ratio of the two precisions has an
    /// interval (95 %, Student) that holds 0, and is shorter than a tenth of what the rules differ by.
    /// </summary>
    [Fact]
    public void EpochsToThresholdAreThoseOfDouble()
    {
        TrainingSpec spec = Small with { Epochs = 4000, StopThreshold = 1e-3, ErrorSchedule = RecordingSchedule.Every(1) };
        const int runs = 16;
        double[] ofPrecision = new double[runs], ofRule = new double[runs];
        Parallel.For(0, runs, run =>
        {
            double one = Log(spec with { Run = (uint)run }), two = Log(spec with { Run = (uint)run, Precision = Precision.Double });
            ofPrecision[run] = one - two;
            ofRule[run] = Math.Abs(Log(spec with { Run = (uint)run, Rule = LearningRule.GradientDescent }) - one);
        });
        double mean = ofPrecision.Average(), deviation = Math.Sqrt(ofPrecision.Sum(d => (d - mean) * (d - mean)) / (runs - 1));
        double half = 2.131 * deviation / Math.Sqrt(runs);
        Assert.True(Math.Abs(mean) <= half || ofPrecision.All(d => d == 0), $"{mean} ± {half}");
        Assert.True(half < ofRule.Average() / 10, $"{half} against {ofRule.Average()}");

        static double Log(TrainingSpec spec)
        {
            Recording recording = Trainer.Run(spec);
            Assert.Equal(Outcome.ThresholdReached, recording.Outcome);
            return Math.Log(recording.EpochsToThreshold(1e-3)!.Value);
        }
    }

    private static TrainingSpec Small { get; } = new()
    {
        Inputs = 40,
        HiddenUnits = 5,
        Activation = Activation.Tanh,
        TrainingSamples = 60,
        TestSamples = 20,
        BatchSize = 10,
        LearningRate = 0.1,
        Epochs = 40,
        KeepNorms = false,
        Rule = LearningRule.CurlDescent(RuleFlips.Counts(0, 1)),
        Precision = Precision.Single,
    };

    // A step rounds once more than the sums in it; a hundred of them add up, stretched as the dynamics stretch a small perturbation.
    private static void AssertAgrees(TrainingSpec spec)
    {
        TrainingProblem exact = TrainingProblem.Create(spec);
        Recording expected = Trainer.Run(exact, TrainingPathKind.PlainReference);
        Recording actual = Trainer.Run(exact.WithRun(spec with { Precision = Precision.Single }));
        Assert.Equal(expected.Outcome, actual.Outcome);
        Assert.Equal(expected.Epochs, actual.Epochs);
        double tolerance = 100 * Epsilon * Math.Max(1, PathAgreementTests.Stretching(exact, expected.Final));
        double hidden = PathAgreementTests.Relative(expected.Final.HiddenWeights, actual.Final.HiddenWeights);
        double readout = PathAgreementTests.Relative(expected.Final.ReadoutWeights, actual.Final.ReadoutWeights);
        Assert.True(Math.Max(hidden, readout) <= tolerance, $"{hidden:e2}, {readout:e2} of {tolerance:e2} for {spec}");
        Assert.NotEqual(0, hidden);
        for (int e = 0; e < expected.Epochs.Count; e++)
        {
            AssertErrorClose(expected.TrainErrors[e], actual.TrainErrors[e]);
            AssertErrorClose(expected.TestErrors[e], actual.TestErrors[e]);
        }

        void AssertErrorClose(double one, double other) => Assert.Equal(Math.Sqrt(one), Math.Sqrt(other), tolerance * (1 + Math.Sqrt(one)));
    }
}
