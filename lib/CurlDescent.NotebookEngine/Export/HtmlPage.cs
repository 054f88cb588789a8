namespace CurlDescent.NotebookEngine.Export;

/// <summary>Frames finished HTML as a page that looks as the notebooks' pages do: no other file, no network.</summary>
public static class HtmlPage
{
    /// <summary>The page of a body.</summary>
    /// <param name="body">What is on it, with its heading.</param>
    /// <param name="title">The page's title.</param>
    /// <param name="place">Where the page stands.</param>
    public static string ToHtml(string body, string title, PagePlace place) =>
        PageTemplate.Page(new PageParts { Title = title, Body = body + PageTemplate.Turn(place), Place = place });
}
