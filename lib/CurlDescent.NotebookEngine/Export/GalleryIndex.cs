using System.Globalization;
using System.Net;
using System.Text;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>A chart on the index.</summary>
/// <param name="Anchor">Its id on its page.</param>
/// <param name="Caption">What it shows.</param>
/// <param name="Picture">A small picture of it as PNG; null where none could be drawn.</param>
public sealed record GalleryFigure(string Anchor, string Caption, byte[]? Picture);

/// <summary>One notebook on the index.</summary>
/// <param name="Title">The notebook's title.</param>
/// <param name="Href">Its page, relative to the index.</param>
/// <param name="Remark">How its run ended.</param>
public sealed record GalleryEntry(string Title, string Href, string Remark)
{
    /// <summary>What it is about, as HTML.</summary>
    public string SummaryHtml { get; init; } = "";

    /// <summary>Whether its run failed.</summary>
    public bool Failed { get; init; }

    /// <summary>Its charts.</summary>
    public IReadOnlyList<GalleryFigure> Figures { get; init; } = [];
}

/// <summary>Writes the page that lists the notebooks and their charts.</summary>
public static class GalleryIndex
{
    private const int LongestCaption = 160;

    /// <summary>The index page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="entries">The notebooks, in order.</param>
    /// <param name="others">Pages that are no notebooks.</param>
    public static string ToHtml(string title, IReadOnlyList<GalleryEntry> entries, IReadOnlyList<PageLink>? others = null)
    {
        int figures = entries.Sum(entry => entry.Figures.Count);
        string links = string.Concat((others ?? []).Select(page => $" <a href=\"{Encode(page.Href)}\">{Encode(page.Title)}</a>."));
        var body = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"<h1>{Encode(title)}</h1>\n<p>{Count(entries.Count, "notebook")}, {Count(figures, "figure")}.{links}</p>\n"))
            .Append("<ol class=\"lessons\">\n");
        foreach (GalleryEntry entry in entries)
            Append(body, entry);
        body.AppendLine("</ol>");
        return PageTemplate.Page(new PageParts
        {
            Title = title,
            Body = body.ToString(),
            HasFormulas = entries.Any(entry => (entry.SummaryHtml ?? "").Contains(MarkdownRenderer.FormulaClass, StringComparison.Ordinal))
        });
    }

    private static void Append(StringBuilder body, GalleryEntry entry)
    {
        body.AppendLine($"<li class=\"lesson\"><h2><a href=\"{Encode(entry.Href)}\">{Encode(entry.Title)}</a></h2>");
        body.Append(PassiveHtml.From(entry.SummaryHtml ?? "").Html);
        if (entry.Figures.Count > 0)
        {
            body.AppendLine("<ul class=\"thumbs\">");
            foreach (GalleryFigure figure in entry.Figures)
            {
                string caption = figure.Caption.Length > 0 ? figure.Caption : "Chart without a caption.";
                string text = caption.Length <= LongestCaption ? caption : caption[..caption.LastIndexOf(' ', LongestCaption)] + " …";
                string picture = figure.Picture is { } png
                    ? $"<img loading=\"lazy\" width=\"320\" height=\"200\" alt=\"{Encode(caption)}\" "
                        + $"src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">"
                    : "";
                body.AppendLine(
                    $"<li><a href=\"{Encode(entry.Href)}#{Encode(figure.Anchor)}\">{picture}"
                    + $"<span{(figure.Picture is null ? "" : " aria-hidden=\"true\"")}>{Encode(text)}</span></a></li>");
            }
            body.AppendLine("</ul>");
        }
        if (entry.Remark.Length > 0)
            body.AppendLine($"<p class=\"remark{(entry.Failed ? " failed" : "")}\">{Encode(entry.Remark)}</p>");
        body.AppendLine("</li>");
    }

    private static string Count(int number, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {thing}{(number == 1 ? "" : "s")}");

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
