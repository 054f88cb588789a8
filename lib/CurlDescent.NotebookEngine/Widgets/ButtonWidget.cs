using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Widgets;

/// <summary>A button; see <see cref="Widget.Button(string, Action)"/>.</summary>
public sealed class ButtonWidget : Widget
{
    internal ButtonWidget(string label) : base(label) { }

    private protected override (string Model, string Setting, string? Value) Style => ("ButtonStyleModel", "button_color", null);

    private protected override string Text => $"[{Label}]";

    private protected override string Picture => $"<kbd>{Encode(Label)}</kbd>";

    private protected override (string Model, JsonObject State) Model() =>
        ("ButtonModel", new JsonObject { ["button_style"] = "", ["icon"] = "", ["tooltip"] = null });

    internal override bool Accept(JsonObject data) =>
        (string?)data["method"] == "custom" && data["content"] is JsonObject content && (string?)content["event"] == "click";
}
