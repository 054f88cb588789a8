using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>
/// The text of values whose own text says it all: numbers, dates, identifiers, JSON and XML, and things that lead into the runtime itself
/// (types, methods, delegates, tasks). Invariant, whatever culture the cells use.
/// </summary>
internal static class LeafText
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    /// <summary>True for types that can be shown without calling anybody's code.</summary>
    public static bool IsPlain(Type type) =>
        type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(DateTime)
        || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan)
        || type == typeof(Guid);

    /// <summary>The value's text; null where its parts have to be shown.</summary>
    public static string? Of(object value) => value switch
    {
        string text => text,
        double or float or Half => Number((IFormattable)value),
        DateTime date => Date(date),
        DateTimeOffset date =>
            date.ToString(date.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ss zzz" : "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz",
                CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time =>
            time.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        Exception e => string.Join("\ncaused by ", ExceptionText.Chain(e).Select(one =>
            $"{TypeNames.Of(one.GetType())}: {ExceptionText.Message(one)}")),
        JsonNode json => json.ToJsonString(s_indented),
        JsonElement { ValueKind: JsonValueKind.Undefined } => "undefined",
        JsonElement json => JsonSerializer.Serialize(json, s_indented),
        JsonDocument json => JsonSerializer.Serialize(json.RootElement, s_indented),
        XObject or Uri or Version or StringBuilder or Regex or CultureInfo or FileSystemInfo or System.Net.IPAddress or Assembly or
            Module => value.ToString() ?? "",
        XmlNode xml => xml.OuterXml,
        Encoding encoding => encoding.WebName,
        Type type => type.IsNested || type.Namespace is null || type.IsGenericType || type.IsArray ? TypeNames.Of(type) : type.FullName!,
        MemberInfo member => member.DeclaringType is { } owner && !TypeNames.IsCompilerMade(owner)
            ? $"{TypeNames.Of(owner)}: {member}"
            : member.ToString() ?? "",
        ParameterInfo parameter => parameter.ToString(),
        Delegate function => TypeNames.Of(function.GetType()),
        Task task => OfTask(task),
        CancellationToken token => token.IsCancellationRequested ? "CancellationToken: cancelled" : "CancellationToken",
        Stream or TextReader or TextWriter or WaitHandle or Thread or AppDomain or System.Runtime.Loader.AssemblyLoadContext or
            CancellationTokenSource or
            (IEnumerator and not IEnumerable) =>
            TypeNames.Of(value.GetType()),
        _ when value.GetType() is { IsGenericType: true } lazy && lazy.GetGenericTypeDefinition() == typeof(Lazy<>) =>
            $"{TypeNames.Of(lazy)}: not made yet",
        _ when AsyncItems(value.GetType()) is { } items => $"IAsyncEnumerable<{TypeNames.Of(items)}>: read it with await foreach",
        // Json.NET's own types enumerate their children, which are of the same types.
        _ when IsOrDescendsFrom(value.GetType(), "Newtonsoft.Json.Linq.JToken") => value.ToString() ?? "",
        bool or char or Enum or Index or Range or Rune or Pointer => value.ToString() ?? "",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture) ?? "",
        _ => null,
    };

    public static bool IsOrDescendsFrom(Type type, string fullName)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
            if (t.FullName == fullName)
                return true;
        return false;
    }

    /// <summary>
    /// A number of a matrix: whole where it is short; of the long ones, which calculations yield, six digits, but never fewer than stand
    /// before the point.
    /// </summary>
    public static string Rounded(double value)
    {
        string whole = Number(value);
        if (whole.Count(char.IsAsciiDigit) <= 9 || !double.IsFinite(value))
            return whole;
        double size = Math.Abs(value);
        return size is >= 1e6 and < 1e15
            ? value.ToString("0.##", CultureInfo.InvariantCulture)
            : value.ToString("G6", CultureInfo.InvariantCulture);
    }

    private static string Number(IFormattable number) => number.ToString("R", CultureInfo.InvariantCulture);

    // ISO order, which no reader takes for another; the zone where the value knows it.
    private static string Date(DateTime date) =>
        date.ToString(date.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-dd HH:mm:ssK" : "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
            CultureInfo.InvariantCulture);

    /// <summary>What a lazy value or a task that has ended holds; false where there is nothing, or nothing yet.</summary>
    public static bool TryHeld(object value, out object? held)
    {
        held = null;
        if (value is not (Task { IsCompletedSuccessfully: true }) && value.GetType() is not { IsGenericType: true })
            return false;
        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            Type? kind = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
            if (kind == typeof(Task<>) && value is Task { IsCompletedSuccessfully: true } && !HoldsNothing(type)
                || kind == typeof(Lazy<>) && (bool)type.GetProperty(nameof(Lazy<>.IsValueCreated))!.GetValue(value)!)
            {
                held = type.GetProperty(kind == typeof(Task<>) ? nameof(Task<>.Result) : nameof(Lazy<>.Value))!.GetValue(value);
                return true;
            }
        }
        return false;
    }

    // What the framework makes of a task without a result.
    private static bool HoldsNothing(Type task) => task.GetGenericArguments()[0].Name == "VoidTaskResult";

    private static Type? AsyncItems(Type type) => type.GetInterfaces().Append(type)
        .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))?.GetGenericArguments()[0];

    // The result of a task that has not ended would be waited for.
    private static string OfTask(Task task)
    {
        Type type = task.GetType();
        bool isPlain = TypeNames.IsCompilerMade(type) || !type.IsPublic || type.IsGenericType && HoldsNothing(type);
        string name = isPlain ? "Task" : TypeNames.Of(type);
        return task.IsFaulted
            ? $"{name}: {task.Status}, {TypeNames.Of(task.Exception!.InnerException!.GetType())}: "
                + ExceptionText.Message(task.Exception.InnerException)
            : $"{name}: {task.Status}{(task.IsCompleted ? "" : "; await it for its result")}";
    }
}
