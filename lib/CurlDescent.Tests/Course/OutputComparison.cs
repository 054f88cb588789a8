using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace CurlDescent.Tests.Course;

/// <summary>
/// Compares committed outputs with fresh ones: text word by word and figures by their data, numbers within a tolerance that leaves room for
/// the last digits another processor's mathematics may round differently.
/// </summary>
internal static partial class OutputComparison
{
    private const double Relative = 1e-6, Absolute = 1e-9;

    /// <summary>Returns what differs, or null.</summary>
    public static string? Difference(JsonArray committed, JsonArray fresh)
    {
        JsonArray a = Comparable(committed), b = Comparable(fresh);
        return Compare(a, b, "outputs");
    }

    // Pictures follow from the figure's data; HTML of a chart is not committed, and everything with HTML also has text.
    private static JsonArray Comparable(JsonArray outputs)
    {
        var copy = (JsonArray)outputs.DeepClone();
        foreach (JsonNode? output in copy)
        {
            JsonObject fields = output!.AsObject();
            fields.Remove("execution_count");
            fields.Remove("transient");
            fields.Remove("metadata");
            if (fields["data"] is not JsonObject data) continue;
            data.Remove("image/png");
            if (data.ContainsKey("application/vnd.plotly.v1+json") || data.ContainsKey("application/vnd.live-figure+json"))
            {
                data.Remove("text/html");
            }
        }

        return copy;
    }

    private static string? Compare(JsonNode? a, JsonNode? b, string at)
    {
        switch (a, b)
        {
            case (null, null):
                return null;
            case (JsonObject x, JsonObject y):
                string[] names = [.. x.Select(p => p.Key).Union(y.Select(p => p.Key))];
                return names.Select(
                    name => x.ContainsKey(name) && y.ContainsKey(name)
                        ? Compare(x[name], y[name], $"{at}.{name}") : $"{at}.{name} is only in one")
                    .FirstOrDefault(d => d is not null);
            case (JsonArray x, JsonArray y):
                if (IsText(x) && IsText(y))
                {
                    return CompareText(string.Concat(x.Select(v => (string)v!)), string.Concat(y.Select(v => (string)v!)), at);
                }

                if (x.Count != y.Count) return $"{at} has {x.Count} items, fresh {y.Count}";
                return x.Select((value, i) => Compare(value, y[i], $"{at}[{i}]")).FirstOrDefault(d => d is not null);
            case (JsonValue x, JsonValue y) when x.GetValueKind() == JsonValueKind.Number && y.GetValueKind() == JsonValueKind.Number:
                return Close((double)x, (double)y) ? null : $"{at} is {x}, fresh {y}";
            case (JsonValue x, JsonValue y) when x.GetValueKind() == JsonValueKind.String && y.GetValueKind() == JsonValueKind.String:
                return CompareText((string)x!, (string)y!, at);
            default:
                return JsonNode.DeepEquals(a, b) ? null : $"{at} is {a?.ToJsonString() ?? "null"}, fresh {b?.ToJsonString() ?? "null"}";
        }
    }

    private static bool IsText(JsonArray items) =>
        items.Count > 0 && items.All(v => v is JsonValue value && value.GetValueKind() == JsonValueKind.String);

    private static string? CompareText(string a, string b, string at)
    {
        if (a == b) return null;
        string[] x = Numbers().Split(a), y = Numbers().Split(b);
        if (!x.SequenceEqual(y)) return $"{at} is “{Shorten(a)}”, fresh “{Shorten(b)}”";
        return Numbers().Matches(a).Zip(Numbers().Matches(b))
            .Select(pair => Close(Parse(pair.First), Parse(pair.Second)) ? null : $"{at}: {pair.First} against fresh {pair.Second}")
            .FirstOrDefault(d => d is not null);
    }

    private static double Parse(Match number) => double.Parse(number.Value, CultureInfo.InvariantCulture);

    private static bool Close(double a, double b) =>
        a.Equals(b) || Math.Abs(a - b) <= Absolute + Relative * Math.Max(Math.Abs(a), Math.Abs(b));

    private static string Shorten(string text) => text.Length <= 120 ? text : text[..117] + "…";

    [GeneratedRegex(@"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")]
    private static partial Regex Numbers();
}
