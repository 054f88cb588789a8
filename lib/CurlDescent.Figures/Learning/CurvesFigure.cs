using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Curves over one pair of axes: the plain figure, for whatever has no type of its own.</summary>
/// <param name="X">Axis of x.</param>
/// <param name="Y">Axis of y.</param>
/// <param name="Curves">At least one.</param>
public sealed record CurvesFigure(Axis X, Axis Y, IReadOnlyList<Curve> Curves) : Figure
{
    /// <summary>Title above the axes; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>Value of y marked by a dashed line.</summary>
    public double? MarkedY { get; init; }

    /// <summary>Value of x marked by a dashed line.</summary>
    public double? MarkedX { get; init; }

    /// <summary>Whether the curves are named in a legend.</summary>
    public bool ShowsLegend { get; init; } = true;

    /// <summary>Whether a unit of x is as long as a unit of y, so that a circle is one.</summary>
    public bool EqualUnits { get; init; }

    internal override Sheet Compose() => Sheet.Of(ToPanel(X, Y, Curves, Title, MarkedX, MarkedY, ShowsLegend, EqualUnits));

    internal static Panel ToPanel(
        Axis x, Axis y, IReadOnlyList<Curve> curves, string? title = null, double? markedX = null, double? markedY = null,
        bool showsLegend = true, bool equalUnits = false)
    {
        Check.NotEmpty(nameof(Curves), curves.Count);
        var panel = new Panel
        {
            Title = title,
            X = x,
            Y = y,
            EqualUnits = equalUnits,
            Legend = showsLegend ? LegendPlace.Above : LegendPlace.None,
        };
        panel.Add(curves.SelectMany((curve, k) => curve.ToTraces(k, y.Log)));
        if (markedX is { } mx) panel.MarkX(mx);
        if (markedY is { } my) panel.MarkY(my);
        return panel;
    }
}
