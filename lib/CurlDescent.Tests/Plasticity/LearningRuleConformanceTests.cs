using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Plasticity;

/// <summary>What the learning rules promise, for every nonlinearity, one and several outputs.</summary>
public class LearningRuleConformanceTests
{
    public static TheoryData<string, int, FlipSide> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, FlipSide>();
            foreach (string activation in new[] { "linear", "tanh", "relu", "sigmoid" })
                foreach (int outputs in new[] { 1, 3 })
                    foreach (FlipSide side in Enum.GetValues<FlipSide>())
                        cases.Add(activation, outputs, side);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void CurlDescentIsMinusDTimesTheFiniteDifferenceGradientOfTheLoss(string activation, int outputs, FlipSide side)
    {
        (TwoLayerNetwork student, InputData data) = Draw(activation, outputs);
        int hiddenNeurons = side == FlipSide.Presynaptic ? student.Inputs : student.HiddenUnits;
        int readoutNeurons = side == FlipSide.Presynaptic ? student.HiddenUnits : student.Outputs;
        int[] d1 = Alternating(hiddenNeurons), d2 = Alternating(readoutNeurons);
        var flips = new RuleFlips { Hidden = LayerFlips.Signs(d1), Readout = LayerFlips.Signs(d2), Side = side };

        WeightUpdate update = Direction(LearningRule.CurlDescent(flips), student, data);

        Compare(student.HiddenUnits, student.Inputs, update.Hidden, n => n.HiddenWeights, d1);
        Compare(student.Outputs, student.HiddenUnits, update.Readout, n => n.ReadoutWeights, d2);

        void Compare(int rows, int columns, Matrix<double> direction, WeightsOf weights, int[] signs)
        {
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    double gradient = CentralDifference(student, data, weights, i * columns + j);
                    Assert.Equal(-signs[side == FlipSide.Presynaptic ? j : i] * gradient, direction[i, j], 2e-9);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void ZeroFlipsAreGradientDescentBitForBit(string activation, int outputs, FlipSide side)
    {
        (TwoLayerNetwork student, InputData data) = Draw(activation, outputs);
        WeightUpdate plain = Direction(LearningRule.GradientDescent, student, data);
        WeightUpdate unflipped =
            Direction(LearningRule.CurlDescent(new RuleFlips { Side = side, Hidden = LayerFlips.Fraction(0) }), student, data);
        Assert.Equal(plain.Hidden.Enumerate(), unflipped.Hidden.Enumerate());
        Assert.Equal(plain.Readout.Enumerate(), unflipped.Readout.Enumerate());
    }

    [Theory, MemberData(nameof(Cases))]
    public void FeedbackAlignmentDiffersOnlyInTheHiddenWeights(string activation, int outputs, FlipSide side)
    {
        (TwoLayerNetwork student, InputData data) = Draw(activation, outputs);
        var flips = new RuleFlips { Hidden = LayerFlips.Count(2), Side = side };
        WeightUpdate curl = Direction(LearningRule.CurlDescent(flips), student, data);
        WeightUpdate alignment = Direction(LearningRule.FlippedFeedbackAlignment(flips), student, data);
        Assert.Equal(curl.Readout.Enumerate(), alignment.Readout.Enumerate());
        Assert.True((curl.Hidden - alignment.Hidden).FrobeniusNorm() > 1e-3 * curl.Hidden.FrobeniusNorm());
    }

    [Fact]
    public void FeedbackAlignmentWithTheTransposedReadoutWouldBeBackpropagation()
    {
        // The feedback matrix is known, so put it where the readout weights are: both rules must then agree.
        (TwoLayerNetwork student, InputData data) = Draw("tanh", 2);
        var bound = LearningRule.FeedbackAlignment.Bind(student.Inputs, student.HiddenUnits, student.Outputs, 4, 0);
        for (int i = 0; i < student.HiddenUnits; i++)
            for (int k = 0; k < student.Outputs; k++)
                student.ReadoutWeights[k * student.HiddenUnits + i] = bound.FeedbackWeights![i * student.Outputs + k];
        WeightUpdate alignment = bound.Direction(student, data.InputMatrix(), data.TargetMatrix());
        WeightUpdate gradient = Direction(LearningRule.GradientDescent, student, data);
        Assert.True((alignment.Hidden - gradient.Hidden).FrobeniusNorm() < 1e-14);
        Assert.True(bound.FeedbackWeights!.Max(Math.Abs) < 1 / Math.Sqrt(student.HiddenUnits));
    }

    [Theory]
    [InlineData("tanh")]
    [InlineData("sigmoid")]
    public void WithoutTheOutputDerivativeTheDirectionIsNotTheGradient(string activation)
    {
        (TwoLayerNetwork student, InputData data) = Draw(activation, 1);
        WeightUpdate exact = Direction(LearningRule.GradientDescent, student, data);
        WeightUpdate released = Direction(LearningRule.GradientDescent with { OutputDerivative = false }, student, data);
        Assert.True((exact.Readout - released.Readout).FrobeniusNorm() > 1e-3 * exact.Readout.FrobeniusNorm());
    }

    [Fact]
    public void CountsFractionsAndSignsNameTheSameFlips()
    {
        double[] expected = [-1, -1, -1, 1, 1, 1, 1];
        Assert.Equal(expected, LayerFlips.Count(3).Resolve(7, "x"));
        Assert.Equal(expected, LayerFlips.Fraction(0.5).Resolve(7, "x"));
        Assert.Equal(expected, LayerFlips.Signs(-1, -1, -1, 1, 1, 1, 1).Resolve(7, "x"));
    }

    [Fact]
    public void FlippedCountIsTheFloorOfTheExactProduct()
    {
        for (int neurons = 1; neurons <= 250; neurons++)
            for (int percent = 0; percent <= 100; percent++)
                Assert.Equal(neurons * percent / 100, LayerFlips.FlippedCount(neurons, percent / 100.0));
    }

    private delegate Span<double> WeightsOf(TwoLayerNetwork network);

    private static double CentralDifference(TwoLayerNetwork student, InputData data, WeightsOf weights, int index)
    {
        const double h = 1e-5;
        TwoLayerNetwork plus = student.Clone(), minus = student.Clone();
        weights(plus)[index] += h;
        weights(minus)[index] -= h;
        return (data.Loss(plus) - data.Loss(minus)) / (2 * h);
    }

    private static WeightUpdate Direction(LearningRule rule, TwoLayerNetwork student, InputData data) =>
        rule.Bind(student.Inputs, student.HiddenUnits, student.Outputs, 4, 0).Direction(student, data.InputMatrix(), data.TargetMatrix());

    private static int[] Alternating(int neurons) => [.. Enumerable.Range(0, neurons).Select(i => i % 2 == 0 ? -1 : 1)];

    private static (TwoLayerNetwork Student, InputData Data) Draw(string activation, int outputs)
    {
        Activation phi = Activation.Parse(activation);
        TwoLayerNetwork teacher = new Teacher().Draw(5, 7, outputs, phi, 2);
        InputData data = InputData.Draw(12, 0.5, teacher, new RandomStream(2, 0, RandomPurpose.TrainingInputs));
        var student = new TwoLayerNetwork(5, 7, outputs, phi);
        new WeightInitialization(2).Fill(
            student, new RandomStream(2, 0, RandomPurpose.StudentHidden), new RandomStream(2, 0, RandomPurpose.StudentReadout));
        return (student, data);
    }
}
