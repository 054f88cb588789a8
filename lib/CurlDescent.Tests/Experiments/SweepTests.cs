using System.Text.Json.Nodes;
using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

public class SweepTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void ResultsDoNotDependOnTheNumberOfThreads(int threads)
    {
        using var folder = new TemporaryFolder();
        SweepState end = Sweep.Run(Tiny.Sweep, folder.File("s.db"), new SweepOptions { Threads = threads });
        Assert.Equal((Tiny.Sweep.RunCount, Tiny.Sweep.RunCount, Tiny.Sweep.RunCount), (end.Done, end.Total, end.DoneHere));
        Assert.Equal(Tiny.Results(Tiny.Sweep), Tiny.Stored(folder.File("s.db")));
    }

    [Fact]
    public void AStoppedSweepContinuesWithoutLossOrRepetition()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("s.db");
        long made = 0;
        int stops = 0;

        // Many runs: those that are finished when a sweep is stopped are stored too, up to 64 that wait and one for each thread.
        SweepSpec sweep = Tiny.Experiment.Resolve("full", new ExperimentOverrides { Seeds = 40 });
        for (bool complete = false; !complete;)
        {
            using var stop = new CancellationTokenSource();
            long here = 0;
            var progress = new Told(p =>
            {
                here = p.DoneHere;
                if (p.DoneHere >= 5) stop.Cancel();
            });
            try
            {
                complete = Sweep.Run(sweep, file, new SweepOptions { Threads = 2 }, progress, stop.Token) is var end
                    && end.Done == end.Total;
            }
            catch (OperationCanceledException)
            {
                stops++;
            }

            made += here;
        }

        Assert.True(stops >= 3, $"{stops} stops");
        Assert.Equal(sweep.RunCount, made);
        Assert.Equal(Tiny.Results(sweep), Tiny.Stored(file));
        Assert.Equal(0, Sweep.Run(sweep, file).DoneHere);
    }

    [Fact]
    public void ProgressEndsAtTheTotalAndNeverFallsBack()
    {
        using var folder = new TemporaryFolder();
        var seen = new List<SweepState>();
        Sweep.Run(Tiny.Sweep, folder.File("s.db"), progress: new Told(seen.Add));
        Assert.Equal(seen.Select(p => p.Done).Order(), seen.Select(p => p.Done));
        Assert.Equal(
            (Tiny.Sweep.RunCount, TimeSpan.Zero), (seen[^1].Done, TimeSpan.FromSeconds(Math.Round(seen[^1].Left!.Value.TotalSeconds, 6))));
        Assert.Null(seen[0].Left);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(54)]
    [InlineData(100)]
    public void ShardsShareOutAllRunsAndMergeToTheWhole(int count)
    {
        using var folder = new TemporaryFolder();
        List<string> stores = [];
        var keys = new List<RunKey>();
        foreach (Shard shard in Enumerable.Range(1, count).Select(i => new Shard(i, count)).Where(s => count < 10 || s.Index % 9 == 1))
        {
            keys.AddRange(Sweep.Keys(Tiny.Sweep, shard));
            stores.Add(folder.File($"{shard.Index}.db"));
            Sweep.Run(Tiny.Sweep, stores[^1], new SweepOptions { Shard = shard });
        }

        Assert.Equal(keys.Count, keys.Distinct().Count());
        MergeReport report = StoreMerge.Merge(folder.File("all.db"), stores);
        Dictionary<RunKey, string> expected = Tiny.Results(Tiny.Sweep);
        Assert.Equal(
            expected.Where(e => keys.Contains(e.Key)),
            Tiny.Stored(folder.File("all.db")).OrderBy(e => expected.Keys.ToList().IndexOf(e.Key)));
        Assert.Equal((keys.Count, 0), (report.Runs, report.Repeated));
        Assert.Equal(expected.Keys.Except(keys).ToHashSet(), report.Missing.ToHashSet());
        Assert.Equal(report.Missing.Count, Sweep.Run(Tiny.Sweep, folder.File("all.db")).DoneHere);
    }

    [Fact]
    public void MergeTakesEqualOverlapsAndRefusesDifferentOnes()
    {
        using var folder = new TemporaryFolder();
        Sweep.Run(Tiny.Sweep, folder.File("a.db"));
        Sweep.Run(Tiny.Sweep, folder.File("b.db"), new SweepOptions { Shard = new Shard(1, 2) });
        MergeReport report = StoreMerge.Merge(folder.File("ok.db"), [folder.File("a.db"), folder.File("b.db")]);
        Assert.Equal((Tiny.Sweep.RunCount, Tiny.Sweep.RunCount / 2), (report.Runs, report.Repeated));

        using (var forged = RunStore.OpenOrCreate(folder.File("c.db"), Tiny.Sweep))
            forged.Save(new RunKey(0, RuleName.CurlDescent, 0), "", new RunData(null, "p", [new("m", 1)], []), 0);
        Assert.Contains(
            "cell 0, curl descent, seed 0",
            Assert.Throws<StoreException>(
                () => StoreMerge.Merge(folder.File("bad.db"), [folder.File("a.db"), folder.File("c.db")])).Message);
        Assert.False(File.Exists(folder.File("bad.db")));
        Assert.Throws<StoreException>(() => StoreMerge.Merge(folder.File("ok.db"), [folder.File("c.db")]));
        Assert.Equal(Tiny.Results(Tiny.Sweep), Tiny.Stored(folder.File("ok.db")));

        Sweep.Run(Tiny.Experiment.Resolve("full", new ExperimentOverrides { Seeds = 1 }), folder.File("d.db"));
        Assert.Contains(
            "seeds: stored 3, asked for 1",
            Assert.Throws<StoreException>(
                () => StoreMerge.Merge(folder.File("bad.db"), [folder.File("a.db"), folder.File("d.db")])).Message);
    }

    [Fact]
    public void DivergenceIsAnOutcomeAndStays()
    {
        using var folder = new TemporaryFolder();
        SweepSpec wild = ExperimentReader.Read("wild.json", """
            { "id": "wild", "title": "Too large steps", "seeds": 2, "fixed": { "inputs": 5, "hiddenUnits": 4, "trainingSamples": 20, "batchSize": 10, "epochs": 400 }, "axes": { "learningRate": [0.1, 50], "divergenceThreshold": [1e12, 1e300] } }
            """).Resolve();
        Sweep.Run(wild, folder.File("s.db"));
        DatasetExport.Write(StoredSweep.Read(folder.File("s.db")), folder.File("wild"));
        ResultTable table = Dataset.Load(folder.File("wild")).Table;
        Assert.Contains(table.Cells, c => c.Outcomes.ContainsKey(Outcome.Diverged));
        Assert.Contains(table.Cells, c => c.Outcomes.ContainsKey(Outcome.NonFinite));
        Assert.Contains(table.Cells, c => c.Outcomes.ContainsKey(Outcome.HorizonReached));
        Assert.True(DatasetVerification.Check(folder.File("wild")).Passed);
    }

    [Fact]
    public void TheoryAndSpectraRunAndAgree()
    {
        using var folder = new TemporaryFolder();
        foreach (string id in new[] { "fig2", "spectrum" })
        {
            SweepSpec sweep = Catalogue.Find(id).Resolve("preview");
            Sweep.Run(sweep, folder.File($"{id}.db"));
            DatasetExport.Write(StoredSweep.Read(folder.File($"{id}.db")), folder.File(id));
            Assert.True(DatasetVerification.Check(folder.File(id)).Passed);
        }

        ResultTable theory = Dataset.Load(folder.File("fig2")).Table;
        foreach (CellRow cell in theory.Cells.Where(c => c.Grid == "hidden"))
        {
            bool stable = cell.Number("hiddenFraction") <= cell[Measure.CriticalHiddenFraction].Mean;
            Assert.Equal(stable, cell[Measure.LeftEdge].Mean >= -1e-9);
            Assert.Equal(stable, cell[Measure.UnstableFraction].Mean <= 1e-9);
        }

        ResultTable spectra = Dataset.Load(folder.File("spectrum")).Table;
        foreach (RunRow run in spectra.Runs)
        {
            Assert.InRange(run[Measure.SmallestEigenvalue] - run[Measure.LeftEdge], -0.2, 0.2);
            Assert.InRange(run[Measure.NegativeFraction] - run[Measure.UnstableFraction], -0.03, 0.03);
            (double[] x, double[] y) = spectra.Curve(run.Cell, run.Rule, run.Seed, Series.EigenvalueHistogram);
            double atoms = spectra.Curve(run.Cell, run.Rule, run.Seed, Series.Atoms).Y.Sum();
            Assert.Equal(1 - atoms, y.Sum() * (x[1] - x[0]), 6);
            (double[] u, double[] v) = spectra.Curve(run.Cell, run.Rule, run.Seed, Series.LimitingDensity);
            Assert.Equal(1 - atoms, v.Sum() * (u[1] - u[0]), 1e-2);
        }
    }

    [Fact]
    public void CalibrationOrdersTheSizes()
    {
        var calibration = Calibration.Measure();
        foreach (ExperimentSpec experiment in Catalogue.All.Where(e => e.Id != "fig2"))
        {
            TimeSpan preview = calibration.Estimate(experiment.Resolve("preview")),
                paper = calibration.Estimate(experiment.Resolve("paper"));
            Assert.InRange(preview, TimeSpan.FromTicks(1), paper);
        }

        SweepSpec fig4 = Catalogue.Find("fig4").Resolve("preview");
        Assert.InRange(calibration.Estimate(fig4, 1) / calibration.Estimate(fig4, 4), 1.5, 4);
    }

    [Fact]
    public void ACalibrationIsRememberedForItsMachine()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("cache/calibration.json");
        SweepSpec sweep = Catalogue.Find("fig2").Resolve("preview");
        var measured = Calibration.Recall(file);
        TimeSpan estimate = measured.Estimate(sweep);
        measured.Remember(file);
        Assert.Single(Directory.GetFiles(folder.File("cache")));

        // A second measurement would give other ticks than these.
        string text = File.ReadAllText(file);
        JsonNode memory = JsonNode.Parse(text)!;
        foreach (string name in memory["Seconds"]!.AsObject().Select(p => p.Key).ToArray()) memory["Seconds"]![name] = 1000.0;
        File.WriteAllText(file, memory.ToJsonString());
        Assert.True(Calibration.Recall(file).Estimate(sweep) > 100 * estimate);

        // Of another machine, or no calibration at all: measured again.
        foreach (string other in new[] { memory.ToJsonString().Replace("version ", "version 9", StringComparison.Ordinal), text[..^3],
            "{}", "[]", memory.ToJsonString().Replace("1000", "-1000", StringComparison.Ordinal) })
        {
            File.WriteAllText(file, other);
            Assert.True(Calibration.Recall(file).Estimate(sweep) < 100 * estimate, other);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("-1/3")]
    [InlineData("1/0")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    public void WrongShardsAreNamed(string text) => Assert.Throws<SpecException>(() => Shard.Parse(text));

    private sealed class Told(Action<SweepState> tell) : IProgress<SweepState>
    {
        public void Report(SweepState value) => tell(value);
    }
}
