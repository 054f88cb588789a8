using System.Text.Json;
using CurlDescent.Experiments;
using CurlDescent.Experiments.Running;
using Microsoft.Data.Sqlite;

namespace CurlDescent.Tests.Experiments;

public class RunStoreTests
{
    private const int PageSize = 4096;

    [Fact]
    public void RunsSurviveReopeningBitForBit()
    {
        using var folder = new TemporaryFolder();
        double[] awkward = [0.1, double.Epsilon, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, Math.PI, 1e-300];
        var result = new RunData(
            null, "path", [.. awkward.Select((v, i) => KeyValuePair.Create($"m{i}", v))],
            [new RunSeries("curve", awkward, awkward), new RunSeries("empty", [], [])]);
        var key = new RunKey(1, RuleName.CurlDescent, 2);
        using (var store = RunStore.OpenOrCreate(folder.File("s.db"), Tiny.Sweep)) store.Save(key, "cell", result, 1.5);
        using var again = RunStore.OpenRead(folder.File("s.db"));
        StoredRun run = again.Runs().Single();
        Assert.Equal(
            (key, "cell", 1.5, result.Hash, (string)"path"), (run.Key, run.CellHash, run.WallSeconds, run.Result.Hash, run.Result.Path));
        Assert.Equal(
            awkward.Select(BitConverter.DoubleToInt64Bits), run.Result.Measures.Select(m => BitConverter.DoubleToInt64Bits(m.Value)));
        Assert.Equal(awkward.Select(BitConverter.DoubleToInt64Bits), run.Result.Series[0].Y.Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(run.Session, again.Sessions().Single().Id);
    }

    [Fact]
    public void AnotherSweepIsRefusedWithTheDifference()
    {
        using var folder = new TemporaryFolder();
        string file = Finished(folder);
        byte[] before = File.ReadAllBytes(file);
        SweepSpec changed = Tiny.Experiment.Resolve(
            "full", new ExperimentOverrides { Set = ExperimentOverrides.ParseSet(["epochs=13", "hiddenUnits=4,7"]), Seeds = 4 });
        string message = Assert.Throws<StoreException>(() => Sweep.Run(changed, file)).Message;
        Assert.Contains("fixed.epochs: stored 12, asked for 13", message);
        Assert.Contains("seeds: stored 3, asked for 4", message);
        Assert.Contains("grids.main.axes.hiddenUnits: stored [4,6], asked for [4,7]", message);
        Assert.DoesNotContain("fixed.inputs", message);
        Assert.Equal(before, File.ReadAllBytes(file));
    }

    [Fact]
    public void ForeignFilesAreReportedAndLeftAlone()
    {
        using var folder = new TemporaryFolder();
        string Made(string name, Action<string> make)
        {
            make(folder.File(name));
            return folder.File(name);
        }

        void Database(string path, string commands)
        {
            using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = commands;
            command.ExecuteNonQuery();
        }

        (string File, string Expected)[] cases =
        [
            (Made("empty.db", p => File.WriteAllBytes(p, [])), "it is empty"),
            (Made("text.db", p => File.WriteAllText(p, "not a database, but my notes of last week")), "no SQLite file"),
            (Made("short.db", p => File.WriteAllText(p, "SQLite")), "no SQLite file"),
            (Made("other.db", p => Database(p, "CREATE TABLE mine(x); INSERT INTO mine VALUES (1)")), "something else"),
            (Made("newer.db", p => { Finish(p); Database(p, "PRAGMA user_version = 2"); }), "form 2"),
        ];
        foreach ((string file, string expected) in cases)
        {
            byte[] before = File.ReadAllBytes(file);
            Assert.Contains(expected, Assert.Throws<StoreException>(() => Sweep.Run(Tiny.Sweep, file)).Message);
            Assert.Contains(expected, Assert.Throws<StoreException>(() => StoredSweep.Read(file)).Message);
            Assert.Equal(before, File.ReadAllBytes(file));
        }

        Assert.Throws<StoreException>(() => StoredSweep.Read(folder.File("none.db")));
        Assert.Throws<StoreException>(() => Sweep.Run(Tiny.Sweep, folder.Path));
    }

    [Fact]
    public void AStoreTruncatedAtAnyPageIsReportedAndLeftAlone()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = File.ReadAllBytes(Finished(folder));
        int pages = whole.Length / PageSize;
        Assert.Equal(0, whole.Length % PageSize);
        Assert.True(pages >= 20, $"{pages} pages");
        for (int kept = 0; kept < pages; kept++)
        {
            string file = folder.File($"cut-{kept}.db");
            byte[] cut = whole[..(kept * PageSize)];
            File.WriteAllBytes(file, cut);
            string message = Assert.Throws<StoreException>(() => Sweep.Run(Tiny.Sweep, file)).Message;
            Assert.Contains(kept == 0 ? "empty" : "damaged", message);
            Assert.Throws<StoreException>(() => StoredSweep.Read(file));
            Assert.Equal(cut, File.ReadAllBytes(file));
        }
    }

    [Fact]
    public void ALogTruncatedAtAnyPageLosesNoRunBeforeTheCut()
    {
        using var folder = new TemporaryFolder();
        Dictionary<RunKey, string> expected = Tiny.Results(Tiny.Sweep);
        string open = folder.File("open.db");
        byte[] file, log;
        using (var store = RunStore.OpenOrCreate(open, Tiny.Sweep))
        {
            var maker = new RunMaker(Tiny.Sweep);
            foreach (RunKey key in Sweep.Keys(Tiny.Sweep, null).Take(12)) store.Save(key, "", maker.Make(key), 0);
            (file, log) = (ReadShared(open), ReadShared(open + "-wal"));
        }

        int before = 0;
        for (int kept = 0; kept <= log.Length; kept += PageSize)
        {
            string cut = folder.File($"cut-{kept}.db");
            File.WriteAllBytes(cut, file);
            File.WriteAllBytes(cut + "-wal", log[..kept]);
            Dictionary<RunKey, string> stored = Tiny.Stored(cut);
            Assert.True(stored.Count >= before, "a longer log never holds fewer runs");
            Assert.All(stored, run => Assert.Equal(expected[run.Key], run.Value));
            before = stored.Count;
        }

        Assert.True(before >= 11, $"{before} runs");
    }

    [Fact]
    public void FlippedBytesAreNoticed()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = File.ReadAllBytes(Finished(folder));
        Dictionary<RunKey, string> expected = Tiny.Results(Tiny.Sweep);
        int noticed = 0, tried = 0;
        for (int at = 100; at < whole.Length; at += 1237)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x10;
            string file = folder.File($"flip-{at}.db");
            File.WriteAllBytes(file, changed);
            tried++;
            try
            {
                // What goes unnoticed must leave every number as it was: free space, dates, names of sessions.
                Assert.Equal(expected, Tiny.Stored(file));
            }
            catch (StoreException)
            {
                noticed++;
            }
        }

        Assert.True(noticed > tried / 4, $"{noticed} of {tried} noticed");
    }

    [Fact]
    public void ADifferentResultOfAStoredRunIsRefused()
    {
        using var folder = new TemporaryFolder();
        using var store = RunStore.OpenOrCreate(folder.File("s.db"), Tiny.Sweep);
        var key = new RunKey(0, RuleName.CurlDescent, 0);
        RunData Result(double value) => new(null, "p", [new("m", value)], []);
        store.Save(key, "", Result(1), 0);
        store.Save(key, "", Result(1), 0);
        Assert.Contains(
            "Two different results", Assert.Throws<StoreException>(() => store.Save(key, "", Result(Math.BitIncrement(1.0)), 0)).Message);
        Assert.Equal(1, store.Runs().Single().Result.Measures[0].Value);
    }

    [Fact]
    public void ClaimsAreExclusiveAndVoidOnceTheirOwnerIsGone()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<RunKey> keys = Sweep.Keys(Tiny.Sweep, null);
        var first = RunStore.OpenOrCreate(folder.File("s.db"), Tiny.Sweep);
        using var second = RunStore.OpenOrCreate(folder.File("s.db"), Tiny.Sweep);
        IReadOnlyList<RunKey> one = first.Claim(keys, 5), two = second.Claim(keys, 7);
        Assert.Equal((5, 7, 0), (one.Count, two.Count, one.Intersect(two).Count()));
        Assert.Empty(first.Claim(one, 5));
        first.Save(one[0], "", new RunData(null, "p", [], []), 0);
        first.Dispose();
        Assert.Equal(one.Skip(1), second.Claim(one, 10));
    }

    [Fact]
    public void AClockThatRunsBackwardsLosesNothing()
    {
        using var folder = new TemporaryFolder();
        string file = folder.File("s.db");
        var clock = new BackwardClock();
        Sweep.Run(Tiny.Sweep, file, new SweepOptions { Clock = clock, Shard = new Shard(1, 2) });
        Sweep.Run(Tiny.Sweep, file, new SweepOptions { Clock = clock });
        Assert.Equal(Tiny.Results(Tiny.Sweep), Tiny.Stored(file));
        DatasetExport.Write(StoredSweep.Read(file), folder.File("tiny"));
        Assert.True(DatasetVerification.Check(folder.File("tiny")).Passed);
        Assert.True(Dataset.Load(folder.File("tiny")).Provenance.WallSeconds > 0);
    }

    [Fact]
    public void SessionsNoteCodeAndMachine()
    {
        using var folder = new TemporaryFolder();
        using var store = RunStore.OpenRead(Finished(folder));
        Session session = store.Sessions().Single();
        Assert.Equal(ExecutionEnvironment.Current, session.Environment);
        Assert.Contains(session.Environment.VectorBits, new[] { 64, 128, 256, 512 });
        Assert.Matches("^([0-9a-f]{40}(-dirty)?|unknown)$", session.Environment.Commit);
        Assert.StartsWith(".NET 10", session.Environment.Runtime, StringComparison.Ordinal);
        Assert.NotEqual("", JsonSerializer.Serialize(session.Environment));
    }

    private static string Finished(TemporaryFolder folder) => Finish(folder.File("finished.db"));

    private static string Finish(string file)
    {
        Sweep.Run(Tiny.Sweep, file);
        Assert.False(File.Exists(file + "-wal"));
        return file;
    }

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private sealed class BackwardClock : TimeProvider
    {
        private DateTimeOffset now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => now -= TimeSpan.FromHours(7);
    }
}
