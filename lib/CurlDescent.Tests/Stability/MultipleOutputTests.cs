using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Stability;

public class MultipleOutputTests
{
    [Fact]
    public void ErrorDynamicsSplitsByTheEigenvaluesOfTheReadout()
    {
        const int M = 7, N = 9, K = 4;
        (Matrix<double> w1, Matrix<double> w2) = Weights(M, N, K, 1);
        Matrix<double> d1 = Matrix<double>.Build.Diagonal(LawSamples.Signs(M, 0.3)),
            d2 = Matrix<double>.Build.Diagonal(LawSamples.Signs(N, 0.3));

        // E ↦ W2W2ᵀ E D1 + E W1ᵀD2W1 as a (KM)×(KM) matrix.
        Matrix<double> map = Matrix<double>.Build.Dense(K * M, K * M), gram = w2 * w2.Transpose(), hidden = w1.Transpose() * d2 * w1;
        for (int k = 0; k < K * M; k++)
        {
            Matrix<double> e = Matrix<double>.Build.Dense(K, M);
            e[k / M, k % M] = 1;
            Matrix<double> image = gram * e * d1 + e * hidden;
            for (int i = 0; i < K * M; i++) map[i, k] = image[i / M, i % M];
        }

        double[] whole = SymmetricEigenvalues.Compute(map);
        double[] parts = [.. MultipleOutputSpectralLaw.FromReadoutWeights((double)M / N, 0.3, 0.3, 1, w2).ReadoutEigenvalues
            .SelectMany(λ => SymmetricEigenvalues.Compute(λ * d1 + hidden)).Order()];
        Assert.Equal(K * M, parts.Length);
        for (int k = 0; k < parts.Length; k++) Assert.Equal(whole[k], parts[k], 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(120)]
    public void SampledSpectrumApproachesTheAveragedLaw(int outputs)
    {
        const int M = 300, N = 400;
        const double Hidden = 0.2, Readout = 0.1, Scale = 1.6, Rho = 0.8;
        (Matrix<double> w1, Matrix<double> w2) = Weights(M, N, outputs, 2);
        w1 *= Math.Sqrt(Rho * Scale);
        w2 *= Math.Sqrt(Scale);
        MultipleOutputSpectralLaw law = MultipleOutputSpectralLaw.FromReadoutWeights((double)M / N, Hidden, Readout, Rho * Scale, w2);
        MultipleOutputSpectralLaw random =
            MultipleOutputSpectralLaw.ForRandomReadout(DesignPoint.Create((double)M / N, Hidden, Readout, Rho), outputs, N, Scale);
        double[] d1 = LawSamples.Signs(M, Hidden), d2 = LawSamples.Signs(N, Readout), hiddenWeights = w1.ToRowMajorArray();

        // The law is concave in λ at its edge, so a few λ from end to end stand for all when there are many.
        int step = Math.Max(1, outputs / 10);
        double[] used = [.. law.ReadoutEigenvalues.Where((_, k) => k % step == 0)];
        MultipleOutputSpectralLaw part = MultipleOutputSpectralLaw.Create((double)M / N, Hidden, Readout, Rho * Scale, used);
        double[] eigenvalues = [.. used.SelectMany(λ =>
            SymmetricEigenvalues.ComputeInPlace(StabilityOperator.Create(hiddenWeights, d1, d2, λ).ToDense(), M)).Order()];
        double distance = eigenvalues.Select((x, i) => Math.Abs(part.Cumulative(x) - (i + 0.5) / eigenvalues.Length)).Max();
        double whole = Enumerable.Range(0, 200).Max(k =>
        {
            double x = law.LeftEdge + k / 200.0 * (law.RightEdge - law.LeftEdge);
            return Math.Abs(law.Cumulative(x) - random.Cumulative(x));
        });
        LawSamples.Report($"K {outputs}: Kolmogorov distance sample {distance:f4}; sampled against limiting readout {whole:f4}");
        Assert.True(distance < 0.012, $"{distance}");
        Assert.True(whole < 0.1 / Math.Sqrt(outputs) + 0.01, $"{whole}");
        Assert.Equal(law.UnstableFraction, law.Cumulative(0), 1e-12);
    }

    [Fact]
    public void SmallestEigenvalueIsConcaveInTheReadoutEigenvalue()
    {
        var stream = new RandomStream(4, 0, RandomPurpose.Design);
        for (int k = 0; k < 200; k++)
        {
            double c = Math.Pow(10, stream.NextUniform(1)), αh = stream.NextUniform(), αr = stream.NextUniform() / 2;
            double[] λ = [.. Enumerable.Range(0, 9).Select(i => 0.1 + 0.3 * i)];
            double[] edges = [.. λ.Select(value => SpectralLaw.Create(c, αh, αr, value, 1.3).LeftEdge)];
            for (int i = 1; i < 8; i++) Assert.True(edges[i - 1] + edges[i + 1] <= 2 * edges[i] + 1e-12);
            MultipleOutputSpectralLaw law = MultipleOutputSpectralLaw.Create(c, αh, αr, 1.3, λ);
            Assert.Equal(law.Laws.All(each => each.IsStable), law.IsStable);
        }
    }

    [Fact]
    public void OneOutputIsThePlainLaw()
    {
        MultipleOutputSpectralLaw law = MultipleOutputSpectralLaw.Create(0.6, 0.3, 0.1, 2, [1.5]);
        SpectralLaw plain = SpectralLaw.Create(DesignPoint.Create(0.6, 0.3, 0.1, 2 / 1.5), 1.5);
        Assert.Equal(plain.LeftEdge, law.LeftEdge, 1e-12);
        Assert.Equal(plain.Density(0.5), law.Density(0.5), 1e-12);
        Assert.Equal(
            "ReadoutEigenvalues", Assert.Throws<SpecException>(() => MultipleOutputSpectralLaw.Create(0.6, 0.3, 0.1, 2, [])).Field);
    }

    [Fact]
    public void MoreOutputsThanHiddenUnitsLeaveZeroEigenvalues()
    {
        (_, Matrix<double> w2) = Weights(4, 3, 5, 3);
        MultipleOutputSpectralLaw law = MultipleOutputSpectralLaw.FromReadoutWeights(4.0 / 3, 0, 0, 1, w2);
        Assert.Equal([0, 0], law.ReadoutEigenvalues.Take(2));
        Assert.True(law.ReadoutEigenvalues[2] > 0 && law.IsStable);
    }

    private static (Matrix<double> W1, Matrix<double> W2) Weights(int m, int n, int k, uint run)
    {
        var w1 = new double[n * m];
        var w2 = new double[k * n];
        new RandomStream(31, run, RandomPurpose.SampledMatrix).FillNormal(1 / Math.Sqrt(m), w1);
        new RandomStream(31, run, RandomPurpose.SampledMatrix, 1).FillNormal(1 / Math.Sqrt(n), w2);
        return (Matrix<double>.Build.DenseOfRowMajor(n, m, w1), Matrix<double>.Build.DenseOfRowMajor(k, n, w2));
    }
}
