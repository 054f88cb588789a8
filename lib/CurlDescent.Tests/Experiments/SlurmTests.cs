using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

public class SlurmTests
{
    // Some thirty milliseconds a run, 60 runs: a task of a third of them can be killed midway.
    private const string Json = """
        {
          "id": "array",
          "title": "An array job",
          "seeds": 10,
          "fixed": { "activation": "tanh", "inputs": 40, "trainingSamples": 200, "batchSize": 10, "epochs": 800, "recordedEpochs": 50 },
          "axes": { "hiddenUnits": [10, 12, 14] },
          "rules": ["gradient descent", "curl descent"]
        }
        """;

    private const int Tasks = 3;

    [Fact]
    public void AnArrayJobWithAKilledTaskGivesTheBitsOfASingleProcess()
    {
        using var folder = new TemporaryFolder();
        using SlurmCluster cluster = SlurmCluster.StartOrSkip(folder.File("cluster"));
        SweepSpec sweep = ExperimentReader.Read("array.json", Json).Resolve();
        string work = Directory.CreateDirectory(folder.File("100%a folder of ours, 5%")).FullName;
        File.WriteAllText(Path.Combine(work, "array.json"), Json);
        (int exit, string output,
            string errors) = ToolProcess.Run(
                work, "slurm", "array.json", "--tasks", $"{Tasks}", "--mem", "300M", "--time", "0.5", "--folder", "shards");
        Assert.True(exit == 0, errors);
        string script = Path.Combine(work, "shards", "array-full.sbatch");
        Assert.Equal($"sbatch {script}", output.Trim());
        string Store(int task) => Path.Combine(work, "shards", $"array-full.{task}-of-{Tasks}.db");

        string first = cluster.Submit(script);
        while (!File.Exists(Store(2)) || Tiny.Stored(Store(2)).Count < 2)
        {
            Assert.False(cluster.States(first).GetValueOrDefault(2) is "FAILED" or "COMPLETED", "task 2 ended before it could be killed");
        }

        cluster.Command("scancel", "--batch", "--signal=KILL", $"{first}_2");
        Dictionary<int, string> states = cluster.Finish(first);
        Assert.Equal(("COMPLETED", "COMPLETED"), (states[1], states[3]));
        Assert.NotEqual("COMPLETED", states[2]);
        int survived = Tiny.Stored(Store(2)).Count;
        Assert.InRange(survived, 2, (int)sweep.RunCount / Tasks - 1);
        string[] merge = ["merge", "--out", "all.db", .. Enumerable.Range(1, Tasks).Select(Store)];
        (int gaps, string report, _) = ToolProcess.Run(work, merge);
        Assert.Equal(1, gaps);
        Assert.Contains($"{sweep.RunCount / Tasks - survived} runs missing", report);

        string second = cluster.Submit(script);
        Assert.All(cluster.Finish(second).Values, state => Assert.Equal("COMPLETED", state));
        Assert.Equal(0, ToolProcess.Run(work, merge).ExitCode);
        Assert.Equal(Tiny.Results(sweep), Tiny.Stored(Path.Combine(work, "all.db")));
        Assert.All(
            Enumerable.Range(1, Tasks),
            task => Assert.Contains("finished", File.ReadAllText(Path.Combine(work, "shards", "logs", $"{second}_{task}.log"))));
        TestContext.Current.SendDiagnosticMessage(
            $"array job {first}: task 2 killed after {survived} runs; array job {second} completed; {sweep.RunCount} runs equal to a "
            + $"single process bit for bit");
    }

    [Fact]
    public void TheScriptQuotesWhatTheShellWouldTakeApart()
    {
        Assert.Equal("'a b'\\''c'", SlurmScript.Quote("a b'c"));
        string script = SlurmScript.Write(
            Tiny.Sweep,
            new SlurmOptions
            {
                Folder = "/x y",
                Tasks = 7,
                Cpus = 2,
                AtOnce = 3,
                Partition = "long",
                Account = "lab",
                Time = TimeSpan.FromHours(30.5),
            }, "curl-descent", "tiny.json");
        foreach (string line in new[] { "#SBATCH --array=1-7%3", "#SBATCH --cpus-per-task=2", "#SBATCH --time=1-06:30:00",
            "#SBATCH --partition=long", "#SBATCH --account=lab", "#SBATCH --requeue" })
            Assert.Contains(line, script);
        script = SlurmScript.Write(Tiny.Sweep, new SlurmOptions { Folder = "/100%j 'x'" }, "curl-descent", "tiny.json");
        Assert.Contains("#SBATCH --output=\"/100%%j 'x'/logs/%A_%a.log\"", script);
        Assert.Contains("mkdir -p '/100%j '\\''x'\\''/logs'", script);
        foreach (string name in new[] { "a\"b", "a\\b", "a\nb" })
            Assert.Throws<SpecException>(
                () => SlurmScript.Write(Tiny.Sweep, new SlurmOptions { Folder = name }, "curl-descent", "tiny.json"));
        script = SlurmScript.Write(
            Tiny.Sweep,
            new SlurmOptions
            {
                Folder = "/x y",
                Tasks = 7,
                Cpus = 2,
                AtOnce = 3,
                Partition = "long",
                Account = "lab",
                Time = TimeSpan.FromHours(30.5),
            }, "curl-descent", "tiny.json");
        Assert.Contains(
            "--shard \"${SLURM_ARRAY_TASK_ID}/7\" --threads 2 --store '/x y'/\"tiny-full.${SLURM_ARRAY_TASK_ID}-of-7.db\"", script);
    }
}
