using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Fields;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>How a vector field is drawn.</summary>
public enum FieldMarks
{
    /// <summary>Arrows on a grid; lengths grow with the square root of the speed.</summary>
    Arrows,

    /// <summary>Evenly spaced streamlines.</summary>
    Streamlines,
}

/// <summary>A field F and its parts side by side: F = ∇u + R.</summary>
/// <param name="Field">F.</param>
/// <param name="Gradient">∇u.</param>
/// <param name="Rotational">R.</param>
public sealed record HelmholtzFigure(FieldSamples Field, FieldSamples Gradient, FieldSamples Rotational) : Figure
{
    /// <summary>Marks.</summary>
    public FieldMarks Marks { get; init; } = FieldMarks.Arrows;

    /// <summary>Axis of x.</summary>
    public Axis X { get; init; } = new(Symbols.W1);

    /// <summary>Axis of y.</summary>
    public Axis Y { get; init; } = new(Symbols.W2);

    /// <summary>Potential u behind ∇u; null leaves it out.</summary>
    public GridMap? Potential { get; init; }

    /// <summary>Stream function ψ behind R; null leaves it out.</summary>
    public GridMap? Stream { get; init; }

    internal override Sheet Compose()
    {
        double most = Field.MaxSpeed();
        return Sheet.Row(
            ToPanel("<b>F</b>", Field, Palette.Ink, null, most),
            ToPanel("∇<i>u</i>, gradient part", Gradient, Palette.Blue, Potential, most),
            ToPanel("<b>R</b>, rotational part", Rotational, Palette.Vermilion, Stream, most));
    }

    private Panel ToPanel(string title, FieldSamples field, string color, GridMap? levels, double most)
    {
        var panel = new Panel
        {
            Title = title,
            X = X.Between(field.X[0], field.X[^1]),
            Y = Y.Between(field.Y[0], field.Y[^1]),
            Grid = false,
            EqualUnits = true,
        };
        if (levels is not null) panel.Add(Levels(levels));
        return panel.Add(Marks == FieldMarks.Arrows ? Arrows.Quiver(field, color, 12, most) : Arrows.Streamlines(field, color, 17));
    }

    // Level curves of a smooth function, as good on a coarse grid as on a fine one.
    internal static Props Levels(GridMap map)
    {
        GridMap coarse = map.Coarse(48);
        return new Props
        {
            ["type"] = "contour",
            ["x"] = coarse.X,
            ["y"] = coarse.Y,
            ["z"] = Thinning.Rounded(coarse.Values, coarse.FiniteValues.DefaultIfEmpty(1).Max(Math.Abs)),
            ["ncontours"] = 14,
            ["contours"] = new Props { ["coloring"] = "none" },
            ["line"] = new Props { ["color"] = Palette.Muted, ["width"] = 0.7 },
            ["showscale"] = false,
            ["hoverinfo"] = "skip",
        };
    }
}
