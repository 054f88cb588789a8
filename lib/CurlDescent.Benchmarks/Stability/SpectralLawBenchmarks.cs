using BenchmarkDotNet.Attributes;

namespace CurlDescent.Benchmarks.Stability;

/// <summary>
/// A law with edges, atoms and masses, and its density on 1000 points: flips in one layer (closed form) and in both (iteration).
/// </summary>
[MemoryDiagnoser]
public class SpectralLawBenchmarks
{
    private SpectralLaw law = null!;
    private DesignPoint point = null!;
    private double[] grid = [];

    [Params(0.0, 0.2)]
    public double ReadoutFlippedFraction { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        point = DesignPoint.Create(0.5, 0.3, ReadoutFlippedFraction);
        law = SpectralLaw.Create(point);
        grid = [.. Enumerable.Range(0, 1000).Select(k => law.LeftEdge + (law.RightEdge - law.LeftEdge) * (k + 0.5) / 1000)];
    }

    [Benchmark]
    public SpectralLaw Create() => SpectralLaw.Create(point);

    [Benchmark]
    public double Density() => grid.Sum(law.Density);

    [Benchmark]
    public double Cumulative() => grid.Sum(law.Cumulative);
}
