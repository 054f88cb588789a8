using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>
/// Epochs until the training error falls below a threshold, for each rule, with confidence bands. Points where runs did not get there are open
/// triangles: the true value is greater.
/// </summary>
/// <param name="X">Axis of what is varied.</param>
/// <param name="Curves">One a rule; <see cref="Curve.Censored"/> marks points with censored runs.</param>
public sealed record EpochsToThresholdFigure(Axis X, IReadOnlyList<Curve> Curves) : Figure
{
    /// <summary>Threshold of the training error.</summary>
    public double Threshold { get; init; } = 1e-3;

    /// <summary>Last epoch of the runs, drawn as a dashed line; null leaves it out.</summary>
    public double? Horizon { get; init; }

    /// <summary>Title; null for none.</summary>
    public string? Title { get; init; }

    internal override Sheet Compose() => Sheet.Of(ToPanel(Title));

    internal Panel ToPanel(string? title = null)
    {
        int exponent = (int)Math.Round(Math.Log10(Threshold));
        string threshold = Math.Abs(Threshold / Math.Pow(10, exponent) - 1) < 1e-9 ? Symbols.PowerOfTen(exponent) : Symbols.Number(Threshold);
        Panel panel = CurvesFigure.ToPanel(X, new Axis($"Epochs to training error {threshold}") { Log = true }, [.. Curves.Select(c => c with { Marked = true })], title, markedY: Horizon);
        if (Curves.Any(curve => curve.Censored?.Any(c => c) == true))
            panel.Add(Traces.Points([double.NaN], [double.NaN], Palette.Paper, "censored", 10, "triangle-up", Palette.Muted));
        return panel;
    }
}
