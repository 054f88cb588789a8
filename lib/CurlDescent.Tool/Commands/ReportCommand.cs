using System.CommandLine;
using CurlDescent.Experiments;
using CurlDescent.Tool.Notebooks;

namespace CurlDescent.Tool.Commands;

/// <summary><c>curl-descent report</c>: judges the claims of the paper by the datasets and writes the reproduction report.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Folder of the datasets; data in the repository if not given." };
        var output = new Option<string?>("--out") { Description = "File to write; REPORT.md in the folder of the datasets if not given." };
        var command = new Command(
            "report",
            "Writes the reproduction report: each claim of the paper with our number, its interval and the verdict, and what the datasets "
            + "cost.") { data, output };
        command.SetGuardedAction((parsed, _) =>
        {
            string? repository = RepositoryFolder.AboveCurrent() ?? RepositoryFolder.Find();
            string folder = parsed.GetValue(data) ?? Path.Combine(repository ?? Environment.CurrentDirectory, "data");
            if (!Directory.Exists(folder)) throw new ToolError($"{folder}: there is no such folder.");
            string file = parsed.GetValue(output) ?? Path.Combine(folder, "REPORT.md");
            ReproductionReport report = ReproductionReport.Of(folder);
            File.WriteAllText(file, report.ToMarkdown(repository is null ? _ => null : FigureLinks.ToNotebooks(repository)));
            int Count(Verdict verdict) => report.Paper.Concat(report.Beyond).Count(row => row.Finding.Verdict == verdict);
            Console.WriteLine(
                $"{Path.GetRelativePath(Environment.CurrentDirectory, file)}: "
                + $"{Phrases.Count(report.Paper.Count + report.Beyond.Count, "claim")}, {Count(Verdict.Supported)} supported, "
                + $"{Count(Verdict.NotSupported)} not supported, {Count(Verdict.Undecided)} undecided; "
                + $"{Phrases.Count(report.Costs.Count, "dataset")}");
            return 0;
        });
        return command;
    }
}
