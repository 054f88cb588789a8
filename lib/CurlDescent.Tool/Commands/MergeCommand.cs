using System.CommandLine;
using CurlDescent.Experiments;

namespace CurlDescent.Tool.Commands;

/// <summary><c>curl-descent merge</c>: joins the stores of shards.</summary>
internal static class MergeCommand
{
    private const int GapsShown = 10;

    public static Command Create()
    {
        var sources = new Argument<string[]>("stores") { Description = "Stores to join.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "File of the joined store.", Required = true };
        const string Does = "Joins the stores of a sweep's shards; refuses different results of the same run and lists what is missing.";
        var command = new Command("merge", Does) { sources, output };
        command.SetGuardedAction((parsed, _) =>
        {
            string target = parsed.GetValue(output)!;
            MergeReport report =
                StoreMerge.Merge(target, [.. parsed.GetValue(sources)!.Where(s => Path.GetFullPath(s) != Path.GetFullPath(target))]);
            Console.WriteLine(
                $"{target}: {Phrases.Count(report.Runs, "run")} from {Phrases.Count(
                    report.Stores, "store")}, {report.Repeated} of them more than once with the same bits");
            if (report.Missing.Count == 0) return 0;
            Console.WriteLine($"{Phrases.Count(report.Missing.Count, "run")} missing:");
            foreach (RunKey key in report.Missing.Take(GapsShown)) Console.WriteLine($"  {key}");
            if (report.Missing.Count > GapsShown) Console.WriteLine($"  … and {report.Missing.Count - GapsShown} more");
            return 1;
        });
        return command;
    }
}
