using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Cells;

/// <summary>A cell's line that says how far a library's call is: there with the first text, empty when the cell ends.</summary>
internal sealed class ProgressLine(CellSession session) : IProgress<string>, IDisposable
{
    // An empty page takes no room, where an empty text takes a line.
    private static readonly MimeBundle s_nothing = new(((string[])["text/html", "text/plain"])
        .Select(type => KeyValuePair.Create(type, (JsonNode)JsonValue.Create(""))));

    private readonly Lock _lock = new();
    private string? _displayId;
    private bool _isOver;

    public void Report(string value)
    {
        lock (_lock)
        {
            if (!_isOver)
                _displayId = session.Display(MimeBundle.Text("text/plain", value), [], _displayId, isUpdate: _displayId is not null);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            if (_displayId is not null)
                session.Display(s_nothing, [], _displayId, isUpdate: true);
        }
    }
}
