using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Benchmarks.Stability;

/// <summary>
/// All eigenvalues of a dense symmetric matrix: ours against MathNet's managed solver. The peer in NumPy is dense_spectrum.py.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 1, iterationCount: 3)]
public class DenseSpectrumBenchmarks
{
    private double[] matrix = [];

    [Params(1000, 2000, 4000)]
    public int Size { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var weights = RandomWeights.Create(Size, Size / 10, 1);
        var d1 = new double[Size];
        var d2 = new double[Size / 10];
        Array.Fill(d1, 1);
        for (int i = 0; i < d2.Length; i++) d2[i] = i % 2 == 0 ? 1 : -1;
        matrix = StabilityOperator.Create(weights, d1, d2, 1).ToDense();
    }

    [Benchmark]
    public double[] Ours() => SymmetricEigenvalues.ComputeInPlace((double[])matrix.Clone(), Size);

    [Benchmark(Baseline = true)]
    public double MathNetManaged() =>
        Matrix<double>.Build.DenseOfColumnMajor(Size, Size, matrix).Evd(Symmetricity.Symmetric).EigenValues[0].Real;
}
