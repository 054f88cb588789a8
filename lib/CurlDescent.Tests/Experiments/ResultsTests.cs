using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

public class ResultsTests
{
    [Fact]
    public void ADatasetStandsForItsOwnSizeOnly()
    {
        string data = Repository.Root;
        Results any = Results.Of("fig2", start: data);
        Assert.Equal((ResultOrigin.Dataset, "fig2"), (any.Origin, any.Id));
        Assert.Equal(any.Provenance!.SpecHash, any.Sweep.Hash);

        Results own = Results.Of("fig2", any.Provenance.Size, data);
        Assert.Equal(ResultOrigin.Dataset, own.Origin);
        string other = Catalogue.Find("fig2").SizeNames.First(size => size != any.Provenance.Size);
        SweepSpec? ran = null;
        Results made = Results.Of("fig2", other, data, sweep => ran = sweep);
        Assert.Equal((ResultOrigin.Run, other), (made.Origin, ran!.Size));
        Assert.Equal(made.Sweep.RunCount, made.Table.Runs.Count);
    }

    [Fact]
    public void AFinishedStoreComesBeforeARunAndAnUnfinishedOneDoesNot()
    {
        using var folder = new TemporaryFolder();
        SweepSpec sweep = Catalogue.Find("fig2").Resolve("preview");
        string store = folder.File(DataFolder.Store(sweep));
        Sweep.Run(sweep, store, new SweepOptions { Shard = new Shard(1, 2) });
        Assert.Null(Results.TryLoad("fig2", folder.Path));
        Sweep.Run(sweep, store);
        Results stored = Results.Of("fig2", "preview", folder.Path, _ => Assert.Fail("nothing needs to be run"));
        Assert.Equal(ResultOrigin.Store, stored.Origin);
        Assert.Equal(Results.Run(sweep).Table.Runs.Select(run => run.ResultHash), stored.Table.Runs.Select(run => run.ResultHash));
    }

    [Fact]
    public void WhatIsNotThereIsNamed()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("fig3z", Assert.Throws<ExperimentException>(() => Results.Of("fig3z", start: folder.Path)).Message);
        Assert.Contains("huge", Assert.Throws<ExperimentException>(() => Results.Of("fig2", "huge", folder.Path)).Message);
        Assert.Null(Results.TryLoad("fig3z", folder.Path));
        Assert.Throws<OperationCanceledException>(() => Results.Of("fig3a", start: folder.Path, cancellation: new CancellationToken(true)));
    }
}
