using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>A value in one or more formats, richest first. JSON formats hold a JSON node, others text.</summary>
public sealed class MimeBundle
{
    /// <summary>The format that Plotly figures travel in.</summary>
    public const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>
    /// What a live figure says of itself beside its <c>text/html</c>: an object that may hold <c>id</c>, <c>caption</c>, <c>provenance</c>
    /// and <c>width</c>. Its HTML marks its element with <c>data-live-figure</c>, and sets <c>data-ready</c> there once its first state is
    /// drawn.
    /// </summary>
    public const string LiveFigure = "application/vnd.live-figure+json";

    /// <summary>The bundle's formats in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonNode>> Formats { get; }

    /// <summary>Creates a bundle.</summary>
    public MimeBundle(IEnumerable<KeyValuePair<string, JsonNode>> formats) => Formats = [.. formats];

    /// <summary>Creates a bundle of one text format.</summary>
    public static MimeBundle Text(string mimeType, string text) => new([new(mimeType, JsonValue.Create(text))]);

    /// <summary>The bundle as nbformat and the Jupyter protocol write it; a fresh copy each time.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach ((string mimeType, JsonNode data) in Formats)
            json[mimeType] = data.DeepClone();
        return json;
    }
}
