using System.Globalization;
using System.Reflection;
using CurlDescent.Experiments;
using CurlDescent.Figures;
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
internal sealed record BatchOptions(IReadOnlyList<NotebookFile> Files, string OutputFolder, bool InPlace, TimeSpan? Timeout, int Jobs)
{
    /// <summary>Assignments to the variables of the cells tagged "parameters".</summary>
    public IReadOnlyList<string> Parameters { get; init; } = [];

    /// <summary>Where a test report goes; null for none.</summary>
    public string? ReportFile { get; init; }

    /// <summary>Whether these are all notebooks of the course: the reproduction report then belongs to the gallery.</summary>
    public bool IsCourse => NotebookFiles.IsCourse(Files);
}

/// <summary>Runs notebooks side by side, each in a process of its own, and writes what they produce.</summary>
internal sealed class NotebookBatch(BatchOptions options, IRunReport report, IStaticImageRenderer? renderer)
{
    private const int ThumbnailWidth = 320;

    private readonly NotebookHtmlExporter _exporter = new(() => PlotlySource.From(Assembly.Load("Plotly.NET")));
    private readonly Gallery _gallery = new(options.OutputFolder);
    private readonly Lazy<IReadOnlyList<(string Name, string Title)>> _neighbours = new(() => Gallery.Merge(
        [.. options.Files.Select(file => (file.Name, TitleOf(file)))],
        [.. new Gallery(options.OutputFolder).Earlier().Select(page => (page.Name, page.Shown.Title))],
        page => page.Item1));
    private int _chartsWithoutImage;

    /// <summary>Runs all; returns the number that failed.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset start = DateTimeOffset.UtcNow;
        var outcomes = new Outcome[options.Files.Count];
        await Parallel.ForEachAsync(
            Enumerable.Range(0, options.Files.Count),
            new ParallelOptions { MaxDegreeOfParallelism = options.Jobs, CancellationToken = cancellationToken },
            async (i, cancel) => outcomes[i] = await RunOneAsync(options.Files[i], cancel));
        if (options.ReportFile is { } path) WriteTestReport(path, start, outcomes);
        GalleryPage[] pages = await Task.WhenAll(outcomes.Select(async outcome =>
            new GalleryPage(outcome.File.Name, outcome.File.Path, await ToEntryAsync(outcome, cancellationToken))));
        if (options.IsCourse)
        {
            WriteReport(outcomes);
            WriteLiveFigures();
        }
        _gallery.Write(Gallery.Merge(pages, _gallery.Earlier(), page => page.Name));
        if (_chartsWithoutImage > 0)
            report.Say($"{_chartsWithoutImage} charts were written without a static picture. {SystemBrowser.MissingMessage}");
        return outcomes.Count(outcome => !outcome.Succeeded);
    }

    // The report of the repository's datasets, with links to the figures on the pages just written: it belongs to the course and takes
    // longer than a small notebook.
    private void WriteReport(Outcome[] outcomes)
    {
        if (RepositoryFolder.Find() is not { } repository) return;
        try
        {
            (NotebookFile, NotebookPage)[] pages =
            [
                .. outcomes.Where(outcome => outcome.Page is not null).Select(outcome => (outcome.File, outcome.Page!)),
            ];
            string text = ReproductionReport.Of(Path.Combine(repository, "data")).ToMarkdown(FigureLinks.ToPages(pages));
            var place = new PagePlace { Index = new PageLink(Gallery.Title, Gallery.IndexFile) };
            AtomicFile.WriteAllText(
                Path.Combine(options.OutputFolder, Gallery.ReportFile), MarkdownPage.ToHtml(text, ReproductionReport.Title, place));
        }
        catch (DatasetException e)
        {
            report.Say($"{ReproductionReport.Title}: {e.Message}");
        }
    }

    // All live figures on one page, which also opens by itself, from a stick.
    private void WriteLiveFigures()
    {
        var place = new PagePlace { Index = new PageLink(Gallery.Title, Gallery.IndexFile) };
        AtomicFile.WriteAllText(
            Path.Combine(options.OutputFolder, Gallery.LiveFile),
            HtmlPage.ToHtml(ExplorableGallery.ToBody(), ExplorableGallery.Title, place));
    }

    private async Task<Outcome> RunOneAsync(NotebookFile file, CancellationToken cancellationToken)
    {
        NotebookRun run;
        int skipped;
        try
        {
            Notebook notebook = Notebook.Load(file.Path);
            foreach (string repair in notebook.Repairs)
                report.Say($"{file.Name}: {repair}");
            skipped = notebook.Cells.Count(cell => cell.IsSkipped);
            IRunObserver progress = report.Begin(file, notebook.Cells.Count(cell => cell.IsExecuted));
            run = await NotebookProcess.RunAsync(file.Path, NotebookChildCommand.StartInfo(file.Path, options.Timeout, options.Parameters),
                options.Timeout, progress, cancellationToken, options.Parameters);
        }
        catch (NotebookFormatException e)
        {
            report.End(file, $"failed {file.Name}: {e.Message}", succeeded: false);
            return new Outcome(file, false, "failed", null) { Error = e.Message };
        }
        string target = Path.Combine(options.OutputFolder, file.Name);
        run.Executed.Save(target + ".ipynb");
        NotebookPage page = _exporter.ToPage(run.Executed, file.Name, PlaceOf(file));
        AtomicFile.WriteAllText(target + ".html", page.Html);
        string seconds = string.Create(CultureInfo.InvariantCulture, $"{run.Seconds:0.0} s");
        if (run.Failure is { } failure)
        {
            // The summary says what a traceback of one line says.
            IEnumerable<string> details = failure.Traceback.Count > 1 ? failure.Traceback.Select(line => "\n    " + line) : [];
            report.End(file, $"failed {file.Name}: {failure.Summary}{string.Concat(details)}", succeeded: false);
            return new Outcome(file, false, "failed", page) { Run = run };
        }
        // Other forms hold no outputs.
        if (options.InPlace && Path.GetExtension(file.Path) == ".ipynb")
        {
            (Notebook committed, int without) = await CommittedForm.CreateAsync(run.Executed, renderer, cancellationToken);
            Interlocked.Add(ref _chartsWithoutImage, without);
            try
            {
                committed.Save(file.Path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                report.End(file, $"failed {file.Name}: it ran, but its outputs cannot be written into it: {e.Message}", succeeded: false);
                return new Outcome(file, false, "not written back", page);
            }
        }
        string left = skipped > 0 ? $" and {skipped} skipped by tag" : "";
        report.End(file, $"ok     {file.Name}: {run.Cells.Count} cells{left}, {seconds}", succeeded: true);
        return new Outcome(file, true, $"Ran in {seconds}.", page) { Run = run };
    }

    private PagePlace PlaceOf(NotebookFile file)
    {
        IReadOnlyList<(string Name, string Title)> all = _neighbours.Value;
        int at = all.TakeWhile(page => page.Name != file.Name).Count();
        return new PagePlace
        {
            Index = new PageLink(Gallery.Title, Gallery.Link(file.Name, Gallery.IndexFile)),
            Previous = at > 0 ? LinkTo(all[at - 1]) : null,
            Next = at + 1 < all.Count ? LinkTo(all[at + 1]) : null,
            Folder = Path.GetDirectoryName(file.Path),
        };

        PageLink LinkTo((string Name, string Title) other) => new(other.Title, Gallery.Link(file.Name, other.Name + ".html"));
    }

    private static string TitleOf(NotebookFile file)
    {
        try
        {
            return Notebook.Load(file.Path).Title ?? file.Name;
        }
        catch (NotebookFormatException)
        {
            return file.Name;
        }
    }

    private async Task<GalleryEntry> ToEntryAsync(Outcome outcome, CancellationToken cancellationToken)
    {
        var figures = new List<GalleryFigure>();
        foreach (PageFigure figure in outcome.Page?.Figures ?? [])
            figures.Add(new GalleryFigure(figure.Anchor, figure.Caption, await ThumbnailAsync(outcome.File, figure, cancellationToken)));
        return new GalleryEntry(outcome.Page?.Title ?? outcome.File.Name, Gallery.Link("", outcome.File.Name + ".html"), outcome.Remark)
        {
            SummaryHtml = outcome.Page?.SummaryHtml ?? "",
            Failed = !outcome.Succeeded,
            Figures = figures,
        };
    }

    private async Task<byte[]?> ThumbnailAsync(NotebookFile file, PageFigure figure, CancellationToken cancellationToken)
    {
        if (renderer is null)
        {
            // In place, the committed form has counted this chart.
            if (!options.InPlace) Interlocked.Increment(ref _chartsWithoutImage);
            return null;
        }
        try
        {
            double scale = (double)ThumbnailWidth / figure.Width;
            return IndexedPng.Shrink(figure.LiveHtml is { } html
                ? await renderer.RenderLivePngAsync(html, figure.Width, scale, cancellationToken)
                : await renderer.RenderPngAsync(figure.Json, scale, cancellationToken));
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or Microsoft.Playwright.PlaywrightException)
        {
            report.Say($"{file.Name}, figure {figure.Number}: {e.Message}");
            return null;
        }
    }

    private void WriteTestReport(string path, DateTimeOffset start, IEnumerable<Outcome> outcomes)
    {
        var tests = new TestReport(start);
        foreach (Outcome outcome in outcomes)
        {
            if (outcome.Run is { } run) tests.Add(outcome.File.Name, outcome.File.Path, run);
            else tests.AddFailure(outcome.File.Name, outcome.File.Path, outcome.Error ?? outcome.Remark, []);
        }
        tests.Save(path, DateTimeOffset.UtcNow);
    }

    private sealed record Outcome(NotebookFile File, bool Succeeded, string Remark, NotebookPage? Page)
    {
        public NotebookRun? Run { get; init; }

        public string? Error { get; init; }
    }
}
