using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>The largest Lyapunov exponent along a line across the phase boundary; above 0 is chaos.</summary>
/// <param name="X">Axis of what is varied: c or a flipped fraction.</param>
/// <param name="Curves">Exponents (y) against it, with a band over seeds.</param>
/// <param name="CriticalValues">Where each curve crosses the exact boundary; NaN where it does not. As many as curves.</param>
public sealed record LineExponentFigure(Axis X, IReadOnlyList<Curve> Curves, IReadOnlyList<double> CriticalValues) : Figure
{
    /// <summary>Vertical axis, with the unit of time.</summary>
    public Axis Exponent { get; init; } = new("Lyapunov exponent, per unit time");

    internal override Sheet Compose()
    {
        Check.SameLength(nameof(CriticalValues), CriticalValues.Count, nameof(Curves), Curves.Count);
        Panel panel = CurvesFigure.ToPanel(X, Exponent, [.. Curves.Select(c => c with { Marked = true })]).MarkY(0, Palette.Ink);
        for (int k = 0; k < Curves.Count; k++)
        {
            if (double.IsFinite(CriticalValues[k])) panel.MarkX(CriticalValues[k], Curves[k].Color ?? Palette.OfSeries(Curves[k].Name, k));
        }

        // A flat line on a scale that other panels set would say nothing: say how flat.
        double greatest = Curves.SelectMany(c => c.Y.Concat(c.Lower ?? []).Concat(c.Upper ?? [])).Where(double.IsFinite).Select(Math.Abs)
            .DefaultIfEmpty(double.PositiveInfinity).Max();
        if (Exponent.Range is { } range && greatest < range.To / 20)
        {
            double[] x = [.. Curves.SelectMany(c => c.X)];
            double unit = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(greatest, 1e-18))));
            string bound = Symbols.Number(Math.Ceiling(greatest / unit) * unit, 1);
            panel.Note((x.Min() + x.Max()) / 2, range.To / 3, $"all below {bound} in size", Palette.Muted, isOpaque: true);
        }

        return Sheet.Of(panel);
    }
}
