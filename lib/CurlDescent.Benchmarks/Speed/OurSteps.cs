using CurlDescent.Simulation;

namespace CurlDescent.Benchmarks.Speed;

/// <summary>Our own time per step, with drawing the sample order.</summary>
internal static class OurSteps
{
    /// <summary>Returns seconds per step and the name of the path.</summary>
    public static (double Seconds, string Path) Measure(TrainingSpec spec, TrainingPathKind kind, double seconds)
    {
        TrainingProblem problem = TrainingProblem.Create(spec);
        using TrainingPath path = PathSelection.Open(problem, kind);
        var order = new SampleOrder(spec);
        int epoch = 0;
        double time = BestTime.OfCall(() => path.RunEpoch(order.Epoch(epoch++)), seconds);
        return (time / (spec.TrainingSamples / spec.BatchSize), path.Name);
    }
}
