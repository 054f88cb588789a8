using System.CommandLine;
using System.Globalization;
using CurlDescent.NotebookEngine.Headless;
using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.Tool.Notebooks;

namespace CurlDescent.NotebookTool;

/// <summary><c>csharp-notebooks run</c>: runs notebooks one after another, each in a process of its own.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("notebooks")
        {
            Description = "Notebooks: .ipynb, .dib or .csx.",
            Arity = ArgumentArity.OneOrMore
        };
        var output = new Option<string>("--out") { Description = "Folder for the executed copies.", DefaultValueFactory = _ => "out" };
        var inPlace = new Option<bool>("--in-place")
        {
            Description = "Write the outputs into the notebooks themselves, instead of copies.",
        };
        var timeout = new Option<double>("--timeout") { Description = "Seconds a cell may take; 0 for no limit." };
        var parameter = new Option<string[]>("--parameter")
        {
            Description = "name=value for the cell tagged \"parameters\" (papermill's convention); may be repeated.",
        };
        var report = new Option<string?>("--report")
        {
            Description = "Also write a test report for build servers (TRX): each code cell is a test.",
        };
        var command = new Command("run", "Runs notebooks without a front end.") { paths, output, inPlace, timeout, parameter, report };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var tests = new TestReport(DateTimeOffset.UtcNow);
            int failed = 0;
            TimeSpan? limit = parsed.GetValue(timeout) is > 0 and double seconds ? TimeSpan.FromSeconds(seconds) : null;
            string[] assignments = parsed.GetValue(parameter) ?? [];
            foreach (string path in parsed.GetValue(paths)!)
            {
                string name = Path.GetFileNameWithoutExtension(path);
                try
                {
                    var child = NotebookChildCommand.StartInfo(Path.GetFullPath(path), limit, assignments);
                    NotebookRun run = await NotebookProcess.RunAsync(path, child, limit, null, cancellationToken, assignments);
                    bool isNotebook = Path.GetExtension(path) == ".ipynb";
                    string target = parsed.GetValue(inPlace) && isNotebook ? path : Path.Combine(parsed.GetValue(output)!, name + ".ipynb");
                    run.Executed.Save(Path.GetFullPath(target));
                    tests.Add(name, path, run);
                    Console.WriteLine(run.Failure is { } failure
                        ? $"failed {name}: {failure.Summary}{string.Concat(failure.Traceback.Skip(1).Select(line => "\n    " + line))}"
                        : string.Create(CultureInfo.InvariantCulture,
                            $"ok     {name}: {run.Cells.Count} cells, {run.Seconds:0.0} s → {target}"));
                    failed += run.Failure is null ? 0 : 1;
                }
                catch (NotebookFormatException e)
                {
                    Console.WriteLine($"failed {name}: {e.Message}");
                    tests.AddFailure(name, path, e.Message, []);
                    failed++;
                }
            }
            if (parsed.GetValue(report) is { } file) tests.Save(Path.GetFullPath(file), DateTimeOffset.UtcNow);
            return failed == 0 ? 0 : 1;
        });
        return command;
    }
}
