using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Notebooks;

/// <summary>nbformat's "multiline string": one string, or an array of lines that keep their line ends.</summary>
internal static class MultilineText
{
    public static bool IsValid(JsonNode? node) => node is JsonArray lines ? lines.All(IsText) : IsText(node);

    public static string Read(JsonNode node) =>
        node is JsonArray lines ? string.Concat(lines.Select(line => (string?)line)) : (string)node!;

    // An unpaired surrogate escape is valid JSON but no text; reading it throws.
    private static bool IsText(JsonNode? node)
    {
        try
        {
            return node is JsonValue value && value.TryGetValue(out string? text) && text is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public static JsonArray Lines(string text)
    {
        var lines = new JsonArray();
        for (int start = 0; start < text.Length;)
        {
            int end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end + 1;
            lines.Add(text[start..end]);
            start = end;
        }
        return lines;
    }
}
