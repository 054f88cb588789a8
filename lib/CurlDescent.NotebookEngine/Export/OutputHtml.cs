using System.Net;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>One output of a cell as HTML; takes the richest format a page can show.</summary>
internal sealed class OutputHtml(MarkdownRenderer markdown)
{
    private int _charts;

    /// <summary>True once a chart was written: the page then needs plotly.js.</summary>
    public bool HasCharts => _charts > 0;

    public string Render(JsonObject output) => output["output_type"]?.ToString() switch
    {
        "stream" => $"<pre class=\"stream {(output["name"]?.ToString() == "stderr" ? "stderr" : "stdout")}\">{Encode(Text(output["text"]))}</pre>",
        "error" => $"<pre class=\"error\">{Encode(string.Join('\n', (output["traceback"] as JsonArray ?? []).Select(line => line?.ToString())))}</pre>",
        "display_data" or "execute_result" when output["data"] is JsonObject data => Data(data),
        _ => "",
    };

    private string Data(JsonObject data)
    {
        if (data[MimeBundle.Plotly] is JsonObject figure)
            return $"<div class=\"chart\">{PlotlySource.Chart($"figure-{++_charts}", figure.ToJsonString())}</div>";
        foreach ((string mimeType, JsonNode? value) in data)
        {
            string? html = mimeType switch
            {
                "text/html" => $"<div class=\"html\">{Text(value)}</div>",
                "image/svg+xml" => $"<div class=\"image\">{Text(value)}</div>",
                "image/png" or "image/jpeg" or "image/gif" => $"<img alt=\"\" src=\"data:{mimeType};base64,{Text(value).ReplaceLineEndings("")}\">",
                "text/markdown" => $"<div class=\"markdown\">{markdown.ToHtml(Text(value))}</div>",
                "text/latex" => $"<div class=\"math\">{Encode(Text(value))}</div>",
                _ => null,
            };
            if (html is not null)
                return html;
        }
        return data["text/plain"] is { } plain ? $"<pre class=\"plain\">{Encode(Text(plain))}</pre>" : "";
    }

    private static string Text(JsonNode? node) => node is null ? "" : MultilineText.IsValid(node) ? MultilineText.Read(node) : node.ToJsonString();

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
