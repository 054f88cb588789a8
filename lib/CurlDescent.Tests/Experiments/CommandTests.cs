using System.Text.Json;
using CurlDescent.Experiments;

namespace CurlDescent.Tests.Experiments;

public class CommandTests
{
    [Fact]
    public void SweepExportVerifyFromTheCommandLine()
    {
        using TemporaryFolder folder = Folder();
        (int exit, string output, _) = ToolProcess.Run(folder.Path, "sweep", "tiny.json", "--json");
        Assert.Equal(0, exit);
        JsonElement[] lines =
            [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal((0, 54), (lines[0].GetProperty("done").GetInt32(), lines[^1].GetProperty("done").GetInt32()));
        Assert.Equal(Tiny.Results(Tiny.Sweep), Tiny.Stored(folder.File("runs/tiny-full.db")));

        (exit, output, _) = ToolProcess.Run(folder.Path, "sweep", "tiny.json");
        Assert.Equal(0, exit);
        Assert.Contains("tiny full: 54/54 runs", output);
        Assert.Equal(
            (0, ""), ToolProcess.Run(folder.Path, "sweep", "tiny.json", "--quiet") is var quiet
                ? (quiet.ExitCode, quiet.Output.Trim()) : default);

        Assert.Contains("54 runs in 6 cells", ToolProcess.Run(folder.Path, "export", "tiny.json").Output);
        (exit, output, _) = ToolProcess.Run(folder.Path, "verify");
        Assert.Equal(0, exit);
        Assert.Contains("5 files unchanged, 5 runs repeated with the same bits", output);
        File.AppendAllText(folder.File("data/tiny/cells.csv"), "x");
        (exit, output, _) = ToolProcess.Run(folder.Path, "verify", "tiny");
        Assert.Equal(1, exit);
        Assert.Contains("cells.csv", output);
    }

    [Fact]
    public void ShardsMergeFromTheCommandLine()
    {
        using TemporaryFolder folder = Folder();
        foreach (int i in new[] { 1, 2 })
            Assert.Equal(
                0, ToolProcess.Run(folder.Path, "sweep", "tiny.json", "--shard", $"{i}/3", "--store", $"{i}.db", "--quiet").ExitCode);
        (int exit, string output, _) = ToolProcess.Run(folder.Path, "merge", "--out", "all.db", "1.db", "2.db");
        Assert.Equal(1, exit);
        Assert.Contains("36 runs from 2 stores", output);
        Assert.Contains("18 runs missing", output);
        Assert.Equal(0, ToolProcess.Run(folder.Path, "sweep", "tiny.json", "--shard", "3/3", "--store", "3.db", "--quiet").ExitCode);
        Assert.Equal(0, ToolProcess.Run(folder.Path, "merge", "--out", "all.db", "1.db", "2.db", "3.db").ExitCode);
        Assert.Equal(Tiny.Results(Tiny.Sweep), Tiny.Stored(folder.File("all.db")));
    }

    [Fact]
    public void TheCatalogueIsListedWithSizesAndTimes()
    {
        using TemporaryFolder folder = Folder();
        (int exit, string output, _) = ToolProcess.Run(folder.Path, "experiments");
        Assert.Equal(0, exit);
        Assert.All(Catalogue.Ids, id => Assert.Contains(id, output));
        Assert.Contains("420 cells, 16800 runs", output);
        (_, string json, _) = ToolProcess.Run(folder.Path, "experiments", "--json");
        Assert.Equal(Catalogue.Ids, JsonDocument.Parse(json).RootElement.EnumerateArray().Select(e => e.GetProperty("id").GetString()!));
        Assert.Equal(
            ExperimentSchema.Text,
            ToolProcess.Run(folder.Path, "experiments", "--schema").Output.ReplaceLineEndings("\n").TrimEnd('\n') + "\n");
        (_, string own, _) = ToolProcess.Run(folder.Path, "experiments", "fig5f");
        Assert.Equal(Catalogue.Find("fig5f").Resolve("laptop").Hash, ExperimentReader.Read("own.json", own).Resolve("laptop").Hash);

        // A file is taken wherever an id is.
        (exit, own, string effort) = ToolProcess.Run(folder.Path, "experiments", "tiny.json");
        Assert.Equal((0, Tiny.Sweep.Hash), (exit, ExperimentReader.Read("shown.json", own).Resolve().Hash));
        Assert.StartsWith("tiny, size full: 6 cells, 54 runs, ", effort);
        (_, json, _) = ToolProcess.Run(folder.Path, "experiments", "tiny.json", "--json");
        Assert.Equal("tiny", Assert.Single(JsonDocument.Parse(json).RootElement.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public void MistakesGiveOneMessageAndExitCodeTwo()
    {
        using TemporaryFolder folder = Folder();
        File.WriteAllText(folder.File("bad.json"), Tiny.Json.Replace("\"epochs\": 12", "\"epochs\": 0", StringComparison.Ordinal));
        (string[] Arguments, string Expected)[] mistakes =
        [
            (["sweep", "fig99"], "fig99: no such experiment; there are fig2"),
            (["sweep", "none.json"], "none.json: cannot be read"),
            (["sweep", "bad.json"], "bad.json, line 6, fixed.epochs: 0 is not allowed"),
            (["experiments", "bad.json"], "bad.json, line 6, fixed.epochs: 0 is not allowed"),
            (["slurm", "tiny.json", "--folder", "a\"b"], "without double quotes"),
            (["sweep"], "Name experiments or give --all"),
            (["sweep", "tiny.json", "--size", "huge"], "'huge' is not one of full"),
            (["sweep", "tiny.json", "--set", "epochs=-1"], "--set, epochs: -1 is not allowed"),
            (["sweep", "tiny.json", "--set", "batchSize=7"], "--set, batchSize"),
            (["sweep", "tiny.json", "--rules", "sgd"], "--rules: 'sgd' is not one of"),
            (["sweep", "tiny.json", "--seeds", "0"], "--seeds = 0 is not allowed"),
            (["sweep", "tiny.json", "--shard", "3/2"], "shard = 3/2 is not allowed"),
            (["sweep", "tiny.json", "fig3a", "--store", "x.db"], "--store names one file"),
            (["export", "tiny.json"], "There is no run store"),
            (["verify"], "There is no dataset in data/"),
            (["verify", "nothing"], "has no provenance.json"),
            (["merge", "--out", "x.db", "nothing.db"], "There is no run store nothing.db"),
            (["slurm", "tiny.json", "--tasks", "0"], "tasks = 0 is not allowed"),
            (["slurm", "tiny.json", "--time", "soon"], "--time = soon is not allowed"),
        ];
        foreach ((string[] arguments, string expected) in mistakes)
        {
            (int exit, _, string errors) = ToolProcess.Run(folder.Path, arguments);
            Assert.True(errors.Contains(expected, StringComparison.Ordinal), $"{string.Join(' ', arguments)}: {errors}");
            Assert.Equal(2, exit);
            Assert.DoesNotContain("   at ", errors);
        }
    }

    private static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("tiny.json"), Tiny.Json);
        return folder;
    }
}
