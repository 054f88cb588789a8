using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

public class MiniatureTests
{
    private static readonly string[] Small =
    [
        "units=20", "trainingSamples=20", "epochs=20", "compressionRatio=0.5,1", "hiddenFraction=0,0.5",
    ];

    [Fact]
    public void AMiniatureIsTheSweepThatAStoreWouldHold()
    {
        ResultTable mini = Miniature.Run("fig3a", 2, [RuleName.CurlDescent], Small);
        using var folder = new TemporaryFolder();
        string store = folder.File("store.db");
        SweepSpec sweep = Catalogue.Find("fig3a").Resolve(
            "paper", new ExperimentOverrides { Seeds = 2, Rules = [RuleName.CurlDescent], Set = ExperimentOverrides.ParseSet(Small) });
        Sweep.Run(sweep, store);
        ResultTable stored = StoredSweep.Read(store).ToTable();

        Assert.Equal(4, mini.Cells.Count);
        Assert.Equal(8, mini.Runs.Count);
        Assert.Equal(stored.Runs.Select(r => (r.Cell, r.Seed, r.ResultHash)), mini.Runs.Select(r => (r.Cell, r.Seed, r.ResultHash)));
        Assert.Equal(stored.Cells.Select(c => c[Measure.FinalTestError]), mini.Cells.Select(c => c[Measure.FinalTestError]));
    }

    [Fact]
    public void BadRequestsAreNamed()
    {
        Assert.Contains("fig3z", Assert.Throws<ExperimentException>(() => Miniature.Run("fig3z", 1)).Message);
        Assert.Contains("epochz", Assert.Throws<ExperimentException>(() => Miniature.Run("fig3a", 1, set: ["epochz=3"])).Message);
        Assert.Throws<OperationCanceledException>(() => Miniature.Run("fig3a", 1, set: Small, cancellation: new CancellationToken(true)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TheAuthorsBoundariesAreFound(bool hidden)
    {
        using var folder = new TemporaryFolder();
        ReferenceBoundary boundary = hidden
            ? ReferenceBoundary.Hidden(AppContext.BaseDirectory) : ReferenceBoundary.Readout(AppContext.BaseDirectory);
        Assert.Equal(250, boundary.CompressionRatios.Count);
        Assert.Equal(0.001, boundary.CompressionRatios[0]);
        Assert.Equal(hidden ? 1 : 0.468, boundary.CriticalFractions[0]);
        Assert.Contains("There is no data", Assert.Throws<DatasetException>(() => ReferenceBoundary.Hidden(folder.Path)).Message);
        string file = folder.File("data/reference/phase-boundary-readout.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, "c,critical_fraction\n1,x\n");
        Assert.Contains("line 2: '1,x'", Assert.Throws<DatasetException>(() => ReferenceBoundary.Readout(folder.Path)).Message);
        File.WriteAllText(file, "x,y\n");
        Assert.Contains("header", Assert.Throws<DatasetException>(() => ReferenceBoundary.Readout(folder.Path)).Message);
    }
}
