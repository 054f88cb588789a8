using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>The q order parameter across the phase boundary: tiny where runs converge, of order one where they are chaotic.</summary>
/// <param name="X">Axis of what is varied: c or a flipped fraction.</param>
/// <param name="Curves">q (y) against it, with a band over seeds.</param>
/// <param name="CriticalValues">Where each curve crosses the exact boundary; NaN where it does not. As many as curves.</param>
public sealed record OrderParameterFigure(Axis X, IReadOnlyList<Curve> Curves, IReadOnlyList<double> CriticalValues) : Figure
{
    /// <summary>Where q = 0 (an exact fixed point) is drawn, as the axis is logarithmic.</summary>
    public double Floor { get; init; } = 1e-34;

    internal override Sheet Compose()
    {
        Check.SameLength(nameof(CriticalValues), CriticalValues.Count, nameof(Curves), Curves.Count);
        Panel panel = CurvesFigure.ToPanel(X, new Axis("Order parameter <i>q</i>") { Log = true }, [.. Curves.Select(c => c with { Marked = true, Y = [.. c.Y.Select(q => q <= Floor ? Floor : q)] })]);
        for (int k = 0; k < Curves.Count; k++)
        {
            if (double.IsFinite(CriticalValues[k])) panel.MarkX(CriticalValues[k], Curves[k].Color ?? Palette.OfSeries(Curves[k].Name, k));
        }

        panel.Add(Traces.Line([double.NaN], [double.NaN], Palette.Muted, "exact boundary", 1.4, "dash"));
        if (Curves.Any(c => c.Y.Any(q => q <= Floor))) panel.MarkY(Floor).Note(X.Range?.To ?? Curves.Max(c => c.X.Max()), Floor, "<i>q</i> = 0", Palette.Muted, "right", "bottom");
        return Sheet.Of(panel);
    }
}
