using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Stability.Spectra;

public class SymmetricEigenvaluesTests
{
    public static TheoryData<int> Sizes => [1, 2, 3, 5, 31, 32, 33, 34, 35, 63, 64, 65, 66, 96, 97, 98, 130, 193, 257];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void TheyAgreeWithMathNet(int size)
    {
        Matrix<double> matrix = Symmetric(size, 1);
        double[] expected = [.. matrix.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).Order()];
        double[] actual = SymmetricEigenvalues.Compute(matrix);
        for (int k = 0; k < size; k++) Assert.Equal(expected[k], actual[k], 1e-14 * (10 + size));
    }

    [Fact]
    public void KnownSpectra()
    {
        // The path graph: 2 − 2cos(kπ/(n + 1)), hidden by a random reflection.
        const int Size = 700;
        Matrix<double> path = Matrix<double>.Build.Dense(Size, Size, (i, j) => i == j ? 2 : Math.Abs(i - j) == 1 ? -1 : 0);
        Vector<double> v = Matrix<double>.Build.DenseOfRowMajor(Size, 1, Draw(Size, 2)).Column(0).Normalize(2);
        Vector<double> pathV = path * v;
        Matrix<double> reflected = path - 2 * v.OuterProduct(pathV) - 2 * pathV.OuterProduct(v)
            + 4 * v.DotProduct(pathV) * v.OuterProduct(v);
        double[] actual = SymmetricEigenvalues.Compute(reflected);
        double worst = Enumerable.Range(0, Size).Max(k => Math.Abs(actual[k] - (2 - 2 * Math.Cos((k + 1) * Math.PI / (Size + 1)))));
        LawSamples.Report($"path graph of {Size}: largest error {worst:e1}");
        Assert.True(worst < 1e-12, $"{worst}");
    }

    [Fact]
    public void DegenerateMatrices()
    {
        Assert.Empty(SymmetricEigenvalues.ComputeInPlace([], 0));
        Assert.All(SymmetricEigenvalues.Compute(Matrix<double>.Build.Dense(80, 80)), value => Assert.Equal(0, value));
        Assert.All(SymmetricEigenvalues.Compute(3e200 * Matrix<double>.Build.DenseIdentity(80)), value => Assert.Equal(3e200, value));
        double[] ones = SymmetricEigenvalues.Compute(1e-200 * Matrix<double>.Build.Dense(90, 90, 1));
        Assert.Equal(90e-200, ones[^1], 1e-210);
        Assert.All(ones[..^1], value => Assert.True(Math.Abs(value) < 1e-212));
    }

    // Kernels of few weights and many samples: what rounding leaves of their zeros once kept the iteration from its end.
    [Theory]
    [InlineData(2)]
    [InlineData(22)]
    [InlineData(30)]
    [InlineData(37)]
    [InlineData(95)]
    public void MatricesOfLowRankHaveTheirEigenvalues(int seed)
    {
        int size = 250, rank = 20 + seed % 6 * 25;
        var factor = new double[size * rank];
        new RandomStream((ulong)seed, 0, RandomPurpose.Design).FillNormal(1, factor);
        Matrix<double> g = Matrix<double>.Build.DenseOfColumnMajor(size, rank, factor), gram = g.TransposeAndMultiply(g);
        double[] expected = [.. g.TransposeThisAndMultiply(g).Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).Order()];
        double[] actual = SymmetricEigenvalues.Compute((gram + gram.Transpose()) / 2, threads: 1);
        double tolerance = 1e-14 * size * expected[^1];
        for (int k = 0; k < size - rank; k++) Assert.Equal(0, actual[k], tolerance);
        for (int k = 0; k < rank; k++) Assert.Equal(expected[k], actual[size - rank + k], tolerance);
    }

    [Fact]
    public void ThreadsDoNotChangeTheBits()
    {
        Matrix<double> matrix = Symmetric(310, 3);
        double[] one = SymmetricEigenvalues.Compute(matrix, threads: 1);
        Assert.Equal(one, SymmetricEigenvalues.Compute(matrix, threads: 2));
        Assert.Equal(one, SymmetricEigenvalues.Compute(matrix, threads: 7));
    }

    [Fact]
    public void ALowerTriangleIsEnoughInPlaceAndTheMatrixIsUnchangedOtherwise()
    {
        Matrix<double> matrix = Symmetric(70, 4), before = matrix.Clone();
        double[] expected = SymmetricEigenvalues.Compute(matrix);
        Assert.Equal(before.ToRowMajorArray(), matrix.ToRowMajorArray());
        Assert.Equal(expected, SymmetricEigenvalues.ComputeInPlace(matrix.ToRowMajorArray(), 70));
        Assert.Equal(expected, SymmetricEigenvalues.ComputeInPlace(matrix.LowerTriangle().ToRowMajorArray(), 70));
    }

    [Fact]
    public void AMatrixThatIsNotSymmetricIsRefusedWithThePlace()
    {
        Matrix<double> rotation = Matrix<double>.Build.DenseOfArray(new double[,] { { 0, 1 }, { -1, 0 } });
        SpecException error = Assert.Throws<SpecException>(() => SymmetricEigenvalues.Compute(rotation));
        Assert.Equal("Matrix[1, 0]", error.Field);
        Assert.Throws<SpecException>(() => SymmetricEigenvalues.ComputeInPlace([0, 1, -1, 0], 2));
        Assert.Throws<SpecException>(() => SymmetricEigenvalues.Compute(Symmetric(5, 1).LowerTriangle()));
        Assert.Throws<SpecException>(() => SymmetricEigenvalues.ComputeInPlace([1, 5, 0, 1], 2));

        // One element of many, beyond the first tile of the check; rounding, on the other hand, is no matter.
        Matrix<double> large = Symmetric(150, 2);
        large[140, 3] += 1e-6;
        Assert.Equal("Matrix[140, 3]", Assert.Throws<SpecException>(() => SymmetricEigenvalues.Compute(large)).Field);
        large[140, 3] += 1e-12 - 1e-6;
        Assert.Equal(150, SymmetricEigenvalues.Compute(large).Length);
        Assert.Equal([1e-320], SymmetricEigenvalues.Compute(Matrix<double>.Build.Dense(1, 1, 1e-320)));
        Assert.Empty(SymmetricEigenvalues.ComputeInPlace([], 0));
    }

    [Fact]
    public void BadInputGetsOneClearError()
    {
        Assert.Equal("Matrix", Assert.Throws<SpecException>(() => SymmetricEigenvalues.Compute(Matrix<double>.Build.Dense(2, 3))).Field);
        Assert.Equal("Matrix", Assert.Throws<SpecException>(() => SymmetricEigenvalues.ComputeInPlace(new double[5], 2)).Field);
        Assert.Equal("Threads", Assert.Throws<SpecException>(() => SymmetricEigenvalues.ComputeInPlace(new double[4], 2, 0)).Field);
        foreach (int size in new[] { 1, 3, 50 })
        {
            Matrix<double> matrix = Symmetric(size, 5);
            matrix[size - 1, 0] = double.NaN;
            Assert.Throws<InvalidOperationException>(() => SymmetricEigenvalues.Compute(matrix));
            Assert.Throws<InvalidOperationException>(() => SymmetricEigenvalues.Compute(matrix.Transpose()));
        }
    }

    private static Matrix<double> Symmetric(int size, uint run)
    {
        Matrix<double> square = Matrix<double>.Build.DenseOfRowMajor(size, size, Draw(size * size, run));
        return square + square.Transpose();
    }

    private static double[] Draw(int count, uint run)
    {
        var values = new double[count];
        new RandomStream(6, run, RandomPurpose.SampledMatrix).FillUniform(1, values);
        return values;
    }
}
