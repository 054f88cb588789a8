using System.CommandLine;
using CurlDescent.Experiments;

namespace CurlDescent.Tool.Commands;

/// <summary><c>curl-descent verify</c>: checks datasets against their hashes and against runs computed again.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var folders = new Argument<string[]>("datasets")
        {
            Description = "Folders of datasets, or ids in data/; all of data/ if none is named.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var runs = new Option<int?>("--runs")
        {
            Description = "Runs to compute again in each dataset; 1 % or 5, whichever is more, if not given. 0 checks the files alone.",
        };
        var seed = new Option<ulong?>("--seed") { Description = "Which runs are drawn; by chance if not given." };
        runs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 0) result.AddError("--runs must be 0 or more.");
        });
        var command = new Command(
            "verify",
            "Checks datasets: file hashes, consistency, and a random sample of runs computed again and compared bit for bit.") { folders,
                runs, seed };
        command.SetGuardedAction((parsed, cancellation) =>
        {
            ulong draw = parsed.GetValue(seed) ?? (ulong)Random.Shared.NextInt64();
            IReadOnlyList<string> datasets = Find(parsed.GetValue(folders) ?? []);
            Console.WriteLine($"{Phrases.Count(datasets.Count, "dataset")}, --seed {draw}");
            int failed = 0;
            foreach (string folder in datasets)
            {
                VerificationReport report = DatasetVerification.Check(folder, parsed.GetValue(runs), draw, progress: null, cancellation);
                string name = Path.GetRelativePath(Environment.CurrentDirectory, report.Folder);
                Console.WriteLine(report.Passed
                    ? $"{name}: {Phrases.Count(report.FilesChecked, "file")} unchanged, {Phrases.Count(
                        report.RunsRepeated, "run")} repeated with the same bits"
                    : $"{name}: FAILED");
                foreach (string problem in report.Problems) Console.WriteLine($"  {problem}");
                if (!report.Passed) failed++;
            }

            Console.WriteLine(failed == 0 ? "All is well." : $"{failed} of {datasets.Count} datasets failed.");
            return failed == 0 ? 0 : 1;
        });
        return command;
    }

    private static IReadOnlyList<string> Find(string[] named)
    {
        if (named.Length > 0) return [.. named.Select(n => Directory.Exists(n) ? n : Path.Combine("data", n))];
        string[] found = Directory.Exists("data")
            ? [.. Directory.GetDirectories("data").Where(d => File.Exists(Path.Combine(d, "provenance.json"))).Order(
                StringComparer.Ordinal)] : [];
        return found.Length > 0
            ? found : throw new ToolError(
                "There is no dataset in data/. Name one, or make one with `curl-descent sweep` and `curl-descent export`.");
    }
}
