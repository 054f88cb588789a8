using System.Numerics;
using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Widgets;

/// <summary>A slider over numbers; see <see cref="Widget.Slider(string, double, double, double?, double?)"/>.</summary>
public sealed class SliderWidget<T> : ValueWidget<T> where T : struct, INumber<T>
{
    // Four digits behind the point, as many of them as are not zero; the last one is how the front end's library writes it.
    private const string Digits = "0.####";
    private const string FrontEndDigits = ".4~f";

    private readonly T _step;

    internal SliderWidget(string label, T from, T to, T value, T step) : base(label, value)
    {
        if (!T.IsFinite(from) || !T.IsFinite(to) || from > to)
            throw new ArgumentException($"The slider \"{label}\" goes from {from} to {to}: the first has to be the smaller number.");
        if (!(step > T.Zero) || !T.IsFinite(step))
            throw new ArgumentOutOfRangeException(nameof(step), step, "A step is a finite number above zero.");
        (From, To, _step) = (from, to, step);
        Checked(value);
    }

    /// <summary>The least value.</summary>
    public T From { get; }

    /// <summary>The greatest value.</summary>
    public T To { get; }

    private static bool IsWhole => typeof(T) == typeof(int);

    private protected override string StyleModel => "SliderStyleModel";

    private protected override string Text => $"{Label}: {Invariant(Value, Digits)}";

    private protected override string Picture =>
        $"<label>{Encode(Label)} <meter min=\"{Invariant(From, "G")}\" max=\"{Invariant(To, "G")}\" "
        + $"value=\"{Invariant(Value, "G")}\"></meter> {Invariant(Value, Digits)}</label>";

    private protected override (string Model, JsonObject State) Model()
    {
        JsonObject state = Position();
        state["min"] = JsonValue.Create(From);
        state["max"] = JsonValue.Create(To);
        state["step"] = JsonValue.Create(_step);
        state["continuous_update"] = true;
        state["readout"] = true;
        state["readout_format"] = IsWhole ? "d" : FrontEndDigits;
        state["orientation"] = "horizontal";
        return (IsWhole ? "IntSliderModel" : "FloatSliderModel", state);
    }

    private protected override T Checked(T value) => value >= From && value <= To
        ? value
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"The slider \"{Label}\" goes from {From} to {To}.");

    private protected override JsonObject Position() => new() { ["value"] = JsonValue.Create(Value) };

    private protected override bool TryRead(JsonObject state, out T value)
    {
        value = default;
        if (state["value"] is not JsonValue json || !json.TryGetValue(out double number) || !double.IsFinite(number))
            return false;
        value = T.Clamp(T.CreateSaturating(number), From, To);
        return true;
    }
}
