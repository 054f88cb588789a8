using MathNet.Numerics.Statistics;

namespace CurlDescent.Tests.Networks;

public class DrawTests
{
    [Theory]
    [InlineData(WeightDistribution.Uniform, 1 / 1.7320508075688772)]
    [InlineData(WeightDistribution.Normal, 1.0)]
    public void InitialWeightsHaveTheNamedScale(WeightDistribution distribution, double standardDeviationOverRange)
    {
        const int m = 100, n = 400;
        var network = new TwoLayerNetwork(m, n, 1, Activation.Linear);
        new WeightInitialization(2, distribution).Fill(network, Stream(RandomPurpose.StudentHidden), Stream(RandomPurpose.StudentReadout));
        double expected = 2 * standardDeviationOverRange;

        // 40,000 draws: the standard deviation is known to about 0.4 %.
        Assert.Equal(expected / Math.Sqrt(m), network.HiddenWeights.ToArray().StandardDeviation(), 0.02 * expected / Math.Sqrt(m));
        Assert.Equal(expected / Math.Sqrt(n), network.ReadoutWeights.ToArray().StandardDeviation(), 0.15 * expected / Math.Sqrt(n));
        if (distribution == WeightDistribution.Uniform) Assert.True(network.HiddenWeights.ToArray().Max(Math.Abs) < 2 / Math.Sqrt(m));
    }

    [Fact]
    public void ATeacherOfGivenNormsHasThem()
    {
        TwoLayerNetwork teacher = new Teacher { HiddenNorm = 1, ReadoutNorm = 1 }.Draw(20, 45, 2, Activation.Tanh, 3);
        Assert.Equal(Math.Sqrt(45), teacher.HiddenMatrix().FrobeniusNorm(), 1e-12);
        Assert.Equal(1, teacher.ReadoutMatrix().FrobeniusNorm(), 1e-12);
    }

    [Fact]
    public void InputsHaveTheGivenVarianceAndTargetsAreTheTeachers()
    {
        TwoLayerNetwork teacher = new Teacher().Draw(30, 20, 2, Activation.ReLU, 5);
        InputData data = InputData.Draw(2000, 0.5, teacher, Stream(RandomPurpose.TrainingInputs));
        double[] inputs = data.InputMatrix().ToColumnMajorArray();
        Assert.Equal(0.5, inputs.Variance(), 0.01);
        Assert.Equal(0.0, inputs.Mean(), 0.01);
        Assert.Equal(3.0, inputs.Kurtosis() + 3, 0.1);
        Assert.Equal(0.0, data.Loss(teacher), 1e-30);

        MathNet.Numerics.LinearAlgebra.Matrix<double> y = teacher.Output(data.InputMatrix());
        var other = new TwoLayerNetwork(30, 20, 2, Activation.ReLU);
        Assert.Equal(0.5 * y.Enumerate().Sum(v => v * v) / 2000, data.Loss(other), 1e-10);
    }

    [Fact]
    public void StreamsOfDifferentNamesDiffer()
    {
        var names = from run in new uint[] { 0, 1, RandomStream.SharedRun }
                    from purpose in Enum.GetValues<RandomPurpose>()
                    from index in new uint[] { 0, 1, 77 }
                    select (run, purpose, index);
        ulong[] first = [.. names.Select(n => new RandomStream(9, n.run, n.purpose, n.index).NextUInt64())];
        Assert.Equal(first.Length, first.Distinct().Count());
    }

    private static RandomStream Stream(RandomPurpose purpose) => new(11, 0, purpose);
}
