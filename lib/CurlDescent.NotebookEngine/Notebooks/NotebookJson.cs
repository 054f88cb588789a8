using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CurlDescent.NotebookEngine.Notebooks;

/// <summary>What is looked at in a notebook's JSON before it is read as such: what JSON allows and no text can hold, and where a key stands
/// twice.</summary>
internal static partial class NotebookJson
{
    /// <summary>Replaces halves of surrogate pairs, which JSON can escape but no text can hold, by U+FFFD; says so, with the line, in
    /// <paramref name="repairs"/>.</summary>
    public static string WithoutLoneSurrogates(string json, List<string> repairs)
    {
        if (!json.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
            return json;
        return Escape().Replace(json, match =>
        {
            if (!match.Groups["lone"].Success)
                return match.Value;
            int line = json.AsSpan(0, match.Index).Count('\n') + 1;
            repairs.Add(string.Create(CultureInfo.InvariantCulture,
                $"line {line}: {match.Value} is half of a character; replaced by U+FFFD"));
            return "\\ufffd";
        });
    }

    /// <summary>Line and column, from 1, of the first key that its object has already, with the key; null if there is none.</summary>
    public static (int Line, int Column, string Key)? FindRepeatedKey(string json, int maxDepth)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = maxDepth });
        var objects = new Stack<HashSet<string>>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    objects.Push(new HashSet<string>(StringComparer.Ordinal));
                    break;
                case JsonTokenType.EndObject:
                    objects.Pop();
                    break;
                case JsonTokenType.PropertyName when !objects.Peek().Add(reader.GetString()!):
                    ReadOnlySpan<byte> before = bytes.AsSpan(0, (int)reader.TokenStartIndex);
                    int line = before.Count((byte)'\n') + 1;
                    int column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1;
                    return (line, column, reader.GetString()!);
            }
        }
        return null;
    }

    // Each backslash takes the character behind it along, so that an escaped backslash begins nothing.
    [GeneratedRegex(@"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
        RegexOptions.Singleline)]
    private static partial Regex Escape();
}
