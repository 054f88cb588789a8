using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Headless;

/// <summary>The front end of a headless run: gathers a cell's outputs in nbformat's shape.</summary>
/// <param name="journal">Told of every output as it comes; may be null.</param>
internal sealed class OutputCollector(OutputJournal? journal = null) : ICellFrontEnd
{
    /// <summary>Characters of streams that a cell keeps.</summary>
    public const int MostStreamText = 1_000_000;

    // Far more than a page can show: beyond it, displays in a loop would only fill memory and disk.
    private const int MostDisplays = 10_000;
    private const long MostDisplayed = 64_000_000;

    private readonly Lock _lock = new();
    private readonly List<Item> _items = [];
    private readonly Dictionary<string, JsonObject> _displays = new(StringComparer.Ordinal);
    private int _streamed;
    private int _displayCount;
    private long _displayed;
    private bool _clearAtNext;

    /// <summary>Execution count written into results.</summary>
    public int ExecutionCount { get; set; }

    public bool IsInteractive => false;

    public void Publish(CellOutput output)
    {
        lock (_lock)
        {
            // What the collector leaves out, the journal need not hold.
            if (output is not CellOutput.Stream || _streamed <= MostStreamText)
                journal?.Write(output);
            if (output is CellOutput.Clear clear)
            {
                if (clear.Wait)
                    _clearAtNext = true;
                else
                    Clear();
                return;
            }
            if (_clearAtNext)
            {
                Clear();
                _clearAtNext = false;
            }
            switch (output)
            {
                case CellOutput.Stream stream:
                    AddStream(stream);
                    break;
                case CellOutput.Result result:
                    if (IsLeftOut(result.Data))
                        break;
                    _items.Add(new Item(OutputJson.Result(result.Data, ExecutionCount)));
                    break;
                case CellOutput.Display { IsUpdate: true } update:
                    // An earlier cell's display that has left this process already keeps its first state.
                    if (_displays.TryGetValue(update.DisplayId!, out JsonObject? shown))
                        shown["data"] = OutputJson.Data(update.Data);
                    break;
                case CellOutput.Display display:
                    if (IsLeftOut(display.Data))
                        break;
                    JsonObject json = OutputJson.Display(display.Data);
                    if (display.DisplayId is { } id)
                        _displays[id] = json;
                    _items.Add(new Item(json));
                    break;
            }
        }
    }

    public Task<string> ReadInputAsync(string prompt, bool isPassword, CancellationToken cancellationToken) =>
        Task.FromException<string>(new CellFailure("InputError",
            $"The cell asks for input (\"{prompt}\"); a headless run has nobody to answer."));

    /// <summary>Takes the outputs gathered since the last call.</summary>
    public JsonArray Take(CellError? error)
    {
        lock (_lock)
        {
            if (error is not null)
                _items.Add(new Item(OutputJson.Error(error)));
            var outputs = new JsonArray([.. _items.Select(item => (JsonNode)item.ToJson())]);
            Clear();
            _clearAtNext = false;
            journal?.Clear();
            return outputs;
        }
    }

    private void Clear()
    {
        _items.Clear();
        (_streamed, _displayCount, _displayed) = (0, 0, 0);
    }

    private bool IsLeftOut(MimeBundle bundle)
    {
        if (_displayCount > MostDisplays)
            return true;
        _displayed += bundle.Formats.Sum(format => format.Value is JsonValue value && value.TryGetValue(out string? text)
            ? (long)text.Length
            : format.Value.ToJsonString().Length);
        if (++_displayCount <= MostDisplays && _displayed <= MostDisplayed)
            return false;
        _displayCount = MostDisplays + 1;
        var note = new Item(new StringBuilder(), isError: true);
        note.Text!.Append(CultureInfo.InvariantCulture, $"… outputs beyond {MostDisplays} or {MostDisplayed / 1_000_000} MB left out\n");
        _items.Add(note);
        return true;
    }

    private void AddStream(CellOutput.Stream stream)
    {
        if (_streamed > MostStreamText)
            return;
        string text = stream.Text;
        int room = MostStreamText - _streamed;
        if (text.Length > room)
        {
            // Not through the middle of a character.
            text = text[..(room > 0 && char.IsHighSurrogate(text[room - 1]) ? room - 1 : room)]
                + $"\n… output beyond {MostStreamText} characters left out\n";
            _streamed = MostStreamText + 1;
        }
        else
            _streamed += text.Length;
        if (_items.Count == 0 || _items[^1].Text is null || _items[^1].IsError != stream.IsError)
            _items.Add(new Item(new StringBuilder(), stream.IsError));
        _items[^1].Text!.Append(text);
    }

    private sealed class Item
    {
        private readonly JsonObject? _json;

        public Item(JsonObject json) => _json = json;

        public Item(StringBuilder text, bool isError)
        {
            Text = text;
            IsError = isError;
        }

        public StringBuilder? Text { get; }

        public bool IsError { get; }

        public JsonObject ToJson() => _json ?? OutputJson.Stream(IsError, Text!.ToString());
    }
}

/// <summary>Outputs in nbformat's shape; keys in Jupyter's order (sorted).</summary>
internal static class OutputJson
{
    public static JsonObject Stream(bool isError, string text) =>
        new() { ["name"] = isError ? "stderr" : "stdout", ["output_type"] = "stream", ["text"] = MultilineText.Lines(text) };

    public static JsonObject Display(MimeBundle bundle) =>
        new() { ["data"] = Data(bundle), ["metadata"] = new JsonObject(), ["output_type"] = "display_data" };

    public static JsonObject Result(MimeBundle bundle, int executionCount) => new()
    {
        ["data"] = Data(bundle),
        ["execution_count"] = executionCount,
        ["metadata"] = new JsonObject(),
        ["output_type"] = "execute_result",
    };

    public static JsonObject Error(CellError error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["output_type"] = "error",
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)JsonValue.Create(line))]),
    };

    // JSON formats stay JSON; text is stored as lines.
    public static JsonObject Data(MimeBundle bundle)
    {
        JsonObject data = bundle.ToJson();
        foreach ((string mimeType, JsonNode? value) in data.ToList())
            if (value is JsonValue && !mimeType.EndsWith("json", StringComparison.Ordinal)
                && !mimeType.StartsWith("image/png", StringComparison.Ordinal))
                data[mimeType] = MultilineText.Lines(value.ToString());
        return data;
    }
}
