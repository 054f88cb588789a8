using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Headless;

/// <summary>
/// What the running cell has shown so far, in a file: it outlives the process that wrote it, however that ended. One line of JSON an
/// output, handed to the operating system at once; emptied when a cell begins.
/// </summary>
internal sealed class OutputJournal : IDisposable
{
    private const string Variable = "CURL_DESCENT_OUTPUT_JOURNAL";

    private static readonly JsonSerializerOptions s_deep = new() { MaxDepth = 200 };
    private static readonly JsonDocumentOptions s_deepRead = new() { MaxDepth = 200 };

    private readonly FileStream _file;

    private OutputJournal(FileStream file) => _file = file;

    /// <summary>The journal this process was told to keep; null if none.</summary>
    public static OutputJournal? FromEnvironment()
    {
        string? path = Environment.GetEnvironmentVariable(Variable);
        // Not for the processes that cells start.
        Environment.SetEnvironmentVariable(Variable, null);
        return string.IsNullOrEmpty(path)
            ? null
            : new OutputJournal(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));
    }

    /// <summary>Makes a file for a child's journal and tells the child of it.</summary>
    public static string Create(IDictionary<string, string?> environment)
    {
        string path = Path.GetTempFileName();
        environment[Variable] = path;
        return path;
    }

    public void Clear() => _file.SetLength(0);

    public void Write(CellOutput output) => _file.Write(Encoding.UTF8.GetBytes(ToJson(output).ToJsonString(s_deep) + "\n"));

    public void Dispose() => _file.Dispose();

    /// <summary>Shows what a journal holds; a line cut by the end of its process is left out.</summary>
    public static void Replay(string path, ICellFrontEnd frontEnd)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete),
            Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            try
            {
                if (JsonNode.Parse(line, null, s_deepRead) is JsonObject json && FromJson(json) is { } output)
                    frontEnd.Publish(output);
            }
            catch (JsonException)
            {
                return;
            }
        }
    }

    private static JsonObject ToJson(CellOutput output) => output switch
    {
        CellOutput.Stream stream => new JsonObject { ["kind"] = "stream", ["error"] = stream.IsError, ["text"] = stream.Text },
        CellOutput.Display display =>
            new JsonObject
            {
                ["kind"] = "display",
                ["data"] = display.Data.ToJson(),
                ["id"] = display.DisplayId,
                ["update"] = display.IsUpdate
            },
        CellOutput.Result result => new JsonObject { ["kind"] = "result", ["data"] = result.Data.ToJson() },
        CellOutput.Clear clear => new JsonObject { ["kind"] = "clear", ["wait"] = clear.Wait },
        _ => [],
    };

    private static CellOutput? FromJson(JsonObject json)
    {
        MimeBundle Data() => new(((JsonObject)json["data"]!).Select(format => KeyValuePair.Create(format.Key, format.Value!.DeepClone())));
        return (string?)json["kind"] switch
        {
            "stream" => new CellOutput.Stream((bool)json["error"]!, (string)json["text"]!),
            "display" => new CellOutput.Display(Data(), (string?)json["id"], (bool)json["update"]!),
            "result" => new CellOutput.Result(Data()),
            "clear" => new CellOutput.Clear((bool)json["wait"]!),
            _ => null,
        };
    }
}
