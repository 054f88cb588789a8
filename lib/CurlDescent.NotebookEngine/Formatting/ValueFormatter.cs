using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>
/// Turns values into MIME bundles through Microsoft.DotNet.Interactive.Formatting, so that <c>Formatter.Register</c> and
/// TypeFormatterSourceAttribute work as users of Polyglot Notebooks know them. Adds formats for charts, matrices and tables of records,
/// unless a formatter was registered for the value's type.
/// </summary>
internal sealed class ValueFormatter
{
    private const int LongestText = 4_000_000;

    private static readonly Lock s_lock = new();
    private static bool s_defaultsRegistered;

    private readonly ChartFormatter _charts = new();

    public ValueFormatter()
    {
        lock (s_lock)
        {
            if (s_defaultsRegistered)
                return;
            s_defaultsRegistered = true;
            RegisterDefaults();
        }
    }

    /// <summary>The source of plotly.js, once a chart was formatted.</summary>
    public string? PlotlyScript => _charts.PlotlyScript;

    /// <summary>Formats a value; without <paramref name="mimeTypes"/> in its preferred formats and as plain text.</summary>
    public MimeBundle Format(object? value, params string[] mimeTypes)
    {
        if (value is FormattedValue formatted)
            return MimeBundle.Text(formatted.MimeType, formatted.Value);
        if (value is MimeBundle ready)
            return ready;
        if (value is TableText { Table: var shown })
            return Bundle(shown.ToHtml(), shown.ToText());
        if (mimeTypes.Length > 0)
            return new MimeBundle(mimeTypes.Select(mimeType => KeyValuePair.Create(mimeType, FormatAs(value, mimeType))));
        if (value is null)
            return MimeBundle.Text("text/plain", Formatter.NullString);

        Type type = value.GetType();
        if (!IsRegisteredByUser(type))
        {
            if (ChartFormatter.IsChart(type))
                return _charts.Format(value);
            if (BringsFormatter(type))
                return Preferred(value, type);
            if (MatrixView.TryCreate(value) is { } matrix)
                return Bundle(matrix.ToHtml(), matrix.ToText());
            if (RecordTable.TryCreate(value) is { } table)
                return Bundle(table.ToHtml(), table.ToText());
        }
        return Preferred(value, type);
    }

    /// <summary>What another formatter has made of a value.</summary>
    public MimeBundle Bundle(IEnumerable<FormattedValue> values) =>
        new(values.Select(value => KeyValuePair.Create(value.MimeType, AsNode(value.Value, value.MimeType))));

    private static MimeBundle Preferred(object value, Type type)
    {
        var formats = Formatter.GetPreferredMimeTypesFor(type).Select(mimeType => KeyValuePair.Create(mimeType, FormatAs(value, mimeType))).ToList();
        if (!formats.Exists(format => format.Key == "text/plain") && value is not (LaTeXString or Microsoft.AspNetCore.Html.IHtmlContent))
            formats.Add(KeyValuePair.Create("text/plain", FormatAs(value, "text/plain")));
        return new MimeBundle(formats);
    }

    private static JsonNode FormatAs(object? value, string mimeType) => AsNode(Formatter.ToDisplayString(value, mimeType), mimeType);

    private static JsonNode AsNode(string text, string mimeType)
    {
        if (mimeType == "text/html")
            text = WithoutUnusedStyle(text.ReplaceLineEndings("\n"));
        if (text.Length > LongestText)
            text = text[..LongestText];
        if (mimeType.EndsWith("json", StringComparison.Ordinal))
        {
            try
            {
                return JsonNode.Parse(text) ?? JsonValue.Create(text);
            }
            catch (JsonException)
            {
                return JsonValue.Create(text);
            }
        }
        return JsonValue.Create(text);
    }

    private static MimeBundle Bundle(string html, string text) =>
        new([KeyValuePair.Create("text/html", (JsonNode)JsonValue.Create(html)), KeyValuePair.Create("text/plain", (JsonNode)JsonValue.Create(text))]);

    // The formatter library closes each output with the styles of its trees and tables, for a plain number too.
    private static string WithoutUnusedStyle(string html)
    {
        int style = html.LastIndexOf("<style>\n.dni-code-hint", StringComparison.Ordinal);
        return style > 0 && !html.AsSpan(0, style).Contains("<table", StringComparison.Ordinal) && !html.AsSpan(0, style).Contains("dni-treeview", StringComparison.Ordinal)
            ? html[..style]
            : html;
    }

    private static bool IsRegisteredByUser(Type type) => Formatter.RegisteredFormatters(includeDefaults: false).Any(formatter =>
        formatter.Type != typeof(Exception) && formatter.Type != typeof(LaTeXString)
        && (formatter.Type.IsAssignableFrom(type) || formatter.Type.IsGenericTypeDefinition && BasesOf(type).Contains(formatter.Type)));

    private static bool BringsFormatter(Type type) =>
        type.GetCustomAttributes(inherit: false).Any(attribute => attribute.GetType().Name == nameof(TypeFormatterSourceAttribute));

    private static IEnumerable<Type> BasesOf(Type type)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
            yield return t.IsGenericType ? t.GetGenericTypeDefinition() : t;
        foreach (Type i in type.GetInterfaces())
            yield return i.IsGenericType ? i.GetGenericTypeDefinition() : i;
    }

    private static void RegisterDefaults()
    {
        // Left alone, a property that throws is shown as the exception's whole object tree: 30 kB of reflection.
        Formatter.Register<Exception>(static (e, writer) => writer.Write($"{e.GetType().Name}: {e.Message}"), "text/plain");
        Formatter.Register<Exception>(
            static (e, writer) => writer.Write($"<code>{System.Net.WebUtility.HtmlEncode($"{e.GetType().Name}: {e.Message}")}</code>"), "text/html");
    }
}
