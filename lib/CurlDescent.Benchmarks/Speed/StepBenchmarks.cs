using BenchmarkDotNet.Attributes;
using CurlDescent.Simulation;

namespace CurlDescent.Benchmarks.Speed;

/// <summary>An epoch of every setting on every path that can run it.</summary>
[MemoryDiagnoser]
public class StepBenchmarks
{
    private TrainingPath path = null!;
    private SampleOrder order = null!;
    private int epoch;

    [ParamsSource(nameof(Runs))]
    public Run Case { get; set; } = null!;

    public static IEnumerable<Run> Runs() =>
        from setting in Setting.All
        from kind in Enum.GetValues<TrainingPathKind>()
        where kind != TrainingPathKind.Automatic && PathSelection.CanRun(setting.Spec, kind)
        select new Run(setting, kind);

    [GlobalSetup]
    public void Open()
    {
        path = PathSelection.Open(TrainingProblem.Create(Case.Setting.Spec), Case.Kind);
        order = new SampleOrder(Case.Setting.Spec);
    }

    [GlobalCleanup]
    public void Close() => path.Dispose();

    [Benchmark]
    public void Epoch() => path.RunEpoch(order.Epoch(epoch++));

    public sealed record Run(Setting Setting, TrainingPathKind Kind)
    {
        public override string ToString() => $"{Setting.Name}, {Kind}";
    }
}
