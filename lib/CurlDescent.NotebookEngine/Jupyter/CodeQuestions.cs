using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Completion;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>Questions about code, between Jupyter's messages and the assistant. Jupyter counts positions in code points, .NET in UTF-16
/// units.</summary>
internal static class CodeQuestions
{
    public static JsonObject Complete(CodeAssistant assistant, JupyterMessage request)
    {
        string code = request.Text("code");
        CompletionAnswer answer = assistant.Complete(code, Position(request, code));
        int start = CodePoints(code, answer.Start), end = CodePoints(code, answer.End);
        return new JsonObject
        {
            ["status"] = "ok",
            ["matches"] = new JsonArray([.. answer.Items.Select(item => (JsonNode)JsonValue.Create(item.Text))]),
            ["cursor_start"] = start,
            ["cursor_end"] = end,
            ["metadata"] = new JsonObject
            {
                // The field that JupyterLab and jupyter console read kinds from.
                ["_jupyter_types_experimental"] = new JsonArray([.. answer.Items.Select(item =>
                    (JsonNode)new JsonObject { ["text"] = item.Text, ["type"] = item.Kind, ["start"] = start, ["end"] = end })]),
            },
        };
    }

    public static JsonObject Inspect(CodeAssistant assistant, JupyterMessage request)
    {
        string code = request.Text("code");
        string? text = assistant.Describe(code, Position(request, code));
        return new JsonObject
        {
            ["status"] = "ok",
            ["found"] = text is not null,
            ["data"] = text is null ? new JsonObject() : new JsonObject { ["text/plain"] = text },
            ["metadata"] = new JsonObject(),
        };
    }

    public static JsonObject IsComplete(JupyterMessage request)
    {
        SubmissionState state = CodeAssistant.IsComplete(request.Text("code"));
        var reply = new JsonObject { ["status"] = state.ToString().ToLowerInvariant() };
        if (state == SubmissionState.Incomplete)
            reply["indent"] = "    ";
        return reply;
    }

    // No position means the end.
    private static int Position(JupyterMessage request, string code)
    {
        int wanted = request.Number("cursor_pos", int.MaxValue);
        int position = 0;
        for (int i = 0; i < wanted && position < code.Length; i++)
            position += char.IsSurrogatePair(code, position) ? 2 : 1;
        return position;
    }

    private static int CodePoints(string code, int position) => code.AsSpan(0, position).ToString().EnumerateRunes().Count();
}
