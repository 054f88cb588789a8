using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Stability.Spectra;

public class StabilityOperatorTests
{
    public static TheoryData<int, int, WeightLaw> Shapes => new()
    {
        { 1, 1, WeightLaw.Signs }, { 7, 3, WeightLaw.Signs }, { 8, 8, WeightLaw.Signs }, { 511, 9, WeightLaw.Signs },
        { 512, 100, WeightLaw.Signs },
        { 513, 65, WeightLaw.Signs }, { 1023, 7, WeightLaw.Signs }, { 1024, 16, WeightLaw.Signs }, { 1025, 31, WeightLaw.Signs },
        { 2500, 301, WeightLaw.Signs },
        { 1, 5, WeightLaw.Uniform }, { 40, 130, WeightLaw.Uniform }, { 130, 40, WeightLaw.Normal },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void RegeneratedStoredAndPlainProductsAgree(int inputs, int hiddenUnits, WeightLaw law)
    {
        RandomWeights weights = RandomWeights.Create(inputs, hiddenUnits, 0x1234_5678_9abc_def0, 3, law, 1.7);
        double[] d1 = LawSamples.Signs(inputs, 0.3), d2 = LawSamples.Signs(hiddenUnits, 0.4), w = weights.ToArray(), v = Draw(inputs);
        var regenerated = new double[inputs];
        StabilityOperator.Create(weights, d1, d2, 0.6).Apply(v, regenerated);
        var stored = new double[inputs];
        StabilityOperator.Create(w, d1, d2, 0.6).Apply(v, stored);

        Matrix<double> w1 = Matrix<double>.Build.DenseOfRowMajor(hiddenUnits, inputs, w), x =
            0.6 * Matrix<double>.Build.Diagonal(d1) + w1.Transpose() * Matrix<double>.Build.Diagonal(d2) * w1;
        Vector<double> plain = x * Vector<double>.Build.DenseOfArray(v);
        double[] dense = StabilityOperator.Create(weights, d1, d2, 0.6).ToDense();
        double size = plain.AbsoluteMaximum() + 1;
        for (int j = 0; j < inputs; j++)
        {
            Assert.Equal(plain[j], regenerated[j], 1e-12 * size);
            Assert.Equal(plain[j], stored[j], 1e-12 * size);
        }

        Assert.True((Matrix<double>.Build.DenseOfRowMajor(inputs, inputs, dense) - x).Enumerate().Max(Math.Abs) < 1e-12);
    }

    [Theory]
    [InlineData(WeightLaw.Signs)]
    [InlineData(WeightLaw.Normal)]
    public void ThreadsDoNotChangeTheBits(WeightLaw law)
    {
        RandomWeights weights = RandomWeights.Create(1500, 900, 5, 0, law);
        double[] d1 = LawSamples.Signs(1500, 0.5), d2 = LawSamples.Signs(900, 0.1), v = Draw(1500), expected = new double[1500],
            actual = new double[1500];
        StabilityOperator.Create(weights, d1, d2, 1, threads: 1).Apply(v, expected);
        foreach (int threads in new[] { 2, 5, -1 })
        {
            StabilityOperator.Create(weights, d1, d2, 1, threads).Apply(v, actual);
            Assert.Equal(expected, actual);
            Assert.Equal(
                Lanczos.Compute(StabilityOperator.Create(weights, d1, d2, 1, 1), threads: 1, maximumProducts: 20),
                Lanczos.Compute(StabilityOperator.Create(weights, d1, d2, 1, threads), threads: threads, maximumProducts: 20));
        }
    }

    [Fact]
    public void RandomWeightsHaveTheVarianceAskedFor()
    {
        foreach (WeightLaw law in Enum.GetValues<WeightLaw>())
        {
            double[] w = RandomWeights.Create(400, 500, 8, 1, law, 2.5).ToArray();
            Assert.Equal(2.5 / 400, w.Average(x => x * x), 5e-5);
            Assert.Equal(0, w.Average(), 5 * Math.Sqrt(2.5 / 400 / w.Length));
            double kurtosis = w.Average(x => Math.Pow(x, 4)) / Math.Pow(w.Average(x => x * x), 2) - 3;
            Assert.Equal(law switch { WeightLaw.Signs => -2, WeightLaw.Uniform => -1.2, _ => 0 }, kurtosis, 0.06);
        }

        RandomWeights again = RandomWeights.Create(400, 500, 8, 1);
        var row = new double[400];
        again.CopyRow(77, row);
        Assert.Equal(RandomWeights.Create(400, 500, 8, 1).ToArray()[(77 * 400)..(78 * 400)], row);
        Assert.NotEqual(RandomWeights.Create(400, 500, 8, 2).ToArray()[(77 * 400)..(78 * 400)], row);
    }

    [Fact]
    public void ANetworkGivesItsOwnMatrix()
    {
        var network = new TwoLayerNetwork(6, 9, 1, Activation.Linear);
        new WeightInitialization(1.3).Fill(
            network, new RandomStream(1, 0, RandomPurpose.StudentHidden), new RandomStream(1, 0, RandomPurpose.StudentReadout));
        var flips = RuleFlips.Counts(2, 3);
        (double[] d1, double[] d2) = flips.Resolve(6, 9, 1);
        Matrix<double> w1 = network.HiddenMatrix(), w2 = network.ReadoutMatrix();
        Matrix<double> expected = (w2 * w2.Transpose())[0, 0] * Matrix<double>.Build.Diagonal(d1)
            + w1.Transpose() * Matrix<double>.Build.Diagonal(d2) * w1;
        Matrix<double> actual = Matrix<double>.Build.DenseOfRowMajor(6, 6, StabilityOperator.Create(network, flips).ToDense());
        Assert.True((expected - actual).Enumerate().Max(Math.Abs) < 1e-14);
        Assert.Equal(
            "Scale", Assert.Throws<SpecException>(
                () => StabilityOperator.Create(new TwoLayerNetwork(2, 2, 2, Activation.Linear), flips)).Field);
        Assert.Equal(
            "Flips.Side",
            Assert.Throws<SpecException>(() => StabilityOperator.Create(network, flips with { Side = FlipSide.Postsynaptic })).Field);
    }

    [Fact]
    public void BadShapesNameTheirField()
    {
        Assert.Equal(
            "HiddenWeights", Assert.Throws<SpecException>(() => StabilityOperator.Create(new double[5], [1, 1], [1, -1], 1)).Field);
        Assert.Equal("D1", Assert.Throws<SpecException>(() => StabilityOperator.Create(new double[4], [1, 0.5], [1, -1], 1)).Field);
        Assert.Equal(
            "D2", Assert.Throws<SpecException>(() => StabilityOperator.Create(RandomWeights.Create(2, 3, 1), [1, 1], [1, -1], 1)).Field);
        Assert.Equal("Scale", Assert.Throws<SpecException>(() => StabilityOperator.Create(new double[4], [1, 1], [1, -1], -1)).Field);
        Assert.Throws<ArgumentException>(
            () => StabilityOperator.Create(new double[4], [1, 1], [1, -1], 1).Apply(new double[3], new double[2]));
    }

    private static double[] Draw(int count)
    {
        var values = new double[count];
        new RandomStream(2, 0, RandomPurpose.Probe).FillNormal(1, values);
        return values;
    }
}
