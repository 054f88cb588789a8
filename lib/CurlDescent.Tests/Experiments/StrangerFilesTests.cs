using System.Text.Json.Nodes;
using CurlDescent.Experiments;
using Microsoft.Data.Sqlite;

namespace CurlDescent.Tests.Experiments;

/// <summary>Stores and datasets of a stranger, as they come out of an archive: nothing outside their folder is touched, and no table runs a
/// formula.</summary>
public class StrangerFilesTests
{
    [Theory]
    [InlineData("../victim")]
    [InlineData("/victim")]
    [InlineData("../s.db.owners/../victim")]
    public void AClaimsOwnerIsNoPath(string owner)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("s.db"), victim = folder.File("victim");
        RunKey first = Sweep.Keys(Tiny.Sweep, null).First();
        using (RunStore.OpenOrCreate(file, Tiny.Sweep)) { }
        File.WriteAllText(victim, "mine");
        Change(file, "INSERT INTO claims VALUES ($cell, $rule, $seed, $owner)",
            ("$cell", first.Cell), ("$rule", first.Rule), ("$seed", first.Seed), ("$owner", owner == "/victim" ? victim : owner));
        using (var store = RunStore.OpenOrCreate(file, Tiny.Sweep)) Assert.Equal(first, Assert.Single(store.Claim([first], 1)));
        Assert.Equal("mine", File.ReadAllText(victim));
    }

    [Fact]
    public void LocksAreNotWrittenThroughALinkNorAStoreMadeThroughOne()
    {
        using var folder = new TemporaryFolder();
        string elsewhere = Directory.CreateDirectory(folder.File("elsewhere")).FullName, file = folder.File("s.db");
        Link(() => Directory.CreateSymbolicLink(file + ".owners", elsewhere));
        Assert.Contains("is a link to", Assert.Throws<StoreException>(() => RunStore.OpenOrCreate(file, Tiny.Sweep)).Message);
        File.CreateSymbolicLink(folder.File("new.db"), Path.Combine(elsewhere, "new.db"));
        Assert.Contains("no store is made through a link",
            Assert.Throws<StoreException>(() => RunStore.OpenOrCreate(folder.File("new.db"), Tiny.Sweep)).Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere));

        // A store that is there, on a larger disk for instance, may be reached through a link.
        Sweep.Run(Tiny.Sweep, folder.File("there.db"));
        File.CreateSymbolicLink(folder.File("here.db"), folder.File("there.db"));
        Assert.Equal(Tiny.Results(Tiny.Sweep), Tiny.Stored(folder.File("here.db")));
    }

    [Theory]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END")]
    [InlineData("ALTER TABLE claims RENAME TO other; CREATE VIEW claims AS SELECT * FROM other")]
    public void AStoreThatActsIsNotOpened(string command)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("s.db");
        Sweep.Run(Tiny.Sweep, file);
        Change(file, command);
        Assert.Contains("triggers or views", Assert.Throws<StoreException>(() => StoredSweep.Read(file)).Message);
        Assert.Contains("triggers or views", Assert.Throws<StoreException>(() => Sweep.Run(Tiny.Sweep, file)).Message);
    }

    [Theory]
    [InlineData(99, "curl descent", 0)]
    [InlineData(0, "no rule", 0)]
    [InlineData(0, "curl descent", 3)]
    [InlineData(-1, "curl descent", 0)]
    public void ARunThatTheSweepDoesNotHaveIsReported(int cell, string rule, int seed)
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("s.db");
        var result = new RunData(null, "path", [], []);
        using (var store = RunStore.OpenOrCreate(file, Tiny.Sweep)) store.Save(new RunKey(cell, rule, seed), "", result, 0);
        Assert.Contains($"no run cell {cell}, {rule}, seed {seed}", Assert.Throws<StoreException>(() => StoredSweep.Read(file)).Message);
        (int exit, _, string errors) = ToolProcess.Run(folder.Path, "export", WriteTiny(folder), "--store", file, "--partial");
        Assert.Equal(2, exit);
        Assert.DoesNotContain("   at ", errors);
        Assert.False(Directory.Exists(folder.File("data")));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://example.invalid\")", "p", "s")]
    [InlineData("m", "@SUM(1)", "s")]
    [InlineData("m", "p", "+1+cmd|' /C calc'!A1")]
    [InlineData("m", "-2+3", "s")]
    [InlineData("\t=1", "p", "s")]
    public void NoTableHoldsAFormula(string measure, string path, string series)
    {
        using var folder = new TemporaryFolder();
        var result = new RunData(null, path, [KeyValuePair.Create(measure, -1.5)],
            [new RunSeries(series, [-1], [double.NegativeInfinity])]);
        StoredSweep sweep = StoredSweep.Of(Tiny.Sweep,
            [.. Sweep.Keys(Tiny.Sweep, null).Select(key => new StoredRun(key, "", result, 0, ""))]);
        Assert.Contains("for a formula", Assert.Throws<DatasetException>(() => DatasetExport.Write(sweep, folder.File("tiny"))).Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void AVerificationReadsTheDatasetsOwnFilesOnly()
    {
        using var folder = new TemporaryFolder();
        Sweep.Run(Tiny.Sweep, folder.File("s.db"));
        string data = folder.File("data/tiny"), secret = folder.File("secret");
        DatasetExport.Write(StoredSweep.Read(folder.File("s.db")), data);
        File.WriteAllText(secret, "secret");
        string provenance = Path.Combine(data, "provenance.json");
        JsonNode json = JsonNode.Parse(File.ReadAllText(provenance))!;
        string[] names = ["../../secret", secret, "..", "a/../../../secret", "..\\secret"];
        foreach (string name in names) json["files"]![name] = DatasetExport.Sha256(secret);
        File.WriteAllText(provenance, json.ToJsonString());
        IReadOnlyList<string> problems = DatasetVerification.Check(data).Problems;
        Assert.Equal(names.Select(name => $"{name} is no file of this folder; it was not read."), problems);
    }

    [Fact]
    public void AnExperimentsNameIsNoPath()
    {
        foreach (string id in new[] { "../x", "/x", "a/b", "..", "=1", "@x", "a\\b", "a b", "" })
            Assert.Throws<ExperimentException>(() =>
                ExperimentReader.Read("x.json",
                    Tiny.Json.Replace("\"tiny\"", new JsonArray(id)[0]!.ToJsonString(), StringComparison.Ordinal)));
    }

    private static string WriteTiny(TemporaryFolder folder)
    {
        File.WriteAllText(folder.File("tiny.json"), Tiny.Json);
        return "tiny.json";
    }

    private static void Link(Action make)
    {
        try
        {
            make();
        }
        catch (UnauthorizedAccessException e)
        {
            Assert.Skip($"this system makes no links: {e.Message}");
        }
    }

    private static void Change(string file, string text, params (string Name, object Value)[] values)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        foreach ((string name, object value) in values) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}
