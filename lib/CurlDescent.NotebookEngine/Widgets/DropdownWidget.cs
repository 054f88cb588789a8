using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Widgets;

/// <summary>A choice among values; see <see cref="Widget.Dropdown{T}(string, IReadOnlyList{ValueTuple{string, T}})"/>.</summary>
public sealed class DropdownWidget<T> : ValueWidget<T>
{
    internal DropdownWidget(string label, IReadOnlyList<(string Name, T Value)> options) : base(label, First(label, options)) =>
        Options = [.. options];

    /// <summary>Names and values, in order.</summary>
    public IReadOnlyList<(string Name, T Value)> Options { get; }

    private protected override string StyleModel => "DescriptionStyleModel";

    private protected override string Text => $"{Label}: {Options[Index].Name}";

    private protected override string Picture =>
        $"<label>{Encode(Label)} <b>{Encode(Options[Index].Name)}</b></label> <small>of {Encode(Names)}</small>";

    private string Names => string.Join(", ", Options.Select(option => option.Name));

    private int Index => IndexOf(Value);

    private protected override (string Model, JsonObject State) Model()
    {
        JsonObject state = Position();
        state["_options_labels"] = new JsonArray([.. Options.Select(option => (JsonNode)JsonValue.Create(option.Name))]);
        return ("DropdownModel", state);
    }

    private protected override T Checked(T value) => IndexOf(value) >= 0
        ? value
        : throw new ArgumentException($"The dropdown \"{Label}\" has no such value: {Names}.", nameof(value));

    private protected override JsonObject Position() => new() { ["index"] = Index };

    private protected override bool TryRead(JsonObject state, out T value)
    {
        bool isThere = state["index"] is JsonValue json && json.TryGetValue(out int index) && index >= 0 && index < Options.Count;
        value = isThere ? Options[(int)state["index"]!].Value : default!;
        return isThere;
    }

    private int IndexOf(T value)
    {
        for (int i = 0; i < Options.Count; i++)
            if (EqualityComparer<T>.Default.Equals(Options[i].Value, value))
                return i;
        return -1;
    }

    private static T First(string label, IReadOnlyList<(string Name, T Value)> options) =>
        options.Count > 0 ? options[0].Value : throw new ArgumentException($"The dropdown \"{label}\" needs an option.", nameof(options));
}
