using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Widgets;

/// <summary>A front end that shows widgets: Jupyter's comms, by the name of the model each belongs to. Called from any thread.</summary>
internal interface IWidgetFrontEnd : ICellFrontEnd
{
    /// <summary>Makes a model; a second time nothing.</summary>
    void OpenModel(string id, JsonObject state);

    /// <summary>Tells a model something.</summary>
    void TellModel(string id, JsonObject data);

    /// <summary>From now on, what a widget's actions show belongs to the running cell.</summary>
    void Own(string id);
}

/// <summary>A session's widgets: between the values that cells hold and the models of the front end.</summary>
internal sealed class WidgetHub(CellSession session)
{
    private static readonly ConditionalWeakTable<CellSession, WidgetHub> s_hubs = [];

    private readonly ConcurrentDictionary<string, Widget> _shown = new(StringComparer.Ordinal);

    /// <summary>The widgets of a session.</summary>
    public static WidgetHub Of(CellSession session) => s_hubs.GetValue(session, owner => new WidgetHub(owner));

    private IWidgetFrontEnd? FrontEnd => session.FrontEnd as IWidgetFrontEnd;

    /// <summary>A widget as an output; where the front end has widgets, its model is there before it.</summary>
    public MimeBundle Show(Widget widget)
    {
        if (FrontEnd is not { } frontEnd)
            return widget.Format(isLive: false);
        if (_shown.TryAdd(widget.Id, widget))
        {
            frontEnd.OpenModel(widget.StyleId, widget.StyleState());
            frontEnd.OpenModel(widget.Id, widget.State());
        }
        frontEnd.Own(widget.Id);
        return widget.Format(isLive: true);
    }

    /// <summary>Tells the front end a part of a widget's state.</summary>
    public void Send(Widget widget, JsonObject state)
    {
        if (_shown.ContainsKey(widget.Id))
            FrontEnd?.TellModel(widget.Id, Update(state));
    }

    /// <summary>A message of the front end to a model.</summary>
    /// <returns>What to run in the session; null where there is nothing to do.</returns>
    public Action? Receive(string id, JsonObject data)
    {
        if ((string?)data["method"] == "request_state")
        {
            if (StateOf(id) is { } state)
                FrontEnd?.TellModel(id, Update(state));
            return null;
        }
        if (!_shown.TryGetValue(id, out Widget? widget))
            return null;
        return widget.Accept(data) ? widget.RaiseChanged : null;
    }

    /// <summary>The front end has closed a model: nobody sees its widget any more.</summary>
    public void Close(string id) => _shown.TryRemove(id, out _);

    private JsonObject? StateOf(string id) => _shown.TryGetValue(id, out Widget? widget) ? widget.State()
        : _shown.Values.FirstOrDefault(other => other.StyleId == id)?.StyleState();

    private static JsonObject Update(JsonObject state) =>
        new() { ["method"] = "update", ["state"] = state, ["buffer_paths"] = new JsonArray() };
}
