using System.Text;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>Writes a text as a page that looks as the notebooks' pages do: no other file, no network.</summary>
public static class MarkdownPage
{
    /// <summary>The page of a text.</summary>
    /// <param name="markdown">The text, with its heading.</param>
    /// <param name="title">The page's title.</param>
    /// <param name="place">Where the page stands.</param>
    public static string ToHtml(string markdown, string title, PagePlace place)
    {
        var renderer = new MarkdownRenderer(place.Folder);
        string text = renderer.ToHtml(markdown);
        var body = new StringBuilder("<section class=\"cell text\">").Append(text).AppendLine("</section>")
            .Append(PageTemplate.Turn(place));
        return PageTemplate.Page(new PageParts
        {
            Title = title,
            Body = body.ToString(),
            Place = place,
            HasFormulas = renderer.HasFormulas
        });
    }
}
