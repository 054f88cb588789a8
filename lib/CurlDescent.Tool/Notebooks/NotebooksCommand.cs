using System.CommandLine;
using System.Globalization;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.Tool.Browser;
using Spectre.Console;

namespace CurlDescent.Tool.Notebooks;

/// <summary><c>curl-descent notebooks</c>: runs notebooks headless and writes executed copies and pages.</summary>
internal static class NotebooksCommand
{
    private const double DefaultTimeout = 600;

    public static Command Create()
    {
        var paths = new Argument<string[]>("paths")
        {
            Description = "Notebooks and folders to run; the repository's notebooks if none is named.",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var output = new Option<string>("--out")
        {
            Description = "Folder for executed notebooks and pages; out in the repository if not given.",
        };
        var inPlace = new Option<bool>("--in-place")
        {
            Description = "Also write the outputs into the notebooks themselves, in the form they are committed in.",
        };
        var timeout = new Option<double>("--timeout")
        {
            Description = "Seconds a cell may take; 0 for no limit.",
            DefaultValueFactory = _ => DefaultTimeout,
        };
        var only = new Option<string>("--only")
        {
            Description = "Only notebooks whose name contains this text or matches this pattern (*, ?).",
        };
        var jobs = new Option<int>("--jobs")
        {
            Description = "Notebooks run at once.",
            DefaultValueFactory = _ => Math.Clamp(Environment.ProcessorCount, 1, 4),
        };
        var parameter = new Option<string[]>("--parameter")
        {
            Description = "name=value for the cell tagged \"parameters\" (papermill's convention); may be repeated.",
        };
        var report = new Option<string?>("--report")
        {
            Description = "Also write a test report for build servers (TRX): each code cell is a test.",
        };
        CheckRange(timeout, 0, 1e6, "--timeout must be a number of seconds from 0 to 1000000.");
        CheckRange(jobs, 1, 64, "--jobs must be from 1 to 64.");
        var command = new Command("notebooks", "Runs notebooks headless and writes executed copies, one HTML page each and an index.")
            { paths, output, inPlace, timeout, only, jobs, parameter, report };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                double seconds = parsed.GetValue(timeout);
                string folder = Path.GetFullPath(
                    parsed.GetValue(output) ?? Path.Combine(RepositoryFolder.Find() ?? Environment.CurrentDirectory, "out"));
                var options = new BatchOptions(
                    NotebookFiles.Find(parsed.GetValue(paths) ?? [], parsed.GetValue(only), folder),
                    folder,
                    parsed.GetValue(inPlace),
                    seconds > 0 ? TimeSpan.FromSeconds(seconds) : null,
                    parsed.GetValue(jobs))
                {
                    Parameters = parsed.GetValue(parameter) ?? [],
                    ReportFile = parsed.GetValue(report) is { } file ? Path.GetFullPath(file) : null,
                };
                if (options.InPlace && options.Parameters.Count > 0)
                    throw new ToolError(
                        "--parameter and --in-place: what is committed are the outputs with the notebook's own values; give one of them.");
                CheckOutput(parsed.GetValue(output) ?? folder, folder);
                await using var renderer = BrowserImageRenderer.TryCreate();
                return await RunAsync(options, renderer, cancellationToken);
            }
            catch (ToolError e)
            {
                Console.Error.WriteLine(e.Message);
                return 2;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A full disk, a folder that was taken away.
                Console.Error.WriteLine(e.Message);
                return 2;
            }
            catch (OperationCanceledException)
            {
                Console.Error.WriteLine("Cancelled.");
                return 130;
            }
        });
        return command;
    }

    // Before any notebook runs: what cannot be written later is better said now.
    private static void CheckOutput(string named, string folder)
    {
        if (File.Exists(folder))
            throw new ToolError($"--out {named} is a file; name a folder.");
        try
        {
            Directory.CreateDirectory(folder);
            using FileStream probe = File.Create(Path.Combine(folder, $".{Guid.NewGuid():N}.tmp"), 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolError($"--out {named} cannot be written: {e.Message}");
        }
    }

    // Text that is no number at all is reported by the parser itself.
    private static void CheckRange(Option option, double least, double most, string message) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var text }] && double.TryParse(text, CultureInfo.InvariantCulture, out double value)
            && !(value >= least && value <= most))
            result.AddError(message);
    });

    private static async Task<int> RunAsync(BatchOptions options, IStaticImageRenderer? renderer, CancellationToken cancellationToken)
    {
        if (RepositoryFolder.Find() is { } repository && await LibraryBuild.EnsureAsync(repository, cancellationToken) is { } errors)
            throw new ToolError($"The libraries that the notebooks use do not build:\n{errors}");

        int failed = 0;
        bool isTerminal = AnsiConsole.Profile.Capabilities.Interactive && AnsiConsole.Profile.Out.IsTerminal;
        if (isTerminal)
            await AnsiConsole.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn())
                .StartAsync(
                    async progress =>
                        failed = await new NotebookBatch(options, new LiveReport(AnsiConsole.Console, progress), renderer).RunAsync(
                            cancellationToken));
        else
            failed = await new NotebookBatch(options, new PlainReport(Console.Out), renderer).RunAsync(cancellationToken);

        int count = options.Files.Count;
        Console.WriteLine(failed == 0 ? $"{count} of {count} notebooks ran." : $"{failed} of {count} notebooks failed.");
        Console.WriteLine($"Pages: {Path.Combine(options.OutputFolder, "index.html")}");
        return failed == 0 ? 0 : 1;
    }
}
