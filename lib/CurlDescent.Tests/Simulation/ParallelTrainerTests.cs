namespace CurlDescent.Tests.Simulation;

public class ParallelTrainerTests
{
    private static readonly TrainingSpec Cell = new()
    {
        Inputs = 9,
        HiddenUnits = 13,
        TrainingSamples = 40,
        BatchSize = 8,
        Epochs = 30,
        LearningRate = 0.05,
    };

    // Three data sets, several rules and runs, interleaved.
    private static IEnumerable<TrainingSpec> Sweep(int count) => Enumerable.Range(0, count).Select(i => Cell with
    {
        Seed = (ulong)(i % 3),
        Run = (uint)(i / 3),
        Rule = LearningRule.CurlDescent(RuleFlips.Counts(i % 4, i % 5)),
        Epochs = 5 + 97 * i % 60,
    });

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 50)]
    public void ResultsComeInOrderWithTheBitsOfSingleRuns(int threads, int window)
    {
        RunResult[] results = [.. ParallelTrainer.Run(Sweep(40), new ParallelTraining { Threads = threads, Window = window })];
        TrainingSpec[] specs = [.. Sweep(40)];
        Assert.Equal(specs.Length, results.Length);
        for (int i = 0; i < specs.Length; i++)
        {
            Recording alone = Trainer.Run(specs[i]);
            Assert.Equal(i, results[i].Index);
            Assert.Same(results[i].Spec, results[i].Recording!.Spec);
            Assert.Equal(specs[i], results[i].Spec);
            Assert.Equal(alone.TrainErrors, results[i].Recording!.TrainErrors);
            Assert.Equal(alone.TestErrors, results[i].Recording!.TestErrors);
            Assert.Equal(alone.Final.HiddenWeights, results[i].Recording!.Final.HiddenWeights);
        }
    }

    [Fact]
    public void ReadsNoFurtherAheadThanItsWindow()
    {
        int read = 0;
        IEnumerable<TrainingSpec> Endless()
        {
            while (true)
            {
                read++;
                yield return Cell with { Run = (uint)read };
            }
        }

        int taken = 0;
        foreach (RunResult _ in ParallelTrainer.Run(Endless(), new ParallelTraining { Threads = 2, Window = 5 }))
        {
            taken++;
            Assert.InRange(read, taken, taken + 5);
            if (taken == 30) break;
        }

        Assert.Equal(30, taken);
    }

    [Fact]
    public void ARefusedSpecIsAResultAndSpoilsNoNeighbour()
    {
        RunResult[] results =
        [
            .. ParallelTrainer.Run([Cell with { BatchSize = 7 }, Cell, Cell with { Epochs = 0 }, Cell with { Run = 2 }]),
        ];
        Assert.Equal("BatchSize", results[0].Error!.Field);
        Assert.Null(results[0].Recording);
        Assert.Null(results[1].Error);
        Assert.Equal("Epochs", results[2].Error!.Field);
        Assert.Equal(Trainer.Run(Cell with { Run = 2 }).TrainErrors, results[3].Recording!.TrainErrors);
    }

    [Fact]
    public void CancellationStopsTheSweep()
    {
        using var source = new CancellationTokenSource();
        IEnumerable<TrainingSpec> specs =
            Enumerable.Range(0, 100).Select(i => Cell with { Run = (uint)i, Epochs = i < 3 ? 5 : 100_000_000 });
        int taken = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            foreach (RunResult _ in ParallelTrainer.Run(specs, cancellation: source.Token))
            {
                if (++taken == 3) source.Cancel();
            }
        });
        Assert.Equal(3, taken);
    }

    [Fact]
    public void ProgressCountsEveryRunOnce()
    {
        var seen = new System.Collections.Concurrent.ConcurrentBag<SweepProgress>();
        RunResult[] results = [.. ParallelTrainer.Run(Sweep(12), progress: new Immediate(seen.Add))];
        Assert.Equal(Enumerable.Range(1, results.Length), seen.Select(p => p.Finished).Order());
        Assert.Equal(Enumerable.Range(0, results.Length), seen.Select(p => p.Index).Order());
    }

    [Fact]
    public void OptionsOutsideTheirRangeAreNamed()
    {
        Assert.Equal(
            "ParallelTraining.Threads",
            Assert.Throws<SpecException>(() => ParallelTrainer.Run([Cell], new ParallelTraining { Threads = 0 })).Field);
        Assert.Equal(
            "ParallelTraining.Window",
            Assert.Throws<SpecException>(() => ParallelTrainer.Run([Cell], new ParallelTraining { Threads = 4, Window = 3 })).Field);
    }

    private sealed class Immediate(Action<SweepProgress> tell) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => tell(value);
    }
}
