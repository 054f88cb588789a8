using System.IO.Enumeration;
using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>The cells this kernel ran. Every kernel is session 1 of its own history; nothing is kept on disk.</summary>
internal sealed class ExecutionHistory
{
    private const int Session = 1;

    private readonly List<Entry> _entries = [];

    public void Add(int line, string input, string? output) => _entries.Add(new Entry(line, input, output));

    /// <summary>Answers a history_request.</summary>
    public JsonObject Answer(JupyterMessage request)
    {
        int most = Math.Max(0, request.Number("n", int.MaxValue));
        IEnumerable<Entry> found;
        switch (request.Text("hist_access_type", "tail"))
        {
            case "range":
                // 0 is the running session.
                bool isThis = request.Number("session", 0) is 0 or Session;
                int start = request.Number("start", 1), stop = request.Number("stop", int.MaxValue);
                found = _entries.Where(entry => isThis && entry.Line >= start && entry.Line < stop);
                break;
            case "search":
                string pattern = request.Text("pattern", "*");
                IEnumerable<Entry> matches = _entries.Where(entry =>
                    FileSystemName.MatchesSimpleExpression(pattern, entry.Input, ignoreCase: false));
                if (request.Flag("unique", false))
                    matches = matches.Reverse().DistinctBy(entry => entry.Input).Reverse();
                found = matches.TakeLast(most);
                break;
            default:
                found = _entries.TakeLast(most);
                break;
        }
        bool withOutput = request.Flag("output", false);
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. found.Select(entry => new JsonArray(
                Session, entry.Line, withOutput ? new JsonArray(entry.Input, entry.Output) : JsonValue.Create(entry.Input)))]),
        };
    }

    private sealed record Entry(int Line, string Input, string? Output);
}
