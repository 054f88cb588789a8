using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Widgets;

/// <summary>
/// Something a reader sets or presses below a cell: <c>Widget.Slider("c", 0.1, 1)</c>, <c>Widget.Dropdown</c>, <c>Widget.Button</c>.
/// Shown like any value: in a front end of Jupyter that has ipywidgets 8 (<c>@jupyter-widgets/controls</c> 2) as one of its widgets,
/// elsewhere, and in a headless run, as a picture of its state. Its actions run in the session, one after another, between cells; what
/// they show goes below the cell that shows the widget, and they can be interrupted like cells.
/// </summary>
/// <example>
/// <code>
/// var c = Widget.Slider("c", 0.1, 1, value: 0.5, step: 0.05);
/// Widget.Show(() =&gt; Draw(c.Value), c);        // c, and below it what Draw returns, drawn again whenever c is set
/// Widget.Button("Again", () =&gt; c.Value = 0.5)  // the value of a cell: a button
/// </code>
/// </example>
public abstract class Widget : IShowsItself
{
    private const string Controls = "@jupyter-widgets/controls";
    private const string Base = "@jupyter-widgets/base";
    private const string Version = "2.0.0";

    private protected Widget(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        Label = label;
        Session = CellSession.Current ?? throw new InvalidOperationException("A widget is made by a cell; no cell is running here.");
    }

    /// <summary>Is told when the reader has set the widget to another value or pressed it, and when code has set its value.</summary>
    public event Action? Changed;

    /// <summary>What stands beside it.</summary>
    public string Label { get; }

    internal CellSession Session { get; }

    /// <summary>The name of its comm and of its model.</summary>
    internal string Id { get; } = Guid.NewGuid().ToString("N");

    internal string StyleId => Id + "-style";

    /// <summary>The model that holds its style: its class and one setting of it.</summary>
    private protected abstract (string Model, string Setting, string? Value) Style { get; }

    /// <summary>A slider over the whole numbers from <paramref name="from"/> to <paramref name="to"/>.</summary>
    /// <param name="label">What stands beside it.</param>
    /// <param name="from">The least value.</param>
    /// <param name="to">The greatest value; not below <paramref name="from"/>.</param>
    /// <param name="value">Where it begins; <paramref name="from"/> if not given.</param>
    /// <param name="step">Between neighbouring values; 1 if not given, &gt; 0.</param>
    public static SliderWidget<int> Slider(string label, int from, int to, int? value = null, int? step = null) =>
        new(label, from, to, value ?? from, step ?? 1);

    /// <summary>A slider from <paramref name="from"/> to <paramref name="to"/>.</summary>
    /// <param name="label">What stands beside it.</param>
    /// <param name="from">The least value; finite.</param>
    /// <param name="to">The greatest value; finite, not below <paramref name="from"/>.</param>
    /// <param name="value">Where it begins; <paramref name="from"/> if not given.</param>
    /// <param name="step">Between neighbouring values; a hundredth of the range if not given, &gt; 0.</param>
    public static SliderWidget<double> Slider(string label, double from, double to, double? value = null, double? step = null) =>
        new(label, from, to, value ?? from, step ?? (to > from ? (to - from) / 100 : 1));

    /// <summary>A choice among values that show themselves; the first is chosen.</summary>
    /// <param name="label">What stands beside it.</param>
    /// <param name="options">The values; one at least.</param>
    public static DropdownWidget<T> Dropdown<T>(string label, params IReadOnlyList<T> options) =>
        new(label, [.. options.Select(option => (LeafText.Of(option!) ?? option?.ToString() ?? "", option))]);

    /// <summary>A choice among values that have names; the first is chosen.</summary>
    /// <param name="label">What stands beside it.</param>
    /// <param name="options">Names and values; one at least.</param>
    public static DropdownWidget<T> Dropdown<T>(string label, params IReadOnlyList<(string Name, T Value)> options) => new(label, options);

    /// <summary>A button.</summary>
    /// <param name="label">What stands on it.</param>
    /// <param name="pressed">What it does.</param>
    public static ButtonWidget Button(string label, Action pressed)
    {
        ArgumentNullException.ThrowIfNull(pressed);
        var button = new ButtonWidget(label);
        button.Changed += pressed;
        return button;
    }

    /// <summary>A button.</summary>
    /// <param name="label">What stands on it.</param>
    /// <param name="pressed">What it does; the next action waits for its end.</param>
    public static ButtonWidget Button(string label, Func<Task> pressed)
    {
        ArgumentNullException.ThrowIfNull(pressed);
        return Button(label, () => pressed().WaitAsync(ExecutionGuard.Cancellation).GetAwaiter().GetResult());
    }

    /// <summary>
    /// Shows widgets, and below them what <paramref name="draw"/> returns: a chart, a table, anything. It is drawn again whenever one of
    /// them is set or pressed; where that fails, the failure stands in its place.
    /// </summary>
    /// <param name="draw">Reads the widgets' values and returns what to show.</param>
    /// <param name="widgets">The widgets; one at least.</param>
    public static void Show(Func<object?> draw, params IReadOnlyList<Widget> widgets)
    {
        ArgumentNullException.ThrowIfNull(draw);
        ArgumentOutOfRangeException.ThrowIfZero(widgets.Count);
        foreach (Widget widget in widgets)
            widget.Session.Display(widget, []);
        string shown = widgets[0].Session.Display(draw(), []);
        foreach (Widget widget in widgets)
            widget.Changed += () => widget.Session.Display(Drawn(widget.Session), [], shown, isUpdate: true);

        object? Drawn(CellSession session)
        {
            try
            {
                return draw();
            }
            catch (Exception e) when (!ExecutionGuard.IsInterrupted)
            {
                return MimeBundle.Text("text/plain", string.Join('\n', UserStackTrace.Describe(e, session.Formatter.Runner).Traceback));
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The state in words, on one line.</summary>
    private protected abstract string Text { get; }

    /// <summary>A picture of the state that does nothing, as HTML.</summary>
    private protected abstract string Picture { get; }

    /// <summary>What its model holds beside what all models hold; the model's class.</summary>
    private protected abstract (string Model, JsonObject State) Model();

    /// <summary>A reader's change or press; true where the state is another one now, or it was pressed.</summary>
    internal abstract bool Accept(JsonObject data);

    MimeBundle IShowsItself.Show() => WidgetHub.Of(Session).Show(this);

    internal void RaiseChanged() => Changed?.Invoke();

    internal MimeBundle Format(bool isLive)
    {
        var formats = new List<KeyValuePair<string, JsonNode>>();
        if (isLive)
        {
            formats.Add(new("application/vnd.jupyter.widget-view+json",
                new JsonObject { ["version_major"] = 2, ["version_minor"] = 0, ["model_id"] = Id }));
        }
        formats.Add(new("text/html", JsonValue.Create(Picture)));
        formats.Add(new("text/plain", JsonValue.Create(Text)));
        return new MimeBundle(formats);
    }

    internal JsonObject State()
    {
        (string model, JsonObject state) = Model();
        JsonObject whole = Described(model, Controls, model.Replace("Model", "View", StringComparison.Ordinal));
        whole["_dom_classes"] = new JsonArray();
        whole["description"] = Label;
        whole["disabled"] = false;
        whole["style"] = "IPY_MODEL_" + StyleId;
        foreach ((string name, JsonNode? value) in state)
            whole[name] = value?.DeepClone();
        return whole;
    }

    internal JsonObject StyleState()
    {
        (string model, string setting, string? value) = Style;
        JsonObject state = Described(model, Base, "StyleView");
        state[setting] = value;
        return state;
    }

    private protected static string Encode(string text) => WebUtility.HtmlEncode(text);

    private protected static string Invariant(IFormattable value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static JsonObject Described(string model, string viewModule, string view) => new()
    {
        ["_model_module"] = Controls,
        ["_model_module_version"] = Version,
        ["_model_name"] = model,
        ["_view_count"] = null,
        ["_view_module"] = viewModule,
        ["_view_module_version"] = Version,
        ["_view_name"] = view,
    };
}
