using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

/// <summary>What must not lose a finished run: processes killed, interrupted and at work together, full and read-only disks.</summary>
public class FaultTests
{
    // Each costs the start of a process.
    private static int Kills => LongTests.AreOn ? 100 : 25;

    // About ten milliseconds a run, 144 runs.
    private const string Json = """
        {
          "id": "faults",
          "title": "Runs of some milliseconds",
          "seeds": 8,
          "fixed": { "activation": "tanh", "inputs": 20, "trainingSamples": 100, "batchSize": 10, "epochs": 400, "recordedEpochs": 50 },
          "axes": { "hiddenUnits": [10, 15, 20], "readoutFraction": { "linspace": [0, 1, 3] } },
          "rules": ["gradient descent", "curl descent"]
        }
        """;

    private static readonly SweepSpec Spec = ExperimentReader.Read("faults.json", Json).Resolve();
    private static readonly Lazy<Dictionary<RunKey, string>> Expected = new(() => Tiny.Results(Spec));

    [Fact]
    public void KillingTheProcessManyTimesLosesAndRepeatsNothing()
    {
        using var folder = Folder();
        var delays = new RandomStream(17, 0, RandomPurpose.Design);
        int kills = 0, stores = 0, stored = 0;

        // Kills come at random moments of a span that follows what the machine manages: longer while nothing gets done, shorter when all
        // does.
        double span = 300;
        string file = "";
        Dictionary<RunKey, StoredRun> before = [];
        while (kills < Kills)
        {
            if (before.Count == Spec.RunCount || file.Length == 0)
            {
                if (file.Length > 0) Assert.Equal(Expected.Value, Tiny.Stored(file));
                file = folder.File($"{++stores}.db");
                before = [];
            }

            using ToolProcess tool = ToolProcess.Start(folder.Path, "sweep", "faults.json", "--store", file, "--threads", "2", "--quiet");
            if (tool.Ends(milliseconds: 1 + (int)(span * delays.NextUniform())))
            {
                span *= 0.7;
            }
            else
            {
                tool.Kill();
                kills++;
            }

            int last = before.Count;
            before = File.Exists(file) ? Grown(before, file) : before;
            if (before.Count > last) stored++;
            span *= before.Count > last ? 0.94 : stored == 0 ? 1.5 : 1.06;
        }

        Assert.Equal(0, ToolProcess.Run(folder.Path, "sweep", "faults.json", "--store", file, "--quiet").ExitCode);
        Grown(before, file);
        Assert.Equal(Expected.Value, Tiny.Stored(file));
        Assert.True(stored >= Kills / 10, $"only {stored} processes stored a run before they were killed");
        TestContext.Current.SendDiagnosticMessage(
            $"{kills} kills over {stores} stores of {Spec.RunCount} runs, {stored} of them after new runs were stored: 0 lost, 0 repeated");
    }

    [Fact]
    public void ADayOfTinyRunsWithAKillEachThousandLosesNothingAndStaysFlat()
    {
        LongTests.Need("Twenty thousand runs with twenty kills take minutes");
        const int Every = 1000;
        using var folder = new TemporaryFolder();
        const string Day = """
            {
              "id": "day", "title": "Runs of a millisecond", "seeds": 400,
              "fixed": { "activation": "tanh", "inputs": 6, "trainingSamples": 20, "batchSize": 5, "epochs": 12, "testSamples": 10 },
              "axes": { "hiddenUnits": [4, 5, 6, 7, 8], "hiddenFraction": { "linspace": [0, 1, 5] } },
              "rules": ["gradient descent", "curl descent"]
            }
            """;
        File.WriteAllText(folder.File("day.json"), Day);
        string file = folder.File("day.db");
        SweepSpec spec = ExperimentReader.Read("day.json", Day).Resolve();
        Dictionary<RunKey, (string Session, string Hash)> before = [];
        var peaks = new List<long>();
        int kills = 0;
        while (true)
        {
            using ToolProcess tool = ToolProcess.Start(folder.Path, "sweep", "day.json", "--store", file, "--threads", "2", "--quiet");
            bool ended;
            long peak = 0;
            while (!(ended = tool.Ends(milliseconds: 200)))
            {
                peak = Math.Max(peak, tool.PeakMemory);
                if (Count() >= before.Count + Every) break;
            }

            if (!ended)
            {
                tool.Kill();
                kills++;
            }

            Dictionary<RunKey, (string, string)> now;
            using (var store = RunStore.OpenRead(file)) now = store.Runs().ToDictionary(r => r.Key, r => (r.Session, r.Result.Hash));
            foreach ((RunKey key, (string, string) run) in before) Assert.Equal(run, now[key]);
            before = now;
            peaks.Add(peak);
            if (!ended) continue;
            Assert.Equal(0, tool.ExitCode);
            break;
        }

        Assert.Equal(Tiny.Results(spec), before.ToDictionary(r => r.Key, r => r.Value.Hash));
        Assert.True(kills >= 10, $"only {kills} kills");

        // A process that finds nineteen thousand runs done holds little more than one that begins.
        Assert.InRange(peaks[^3..].Max() >> 20, 0, (peaks[..3].Max() >> 20) + 40);

        // Nothing is left of the killed but what belongs to an open store.
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path)
            .Except([file, file + "-wal", file + "-shm", file + ".owners", folder.File("day.json")]));
        TestContext.Current.SendDiagnosticMessage(
            $"{spec.RunCount} runs, {kills} kills: 0 lost, 0 changed; peaks in MB: {string.Join(", ", peaks.Select(p => p >> 20))}");

        int Count()
        {
            if (!File.Exists(file)) return 0;
            using var store = RunStore.OpenRead(file);
            return store.Finished().Count;
        }
    }

    [Fact]
    public void CtrlCStopsWithAMessageAndTheSameCommandContinues()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "sends SIGINT");
        using var folder = Folder();
        using ToolProcess tool = ToolProcess.Start(folder.Path, "sweep", "faults.json", "--store", "s.db", "--threads", "1", "--json");
        while (!tool.Ends(10) && !tool.Output.Contains("\"doneHere\":", StringComparison.Ordinal))
        {
        }

        tool.Interrupt();
        (int exit, _, string errors) = tool.Wait();
        int done = File.Exists(folder.File("s.db")) ? Tiny.Stored(folder.File("s.db")).Count : 0;
        if (done < Spec.RunCount)
        {
            Assert.Equal(130, exit);
            Assert.Contains("the same command continues", errors);
        }

        Assert.Equal(0, ToolProcess.Run(folder.Path, "sweep", "faults.json", "--store", "s.db", "--quiet").ExitCode);
        Assert.Equal(Expected.Value, Tiny.Stored(folder.File("s.db")));
        Assert.False(Directory.Exists(folder.File("s.db.owners")));
    }

    [Fact]
    public void TwoProcessesShareOneStore()
    {
        using var folder = Folder();
        string[] arguments = ["sweep", "faults.json", "--store", "s.db", "--threads", "1", "--quiet"];
        using ToolProcess one = ToolProcess.Start(folder.Path, arguments), two = ToolProcess.Start(folder.Path, arguments);
        Assert.Equal((0, 0), (one.Wait().ExitCode, two.Wait().ExitCode));
        Assert.Equal("", one.Errors.Trim() + two.Errors.Trim());
        Assert.Equal(Expected.Value, Tiny.Stored(folder.File("s.db")));
        using var store = RunStore.OpenRead(folder.File("s.db"));
        Assert.Equal(2, store.Runs().Select(r => r.Session).Distinct().Count());
    }

    [Fact]
    public void ASurvivorTakesOverTheRunsOfAKilledProcess()
    {
        using var folder = Folder();
        string[] arguments = ["sweep", "faults.json", "--store", "s.db", "--threads", "1", "--quiet"];
        using ToolProcess one = ToolProcess.Start(folder.Path, arguments), two = ToolProcess.Start(folder.Path, arguments);
        while (!one.Ends(10) && (!File.Exists(folder.File("s.db")) || Tiny.Stored(folder.File("s.db")).Count < 4))
        {
        }

        one.Kill();
        Assert.Equal(0, two.Wait().ExitCode);
        Assert.Equal(Expected.Value, Tiny.Stored(folder.File("s.db")));
    }

    [Fact]
    public void AFullDiskIsReportedAndTheSweepContinuesOnceThereIsRoom()
    {
        using var disk = SmallDisk.MountOrSkip("256k");
        using var folder = Folder();
        string store = Path.Combine(disk.Path, "s.db"), json = folder.File("faults.json");
        (int exit, _, string errors) = ToolProcess.Run(folder.Path, "sweep", json, "--store", store, "--quiet");
        Assert.Equal(2, exit);
        Assert.Contains("The disk is full", errors);
        Assert.DoesNotContain("   at ", errors);
        disk.Remount("size=64m");
        Dictionary<RunKey, StoredRun> before = Grown([], store);
        Assert.InRange(before.Count, 1, (int)Spec.RunCount - 1);
        Assert.Equal(0, ToolProcess.Run(folder.Path, "sweep", json, "--store", store, "--quiet").ExitCode);
        Grown(before, store);
        Assert.Equal(Expected.Value, Tiny.Stored(store));
    }

    [Fact]
    public void ADiskWithNoRoomAtAllLeavesNoHalfStore()
    {
        using var disk = SmallDisk.MountOrSkip("8k");
        using var folder = Folder();
        (int exit, _,
            string errors) = ToolProcess.Run(folder.Path, "sweep", "faults.json", "--store", Path.Combine(disk.Path, "s.db"), "--quiet");
        Assert.Equal(2, exit);
        Assert.Contains("s.db", errors);
        Assert.DoesNotContain("   at ", errors);
        Assert.False(File.Exists(Path.Combine(disk.Path, "s.db")));
    }

    [Fact]
    public void AReadOnlyFolderIsReportedAndItsStoreCanStillBeRead()
    {
        using var disk = SmallDisk.MountOrSkip("16m");
        using var folder = Folder();
        string store = Path.Combine(disk.Path, "s.db");
        Sweep.Run(Tiny.Sweep, store);
        disk.Remount("ro");
        File.WriteAllText(folder.File("tiny.json"), Tiny.Json);
        foreach (string file in new[] { store, Path.Combine(disk.Path, "new.db") })
        {
            (int exit, _, string errors) = ToolProcess.Run(folder.Path, "sweep", "tiny.json", "--store", file, "--quiet");
            Assert.Equal(2, exit);
            Assert.Contains(Path.GetFileName(file), errors);
            Assert.Contains("cannot be written", errors);
            Assert.DoesNotContain("   at ", errors);
        }

        Assert.Equal(Tiny.Results(Tiny.Sweep), Tiny.Stored(store));
        Assert.Equal(0, ToolProcess.Run(folder.Path, "export", "tiny.json", "--store", store).ExitCode);
        Assert.True(DatasetVerification.Check(folder.File("data/tiny")).Passed);
        (int failed, _,
            string message) = ToolProcess.Run(
                folder.Path, "export", "tiny.json", "--store", store, "--out", Path.Combine(disk.Path, "tiny"));
        Assert.Equal(2, failed);
        Assert.DoesNotContain("   at ", message);
    }

    private static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("faults.json"), Json);
        return folder;
    }

    /// <summary>Checks that every run that was stored is there still, made by the same session, and that each is right.</summary>
    private static Dictionary<RunKey, StoredRun> Grown(Dictionary<RunKey, StoredRun> before, string file)
    {
        using var store = RunStore.OpenRead(file);
        var now = store.Runs().ToDictionary(r => r.Key);
        foreach ((
            RunKey key,
            StoredRun run) in before) Assert.Equal(
                (run.Session, run.WallSeconds, run.Result.Hash), (now[key].Session, now[key].WallSeconds, now[key].Result.Hash));
        foreach ((RunKey key, StoredRun run) in now) Assert.Equal(Expected.Value[key], run.Result.Hash);
        return now;
    }
}
