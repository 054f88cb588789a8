namespace CurlDescent.Tests.Stability.Spectra;

public class LanczosTests
{
    [Theory]
    [InlineData(900, 450, 0, 0.5)]
    [InlineData(700, 1400, 0.4, 0)]
    [InlineData(600, 200, 0.3, 0.3)]
    public void ExtremeEigenvaluesAgreeWithTheDenseSpectrum(int inputs, int hiddenUnits, double αh, double αr)
    {
        StabilityOperator matrix = LawSamples.Operator(inputs, hiddenUnits, αh, αr, 1);
        double[] dense = SymmetricEigenvalues.ComputeInPlace(matrix.ToDense(), inputs);
        ExtremeEigenvalues extremes = Lanczos.Compute(matrix);
        LawSamples.Report(
            $"M {inputs}: {extremes.Products} products, errors {extremes.Smallest - dense[0]:e1}, {extremes.Largest - dense[^1]:e1}");
        Assert.True(extremes.Converged);
        Assert.Equal(dense[0], extremes.Smallest, 1e-9);
        Assert.Equal(dense[^1], extremes.Largest, 1e-9);
        Assert.True(extremes.Smallest >= dense[0] - 1e-12 && extremes.Largest <= dense[^1] + 1e-12);
    }

    [Fact]
    public void TheResidualBoundsTheErrorBeforeConvergence()
    {
        StabilityOperator matrix = LawSamples.Operator(300, 500, 0.3, 0.2, 2);
        double[] dense = SymmetricEigenvalues.ComputeInPlace(matrix.ToDense(), 300);
        foreach (int products in new[] { 1, 2, 5, 12, 25 })
        {
            ExtremeEigenvalues extremes = Lanczos.Compute(matrix, maximumProducts: products);
            Assert.False(extremes.Converged);
            Assert.Equal(products, extremes.Products);
            Assert.True(dense.Min(value => Math.Abs(value - extremes.Smallest)) <= extremes.SmallestResidual * (1 + 1e-9));
            Assert.True(dense.Min(value => Math.Abs(value - extremes.Largest)) <= extremes.LargestResidual * (1 + 1e-9));
        }
    }

    [Fact]
    public void AnInvariantSpaceEndsTheIteration()
    {
        // Two distinct eigenvalues: two products are enough.
        StabilityOperator matrix = StabilityOperator.Create(new double[50 * 20], LawSamples.Signs(50, 0.3), LawSamples.Signs(20, 0), 2);
        ExtremeEigenvalues extremes = Lanczos.Compute(matrix, tolerance: 1e-12);
        Assert.True(extremes.Converged && extremes.Products <= 3);
        Assert.Equal(-2, extremes.Smallest, 1e-12);
        Assert.Equal(2, extremes.Largest, 1e-12);
        LanczosQuadrature quadrature = LanczosQuadrature.Compute(matrix, 3, 10);
        Assert.Equal(0.3, quadrature.Average(x => x < 0 ? 1 : 0).Mean, 1e-10);

        var tiny = new double[1];
        ExtremeEigenvalues single = Lanczos.Compute(StabilityOperator.Create(tiny, [-1], [1], 3));
        Assert.Equal((-3, -3, true), (single.Smallest, single.Largest, single.Converged));
    }

    [Fact]
    public void QuadratureIntegratesPolynomialsExactlyAndAveragesToTheTrace()
    {
        StabilityOperator matrix = LawSamples.Operator(400, 300, 0.2, 0.3, 3);
        double[] dense = SymmetricEigenvalues.ComputeInPlace(matrix.ToDense(), 400);
        LanczosQuadrature few = LanczosQuadrature.Compute(matrix, 4, 4, seed: 1), many = LanczosQuadrature.Compute(matrix, 4, 40, seed: 1);
        for (int power = 0; power < 8; power++)
            Assert.Equal(many.Average(x => Math.Pow(x, power)).Mean, few.Average(x => Math.Pow(x, power)).Mean, 1e-8 * Math.Pow(5, power));
        Assert.True(Math.Abs(many.Average(x => Math.Pow(x, 9)).Mean - few.Average(x => Math.Pow(x, 9)).Mean) > 1e-6);

        LanczosQuadrature quadrature = LanczosQuadrature.Compute(matrix, 30, 60);
        foreach (Func<double, double> f in new Func<double, double>[] { x => x, x => x * x, x => Math.Exp(-x), x => x < 0 ? 1 : 0 })
        {
            (double mean, double error) = quadrature.Average(f);
            Assert.Equal(dense.Average(f), mean, 4 * error + 2e-3);
        }

        Assert.Equal(1, quadrature.Weights(7).Sum(), 1e-12);
        Assert.True(double.IsNaN(LanczosQuadrature.Compute(matrix, 1, 5).Average(x => x).StandardError));
    }

    [Fact]
    public void AtFourThousandInputsItAgreesWithTheDenseSpectrumAndTheLaw()
    {
        // The paper's spectrum: M = 4000, N = 400, half of the readout flipped. Signs regenerated row by row.
        const int Inputs = 4000, HiddenUnits = 400;
        double[] d1 = LawSamples.Signs(Inputs, 0), d2 = LawSamples.Signs(HiddenUnits, 0.5);
        StabilityOperator matrix = StabilityOperator.Create(RandomWeights.Create(Inputs, HiddenUnits, 12, 0, WeightLaw.Signs), d1, d2, 1);
        double[] dense = SymmetricEigenvalues.ComputeInPlace(matrix.ToDense(), Inputs);
        ExtremeEigenvalues extremes = Lanczos.Compute(matrix);
        LanczosQuadrature quadrature = LanczosQuadrature.Compute(matrix, 12, 70);
        SpectralLaw law = SpectralLaw.Create(DesignPoint.Create((double)Inputs / HiddenUnits, 0, 0.5));
        double toDense = 0, toLaw = 0;
        foreach (SpectralBand band in law.Bands)
        {
            for (int k = 0; k <= 100; k++)
            {
                double x = band.Left.Position + k / 100.0 * (band.Right.Position - band.Left.Position);
                double share = dense.Count(value => value <= x) / (double)Inputs;
                toDense = Math.Max(toDense, Math.Abs(quadrature.Cumulative(x) - share));
                toLaw = Math.Max(toLaw, Math.Abs(law.Cumulative(x) - share));
            }
        }

        LawSamples.Report(
            $"extremes against dense {extremes.Smallest - dense[0]:e1}, {extremes.Largest
                - dense[^1]:e1}; cumulative: quadrature against dense {toDense:f4}, law against dense {toLaw:f4}");
        Assert.Equal(dense[0], extremes.Smallest, 1e-10);
        Assert.Equal(dense[^1], extremes.Largest, 1e-10);
        Assert.Equal(3600, dense.Count(value => Math.Abs(value - 1) < 1e-10));
        Assert.True(toDense < 0.004 && toLaw < 0.001, $"{toDense} {toLaw}");
    }

    [Fact]
    public void SmoothedDensityFollowsTheLaw()
    {
        StabilityOperator matrix = StabilityOperator.Create(
            RandomWeights.Create(1500, 3000, 3, 0, WeightLaw.Signs), LawSamples.Signs(1500, 0.2), LawSamples.Signs(3000, 0.1), 1);
        LanczosQuadrature quadrature = LanczosQuadrature.Compute(matrix, 6, 60);
        SpectralLaw law = SpectralLaw.Create(DesignPoint.Create(0.5, 0.2, 0.1));
        double[] quantiles = [.. Enumerable.Range(0, 400).Select(i => law.Quantile((i + 0.5) / 400))];
        double worst = 0;
        for (int k = 0; k <= 100; k++)
        {
            double x = law.LeftEdge + k / 100.0 * (law.RightEdge - law.LeftEdge);
            double smoothed = Enumerable.Range(0, 400).Average(i => MathNet.Numerics.Distributions.Normal.PDF(x, 0.2, quantiles[i]));
            worst = Math.Max(worst, Math.Abs(quadrature.Density(x, 0.2) - smoothed));
        }

        LawSamples.Report($"smoothed density against the law {worst:f3}");
        Assert.True(worst < 0.02, $"{worst}");
        Assert.Equal("Width", Assert.Throws<SpecException>(() => quadrature.Density(0, 0)).Field);
    }

    [Fact]
    public void BadSettingsNameTheirField()
    {
        StabilityOperator matrix = LawSamples.Operator(3, 3, 0, 0, 0);
        Assert.Equal("Tolerance", Assert.Throws<SpecException>(() => Lanczos.Compute(matrix, tolerance: 0)).Field);
        Assert.Equal("MaximumProducts", Assert.Throws<SpecException>(() => Lanczos.Compute(matrix, maximumProducts: 0)).Field);
        Assert.Equal("Threads", Assert.Throws<SpecException>(() => Lanczos.Compute(matrix, threads: 0)).Field);
        Assert.Equal("Probes", Assert.Throws<SpecException>(() => LanczosQuadrature.Compute(matrix, 0, 1)).Field);
        Assert.Equal("Steps", Assert.Throws<SpecException>(() => LanczosQuadrature.Compute(matrix, 1, 0)).Field);
    }

    [Fact]
    public void AnOperatorThatIsNotSymmetricIsRefused()
    {
        var rotation = new Dense(new double[,] { { 0, 1 }, { -1, 0 } });
        Assert.Equal("Matrix", Assert.Throws<SpecException>(() => Lanczos.Compute(rotation)).Field);
        var nearly = new double[40, 40];
        for (int i = 0; i < 40; i++) nearly[i, i] = i;
        Assert.Equal(39, Lanczos.Compute(new Dense(nearly)).Largest, 1e-9);
        nearly[30, 7] = 0.1;
        Assert.Throws<SpecException>(() => Lanczos.Compute(new Dense(nearly)));
        Assert.Throws<SpecException>(() => LanczosQuadrature.Compute(new Dense(nearly), 1, 20));
        Assert.Equal("Matrix.Dimension", Assert.Throws<SpecException>(() => Lanczos.Compute(new Dense(new double[0, 0]))).Field);
    }

    private sealed class Dense(double[,] matrix) : ISymmetricOperator
    {
        public int Dimension => matrix.GetLength(0);

        public void Apply(ReadOnlySpan<double> vector, Span<double> result)
        {
            result.Clear();
            for (int i = 0; i < Dimension; i++)
            {
                for (int j = 0; j < Dimension; j++) result[i] += matrix[i, j] * vector[j];
            }
        }
    }
}
