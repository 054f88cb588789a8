using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>
/// Where the solution manifold is stable, in the plane of compression ratio and flipped fraction: the exact boundary, the unstable side
/// shaded, and points of the paper's authors over it.
/// </summary>
/// <param name="Fraction">Axis of the flipped fraction, 0 to 1.</param>
/// <param name="Boundary">Critical flipped fraction (y) against c (x).</param>
public sealed record PhaseDiagramFigure(Axis Fraction, PlaneCurve Boundary) : Figure
{
    /// <summary>The boundary as the authors computed it; 1 where no fraction destabilises. Null leaves it out.</summary>
    public PlaneCurve? Authors { get; init; }

    /// <summary>Range of c.</summary>
    public (double From, double To) CompressionRatios { get; init; } = (1e-3, 1e2);

    /// <summary>Where the word "stable" stands.</summary>
    public (double C, double Fraction) StableLabel { get; init; } = (0.012, 0.25);

    /// <summary>Where the word "unstable" stands.</summary>
    public (double C, double Fraction) UnstableLabel { get; init; } = (5, 0.75);

    internal override Sheet Compose() => Sheet.Of(ToPanel());

    internal Panel ToPanel(string? title = null)
    {
        var panel = new Panel
        {
            Title = title,
            X = Axis.CompressionRatio.Between(CompressionRatios.From, CompressionRatios.To),
            Y = Fraction,
            Grid = false,
        };
        panel.Add(Shade(Boundary, CompressionRatios), Traces.Line(Boundary.X, Boundary.Y, Palette.Ink, "exact boundary"));
        if (Authors is not null)
        {
            PlaneCurve shown = Spread(Authors);
            panel.Add(
                Traces.Points(shown.X, shown.Y, "rgba(0,0,0,0)", "authors' grid search", 9, outline: Palette.Blue).With(
                    "cliponaxis", false));
        }

        return panel
            .Note(StableLabel.C, StableLabel.Fraction, "stable", Palette.Blue, size: FigureTheme.TitleSize)
            .Note(UnstableLabel.C, UnstableLabel.Fraction, "unstable", Palette.Vermilion, size: FigureTheme.TitleSize);
    }

    /// <summary>
    /// Points at a least distance on the page, so that they do not cover one another; those that mean "no fraction destabilises" are left
    /// out.
    /// </summary>
    private PlaneCurve Spread(PlaneCurve points)
    {
        const double leastDistance = 0.035;
        double decades = Math.Log10(CompressionRatios.To / CompressionRatios.From);
        var kept = new List<(double X, double Y)>();
        for (int i = 0; i < points.X.Count; i++)
        {
            (double x, double y) = (points.X[i], points.Y[i]);
            if (y >= 1 || x < CompressionRatios.From || x > CompressionRatios.To) continue;
            if (kept.Count == 0 || double.Hypot(Math.Log10(x / kept[^1].X) / decades * 1.6, y - kept[^1].Y) >= leastDistance)
            {
                kept.Add((x, y));
            }
        }

        return PlaneCurve.Through(kept);
    }

    /// <summary>The unstable side: above the curve, and all of it to the right of where the curve ends.</summary>
    internal static Props Shade(PlaneCurve boundary, (double From, double To) range)
    {
        PlaneCurve curve = boundary.Sorted();
        int[] kept = [.. Enumerable.Range(0, curve.X.Count).Where(i => curve.X[i] >= range.From && curve.X[i] <= range.To)];
        double[] x = [.. kept.Select(i => curve.X[i]), range.To, range.To, kept.Length > 0 ? curve.X[kept[0]] : range.From];
        double[] y = [.. kept.Select(i => curve.Y[i]), kept.Length > 0 ? curve.Y[kept[^1]] : 0, 1, 1];
        return Traces.Area(x, y, Palette.Vermilion, 0.16);
    }
}
