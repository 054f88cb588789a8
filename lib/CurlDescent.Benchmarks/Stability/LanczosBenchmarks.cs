using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;

namespace CurlDescent.Benchmarks.Stability;

/// <summary>
/// Extreme eigenvalues of X without forming it, c = 1/2, 30 % of the inputs flipped, weights regenerated in every product.
/// </summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 0, iterationCount: 1)]
public class LanczosBenchmarks
{
    private StabilityOperator matrix = null!;
    private double[] vector = [], product = [];

    [Params(5000, 15800, 50000)]
    public int Inputs { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var d1 = new double[Inputs];
        var d2 = new double[2 * Inputs];
        for (int i = 0; i < Inputs; i++) d1[i] = i < 0.3 * Inputs ? -1 : 1;
        Array.Fill(d2, 1);
        matrix = StabilityOperator.Create(RandomWeights.Create(Inputs, 2 * Inputs, 1, law: WeightLaw.Signs), d1, d2, 1);
        vector = [.. Enumerable.Range(0, Inputs).Select(k => Math.Sin(k))];
        product = new double[Inputs];
    }

    [Benchmark]
    public void Product() => matrix.Apply(vector, product);

    [Benchmark]
    public ExtremeEigenvalues Extremes() => Lanczos.Compute(matrix, 1);
}
