using BenchmarkDotNet.Attributes;

namespace CurlDescent.Benchmarks.Speed;

/// <summary>What sample orders and data sets cost.</summary>
public class RandomBenchmarks
{
    private readonly int[] order = [.. Enumerable.Range(0, 2000)];
    private readonly double[] normals = new double[2000];
    private readonly uint[] words = new uint[2000];
    private uint epoch;

    [Benchmark(OperationsPerInvoke = 2000)]
    public void Shuffle() => new RandomStream(1, 1, RandomPurpose.SampleOrder, epoch++).Shuffle(order.AsSpan());

    [Benchmark(OperationsPerInvoke = 2000)]
    public void Words() => Philox4x32.Fill(1, 0, epoch++, 1, 1, words);

    [Benchmark(OperationsPerInvoke = 2000)]
    public void Uniform() => new RandomStream(1, 1, RandomPurpose.Probe, epoch++).FillUniform(1, normals);

    [Benchmark(OperationsPerInvoke = 2000)]
    public void Normal() => new RandomStream(1, 1, RandomPurpose.Probe, epoch++).FillNormal(1, normals);
}
