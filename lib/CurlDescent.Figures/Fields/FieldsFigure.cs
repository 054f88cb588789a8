using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Fields;

namespace CurlDescent.Figures;

/// <summary>Planar fields side by side, each in its own scale.</summary>
/// <param name="Fields">At least one, each with the title above it.</param>
public sealed record FieldsFigure(IReadOnlyList<(string Title, FieldSamples Field)> Fields) : Figure
{
    /// <summary>Marks.</summary>
    public FieldMarks Marks { get; init; } = FieldMarks.Arrows;

    /// <summary>Axis of x.</summary>
    public Axis X { get; init; } = new("<i>x</i>");

    /// <summary>Axis of y.</summary>
    public Axis Y { get; init; } = new("<i>y</i>");

    /// <summary>Curves drawn into every panel, each with a name in the legend.</summary>
    public IReadOnlyList<(string Name, PlaneCurve Curve)> Curves { get; init; } = [];

    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Fields), Fields.Count);
        return Sheet.Row(
            [.. Fields.Select((f, k) => ToPanel(f.Title, f.Field, Palette.Categorical[k % Palette.Categorical.Count], k == 0))]);
    }

    private Panel ToPanel(string title, FieldSamples field, string color, bool isFirst)
    {
        var panel = new Panel
        {
            Title = title,
            X = X.Between(field.X[0], field.X[^1]),
            Y = Y.Between(field.Y[0], field.Y[^1]),
            Grid = false,
            EqualUnits = true,
        };
        panel.Add(Marks == FieldMarks.Arrows ? Arrows.Quiver(field, color, 13, field.MaxSpeed()) : Arrows.Streamlines(field, color, 20));
        return panel.Add(Curves.Select(c => Traces.Line(c.Curve.X, c.Curve.Y, Palette.Ink, isFirst ? c.Name : null, 2, "dash")));
    }
}
