using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Headless;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>What <c>--in-place</c> writes; the run in this process sets the current folder.</summary>
[Collection(AloneCollection.Name)]
public class CommittedFormTests
{
    [Fact]
    public async Task TheCommittedFormHasAPictureForEachChartAndNoHtml()
    {
        using var folder = new TemporaryFolder();
        string path = folder.WriteNotebook("a.ipynb", FormattingTests.Charts + FormattingTests.Line("1, 2"), "HTML(\"<b>stays</b>\")",
            FormattingTests.Line("3, 4"));
        Notebook executed = Execute(path);
        var renderer = new FakeRenderer();
        (Notebook committed, int without) = await CommittedForm.CreateAsync(executed, renderer, TestContext.Current.CancellationToken);
        Assert.Equal(0, without);
        Assert.Equal(2, renderer.Figures.Count);
        Assert.Contains("[3.0,4.0]", renderer.Figures[1], StringComparison.Ordinal);
        JsonObject chart = (JsonObject)committed.Cells[0].Outputs[0]!["data"]!;
        Assert.Equal([MimeBundle.Plotly, "image/png", "text/plain"], chart.Select(entry => entry.Key));
        Assert.Equal([1, 2, 3], Convert.FromBase64String(chart["image/png"]!.ToString()));
        Assert.Equal("<b>stays</b>", MultilineText.Read(committed.Cells[1].Outputs[0]!["data"]!["text/html"]!));
        Assert.NotNull(executed.Cells[0].Outputs[0]!["data"]!["text/html"]);

        (committed, without) = await CommittedForm.CreateAsync(executed, renderer: null, TestContext.Current.CancellationToken);
        Assert.Equal(2, without);
        Assert.Equal([MimeBundle.Plotly, "text/plain"], ((JsonObject)committed.Cells[0].Outputs[0]!["data"]!).Select(entry => entry.Key));
    }

    private static Notebook Execute(string path)
    {
        Notebook notebook = Notebook.Load(path);
        var recorder = new RunRecorder(notebook);
        Assert.True(
            HeadlessRunner.Run(
                notebook, Path.GetDirectoryName(path)!, Patience.Limit, recorder, TestContext.Current.CancellationToken));
        return recorder.Finish(0).Executed;
    }

    private sealed class FakeRenderer : IStaticImageRenderer
    {
        public List<string> Figures { get; } = [];

        public Task<byte[]> RenderPngAsync(string figureJson, double scale, CancellationToken cancellationToken)
        {
            Figures.Add(figureJson);
            return Task.FromResult<byte[]>([1, 2, 3]);
        }

        public Task<byte[]> RenderLivePngAsync(string html, int width, double scale, CancellationToken cancellationToken)
        {
            Figures.Add($"{width}: {html}");
            return Task.FromResult<byte[]>([4, 5, 6]);
        }
    }
}
