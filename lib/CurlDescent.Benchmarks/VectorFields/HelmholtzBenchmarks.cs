using BenchmarkDotNet.Attributes;

namespace CurlDescent.Benchmarks.VectorFields;

/// <summary>Helmholtz decomposition of the two-weight toy on n×n cells, without the sampling.</summary>
public class HelmholtzBenchmarks
{
    private FaceField field = null!;

    [Params(128, 500, 512)]
    public int Cells { get; set; }

    [GlobalSetup]
    public void Setup() => field = FaceField.Sample(new TwoWeightToy(1, flipReadout: true), new RectangleGrid(-2, 2, -2, 2, Cells, Cells));

    [Benchmark]
    public double Decompose() => HelmholtzDecomposition.Compute(field).RotationalFraction;
}
