using CurlDescent.NotebookEngine.Export;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tests.Gallery;

/// <summary>A cell that Jupyter folds is folded on its page: it opens on a click, and for a link that leads into it.</summary>
public sealed class FoldedCellTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task AFoldedFigureIsDrawnWhenItsReaderOrALinkOpensIt()
    {
        using var folder = new CurlDescent.Tests.NotebookEngine.TemporaryFolder();
        var notebook = Notebook.Load(Path.Combine(ExecutedCourse.NotebooksFolder, "08-nonlinear-networks.ipynb"));
        int folded = notebook.Cells.Count(cell => cell.IsFolded);
        // In place of plotly.js, whose drawing other tests look at: how wide a figure is when it is asked to draw itself.
        const string Plotly = "window.Plotly = { react: async canvas => { canvas.dataset.width = canvas.clientWidth; "
        + "canvas.on = () => {}; canvas.style.height = '300px'; } };";
        NotebookPage page = new NotebookHtmlExporter(() => Plotly).ToPage(notebook, "x", PagePlace.Alone);
        string file = folder.Write("page.html", page.Html);

        await using OpenPage open = await browser.OpenAsync(file);
        Assert.NotEqual(0, folded);
        Assert.Equal(folded, await open.Page.Locator("details.folded:not([open])").CountAsync());
        await open.Page.Locator("details.folded summary").First.ClickAsync();
        await open.Page.Locator("details.folded[open] .figure[data-drawn=true]").First.WaitForAsync();

        string last = (await open.Page.EvaluateAsync<string>("() => [...document.querySelectorAll('details.folded figure')].at(-1).id"))!;
        Assert.False(await Shows(open));
        await open.Page.EvaluateAsync("id => { location.hash = id; }", last);
        await open.Page.Locator($"figure[id='{last}'] .figure[data-drawn=true]").WaitForAsync();
        Assert.True(await Shows(open));
        Assert.True(await open.Page.EvaluateAsync<double>(
            "id => Number(document.getElementById(id).querySelector('.canvas').dataset.width)", last) > 300);
        Assert.Empty(open.Errors);

        Task<bool> Shows(OpenPage at) => at.Page.Locator($"figure[id='{last}']").IsVisibleAsync();
    }
}
