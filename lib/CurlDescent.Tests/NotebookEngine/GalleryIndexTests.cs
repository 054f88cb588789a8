using CurlDescent.NotebookEngine.Export;

namespace CurlDescent.Tests.NotebookEngine;

public class GalleryIndexTests
{
    private static readonly GalleryFigure s_figure = new("f1", "A curve.", null);

    [Fact]
    public void A_run_of_one_notebook_keeps_the_entries_of_the_others()
    {
        GalleryEntry first = new("First", "00.html", "Ran in 1 s.") { Figures = [s_figure] }, second = new("Second & last", "01&.html", "Ran in 2 s.") { Figures = [s_figure, s_figure] };
        string all = GalleryIndex.ToHtml("Notebooks", [first, second]);
        Assert.Contains("2 notebooks, 3 figures.", all, StringComparison.Ordinal);

        string again = GalleryIndex.ToHtml("Notebooks", [first with { Remark = "Ran in 9 s." }], earlier: all, isThere: _ => true);
        Assert.Contains("2 notebooks, 3 figures.", again, StringComparison.Ordinal);
        Assert.Contains("Ran in 9 s.", again, StringComparison.Ordinal);
        Assert.DoesNotContain("Ran in 1 s.", again, StringComparison.Ordinal);
        Assert.True(again.IndexOf("First", StringComparison.Ordinal) < again.IndexOf("Second &amp; last", StringComparison.Ordinal));
        Assert.Equal(GalleryIndex.ToHtml("Notebooks", [first, second]), GalleryIndex.ToHtml("Notebooks", [first], earlier: all, isThere: _ => true));
    }

    [Fact]
    public void An_entry_whose_page_is_gone_goes()
    {
        string all = GalleryIndex.ToHtml("Notebooks", [new("First", "00.html", ""), new("Second", "01.html", "")]);
        string again = GalleryIndex.ToHtml("Notebooks", [new("First", "00.html", "")], earlier: all, isThere: href => href != "01.html");
        Assert.Contains("1 notebook, 0 figures.", again, StringComparison.Ordinal);
        Assert.DoesNotContain("Second", again, StringComparison.Ordinal);
    }
}
