using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Execution;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>
/// Turns values into MIME bundles. What was registered with Microsoft.DotNet.Interactive.Formatting (<c>Formatter.Register</c>,
/// TypeFormatterSourceAttribute) works as users of Polyglot Notebooks know it; charts, matrices and everything else are drawn here: a value
/// is read once, within limits of depth, size and time, and every format is drawn from what was read. A value that cannot be shown says so.
/// </summary>
internal sealed class ValueFormatter
{
    private const int LongestText = 4_000_000;
    private const string Html = "text/html";
    private const string Plain = "text/plain";

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

    /// <summary>Says how charts are sent.</summary>
    public void SetCharts(ChartForms forms, IStaticImageRenderer? pictures) => (_charts.Forms, _charts.Pictures) = (forms, pictures);

    /// <summary>Says that the page may be a new one: the next chart brings the chart library again.</summary>
    public void NewPage() => _charts.NewPage();

    /// <summary>Runs what a value's own code does, for a limited time.</summary>
    public DisplayRunner Runner { get; } = new();

    /// <summary>Formats a value; without <paramref name="mimeTypes"/> in its preferred formats and as plain text.</summary>
    public MimeBundle Format(object? value, params string[] mimeTypes)
    {
        if (value is FormattedValue formatted)
            return MimeBundle.Text(formatted.MimeType, Cut(formatted.Value));
        if (value is LaTeXString formula && mimeTypes.Length == 0)
            return MimeBundle.Text("text/latex", Cut(formula.ToString()));
        if (value is MimeBundle ready)
            return ready;
        if (value is IShowsItself itself && mimeTypes.Length == 0)
            return itself.Show();
        if (value is null && mimeTypes.Length == 0)
            return MimeBundle.Text(Plain, Formatter.NullString);
        IReadOnlyList<Type> registered = RegisteredByUser();
        if (value is not null && mimeTypes.Length == 0 && LeafText.IsPlain(value.GetType())
            && !registered.Any(known => known.IsAssignableFrom(value.GetType())))
            return Draw(new ValueNode.Leaf(LeafText.Of(value)!), value.GetType(), []);
        var display = new Display(this, registered);
        // The picture is no code of the value's, and a browser may take longer to start than a value may.
        MimeBundle shown = Guarded(value, time => display.Format(value, mimeTypes, time), display.Remark,
            text => MimeBundle.Text(Plain, text));
        _charts.Shown(shown);
        return _charts.WithPicture(shown);
    }

    /// <summary>A value on one line of limited length.</summary>
    public string Line(object? value, int longest)
    {
        var display = new Display(this, RegisteredByUser()) { DrawsCharts = false };
        return value is null
            ? Formatter.NullString
            : Guarded(value, time => NodeText.Short(display.Read(value, time), longest), display.Remark, text => text);
    }

    /// <summary>The charts of a sequence of nothing else, each to be shown by itself; null for any other value.</summary>
    public IReadOnlyList<object>? ChartsIn(object? value)
    {
        if (value is not IEnumerable sequence || value is string or IDictionary || !MayHoldCharts(value.GetType()))
            return null;
        return Guarded<IReadOnlyList<object>?>(value, time =>
        {
            var charts = new List<object>();
            foreach (object? item in sequence)
            {
                if (item is null || !ChartFormatter.IsChart(item.GetType()) || charts.Count >= ValueReader.MostRows
                    || time.IsOver)
                    return null;
                charts.Add(item);
            }
            return charts.Count > 0 ? charts : null;
        }, () => "", _ => null);
    }

    // Another sequence is not looked into: its items would be made twice.
    private static bool MayHoldCharts(Type type) => (type.IsArray ? [type.GetElementType()!] : type.GetInterfaces()
        .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>))
            .Select(i => i.GetGenericArguments()[0])).Any(ChartFormatter.IsChart);

    private T Guarded<T>(object? value, Func<DisplayTime, T> work, Func<string> where, Func<string, T> say)
    {
        string Name() => value is null ? "The value" : $"The value, a {TypeNames.Of(value.GetType())},";
        try
        {
            return Runner.Run(work, () =>
                say($"{Name()} is not shown: {where()} did not answer within {Runner.Limit.TotalSeconds:0} s."));
        }
        catch (Exception e) when (!ExecutionGuard.IsInterrupted && e is not CellInterruptedException)
        {
            return say($"{Name()} cannot be shown: {ExceptionText.Line(UserStackTrace.Unwrap(e))}");
        }
    }

    /// <summary>One value on its way to the reader.</summary>
    private sealed class Display(ValueFormatter formatter, IReadOnlyList<Type> registered)
    {
        private readonly List<string> _failures = [];
        private readonly HashSet<Type> _failed = [];
        private ValueReader? _reader;

        public bool DrawsCharts { get; init; } = true;

        /// <summary>What was being read last.</summary>
        public string Remark() => _reader?.Current ?? "its formatter";

        public ValueNode Read(object value, DisplayTime time)
        {
            _reader = new ValueReader(Own, time);
            return value is TableText table ? _reader.ReadTable(table.Values, table.Limit) : _reader.Read(value);
        }

        public MimeBundle Format(object? value, string[] mimeTypes, DisplayTime time)
        {
            Type type = value?.GetType() ?? typeof(object);
            bool isRegistered = value is not null && IsRegistered(type);
            if (value is null || value is IHtmlContent && !isRegistered)
                return mimeTypes.Length > 0
                    ? new MimeBundle(mimeTypes.Select(mimeType => KeyValuePair.Create(mimeType, FormatAs(value, mimeType))))
                    : Preferred(value!, type);
            if (isRegistered || BringsFormatter(type))
            {
                try
                {
                    return mimeTypes.Length > 0
                        ? new MimeBundle(mimeTypes.Select(mimeType => KeyValuePair.Create(mimeType, FormatAs(value, mimeType))))
                        : Preferred(value, type);
                }
                catch (Exception e) when (!ExecutionGuard.IsInterrupted)
                {
                    Failed(type, e);
                }
            }
            else if (ChartFormatter.IsChart(type))
            {
                MimeBundle chart = formatter._charts.Format(value);
                return mimeTypes.Length == 0 ? chart : new MimeBundle(mimeTypes.Select(mimeType =>
                    chart.Formats.Any(format => format.Key == mimeType)
                        ? chart.Formats.First(format => format.Key == mimeType)
                        : KeyValuePair.Create(mimeType, FormatAs(value, mimeType))));
            }
            return Draw(Read(value, time), type, _failures, mimeTypes, value);
        }

        private ValueNode? Own(object value)
        {
            Type type = value.GetType();
            if (LeafText.IsPlain(type) && !IsRegistered(type))
                return null;
            if (!_failed.Contains(type) && (IsRegistered(type) || BringsFormatter(type) || value is IHtmlContent))
            {
                try
                {
                    string html = FormatAs(value, Html).ToString();
                    return new ValueNode.Leaf(value is IHtmlContent ? value.ToString() ?? "" : FormatAs(value, Plain).ToString(), html);
                }
                catch (Exception e) when (!ExecutionGuard.IsInterrupted)
                {
                    Failed(type, e);
                    return null;
                }
            }
            if (value is LaTeXString or IShowsItself)
                return new ValueNode.Leaf(value.ToString() ?? "");
            if (value is FormattedValue formatted)
                return new ValueNode.Leaf(formatted.Value, formatted.MimeType == Html ? formatted.Value : null);
            // The first chart drawn carries the library: it must be one that is shown.
            if (ChartFormatter.IsChart(type))
                return !DrawsCharts ? new ValueNode.Leaf("Chart") : Leaf(formatter._charts.Format(value));
            return LeafText.IsPlain(type) || MatrixView.TryCreate(value) is not { } matrix
                ? null
                : new ValueNode.Leaf(matrix.ToText(), matrix.ToHtml());
        }

        private void Failed(Type type, Exception e)
        {
            _failed.Add(type);
            _failures.Add($"The formatter of {TypeNames.Of(type)} failed: {ExceptionText.Line(UserStackTrace.Unwrap(e))}");
        }

        private bool IsRegistered(Type type) =>
            registered.Any(known => known.IsAssignableFrom(type) || known.IsGenericTypeDefinition && BasesOf(type).Contains(known));
    }

    private static ValueNode.Leaf Leaf(MimeBundle bundle) => new(
        bundle.Formats.FirstOrDefault(format => format.Key == Plain).Value?.ToString()
            ?? "", bundle.Formats.FirstOrDefault(format => format.Key == Html).Value?.ToString());

    private static MimeBundle Draw(ValueNode node, Type type, IReadOnlyList<string> remarks, string[]? mimeTypes = null,
        object? value = null)
    {
        bool isAsked = mimeTypes is { Length: > 0 };
        IEnumerable<string> wanted = isAsked ? mimeTypes! : Formatter.GetPreferredMimeTypesFor(type).Append(Plain).Distinct();
        var formats = new List<KeyValuePair<string, JsonNode>>();
        foreach (string mimeType in wanted)
        {
            if (mimeType == Html)
            {
                string lines = string.Concat(remarks.Select(remark => $"<div><i>{System.Net.WebUtility.HtmlEncode(remark)}</i></div>"));
                formats.Add(new(Html, JsonValue.Create(Cut(NodeHtml.Write(node) + lines))));
            }
            else if (mimeType == Plain)
            {
                formats.Add(new(Plain, JsonValue.Create(Cut(string.Join('\n', [NodeText.Write(node), .. remarks])))));
            }
            else if (value is not null)
            {
                formats.Add(new(mimeType, FormatAs(value, mimeType)));
            }
        }
        return new MimeBundle(formats);
    }

    /// <summary>What another formatter has made of a value.</summary>
    public MimeBundle Bundle(IEnumerable<FormattedValue> values) =>
        new(values.Select(value => KeyValuePair.Create(value.MimeType, AsNode(value.Value, value.MimeType))));

    private static MimeBundle Preferred(object value, Type type)
    {
        var formats = Formatter.GetPreferredMimeTypesFor(type).Select(mimeType => KeyValuePair.Create(mimeType, FormatAs(value, mimeType)))
            .ToList();
        if (!formats.Exists(format => format.Key == Plain) && value is not IHtmlContent)
            formats.Add(KeyValuePair.Create(Plain, FormatAs(value, Plain)));
        return new MimeBundle(formats);
    }

    private static JsonNode FormatAs(object? value, string mimeType) => AsNode(Formatter.ToDisplayString(value, mimeType), mimeType);

    private static JsonNode AsNode(string text, string mimeType)
    {
        if (mimeType == Html)
            text = WithoutUnusedStyle(text.ReplaceLineEndings("\n"));
        if (mimeType.EndsWith("json", StringComparison.Ordinal) && text.Length <= LongestText)
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
        return JsonValue.Create(Cut(text));
    }

    private static string Cut(string text) =>
        text.Length <= LongestText ? text : $"{text[..LongestText]}\n… ({text.Length - LongestText} of {text.Length} characters left out)";

    // The formatter library closes each output with the styles of its trees and tables, for a plain number too.
    private static string WithoutUnusedStyle(string html)
    {
        int style = html.LastIndexOf("<style>\n.dni-code-hint", StringComparison.Ordinal);
        return style > 0 && !html.AsSpan(0, style).Contains("<table", StringComparison.Ordinal) && !html.AsSpan(0, style)
            .Contains("dni-treeview", StringComparison.Ordinal)
            ? html[..style]
            : html;
    }

    private static IReadOnlyList<Type> RegisteredByUser() =>
        [.. Formatter.RegisteredFormatters(includeDefaults: false).Select(formatter => formatter.Type)
            .Where(type => type != typeof(Exception) && type != typeof(LaTeXString))];

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
        // Left alone, a property that throws is shown by the library as the exception's whole object tree: 30 kB of reflection.
        Formatter.Register<Exception>(static (e, writer) => writer.Write($"{e.GetType().Name}: {ExceptionText.Message(e)}"), Plain);
        Formatter.Register<Exception>(
            static (e, writer) =>
                writer.Write($"<code>{System.Net.WebUtility.HtmlEncode($"{e.GetType().Name}: {ExceptionText.Message(e)}")}</code>"), Html);
    }
}
