using CurlDescent.Experiments;
using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>
/// The q order parameter across the phase boundary: tiny where runs converge, of order 0.01 to one where the weights keep moving.
/// </summary>
/// <param name="X">Axis of what is varied: c or a flipped fraction.</param>
/// <param name="Curves">q (y) against it, with a band over seeds.</param>
/// <param name="CriticalValues">Where each curve crosses the exact boundary; NaN where it does not. As many as curves.</param>
public sealed record OrderParameterFigure(Axis X, IReadOnlyList<Curve> Curves, IReadOnlyList<double> CriticalValues) : Figure
{
    /// <summary>Where q = 0 (an exact fixed point) is drawn, as the axis is logarithmic.</summary>
    public double Floor { get; init; } = 1e-34;

    /// <summary>
    /// q across the boundary of hidden flips both ways, as Figure 3B of the paper: along the flipped fraction at fixed compression ratios
    /// (left) and along the compression ratio at fixed fractions (right). Lines: median over seeds; bands: least to greatest.
    /// </summary>
    /// <param name="table">With the grids <c>fractions</c> and <c>ratios</c> of the experiment <c>fig3b</c>.</param>
    /// <param name="caption">Caption.</param>
    /// <exception cref="MissingColumnException">The table lacks a parameter or a measure.</exception>
    public static FigureGrid AcrossHiddenBoundary(ResultTable table, FigureCaption caption) =>
        new(PanelsAcrossHiddenBoundary(table, caption)) { Caption = caption };

    /// <summary>The two panels of <see cref="AcrossHiddenBoundary"/>: along the fractions and along the ratios.</summary>
    internal static OrderParameterFigure[] PanelsAcrossHiddenBoundary(ResultTable table, FigureCaption caption)
    {
        HiddenPhaseBoundary boundary = HiddenPhaseBoundary.Create();
        return
        [
            Along(table, "fractions", Parameters.HiddenFraction, Parameters.CompressionRatio, Symbols.C, Axis.HiddenFraction,
                boundary.LargestStableFraction,
                [.. Palette.Categorical.Take(3)], caption),
            Along(table, "ratios", Parameters.CompressionRatio, Parameters.HiddenFraction, Symbols.AlphaHidden,
                new Axis(Symbols.CompressionRatio),
                boundary.FindCriticalCompressionRatio, [.. Palette.Categorical.Skip(3).Take(3)], caption),
        ];
    }

    internal override Sheet Compose()
    {
        Check.SameLength(nameof(CriticalValues), CriticalValues.Count, nameof(Curves), Curves.Count);
        Panel panel = CurvesFigure.ToPanel(
            X, new Axis("Order parameter <i>q</i>") { Log = true },
            [.. Curves.Select(
                c => c with
                {
                    Marked = true,
                    Y = Raised(c.Y),
                    Lower = c.Lower is null ? null : Raised(c.Lower),
                    Upper = c.Upper is null ? null : Raised(c.Upper),
                })]);
        for (int k = 0; k < Curves.Count; k++)
        {
            if (double.IsFinite(CriticalValues[k])) panel.MarkX(CriticalValues[k], Curves[k].Color ?? Palette.OfSeries(Curves[k].Name, k));
        }

        panel.Add(Traces.Line([double.NaN], [double.NaN], Palette.Muted, "exact boundary", 1.4, "dash"));
        if (Curves.Any(c => c.Y.Any(q => q <= Floor)))
        {
            panel.MarkY(Floor).Note(X.Range?.To ?? Curves.Max(c => c.X.Max()), Floor, "<i>q</i> = 0", Palette.Muted, "right", "bottom");
        }

        return Sheet.Of(panel);
    }

    private double[] Raised(IReadOnlyList<double> values) => [.. values.Select(q => q <= Floor ? Floor : q)];

    /// <summary>
    /// The panel of one grid of a table: median and range over seeds along a parameter, a curve for each value of another.
    /// </summary>
    internal static OrderParameterFigure Along(
        ResultTable table, string grid, string along, string fixedParameter, string symbol, Axis axis, Func<double, double> critical,
        IReadOnlyList<string> colors, FigureCaption caption)
    {
        IGrouping<double, CellRow>[] groups =
            [.. table.Cells.Where(cell => cell.Grid == grid && cell.Rule == RuleName.CurlDescent)
                .GroupBy(cell => cell.Number(fixedParameter)).OrderBy(group => group.Key)];
        return new OrderParameterFigure(
            axis,
            [.. groups.Select(
                (group, k) =>
                    Median($"{symbol} = {Symbols.Number(group.Key)}", [.. group.OrderBy(cell => cell.Number(along))], along) with
                    {
                        Color = colors[k % colors.Count],
                    })],
            [.. groups.Select(group => critical(group.Key))])
        {
            Caption = caption,
        };
    }

    /// <summary>Median of a measure with a band from the least to the greatest run, along a parameter.</summary>
    internal static Curve Median(string name, CellRow[] cells, string along, string? measure = null)
    {
        Summary[] runs = [.. cells.Select(cell => cell[measure ?? Measure.OrderParameter])];
        return new Curve(name, [.. cells.Select(cell => cell.Number(along))], [.. runs.Select(summary => summary.Median)])
        {
            Lower = [.. runs.Select(summary => summary.Minimum)],
            Upper = [.. runs.Select(summary => summary.Maximum)],
        };
    }
}
