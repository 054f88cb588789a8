using CurlDescent.Experiments;
using CurlDescent.Experiments.Datasets;
using CurlDescent.Experiments.Running;

namespace CurlDescent.Tests.Experiments;

public class DatasetTests
{
    [Fact]
    public void AnExportLoadsAsTheSameTablesAndVerifies()
    {
        using var folder = new TemporaryFolder();
        StoredSweep sweep = Finished(folder);
        Provenance written = DatasetExport.Write(sweep, folder.File("data/tiny"));
        Dataset loaded = Dataset.Find("tiny", Directory.CreateDirectory(folder.File("notebooks/deep")).FullName);
        ResultTable table = sweep.ToTable();

        Assert.Equal(table.Runs.Count, loaded.Table.Runs.Count);
        foreach ((RunRow a, RunRow b) in table.Runs.Zip(loaded.Table.Runs))
        {
            Assert.Equal(
                (a.Cell, a.Grid, a.Rule, a.Seed, a.Outcome, a.Path, a.ResultHash),
                (b.Cell, b.Grid, b.Rule, b.Seed, b.Outcome, b.Path, b.ResultHash));
            Assert.Equal(
                a.Measures.Select(m => (m.Key, BitConverter.DoubleToInt64Bits(m.Value))),
                b.Measures.Select(m => (m.Key, BitConverter.DoubleToInt64Bits(m.Value))));
            Assert.Equal(a.Parameters.OrderBy(p => p.Key), b.Parameters.OrderBy(p => p.Key));
        }

        Assert.Equal(table.Cells.SelectMany(c => c.Measures), loaded.Table.Cells.SelectMany(c => c.Measures));
        Assert.Equal(
            table.Curves.Select(c => (c.Cell, c.Rule, c.Seed, c.Series, c.X, c.Y)),
            loaded.Table.Curves.Select(c => (c.Cell, c.Rule, c.Seed, c.Series, c.X, c.Y)));
        Assert.Equal((Tiny.Sweep.Hash, 54, "full"), (loaded.Provenance.SpecHash, loaded.Provenance.Runs, loaded.Provenance.Size));
        Assert.Equal(written.Files, loaded.Provenance.Files);
        Assert.Equal(Tiny.Sweep.Hash, ExperimentReader.Read("spec.json", loaded.Spec).Resolve().Hash);

        VerificationReport report = DatasetVerification.Check(folder.File("data/tiny"));
        Assert.Equal((5, 5), (report.FilesChecked, report.RunsRepeated));
        Assert.Empty(report.Problems);
        Assert.Equal(54, DatasetVerification.Check(folder.File("data/tiny"), runs: 1000).RunsRepeated);
        Assert.Equal(0, DatasetVerification.Check(folder.File("data/tiny"), runs: 0).RunsRepeated);
    }

    [Fact]
    public void AnyChangedFileIsNoticed()
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("tiny");
        DatasetExport.Write(Finished(folder), data);
        foreach (string name in Dataset.Load(data).Provenance.Files.Keys)
        {
            string file = Path.Combine(data, name);
            byte[] before = File.ReadAllBytes(file);
            byte[] after = [.. before];
            after[^10] ^= 1;
            File.WriteAllBytes(file, after);
            Assert.Contains(name, Assert.Single(DatasetVerification.Check(data).Problems));
            File.Delete(file);
            Assert.Contains($"{name} is missing", Assert.Single(DatasetVerification.Check(data).Problems));
            File.WriteAllBytes(file, before);
        }

        Assert.True(DatasetVerification.Check(data).Passed);
    }

    [Fact]
    public void AForgedRunIsNoticedThoughItsFileHasTheRightHash()
    {
        using var folder = new TemporaryFolder();
        using (var store = RunStore.OpenOrCreate(folder.File("s.db"), Tiny.Sweep))
        {
            var maker = new RunMaker(Tiny.Sweep);
            foreach (RunKey key in Sweep.Keys(Tiny.Sweep, null))
            {
                RunData result = maker.Make(key);
                if (key == new RunKey(2, RuleName.CurlDescent, 1))
                {
                    result = new RunData(result.Outcome, result.Path,
                        [.. result.Measures.Select(
                            m => m.Key == Measure.FinalTestError ? KeyValuePair.Create(m.Key, Math.BitIncrement(m.Value)) : m)],
                            result.Series);
                }

                store.Save(key, "", result, 0);
            }
        }

        DatasetExport.Write(StoredSweep.Read(folder.File("s.db")), folder.File("tiny"));
        string problem = Assert.Single(DatasetVerification.Check(folder.File("tiny"), runs: 54).Problems);
        Assert.Contains("cell 2, curl descent, seed 1 gives other bits now in finalTestError", problem);
    }

    [Fact]
    public void GapsAreRefusedUnlessWanted()
    {
        using var folder = new TemporaryFolder();
        Sweep.Run(Tiny.Sweep, folder.File("s.db"), new SweepOptions { Shard = new Shard(1, 3) });
        StoredSweep part = StoredSweep.Read(folder.File("s.db"));
        Assert.Contains("36 of 54 runs", Assert.Throws<DatasetException>(() => DatasetExport.Write(part, folder.File("tiny"))).Message);
        Assert.False(Directory.Exists(folder.File("tiny")));
        Assert.Equal(18, DatasetExport.Write(part, folder.File("tiny"), partial: true).Runs);
        Assert.Contains("36 runs are missing", File.ReadAllText(folder.File("tiny/README.md")));
        Assert.True(DatasetVerification.Check(folder.File("tiny")).Passed);
    }

    [Fact]
    public void OtherThingsAreNotOverwritten()
    {
        using var folder = new TemporaryFolder();
        StoredSweep sweep = Finished(folder);
        Directory.CreateDirectory(folder.File("notes"));
        File.WriteAllText(folder.File("notes/mine.txt"), "mine");
        Assert.Contains("no dataset", Assert.Throws<DatasetException>(() => DatasetExport.Write(sweep, folder.File("notes"))).Message);
        Assert.Equal(["mine.txt"], Directory.GetFiles(folder.File("notes")).Select(Path.GetFileName));

        DatasetExport.Write(sweep, folder.File("tiny"));
        DatasetExport.Write(sweep, folder.File("tiny"));
        SweepSpec other = ExperimentReader.Read("o.json", Tiny.Json.Replace("\"tiny\"", "\"other\"", StringComparison.Ordinal)).Resolve();
        Sweep.Run(other, folder.File("o.db"));
        Assert.Contains(
            "dataset of tiny",
            Assert.Throws<DatasetException>(() => DatasetExport.Write(StoredSweep.Read(folder.File("o.db")), folder.File("tiny"))).Message);

        SweepSpec small = Tiny.Experiment.Resolve("full", new ExperimentOverrides { Seeds = 1 });
        Sweep.Run(small, folder.File("small.db"));
        StoredSweep smaller = StoredSweep.Read(folder.File("small.db"));
        Assert.Contains(
            "larger than custom", Assert.Throws<DatasetException>(() => DatasetExport.Write(smaller, folder.File("tiny"))).Message);
        Assert.Equal("custom", DatasetExport.Write(smaller, folder.File("tiny"), force: true).Size);
        Assert.True(DatasetVerification.Check(folder.File("tiny")).Passed);
        Assert.Empty(Directory.GetDirectories(folder.Path, "*.new-*"));
    }

    // An id is only a name: what may be replaced is decided by the spec.
    [Fact]
    public void AnExportReplacesOnlyItsOwnSpecWhateverTheIdAndSizeSay()
    {
        using var folder = new TemporaryFolder();
        string data = folder.File("fig2");
        StoredSweep catalogue = Run(Catalogue.Find("fig2").Resolve("preview"), "catalogue");
        DatasetExport.Write(catalogue, data);
        byte[] before = File.ReadAllBytes(Path.Combine(data, Dataset.CellsFile));
        string text = Catalogue.Text("fig2");

        // Two files with the catalogue's id: the largest of sizes with a parameter changed, and something quite different in the same size.
        string changed = text.Replace("\"title\"", "\"seed\": 77, \"title\"", StringComparison.Ordinal);
        Assert.Contains("another spec", Refusal(Run(ExperimentReader.Read("mine.json", changed).Resolve("preview"), "changed"), data));
        string other = Tiny.Json.Replace("\"tiny\"", "\"fig2\"", StringComparison.Ordinal)
            .Replace("\"rules\"", "\"sizes\": { \"paper\": { \"rules\": [\"curl descent\"] } }, \"rules\"", StringComparison.Ordinal);
        StoredSweep mine = Run(ExperimentReader.Read("mine.json", other).Resolve("paper"), "other");
        Assert.Contains("an id of its own", Refusal(mine, data));
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(data, Dataset.CellsFile)));

        // Elsewhere, or by force, it is written; and then the catalogue's does not replace it either, nor does one override another.
        DatasetExport.Write(mine, folder.File("elsewhere"));
        DatasetExport.Write(mine, data, force: true);
        DatasetExport.Write(mine, data);
        Assert.Contains("larger than preview", Refusal(catalogue, data));
        StoredSweep one = Run(Tiny.Experiment.Resolve("full", Overrides("epochs=3")), "one"),
            two = Run(Tiny.Experiment.Resolve("full", Overrides("epochs=4")), "two");
        DatasetExport.Write(one, folder.File("tiny"));
        Assert.Contains("another spec", Refusal(two, folder.File("tiny")));

        // The catalogue's own grows from size to size.
        DatasetExport.Write(catalogue, folder.File("grows"));
        Assert.Equal("laptop", DatasetExport.Write(Run(Catalogue.Find("fig2").Resolve("laptop"), "larger"), folder.File("grows")).Size);

        StoredSweep Run(SweepSpec sweep, string name)
        {
            Sweep.Run(sweep, folder.File(name + ".db"));
            return StoredSweep.Read(folder.File(name + ".db"));
        }
    }

    [Fact]
    public void OnlyTheCataloguesOwnExperimentReproducesAFigure()
    {
        Assert.Contains("\nReproduces Fig. 2 of the paper.\n", Readme(Catalogue.Find("fig2").Resolve("preview")));
        (SweepSpec Spec, string Said)[] others =
        [
            (Own("""{ "id": "mine", "basedOn": "fig5c", "seed": 5, "fixed": { "epochs": 2 } }""").Resolve("preview"),
                "starts from that of Fig. 5C of the paper"),
            (Own("""{ "id": "fig5c", "basedOn": "fig5c", "seed": 5 }""").Resolve("preview"), "starts from that of Fig. 5C of the paper"),
            (Own(Catalogue.Text("fig8").Replace("\"title\"", "\"seed\": 99, \"title\"", StringComparison.Ordinal)).Resolve("preview"),
                "starts from that of Fig. 8"),
            (Catalogue.Find("fig5c").Resolve("preview", Overrides("epochs=5")), "starts from that of Fig. 5C of the paper"),
            (Own("""{ "id": "mine", "basedOn": "fig5c", "source": "Table 2 of a thesis" }""").Resolve("preview"),
                "Source: Table 2 of a thesis."),
        ];
        foreach ((SweepSpec spec, string said) in others)
        {
            Assert.Contains(said, Readme(spec));
            Assert.DoesNotContain("Reproduces", Readme(spec));
        }

        Assert.DoesNotContain("Source", Readme(Tiny.Sweep));
        Assert.All(Catalogue.All, e => Assert.True(Catalogue.Defines(e.Resolve("preview"))));

        static ExperimentSpec Own(string json) => ExperimentReader.Read("own.json", json);
        static string Readme(SweepSpec spec) => DatasetReadme.Write(spec, new Provenance
        {
            Experiment = spec.Id,
            Size = spec.Size,
            Note = "",
            SpecHash = spec.Hash,
            Seed = 1,
            Seeds = 1,
            Runs = 0,
            Commits = [],
            Runtimes = [],
            Processors = [],
            Paths = [],
            WallSeconds = 0,
            CpuSeconds = 0,
            Date = default,
            Files = new Dictionary<string, string>(),
        }, new ResultTable([], [], []));
    }

    [Fact]
    public void MissingDatasetsSayHowToMakeThem()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(Dataset.TryFind("fig3a", folder.Path));
        Assert.Contains("curl-descent sweep fig3a", Assert.Throws<DatasetException>(() => Dataset.Find("fig3a", folder.Path)).Message);
        Assert.Throws<DatasetException>(() => Dataset.Load(folder.File("nothing")));
        Directory.CreateDirectory(folder.File("data/broken"));
        File.WriteAllText(folder.File("data/broken/provenance.json"), "{");
        Assert.Throws<DatasetException>(() => Dataset.Find("broken", folder.Path));
        Assert.Throws<DatasetException>(() => DatasetVerification.Check(folder.File("data/broken")));
    }

    private static string Refusal(StoredSweep sweep, string folder) =>
        Assert.Throws<DatasetException>(() => DatasetExport.Write(sweep, folder)).Message;

    private static ExperimentOverrides Overrides(string assignment) => new() { Set = ExperimentOverrides.ParseSet([assignment]) };

    private static StoredSweep Finished(TemporaryFolder folder)
    {
        Sweep.Run(Tiny.Sweep, folder.File("finished.db"));
        return StoredSweep.Read(folder.File("finished.db"));
    }
}
