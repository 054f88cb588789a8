using System.Net;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>
/// A chart, or a live figure, on a page. What a chart shows is read from the figure itself: <c>layout.meta</c> may hold <c>id</c>,
/// <c>caption</c> (the text in its place for who cannot see it), <c>provenance</c>, <c>width</c> (natural, in pixels), and for the page's
/// script <c>narrow</c> (changes of the layout for a narrow screen) and <c>dark</c> (colours to swap on a dark page).
/// </summary>
public sealed class PageFigure
{
    private const int DefaultWidth = 760, DefaultHeight = 450;

    internal PageFigure(int number, JsonObject figure)
    {
        JsonNode? layout = figure["layout"], meta = layout?["meta"] is JsonObject found ? found : null;
        Json = figure.ToJsonString();
        Number = number;
        Anchor = meta?["id"]?.ToString() is { Length: > 0 } id ? id : $"figure-{number}";
        JsonNode? title = layout?["title"];
        Caption = meta?["caption"]?.ToString() ?? (title is JsonObject named ? named["text"]?.ToString() : title?.ToString()) ?? "";
        Provenance = meta?["provenance"]?.ToString() ?? "";
        Width = (int?)Find(meta?["width"]) ?? (int?)Find(layout?["width"]) ?? DefaultWidth;
        Height = (int?)Find(layout?["height"]) ?? DefaultHeight;
        KnowsDark = meta?["dark"] is JsonObject;
    }

    internal PageFigure(int number, JsonObject description, string liveHtml)
    {
        Json = description.ToJsonString();
        LiveHtml = liveHtml;
        Number = number;
        Anchor = description["id"]?.ToString() is { Length: > 0 } id ? id : $"figure-{number}";
        Caption = description["caption"]?.ToString() ?? "";
        Provenance = description["provenance"]?.ToString() ?? "";
        Width = (int?)Find(description["width"]) ?? DefaultWidth;
        Height = DefaultHeight;
    }

    /// <summary>Number on its page, from 1.</summary>
    public int Number { get; }

    /// <summary>Its id on the page.</summary>
    public string Anchor { get; }

    /// <summary>What it shows; empty if the figure does not say.</summary>
    public string Caption { get; }

    /// <summary>Where its numbers come from; empty if the figure does not say.</summary>
    public string Provenance { get; }

    /// <summary>The HTML of a live figure; null for a chart.</summary>
    public string? LiveHtml { get; }

    /// <summary>The figure as Plotly's JSON; of a live figure, what it says of itself.</summary>
    public string Json { get; }

    /// <summary>Its natural width in pixels.</summary>
    public int Width { get; }

    private int Height { get; }

    private bool KnowsDark { get; }

    internal string ToHtml()
    {
        string text = Caption.Length > 0 ? Caption : "Chart without a caption.";
        string label = $"Figure {Number}. {text}{(Provenance.Length > 0 ? $" ({Provenance})" : "")}";
        string caption = Caption.Length > 0 ? $" {WebUtility.HtmlEncode(Caption)}" : "";
        if (LiveHtml is not null)
        {
            return
                $"""
                <figure id="{WebUtility.HtmlEncode(Anchor)}" class="live" style="max-width:{Width}px">
                {OutputFrame.Html(LiveHtml, label)}
                <figcaption><b>Figure {Number}.</b>{caption}</figcaption>
                </figure>
                """;
        }
        return
            $"""
            <figure id="{WebUtility.HtmlEncode(Anchor)}" style="max-width:{Width}px">
            <div class="figure{(KnowsDark ? "" : " plain")}"><div class="canvas" role="img" aria-label="{WebUtility.HtmlEncode(label)}"
                style="min-height:{Height}px"></div>
            <script type="application/json">{PlotlySource.InScript(Json)}</script></div>
            <figcaption><b>Figure {Number}.</b>{caption}</figcaption>
            </figure>
            """;
    }

    private static double? Find(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) ? number : null;
}
