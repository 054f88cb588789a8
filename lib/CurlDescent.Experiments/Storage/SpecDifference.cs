using System.Text.Json;

namespace CurlDescent.Experiments.Storage;

/// <summary>Tells how two canonical specs differ.</summary>
internal static class SpecDifference
{
    /// <summary>One line a difference: the field, what is stored, what was asked for.</summary>
    public static IReadOnlyList<string> Between(string stored, string asked)
    {
        using JsonDocument a = JsonDocument.Parse(stored), b = JsonDocument.Parse(asked);
        (Dictionary<string, string> old, Dictionary<string, string> now) = (Flat(a.RootElement), Flat(b.RootElement));
        return
        [
            .. old.Keys.Union(now.Keys).Where(k => old.GetValueOrDefault(k) != now.GetValueOrDefault(k))
                .Select(k => $"{k}: stored {old.GetValueOrDefault(k, "nothing")}, asked for {now.GetValueOrDefault(k, "nothing")}"),
        ];
    }

    // Grids are told apart by their names; a list of values is one entry.
    private static Dictionary<string, string> Flat(JsonElement root)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        void Walk(string path, JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty member in element.EnumerateObject())
                    Walk(path.Length == 0 ? member.Name : $"{path}.{member.Name}", member.Value);
            }
            else if (element.ValueKind == JsonValueKind.Array
                && element.EnumerateArray().FirstOrDefault() is { ValueKind: JsonValueKind.Object })
            {
                foreach (JsonElement item in element.EnumerateArray()) Walk($"{path}.{item.GetProperty("name").GetString()}", item);
            }
            else
            {
                entries[path] = element.GetRawText();
            }
        }

        Walk("", root);
        return entries;
    }
}
