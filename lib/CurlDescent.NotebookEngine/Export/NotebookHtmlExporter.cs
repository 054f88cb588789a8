using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>Writes an executed notebook as one self-contained HTML page: no other file, no network.</summary>
/// <param name="plotlyScript">The source of plotly.js, asked for only by pages with charts.</param>
public sealed class NotebookHtmlExporter(Func<string> plotlyScript)
{
    private readonly MarkdownRenderer _markdown = new();

    /// <summary>The page of a notebook.</summary>
    /// <param name="notebook">A notebook with outputs.</param>
    /// <param name="fallbackTitle">The title where the notebook has no heading.</param>
    public string ToHtml(Notebook notebook, string fallbackTitle)
    {
        var outputs = new OutputHtml(_markdown);
        var body = new StringBuilder();
        foreach (NotebookCell cell in notebook.Cells)
        {
            switch (cell.Type)
            {
                case CellType.Markdown:
                    body.Append("<section class=\"cell markdown\">").Append(_markdown.ToHtml(cell.Source)).AppendLine("</section>");
                    break;
                case CellType.Code when cell.Source.Length > 0 || cell.Outputs.Count > 0:
                    body.Append("<section class=\"cell code\"><pre class=\"source\"><code>").Append(CSharpHighlighter.ToHtml(cell.Source)).AppendLine("</code></pre>");
                    foreach (JsonObject output in cell.Outputs.OfType<JsonObject>())
                        body.Append("<div class=\"output\">").Append(outputs.Render(output)).AppendLine("</div>");
                    body.AppendLine("</section>");
                    break;
            }
        }
        string head = outputs.HasCharts ? PlotlySource.Loader(plotlyScript()) : "";
        return PageTemplate.Page(WebUtility.HtmlEncode(notebook.Title ?? fallbackTitle), head, body.ToString());
    }
}

/// <summary>One line of the index page.</summary>
/// <param name="Title">The notebook's title.</param>
/// <param name="Href">Its page, relative to the index.</param>
/// <param name="Remark">How its run ended.</param>
public sealed record IndexEntry(string Title, string Href, string Remark);

/// <summary>Writes the page that lists the notebooks.</summary>
public static class IndexPage
{
    /// <summary>The index page.</summary>
    public static string ToHtml(string title, IEnumerable<IndexEntry> entries)
    {
        string list = string.Concat(entries.Select(entry =>
            $"<li><a href=\"{WebUtility.HtmlEncode(entry.Href)}\">{WebUtility.HtmlEncode(entry.Title)}</a> <small>{WebUtility.HtmlEncode(entry.Remark)}</small></li>\n"));
        return PageTemplate.Page(WebUtility.HtmlEncode(title), "", $"<section class=\"cell markdown\"><h1>{WebUtility.HtmlEncode(title)}</h1>\n<ul class=\"notebooks\">\n{list}</ul></section>\n");
    }
}
