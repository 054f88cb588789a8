using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CurlDescent.NotebookEngine.Completion;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Sessions;
using CurlDescent.NotebookEngine.Widgets;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>Runs the code of execute requests in the session and counts them.</summary>
internal sealed partial class CellRequests(NotebookSession session, KernelFrontEnd frontEnd, ExecutionHistory history,
    Func<CodeAssistant> assistant)
{
    private int _count;

    /// <summary>Runs a request; what the code shows goes to the front end meanwhile.</summary>
    /// <param name="message">The request.</param>
    /// <param name="interrupted">Interrupts it, also before its code runs.</param>
    /// <param name="prepare">What its code waits for.</param>
    /// <returns>The reply's content.</returns>
    public JsonObject Execute(JupyterMessage message, CancellationToken interrupted, Action prepare)
    {
        string code = message.Text("code");
        bool isSilent = message.Flag("silent", false);
        bool isStored = message.Flag("store_history", !isSilent) && !isSilent;
        var request = new CellRequest(message, isStored ? ++_count : _count, isSilent, message.Flag("allow_stdin", false));
        frontEnd.Begin(request);
        if (!isSilent)
            frontEnd.Send("execute_input", new JsonObject { ["code"] = code, ["execution_count"] = request.ExecutionCount }, message);
        string? asked = isSilent ? null : AskedAbout(code);
        CellError? error = asked is null ? Run(code, request.ExecutionCount, interrupted, prepare) : null;
        frontEnd.Flush();
        if (isStored)
            history.Add(request.ExecutionCount, code,
                request.Result?.Formats.FirstOrDefault(format => format.Key == "text/plain").Value?.ToString());
        if (error is null)
        {
            return new JsonObject
            {
                ["status"] = "ok",
                ["execution_count"] = request.ExecutionCount,
                ["user_expressions"] = Expressions(message, request, interrupted),
                ["payload"] = asked is null ? new JsonArray() : new JsonArray(Page(asked)),
            };
        }
        if (!isSilent)
            frontEnd.Send("error", Describe(error), message);
        JsonObject reply = Describe(error);
        reply["status"] = "error";
        reply["execution_count"] = request.ExecutionCount;
        reply["user_expressions"] = new JsonObject();
        reply["payload"] = new JsonArray();
        return reply;
    }

    /// <summary>What a reader has done with a widget: runs its actions; what they show belongs to the cell that shows the widget.</summary>
    /// <param name="message">A comm_msg.</param>
    /// <param name="interrupted">Interrupts the actions.</param>
    public void Tell(JupyterMessage message, CancellationToken interrupted)
    {
        string id = message.Text("comm_id");
        if (message.Content["data"] is not JsonObject data || WidgetHub.Of(session).Receive(id, data) is not { } actions
            || frontEnd.Owner(id) is not { } owner)
            return;
        frontEnd.Begin(owner);
        CellError? error = session.Invoke(actions, interrupted).Error;
        frontEnd.Flush();
        if (error is not null)
            frontEnd.Send("error", Describe(error), owner.Message);
    }

    /// <summary>The front end has closed a widget's model.</summary>
    public void Close(JupyterMessage message)
    {
        string id = message.Text("comm_id");
        WidgetHub.Of(session).Close(id);
        frontEnd.CloseModel(id);
    }

    /// <summary>An error as messages carry it.</summary>
    public static JsonObject Describe(CellError error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. error.Traceback.Select(line => (JsonNode)JsonValue.Create(line))]),
    };

    // A cell without code has nothing to compile.
    private CellError? Run(string code, int count, CancellationToken interrupted, Action? prepare = null)
    {
        if (string.IsNullOrWhiteSpace(code))
            return null;
        try
        {
            prepare?.Invoke();
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return new CellError("Interrupted", "The cell was interrupted.", ["Interrupted: The cell was interrupted before it began."]);
        }
        return session.Execute(code, count, interrupt: interrupted).Error;
    }

    // "?name" and "name?" ask for help, as in other kernels; neither is C#.
    private static string? AskedAbout(string code) =>
        HelpPattern().Match(code) is { Success: true } match ? match.Groups["name"].Value : null;

    private JsonObject Page(string name) => new()
    {
        ["source"] = "page",
        ["start"] = 0,
        ["data"] = new JsonObject { ["text/plain"] = assistant().Describe(name, name.Length) ?? $"{name}: nothing is known of it." },
    };

    private JsonObject Expressions(JupyterMessage message, CellRequest request, CancellationToken interrupted)
    {
        var answers = new JsonObject();
        foreach ((string name, JsonNode? expression) in message.Content["user_expressions"] as JsonObject ?? [])
        {
            var asked = new CellRequest(message, request.ExecutionCount, isSilent: true, allowsStdin: false);
            frontEnd.Begin(asked);
            CellError? error = Run(expression?.ToString() ?? "", request.ExecutionCount, interrupted);
            JsonObject answer;
            if (error is null)
            {
                answer = new JsonObject { ["status"] = "ok", ["data"] = asked.Result?.ToJson() ?? [], ["metadata"] = new JsonObject() };
            }
            else
            {
                answer = Describe(error);
                answer["status"] = "error";
            }
            answers[name] = answer;
        }
        frontEnd.Begin(request);
        return answers;
    }

    [GeneratedRegex(@"^\s*(?:\?{1,2}\s*(?<name>[\w.]+)|(?<name>[\w.]+)\s*\?{1,2})\s*$")]
    private static partial Regex HelpPattern();
}
