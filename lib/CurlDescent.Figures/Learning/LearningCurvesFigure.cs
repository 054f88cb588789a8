using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Error over epochs for several rules, with bands over seeds; both axes logarithmic.</summary>
/// <param name="Curves">One a rule; x is the epoch plus one.</param>
public sealed record LearningCurvesFigure(IReadOnlyList<Curve> Curves) : Figure
{
    /// <summary>Quantity on the vertical axis.</summary>
    public Axis Error { get; init; } = new(Symbols.TrainError) { Log = true };

    /// <summary>Threshold drawn as a dashed line.</summary>
    public double? Threshold { get; init; }

    /// <summary>Title above the axes; null for none.</summary>
    public string? Title { get; init; }

    internal override Sheet Compose() => Sheet.Of(ToPanel(Title));

    internal Panel ToPanel(string? title = null) =>
        CurvesFigure.ToPanel(new Axis(Symbols.Epoch + " + 1") { Log = true }, Error, Curves, title, markedY: Threshold);
}
