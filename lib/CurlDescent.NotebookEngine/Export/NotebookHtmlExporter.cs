using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>A page's neighbours in a series.</summary>
/// <param name="Title">Title of the neighbour.</param>
/// <param name="Href">Its page, relative to this one.</param>
public sealed record PageLink(string Title, string Href);

/// <summary>Where a page stands.</summary>
public sealed record PagePlace
{
    /// <summary>A page by itself.</summary>
    public static PagePlace Alone { get; } = new();

    /// <summary>The page that lists all; null for none.</summary>
    public PageLink? Index { get; init; }

    /// <summary>The page before; null for none.</summary>
    public PageLink? Previous { get; init; }

    /// <summary>The page after; null for none.</summary>
    public PageLink? Next { get; init; }

    /// <summary>Folder of the notebook, where its pictures are; null for none.</summary>
    public string? Folder { get; init; }
}

/// <summary>A page and what is on it.</summary>
/// <param name="Html">The page.</param>
/// <param name="Title">Its title, plain text.</param>
/// <param name="SummaryHtml">Its first paragraph; empty if it has none.</param>
/// <param name="Figures">Its charts.</param>
public sealed record NotebookPage(string Html, string Title, string SummaryHtml, IReadOnlyList<PageFigure> Figures);

/// <summary>Writes an executed notebook as one self-contained HTML page: no other file, no network.</summary>
/// <param name="plotlyScript">The source of plotly.js, asked for only by pages with charts.</param>
public sealed partial class NotebookHtmlExporter(Func<string> plotlyScript)
{
    /// <summary>The page of a notebook.</summary>
    /// <param name="notebook">A notebook with outputs.</param>
    /// <param name="fallbackTitle">The title where the notebook has no heading.</param>
    public string ToHtml(Notebook notebook, string fallbackTitle) => ToPage(notebook, fallbackTitle, PagePlace.Alone).Html;

    /// <summary>The page of a notebook, with what is on it.</summary>
    /// <param name="notebook">A notebook with outputs.</param>
    /// <param name="fallbackTitle">The title where the notebook has no heading.</param>
    /// <param name="place">Where the page stands.</param>
    public NotebookPage ToPage(Notebook notebook, string fallbackTitle, PagePlace place)
    {
        var markdown = new MarkdownRenderer(place.Folder);
        var outputs = new OutputHtml(markdown, new PagePictures(place.Folder));
        var body = new StringBuilder();
        bool hasCode = false;
        int contents = -1;
        foreach (NotebookCell cell in notebook.Cells.Where(cell => !cell.IsRemoved))
        {
            switch (cell.Type)
            {
                case CellType.Markdown:
                    body.Append("<section class=\"cell text\">")
                        .Append(markdown.ToHtml(cell.Source, cell.Json["attachments"] as JsonObject)).AppendLine("</section>");
                    break;
                case CellType.Code when cell.Source.Length > 0 || cell.Outputs.Count > 0:
                    hasCode = true;
                    Append(body, cell, outputs);
                    break;
            }

            // The contents stand below the opening.
            if (contents < 0 && markdown.Headings.Count > 0)
                contents = body.Length;
        }
        body.Insert(Math.Max(contents, 0), PageTemplate.Contents(markdown.Headings));
        body.Append(PageTemplate.Turn(place));
        string title = notebook.Title ?? fallbackTitle;
        string html = PageTemplate.Page(new PageParts
        {
            Title = title,
            Body = body.ToString(),
            Place = place,
            HasCode = hasCode,
            HasFormulas = markdown.HasFormulas || outputs.HasFormulas,
            PlotlyScript = outputs.Figures.Any(figure => figure.LiveHtml is null) ? plotlyScript() : null,
        });
        return new NotebookPage(html, title, Opening(notebook), outputs.Figures);
    }

    private static void Append(StringBuilder body, NotebookCell cell, OutputHtml outputs)
    {
        var shown = new StringBuilder("<section class=\"cell code\">");
        int before = outputs.Figures.Count;
        if (!cell.IsInputRemoved)
        {
            // What is folded by itself stays so until the reader asks for all code.
            bool isHidden = cell.IsInputHidden && !cell.IsFolded;
            shown.Append(isHidden ? "<details class=\"source\" data-folded>" : "<details class=\"source\" open>")
                .Append("<summary>Code</summary><pre tabindex=\"0\"><code>").Append(CSharpHighlighter.ToHtml(cell.Source))
                .AppendLine("</code></pre></details>");
        }
        bool isFolded = cell.IsOutputHidden && !cell.IsFolded && cell.Outputs.Count > 0;
        if (isFolded)
            shown.Append("<details class=\"folded\"><summary>Output</summary>");
        foreach (JsonObject output in cell.IsOutputRemoved ? [] : cell.Outputs.OfType<JsonObject>())
        {
            (string html, bool isFigure) = outputs.Render(output);
            // A figure may be wider than the column of text, so it stands outside of it.
            shown.AppendLine(isFigure && !isFolded
                ? $"</section>{html}<section class=\"cell code\">"
                : $"<div class=\"output\">{html}</div>");
        }
        if (isFolded)
            shown.Append("</details>");
        shown.AppendLine("</section>");
        if (!cell.IsFolded)
        {
            body.Append(shown);
            return;
        }
        string what = outputs.Figures.Count > before ? $"Folded: figure {outputs.Figures[before].Number} and its code" : "Folded: a cell";
        body.Append(CultureInfo.InvariantCulture, $"<details class=\"folded\"><summary>{what}</summary>\n").Append(shown)
            .AppendLine("</details>");
    }

    [GeneratedRegex(@"!\[(?<alt>[^\]]*)\]\([^)]*\)")]
    private static partial Regex Picture();

    // The first paragraph after the title says what the notebook is about.
    private static string Opening(Notebook notebook)
    {
        string? text = notebook.Cells.FirstOrDefault(cell => cell.Type == CellType.Markdown)?.Source;
        string? paragraph = text?.ReplaceLineEndings("\n").Split("\n\n").Select(part => part.Trim())
            .FirstOrDefault(part => part.Length > 0 && part[0] is not ('#' or '|' or '!' or '<' or '-' or '>'));
        // A picture stays on its page.
        return paragraph is null ? "" : new MarkdownRenderer().ToHtml(Picture().Replace(paragraph, "${alt}"));
    }
}
