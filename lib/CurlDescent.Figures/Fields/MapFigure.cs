using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>A quantity over the plane as coloured cells, with curves over it.</summary>
/// <param name="X">Axis of x, linear.</param>
/// <param name="Y">Axis of y, linear.</param>
/// <param name="Values">The quantity; NaN where there is none.</param>
/// <param name="Quantity">Name on the colour bar.</param>
public sealed record MapFigure(Axis X, Axis Y, GridMap Values, string Quantity) : Figure
{
    /// <summary>Values at the ends of the colour bar; null takes the least and the greatest.</summary>
    public (double From, double To)? Range { get; init; }

    /// <summary>Colours.</summary>
    public ColorMap Colors { get; init; } = ColorMap.Viridis;

    /// <summary>Whether the values are exponents of ten.</summary>
    public bool Exponents { get; init; }

    /// <summary>What a cell without value means; null leaves it out of the legend.</summary>
    public string? MissingName { get; init; }

    /// <summary>Curves over the cells, each with a name in the legend.</summary>
    public IReadOnlyList<(string Name, PlaneCurve Curve)> Curves { get; init; } = [];

    /// <summary>Title above the axes.</summary>
    public string? Title { get; init; }

    /// <summary>Whether a unit of x is as long as a unit of y.</summary>
    public bool EqualUnits { get; init; }

    internal override Sheet Compose()
    {
        double[] finite = [.. Values.FiniteValues];
        (double from, double to) = Range ?? (finite.DefaultIfEmpty(0).Min(), finite.DefaultIfEmpty(1).Max());
        double[] xEdges = GridMap.Edges(Values.X, false), yEdges = GridMap.Edges(Values.Y, false);
        var panel = new Panel
        {
            Title = Title,
            X = X.Between(xEdges[0], xEdges[^1]),
            Y = Y.Between(yEdges[0], yEdges[^1]),
            Bar = new ColorBar(Quantity, Colors, from, to > from ? to : from + 1) { Exponents = Exponents },
            Grid = false,
            EqualUnits = EqualUnits,
        };
        panel.Shapes.Add(ErrorMapFigure.Background());
        panel.Add(
            Traces.Cells(xEdges, yEdges, Thinning.Rounded(Values.Values, to > from ? to - from : 1)).With(
                "hovertemplate", "(%{x:.3g}, %{y:.3g}): %{z:.3g}<extra></extra>"));
        if (MissingName is { } missing) panel.Add(Traces.Points([], [], Palette.Missing, missing, 10, "square"));
        string[] colors = [Palette.Sky, Palette.Vermilion, Palette.Purple];
        foreach (((string name, PlaneCurve curve), int k) in Curves.Select((c, k) => (c, k)))
        {
            panel.Add(
                Traces.Line(curve.X, curve.Y, "rgb(0,0,0)", width: 4.6).With("hoverinfo", "skip"),
                Traces.Line(curve.X, curve.Y, colors[k % colors.Length], name, 2.4));
        }

        return new Sheet { Panels = [panel], Width = EqualUnits ? 640 : 760, PanelHeight = EqualUnits ? 430 : 340 };
    }
}
