using System.Globalization;
using System.Reflection;
using CurlDescent.NotebookEngine.Export;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Headless;
using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.Tool.Browser;

namespace CurlDescent.Tool.Notebooks;

/// <summary>What to do with a set of notebooks.</summary>
/// <param name="Files">The notebooks.</param>
/// <param name="OutputFolder">Where executed notebooks and pages go.</param>
/// <param name="InPlace">Also writes the outputs back into the notebooks, in committed form.</param>
/// <param name="Timeout">The limit of each cell; null for none.</param>
/// <param name="Jobs">How many run at once.</param>
internal sealed record BatchOptions(IReadOnlyList<NotebookFile> Files, string OutputFolder, bool InPlace, TimeSpan? Timeout, int Jobs);

/// <summary>Runs notebooks side by side, each in a process of its own, and writes what they produce.</summary>
internal sealed class NotebookBatch(BatchOptions options, IRunReport report, IStaticImageRenderer? renderer)
{
    private readonly NotebookHtmlExporter _exporter = new(() => PlotlySource.From(Assembly.Load("Plotly.NET")));
    private int _chartsWithoutImage;

    /// <summary>Runs all; returns the number that failed.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var outcomes = new Outcome[options.Files.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, options.Files.Count),
            new ParallelOptions { MaxDegreeOfParallelism = options.Jobs, CancellationToken = cancellationToken },
            async (i, cancel) => outcomes[i] = await RunOneAsync(options.Files[i], cancel));
        AtomicFile.WriteAllText(Path.Combine(options.OutputFolder, "index.html"), IndexPage.ToHtml("Notebooks", outcomes.Select(outcome => outcome.Page).OfType<IndexEntry>()));
        if (_chartsWithoutImage > 0)
            report.Say($"{_chartsWithoutImage} charts were written without a static picture. {SystemBrowser.MissingMessage}");
        return outcomes.Count(outcome => !outcome.Succeeded);
    }

    private async Task<Outcome> RunOneAsync(NotebookFile file, CancellationToken cancellationToken)
    {
        NotebookRun run;
        try
        {
            Notebook notebook = Notebook.Load(file.Path);
            IRunObserver progress = report.Begin(file, notebook.Cells.Count(cell => cell.Type == CellType.Code && !string.IsNullOrWhiteSpace(cell.Source)));
            run = await NotebookProcess.RunAsync(file.Path, NotebookChildCommand.StartInfo(file.Path, options.Timeout), options.Timeout, progress, cancellationToken);
        }
        catch (NotebookFormatException e)
        {
            report.End(file, $"failed {file.Name}: {e.Message}", succeeded: false);
            return new Outcome(false, null);
        }
        string target = Path.Combine(options.OutputFolder, file.Name);
        run.Executed.Save(target + ".ipynb");
        AtomicFile.WriteAllText(target + ".html", _exporter.ToHtml(run.Executed, file.Name));
        string seconds = string.Create(CultureInfo.InvariantCulture, $"{run.Seconds:0.0} s");
        if (run.Failure is { } failure)
        {
            // The summary says what a traceback of one line says.
            IEnumerable<string> details = failure.Traceback.Count > 1 ? failure.Traceback.Select(line => "\n    " + line) : [];
            report.End(file, $"failed {file.Name}: {failure.Summary}{string.Concat(details)}", succeeded: false);
            return new Outcome(false, new IndexEntry(run.Executed.Title ?? file.Name, file.Name + ".html", "failed"));
        }
        if (options.InPlace)
        {
            (Notebook committed, int without) = await CommittedForm.CreateAsync(run.Executed, renderer, cancellationToken);
            Interlocked.Add(ref _chartsWithoutImage, without);
            committed.Save(file.Path);
        }
        report.End(file, $"ok     {file.Name}: {run.Cells.Count} cells, {seconds}", succeeded: true);
        return new Outcome(true, new IndexEntry(run.Executed.Title ?? file.Name, file.Name + ".html", seconds));
    }

    private sealed record Outcome(bool Succeeded, IndexEntry? Page);
}
