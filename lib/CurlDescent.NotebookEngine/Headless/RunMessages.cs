using System.Text.Json;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.NotebookEngine.Headless;

/// <summary>
/// How a child process that runs a notebook tells its parent: one line of JSON a message on its standard output, behind a mark that no
/// other output carries (a child's own children and native code write there too).
/// </summary>
internal static class RunMessages
{
    private const string Mark = "\u001e\u0002";

    public static bool TryParse(string line, out JsonObject message)
    {
        message = [];
        if (!line.StartsWith(Mark, StringComparison.Ordinal))
            return false;
        message = (JsonObject)JsonNode.Parse(line[Mark.Length..])!;
        return true;
    }

    /// <summary>Tells the observer what a message says; true for the last message of a run.</summary>
    public static bool Dispatch(JsonObject message, IRunObserver observer)
    {
        switch ((string?)message["type"])
        {
            case "ready":
                observer.Ready((double)message["seconds"]!);
                break;
            case "started":
                observer.CellStarted((int)message["index"]!, (int)message["count"]!);
                break;
            case "finished":
                CellError? error = message["error"] is JsonObject e
                    ? new CellError((string)e["name"]!, (string)e["message"]!,
                        [.. ((JsonArray)e["traceback"]!).Select(line => (string)line!)])
                    : null;
                observer.CellFinished(new CellRun((int)message["index"]!, (int)message["count"]!,
                    (JsonArray)message["outputs"]!.DeepClone(), (double)message["seconds"]!, error));
                break;
            case "end":
                return true;
        }
        return false;
    }

    /// <summary>Writes the messages of a run.</summary>
    public sealed class Writer(TextWriter output) : IRunObserver
    {
        public void Ready(double seconds) => Send(new JsonObject { ["type"] = "ready", ["seconds"] = seconds });

        public void CellStarted(int index, int executionCount) =>
            Send(new JsonObject { ["type"] = "started", ["index"] = index, ["count"] = executionCount });

        public void CellFinished(CellRun run) => Send(new JsonObject
        {
            ["type"] = "finished",
            ["index"] = run.Index,
            ["count"] = run.ExecutionCount,
            ["outputs"] = run.Outputs.DeepClone(),
            ["seconds"] = run.Seconds,
            ["error"] = run.Error is { } error
                ? new JsonObject
                {
                    ["name"] = error.Name,
                    ["message"] = error.Message,
                    ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)JsonValue.Create(line))]),
                }
                : null,
        });

        public void End() => Send(new JsonObject { ["type"] = "end" });

        private void Send(JsonObject message)
        {
            // The line break first: native code may have left the line unfinished.
            output.Write("\n" + Mark + message.ToJsonString(new JsonSerializerOptions { MaxDepth = 200 }) + "\n");
            output.Flush();
        }
    }
}
