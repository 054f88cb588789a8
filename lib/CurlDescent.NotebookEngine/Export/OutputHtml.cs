using System.Net;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>One output of a cell as HTML; takes the richest format a page can show.</summary>
/// <param name="markdown">Writes text.</param>
/// <param name="pictures">Pictures beside the notebook.</param>
internal sealed class OutputHtml(MarkdownRenderer markdown, PagePictures pictures)
{
    private readonly HashSet<string> _anchors = new(StringComparer.Ordinal);

    /// <summary>The charts so far.</summary>
    public List<PageFigure> Figures { get; } = [];

    /// <summary>True once a formula was written.</summary>
    public bool HasFormulas { get; private set; }

    /// <summary>The output, and whether it is a chart, which may be wider than text.</summary>
    public (string Html, bool IsFigure) Render(JsonObject output) => output["output_type"]?.ToString() switch
    {
        "stream" =>
            ($"<pre class=\"stream {(output["name"]?.ToString() == "stderr" ? "stderr" : "stdout")}\">"
                + $"{Encode(Text(output["text"]))}</pre>", false),
        "error" =>
            ("<pre class=\"error\">"
                + Encode(string.Join('\n', (output["traceback"] as JsonArray ?? []).Select(line => line?.ToString()))) + "</pre>", false),
        "display_data" or "execute_result" when output["data"] is JsonObject data => Data(data),
        _ => ("", false),
    };

    private (string Html, bool IsFigure) Data(JsonObject data)
    {
        if (data[MimeBundle.Plotly] is JsonObject json)
        {
            var figure = new PageFigure(Figures.Count + 1, json);
            if (!_anchors.Add(figure.Anchor))
                figure = new PageFigure(Figures.Count + 1, WithoutId(json));
            Figures.Add(figure);
            return (figure.ToHtml(), true);
        }
        if (data[MimeBundle.LiveFigure] is JsonObject live && data["text/html"] is { } shown)
        {
            var figure = new PageFigure(Figures.Count + 1, live, Text(shown));
            if (!_anchors.Add(figure.Anchor))
            {
                var withoutId = (JsonObject)live.DeepClone();
                withoutId.Remove("id");
                figure = new PageFigure(Figures.Count + 1, withoutId, Text(shown));
            }
            Figures.Add(figure);
            return (figure.ToHtml(), true);
        }
        foreach ((string mimeType, JsonNode? value) in data)
        {
            string? html = mimeType switch
            {
                "text/html" => Html(Text(value)),
                "application/javascript" or "text/javascript" => OutputFrame.Script(Text(value)),
                "image/svg+xml" => Svg(Text(value)),
                "image/png" or "image/jpeg" or "image/gif" or "image/webp" =>
                    $"<img alt=\"\" src=\"{PagePictures.DataAddress(mimeType, Text(value))}\">",
                "text/markdown" => $"<div class=\"text\">{markdown.ToHtml(Text(value))}</div>",
                "text/latex" => Formula(Text(value)),
                _ => null,
            };
            if (html is not null)
                return (html, false);
        }
        return (data["text/plain"] is { } plain ? $"<pre class=\"plain\">{Encode(Text(plain))}</pre>" : "", false);
    }

    // Two outputs of one id: the later one goes by its number.
    private static JsonObject WithoutId(JsonObject figure)
    {
        var copy = (JsonObject)figure.DeepClone();
        ((JsonObject)copy["layout"]!["meta"]!).Remove("id");
        return copy;
    }

    private string Formula(string latex)
    {
        HasFormulas = true;
        return $"<div class=\"math display\">{Encode(LatexText.ForKatex(latex))}</div>";
    }

    // What can act does so in a frame of its own, apart from the page.
    private string Html(string html)
    {
        (string passive, bool isWhole) = PassiveHtml.From(html, pictures.Find);
        return isWhole ? $"<div class=\"html scroll\">{passive}</div>" : OutputFrame.Html(html);
    }

    // A browser runs no scripts in a picture.
    private static string Svg(string svg)
    {
        (string passive, bool isWhole) = PassiveHtml.From(svg);
        string shown = isWhole ? passive : $"<img alt=\"\" src=\"{PagePictures.DataAddress("image/svg+xml", svg)}\">";
        return $"<div class=\"image scroll\">{shown}</div>";
    }

    private static string Text(JsonNode? node) =>
        node is null ? "" : MultilineText.IsValid(node) ? MultilineText.Read(node) : node.ToJsonString();

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
