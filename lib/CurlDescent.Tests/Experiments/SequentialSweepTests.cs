using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

/// <summary>Sweeps that end at the look at which no claim is open.</summary>
public sealed class SequentialSweepTests : IDisposable
{
    // Below c = 1/4 every teacher is stable: 400 groups of kernels decide the one claim that reads nothing else.
    private const string Decided = """
        {
          "id": "tangent-kernel-linear",
          "title": "Tiny teachers below c = 1/4",
          "kind": "tangentKernel",
          "rules": ["curl descent"],
          "seeds": 5,
          "fixed": { "activation": "linear", "inputs": 4, "trainingSamples": 10, "batchSize": 5 },
          "axes": { "hiddenUnits": { "range": [40, 139, 1] }, "hiddenFraction": [0.25, 0.5, 0.75, 1] },
          "sizes": { "laptop": { "rules": ["curl descent"], "seeds": 3, "looks": [1, 3] } }
        }
        """;

    private static readonly ReportData Nothing = ReportData.Of(new Dictionary<string, ReportSource>());

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void ItEndsAtTheLookAtWhichNoClaimIsOpen()
    {
        SweepSpec spec = ExperimentReader.Read("own.json", Decided).Resolve("laptop");
        var looks = new List<Look>();
        SweepState state = SequentialSweep.Run(spec, folder.File("runs.db"), Nothing, looked: looks.Add);
        Assert.Equal((1, 0), (Assert.Single(looks).Seeds, looks[0].Open.Count));
        Assert.Equal(spec.Cells.Count, state.Done);

        StoredSweep stored = StoredSweep.Read(folder.File("runs.db"));
        Assert.Equal((1, 0), (stored.Seeds, stored.Missing.Count));
        Provenance provenance = DatasetExport.Write(stored, folder.File("data"));
        Assert.Equal(1, provenance.Seeds);
        Assert.Equal([1, 3], provenance.Looks!.Planned);
        Assert.Equal(1 - 0.05 / 2, provenance.Looks.Confidence, 12);
        Assert.Contains(
            "1 of at most 3 seeds: judged at 1, 3, it ended where no claim was open",
            File.ReadAllText(Path.Combine(folder.File("data"), "README.md")), StringComparison.Ordinal);
        Assert.DoesNotContain("Partial", File.ReadAllText(Path.Combine(folder.File("data"), "README.md")), StringComparison.Ordinal);
        Assert.Empty(DatasetVerification.Check(folder.File("data")).Problems);
        Provenance read = Dataset.Load(folder.File("data")).Provenance;
        Assert.Equal((provenance.Looks.Text, provenance.Looks.Confidence), (read.Looks!.Text, read.Looks.Confidence));
        Assert.Equal(provenance.Looks.Confidence, Dataset.Load(folder.File("data")).Sweep().Confidence);
    }

    [Fact]
    public void TheSameCommandAfterwardsAddsNothing()
    {
        SweepSpec spec = ExperimentReader.Read("own.json", Decided).Resolve("laptop");
        SequentialSweep.Run(spec, folder.File("runs.db"), Nothing);
        Assert.Equal(0, SequentialSweep.Run(spec, folder.File("runs.db"), Nothing).DoneHere);
    }

    [Fact]
    public void RunsBeyondTheLastLookAreNoPartOfTheDataset()
    {
        SweepSpec spec = ExperimentReader.Read("own.json", Decided).Resolve("laptop");
        SequentialSweep.Run(spec, folder.File("runs.db"), Nothing);
        Sweep.Run(spec, folder.File("runs.db"), new SweepOptions { Seeds = 2 });
        Assert.All(StoredSweep.Read(folder.File("runs.db")).ToTable().Runs, run => Assert.Equal(0, run.Seed));
    }

    [Fact]
    public void WhereAClaimStaysOpenAllSeedsAreRun()
    {
        // Compression ratios above 1/4: the claim sees no teacher and stays open.
        string open = Decided.Replace("\"range\": [40, 139, 1]", "\"range\": [4, 6, 1]", StringComparison.Ordinal);
        SweepSpec spec = ExperimentReader.Read("own.json", open).Resolve("laptop");
        var looks = new List<Look>();
        SequentialSweep.Run(spec, folder.File("runs.db"), Nothing, looked: looks.Add);
        Assert.Equal([1, 3], looks.Select(look => look.Seeds));
        Assert.All(looks, look => Assert.NotEmpty(look.Open));
        StoredSweep stored = StoredSweep.Read(folder.File("runs.db"));
        Assert.Equal((3, spec.RunCount), (stored.Seeds, stored.Runs.Count));
        Assert.Equal("3 seeds, judged at 1, 3", DatasetExport.Write(stored, folder.File("data")).Looks!.Text);
    }

    [Fact]
    public void AShardRunsAllSeedsSinceItCannotJudge()
    {
        SweepSpec spec = ExperimentReader.Read("own.json", Decided).Resolve("laptop");
        SequentialSweep.Run(spec, folder.File("runs.db"), Nothing, new SweepOptions { Shard = Shard.Parse("1/600") });
        Assert.Equal(2, StoredSweep.Read(folder.File("runs.db")).Runs.Count);
    }

    [Fact]
    public void WithoutAClaimLooksAreRefused()
    {
        string own = Decided.Replace("tangent-kernel-linear", "mine", StringComparison.Ordinal);
        SpecException error =
            Assert.Throws<SpecException>(
                () => SequentialSweep.Run(ExperimentReader.Read("own.json", own).Resolve("laptop"), folder.File("runs.db"), Nothing));
        Assert.Contains("no claim of the report reads mine", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("runs.db")));
    }

    [Theory]
    [InlineData("[3, 1]", "ascending")]
    [InlineData("[1, 1, 3]", "ascending")]
    [InlineData("[1, 2]", "it must end with the number of seeds, 3")]
    [InlineData("[]", "a list of numbers of seeds")]
    [InlineData("[0, 3]", "an integer in 1")]
    public void LooksThatMakeNoSenseAreRefused(string looks, string says)
    {
        string json = Decided.Replace("\"looks\": [1, 3]", $"\"looks\": {looks}", StringComparison.Ordinal);
        Assert.Contains(
            says, Assert.Throws<ExperimentException>(() => ExperimentReader.Read("own.json", json)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherSeedsOnTheCommandLineTakeTheLooksAway()
    {
        ExperimentSpec own = ExperimentReader.Read("own.json", Decided);
        Assert.Equal([1, 3], own.Resolve("laptop").Looks);
        Assert.Empty(own.Resolve("laptop", new ExperimentOverrides { Seeds = 2 }).Looks);
        Assert.Equal(own.Resolve("laptop").Hash, own.Resolve("laptop", new ExperimentOverrides { Seeds = 3 }).Hash);
    }

    /// <summary>
    /// Two rules that do not differ, judged at 3, 5 and 10 pairs and ended as soon as they seem to: an error in at most 5 of 100 sweeps;
    /// with 95 % at each look it is more.
    /// </summary>
    [Fact]
    public void WhicheverLookIsTheLastItCoversWhatItSays()
    {
        const int Sweeps = 20_000;
        double Wrong(double confidence)
        {
            int wrong = 0;
            for (int i = 0; i < Sweeps; i++)
            {
                var stream = new RandomStream(7, (uint)i, RandomPurpose.Design);
                double[] logs = [.. Enumerable.Range(0, 10).Select(_ => stream.NextNormal())];
                if (new[] { 3, 5, 10 }.Any(n => Intervals.Mean(logs[..n], confidence) is var mean && (mean.Low > 0 || mean.High < 0)))
                {
                    wrong++;
                }
            }

            return (double)wrong / Sweeps;
        }

        Assert.InRange(Wrong(1 - 0.05 / 3), 0.03, 0.05);
        Assert.InRange(Wrong(0.95), 0.08, 0.13);
    }

    [Theory]
    [InlineData(0.95)]
    [InlineData(0.99)]
    public void WiderIntervalsOfSharesHoldTheNarrowerOnes(double confidence)
    {
        (double, double)[] groups = [(3, 4), (4, 4), (1, 4), (4, 4)];
        ClusteredShare narrow = ClusteredShare.Estimate(groups, 0.8), wide = ClusteredShare.Estimate(groups, confidence);
        Assert.True(wide.Interval.Low < narrow.Interval.Low && wide.Interval.High >= narrow.Interval.High);
        Assert.True(ClusteredShare.Mean(wide, wide, confidence).Low < ClusteredShare.Mean(wide, wide, 0.8).Low);
        Assert.True(Proportion.Of(7, 10, confidence).Low < Proportion.Of(7, 10, 0.8).Low);
    }
}
