using System.Text;
using System.Text.Json;

namespace CurlDescent.Experiments.Specs;

/// <summary>
/// JSON that remembers where each value stood, so that an error can name file, line and field. Rejects a key given twice.
/// </summary>
internal sealed class SourceNode
{
    private readonly Dictionary<string, SourceNode> members = new(StringComparer.Ordinal);
    private readonly List<SourceNode> elements = [];

    private SourceNode(string file, int line, string field, JsonValueKind kind)
    {
        File = file;
        Line = line;
        Field = field;
        Kind = kind;
    }

    public string File { get; }

    public int Line { get; }

    public string Field { get; }

    public JsonValueKind Kind { get; }

    /// <summary>Members of an object, in the order of the text.</summary>
    public IReadOnlyDictionary<string, SourceNode> Members => members;

    /// <summary>Elements of an array.</summary>
    public IReadOnlyList<SourceNode> Elements => elements;

    /// <summary>The text of a string or of a number.</summary>
    public string Text { get; private set; } = "";

    public static SourceNode Parse(string file, string json)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(json);
        var reader =
            new Utf8JsonReader(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var lines = new LineCounter(utf8);
        try
        {
            reader.Read();
            SourceNode root = Node(ref reader, lines, file, "");
            if (reader.Read())
            {
                throw new ExperimentException(file, lines.At(reader.TokenStartIndex), "", "text after the end of the JSON value.");
            }

            return root;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            int? line = e is JsonException { LineNumber: { } at } ? (int)at + 1 : null;
            throw new ExperimentException(file, line, "", $"not JSON: {FirstSentence(e.Message)}", e);
        }
    }

    public ExperimentException Error(string problem) => new(File, Line, Field, problem);

    /// <summary>Says what stands here, for messages.</summary>
    public string Describe() => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"\"{Text}\"",
        JsonValueKind.Number => Text,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    private static SourceNode Node(ref Utf8JsonReader reader, LineCounter lines, string file, string field)
    {
        int line = lines.At(reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var parent = new SourceNode(file, line, field, JsonValueKind.Object);
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    string name = reader.GetString()!;
                    string path = field.Length == 0 ? name : $"{field}.{name}";
                    int at = lines.At(reader.TokenStartIndex);
                    reader.Read();
                    if (!parent.members.TryAdd(name, Node(ref reader, lines, file, path)))
                    {
                        throw new ExperimentException(file, at, path, "given twice.");
                    }
                }

                return parent;
            case JsonTokenType.StartArray:
                var list = new SourceNode(file, line, field, JsonValueKind.Array);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    list.elements.Add(Node(ref reader, lines, file, $"{field}[{list.elements.Count}]"));
                return list;
            case JsonTokenType.String:
                return new SourceNode(file, line, field, JsonValueKind.String) { Text = reader.GetString()! };
            case JsonTokenType.Number:
                return new SourceNode(file, line, field, JsonValueKind.Number) { Text = Encoding.UTF8.GetString(reader.ValueSpan) };
            case JsonTokenType.True:
                return new SourceNode(file, line, field, JsonValueKind.True) { Text = "true" };
            case JsonTokenType.False:
                return new SourceNode(file, line, field, JsonValueKind.False) { Text = "false" };
            default:
                return new SourceNode(file, line, field, JsonValueKind.Null);
        }
    }

    // The reader's own messages end in "LineNumber: … | BytePositionInLine: …", which the error already says in words.
    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }

    private sealed class LineCounter(byte[] text)
    {
        private long position;
        private int line = 1;

        public int At(long index)
        {
            for (; position < index; position++)
            {
                if (text[position] == '\n') line++;
            }

            return line;
        }
    }
}
