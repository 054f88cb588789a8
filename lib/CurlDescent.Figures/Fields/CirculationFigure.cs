using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Fields;

namespace CurlDescent.Figures;

/// <summary>A loop through a field, and the work gathered along it: back to 0 for every gradient field, and only for those.</summary>
/// <param name="Field">The field around the loop.</param>
/// <param name="Loop">The loop, closed.</param>
/// <param name="Work">∫F·dθ (y) up to a part of the loop (x, 0 … 1), one curve a field.</param>
public sealed record CirculationFigure(FieldSamples Field, PlaneCurve Loop, IReadOnlyList<Curve> Work) : Figure
{
    /// <summary>Axis of x.</summary>
    public Axis X { get; init; } = new(Symbols.W1);

    /// <summary>Axis of y.</summary>
    public Axis Y { get; init; } = new(Symbols.W2);

    internal override Sheet Compose()
    {
        Check.Within("Loop", Loop.X.Count, 3, int.MaxValue);
        var plane = new Panel
        {
            Title = "The loop in the field",
            X = X.Between(Field.X[0], Field.X[^1]),
            Y = Y.Between(Field.Y[0], Field.Y[^1]),
            EqualUnits = true,
            Grid = false,
        };
        PlaneCurve drawn = Loop.Simplified(5e-4 * (Field.X[^1] - Field.X[0]));
        var headX = new List<double>();
        var headY = new List<double>();
        int at = Loop.X.Count / 8;
        double dx = Loop.X[at + 1] - Loop.X[at], dy = Loop.Y[at + 1] - Loop.Y[at], step = double.Hypot(dx, dy);
        if (step > 0) Arrows.AddHead(headX, headY, Loop.X[at], Loop.Y[at], dx / step, dy / step, 0.05 * (Field.X[^1] - Field.X[0]));
        plane.Add(
            Arrows.Quiver(Field, Palette.Muted, 15, Field.MaxSpeed()),
            Traces.Line(drawn.X, drawn.Y, Palette.Vermilion, width: 3),
            Traces.Line(headX, headY, Palette.Vermilion, width: 3));
        Panel work =
            CurvesFigure.ToPanel(new Axis("Part of the loop"), new Axis("Work ∫<b>F</b>·d<b>θ</b>"), Work, "Work along the loop").MarkY(0);
        return Sheet.Row(plane, work);
    }
}
