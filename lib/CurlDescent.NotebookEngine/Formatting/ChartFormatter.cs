using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>
/// Plotly.NET's charts, found by name so that the engine references no chart library: the figure as Plotly's JSON, as HTML that draws it
/// without a network, and one line of plain text.
/// </summary>
internal sealed class ChartFormatter
{
    private const string ChartType = "Plotly.NET.GenericChart";

    private readonly Lock _lock = new();
    private int _drawn;

    /// <summary>The source of plotly.js as Plotly.NET carries it; null before the first chart.</summary>
    public string? PlotlyScript { get; private set; }

    public static bool IsChart(Type type) => ChartTypeOf(type) is not null;

    public MimeBundle Format(object chart)
    {
        Type type = ChartTypeOf(chart.GetType())!;
        MethodInfo toFigure = type.GetMethod("toFigureJson", [type])
            ?? throw new InvalidOperationException(
                $"This version of Plotly.NET ({type.Assembly.GetName().Version}) has no GenericChart.toFigureJson; supported: 6.");
        string json = (string)toFigure.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [chart], null)!;
        JsonObject figure = JsonNode.Parse(json) as JsonObject
            ?? throw new InvalidOperationException("The chart's figure is not a JSON object.");
        string html;
        lock (_lock)
        {
            PlotlyScript ??= PlotlySource.From(type.Assembly);
            string id = $"chart-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..8]}-{++_drawn}";
            // The library goes into the first chart only: 3.6 MB once for the document.
            html = (_drawn == 1 ? PlotlySource.Loader(PlotlyScript) : "") + PlotlySource.Chart(id, json);
        }
        return new MimeBundle(
        [
            KeyValuePair.Create(MimeBundle.Plotly, (JsonNode)figure),
            KeyValuePair.Create("text/html", (JsonNode)JsonValue.Create(html)),
            KeyValuePair.Create("text/plain", (JsonNode)JsonValue.Create(Summary(figure))),
        ]);
    }

    private static Type? ChartTypeOf(Type type)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
            if (t.FullName == ChartType)
                return t;
        return null;
    }

    private static string Summary(JsonObject figure)
    {
        var traces = (figure["data"] as JsonArray ?? []).Select(trace => trace?["type"]?.ToString() ?? "scatter").CountBy(type => type)
            .Select(group => group.Value == 1 ? group.Key : $"{group.Value} {group.Key}");
        JsonNode? title = figure["layout"]?["title"];
        string? text = title is JsonObject named ? named["text"]?.ToString() : title?.ToString();
        return $"Chart{(string.IsNullOrEmpty(text) ? "" : $" \"{text}\"")}: {string.Join(", ", traces)}";
    }
}
