using CurlDescent.Simulation;

namespace CurlDescent.Tests.Simulation;

public class AllocationTests
{
    [Fact]
    public void EpochsAndErrorsAllocateNothing()
    {
        var spec = new TrainingSpec
        {
            Inputs = 12,
            HiddenUnits = 30,
            TrainingSamples = 60,
            BatchSize = 10,
            LearningRate = 0.01,
            KeepNorms = true,
            Rule = LearningRule.CurlDescent(RuleFlips.Counts(1, 2)),
        };
        foreach (TrainingPathKind kind in Enum.GetValues<TrainingPathKind>())
        {
            if (kind is TrainingPathKind.Automatic or TrainingPathKind.PlainReference) continue;
            foreach (int batch in new[] { 10, 60 })
            {
                Activation activation = kind == TrainingPathKind.Backpropagation ? Activation.Tanh : Activation.Linear;
                TrainingSpec run = spec with { BatchSize = batch, Activation = activation };
                using TrainingPath path = PathSelection.Open(TrainingProblem.Create(run), kind);
                var order = new SampleOrder(run);
                for (int epoch = 0; epoch < 3; epoch++) path.RunEpoch(order.Epoch(epoch));
                path.Errors();

                long before = GC.GetAllocatedBytesForCurrentThread();
                for (int epoch = 3; epoch < 100; epoch++) path.RunEpoch(order.Epoch(epoch));
                path.Errors();
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
            }
        }
    }

    [Fact]
    public void PathsGiveTheirMemoryBackToThePool()
    {
        TrainingProblem problem = TrainingProblem.Create(new TrainingSpec { Inputs = 30, HiddenUnits = 40, Epochs = 2 });
        foreach (TrainingPathKind kind in new[] { TrainingPathKind.LinearReducedDelayed, TrainingPathKind.Backpropagation })
        {
            for (int warm = 0; warm < 3; warm++) PathSelection.Open(problem, kind).Dispose();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int n = 0; n < 20; n++) PathSelection.Open(problem, kind).Dispose();
            double perPath = (GC.GetAllocatedBytesForCurrentThread() - before) / 20.0;

            // The weights alone are 9,600 bytes in each of several buffers; what remains are the objects that hold them.
            Assert.InRange(perPath, 0, kind == TrainingPathKind.Backpropagation ? 9_000 : 90_000);
        }
    }
}
