using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Widgets;

/// <summary>A widget that holds a value.</summary>
public abstract class ValueWidget<T> : Widget
{
    private readonly Lock _lock = new();
    private T _value;

    private protected ValueWidget(string label, T value) : base(label) => _value = value;

    /// <summary>The value it stands at. Setting it moves the widget, and tells <see cref="Widget.Changed"/> of another value.</summary>
    public T Value
    {
        get
        {
            lock (_lock)
                return _value;
        }

        set
        {
            if (!Set(Checked(value)))
                return;
            WidgetHub.Of(Session).Send(this, Position());
            RaiseChanged();
        }
    }

    private protected override (string Model, string Setting, string? Value) Style => (StyleModel, "description_width", "initial");

    private protected abstract string StyleModel { get; }

    /// <summary>The value as the widget may hold it; throws for one it cannot.</summary>
    private protected abstract T Checked(T value);

    /// <summary>The part of the state that says where it stands.</summary>
    private protected abstract JsonObject Position();

    /// <summary>The value a front end's state says; false where it says none that the widget may hold.</summary>
    private protected abstract bool TryRead(JsonObject state, out T value);

    internal override bool Accept(JsonObject data) =>
        (string?)data["method"] == "update" && data["state"] is JsonObject state && TryRead(state, out T value) && Set(value);

    private bool Set(T value)
    {
        lock (_lock)
        {
            if (EqualityComparer<T>.Default.Equals(_value, value))
                return false;
            _value = value;
            return true;
        }
    }
}
