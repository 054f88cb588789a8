using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>
/// Plotly.NET's charts, found by name so that the engine references no chart library: the figure as Plotly's JSON, as HTML that draws it
/// without a network, and one line of plain text.
/// </summary>
internal sealed class ChartFormatter
{
    private const string ChartType = "Plotly.NET.GenericChart";

    // As sharp as in committed notebooks.
    private const double PictureScale = 1.5;

    private readonly Lock _lock = new();
    private int _drawn;
    private bool _hasLibrary;

    /// <summary>The source of plotly.js as Plotly.NET carries it; null before the first chart.</summary>
    public string? PlotlyScript { get; private set; }

    /// <summary>What stands beside the JSON.</summary>
    public ChartForms Forms { get; set; }

    /// <summary>Draws pictures; null where nothing can.</summary>
    public IStaticImageRenderer? Pictures { get; set; }

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
        var formats = new List<KeyValuePair<string, JsonNode>> { new(MimeBundle.Plotly, figure) };
        if (Forms == ChartForms.Html)
            formats.Add(new("text/html", JsonValue.Create(Html(json, type.Assembly))));
        formats.Add(new("text/plain", JsonValue.Create(Summary(figure))));
        return new MimeBundle(formats);
    }

    /// <summary>Takes note of what is given to the reader: a chart whose formatting took too long has brought no library.</summary>
    public void Shown(MimeBundle bundle)
    {
        lock (_lock)
        {
            _hasLibrary |= PlotlyScript is { } script
                && bundle.Formats.Any(format => format.Key == "text/html" && format.Value.ToString().Length > script.Length);
        }
    }

    /// <summary>Takes note that the page may be another one.</summary>
    public void NewPage()
    {
        lock (_lock)
        {
            _hasLibrary = false;
        }
    }

    /// <summary>A chart's formats with its picture, where pictures are asked for and something can draw.</summary>
    public MimeBundle WithPicture(MimeBundle bundle)
    {
        if (Forms != ChartForms.Png || Pictures is null || bundle.Formats.FirstOrDefault(format => format.Key == MimeBundle.Plotly).Value
            is not { } figure || Picture(figure.ToJsonString()) is not { } picture)
            return bundle;
        var formats = bundle.Formats.ToList();
        formats.Insert(1, new("image/png", JsonValue.Create(Convert.ToBase64String(picture))));
        return new MimeBundle(formats);
    }

    private string Html(string json, Assembly plotlyNet)
    {
        lock (_lock)
        {
            PlotlyScript ??= PlotlySource.From(plotlyNet);
            string id = $"chart-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..8]}-{++_drawn}";
            // The library goes into charts until one was shown with it: 3.6 MB once for the document.
            return (_hasLibrary ? "" : PlotlySource.Loader(PlotlyScript)) + PlotlySource.Chart(id, json);
        }
    }

    // A browser that does not draw leaves the line of text.
    private byte[]? Picture(string json)
    {
        try
        {
            return Pictures?.RenderPngAsync(json, PictureScale, ExecutionGuard.Cancellation).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return null;
        }
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
