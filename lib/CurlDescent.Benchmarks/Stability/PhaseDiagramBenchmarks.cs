using BenchmarkDotNet.Attributes;
using CurlDescent.Stability;

namespace CurlDescent.Benchmarks.Stability;

/// <summary>The phase diagrams of the paper's Fig. 2: left edges on a 500×500 grid, and the boundaries alone.</summary>
[MemoryDiagnoser]
public class PhaseDiagramBenchmarks
{
    private readonly double[] ratios = [.. Enumerable.Range(0, 500).Select(k => Math.Pow(10, -3 + 5.0 * k / 499))];
    private readonly double[] fractions = [.. Enumerable.Range(0, 500).Select(k => k / 499.0)];

    [Benchmark]
    public PhaseDiagram Hidden() => PhaseDiagram.Hidden(ratios, fractions);

    [Benchmark]
    public PhaseDiagram Readout() => PhaseDiagram.Readout(ratios, fractions);

    [Benchmark]
    public double HiddenBoundary()
    {
        var boundary = HiddenPhaseBoundary.Create();
        return ratios.Sum(boundary.LargestStableFraction);
    }

    [Benchmark]
    public double ReadoutBoundary()
    {
        var boundary = ReadoutPhaseBoundary.Create();
        return ratios.Sum(boundary.LargestStableFraction);
    }
}
