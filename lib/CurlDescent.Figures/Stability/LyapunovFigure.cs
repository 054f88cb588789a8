using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Lyapunov exponents along c and along α_h; positive means chaos, dashed lines are the exact boundary.</summary>
/// <param name="AlongC">Exponents (y) against c (x).</param>
/// <param name="AlongFraction">Exponents (y) against α_h (x).</param>
public sealed record LyapunovFigure(IReadOnlyList<Curve> AlongC, IReadOnlyList<Curve> AlongFraction) : Figure
{
    /// <summary>Critical c of each curve of <see cref="AlongC"/>; empty leaves them out.</summary>
    public IReadOnlyList<double> CriticalC { get; init; } = [];

    /// <summary>Critical α_h of each curve of <see cref="AlongFraction"/>; empty leaves them out.</summary>
    public IReadOnlyList<double> CriticalFractions { get; init; } = [];

    /// <summary>Vertical axis, with the unit of time.</summary>
    public Axis Exponent { get; init; } = new("Lyapunov exponent per epoch");

    internal override Sheet Compose() => Sheet.Row(
        ToPanel(new Axis(Symbols.CompressionRatio), AlongC, CriticalC, nameof(CriticalC)),
        ToPanel(new Axis(Symbols.HiddenFraction), AlongFraction, CriticalFractions, nameof(CriticalFractions)));

    private Panel ToPanel(Axis x, IReadOnlyList<Curve> curves, IReadOnlyList<double> critical, string field)
    {
        Panel panel = CurvesFigure.ToPanel(x, Exponent, [.. curves.Select(c => c with { Marked = true })]).MarkY(0, Palette.Ink);
        if (critical.Count > 0) Check.SameLength(field, critical.Count, "curves", curves.Count);
        for (int k = 0; k < critical.Count; k++)
        {
            if (double.IsFinite(critical[k])) panel.MarkX(critical[k], curves[k].Color ?? Palette.OfSeries(curves[k].Name, k));
        }

        return panel;
    }
}
