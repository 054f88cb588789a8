using CurlDescent.Experiments;
using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>
/// Test error over compression ratio and flipped fraction as a heat map, the colour logarithmic, under the exact boundary.
/// </summary>
/// <param name="Fraction">Axis of the flipped fraction.</param>
/// <param name="LogErrors">log10 of the error: one row per flipped fraction, one column per c, or per value of <see cref="Across"/>. NaN:
/// no finite error.</param>
public sealed record ErrorMapFigure(Axis Fraction, GridMap LogErrors) : Figure
{
    /// <summary>The exact boundary; null leaves it out.</summary>
    public PlaneCurve? Boundary { get; init; }

    /// <summary>Name of the quantity on the colour bar.</summary>
    public string Quantity { get; init; } = Symbols.TestError;

    /// <summary>Exponents at the ends of the colour bar; null takes those of the data.</summary>
    public (double From, double To)? Exponents { get; init; }

    /// <summary>Linear axis along the columns where it is not c; null for c.</summary>
    public Axis? Across { get; init; }

    /// <summary>Whether c has a logarithmic axis.</summary>
    public bool LogCompressionRatio { get; init; } = true;

    /// <summary>Name of the boundary in the legend.</summary>
    public string BoundaryName { get; init; } = "exact boundary";

    /// <summary>Cells marked by a dot, such as those for which a theory predicts something; null for none.</summary>
    public PointGroup? Marked { get; init; }

    /// <summary>Title above the axes; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// The map of final test errors with flipped inputs, as Figures 3A and 6 of the paper show it, under the exact boundary of linear
    /// networks.
    /// </summary>
    /// <param name="table">Over <c>compressionRatio</c> and <c>hiddenFraction</c>, with curl descent.</param>
    /// <param name="caption">Caption.</param>
    /// <exception cref="MissingColumnException">The table lacks a parameter or a measure.</exception>
    public static ErrorMapFigure OfHiddenFlips(ResultTable table, FigureCaption caption) =>
        new(Axis.HiddenFraction, Log10(table, Parameters.HiddenFraction, Measure.Log10FinalTestError, summary => summary.Mean))
        {
            Boundary = PlaneCurve.Of(HiddenPhaseBoundary.Create()),
            Caption = caption,
        };

    /// <summary>
    /// The map of final test errors with flipped hidden units, as Figures 4 and 8 of the paper show it, under the exact boundary of linear
    /// networks.
    /// </summary>
    /// <param name="table">Over <c>compressionRatio</c> and <c>readoutFraction</c>, with curl descent.</param>
    /// <param name="caption">Caption.</param>
    /// <exception cref="MissingColumnException">The table lacks a parameter or a measure.</exception>
    public static ErrorMapFigure OfReadoutFlips(ResultTable table, FigureCaption caption) =>
        OfReadoutFlips(table, caption, Measure.Log10FinalTestError, summary => summary.Mean, Symbols.TestError);

    internal static ErrorMapFigure OfReadoutFlips(
        ResultTable table, FigureCaption caption, string measure, Func<Summary, double> statistic, string quantity) =>
        new(Axis.ReadoutFraction, Log10(table, Parameters.ReadoutFraction, measure, statistic))
        {
            Boundary = PlaneCurve.Of(ReadoutPhaseBoundary.Create()),
            Quantity = quantity,
            Caption = caption,
        };

    internal override Sheet Compose() => Sheet.Of(ToPanel(Title));

    internal Panel ToPanel(string? title = null)
    {
        double[] finite = [.. LogErrors.FiniteValues];
        (double from, double to) = Exponents ?? (finite.Length == 0 ? (-1, 0) : (Math.Floor(finite.Min()), Math.Ceiling(finite.Max())));
        bool isLog = LogCompressionRatio && Across is null;
        double[] xEdges = GridMap.Edges(LogErrors.X, isLog), yEdges = GridMap.Edges(LogErrors.Y, false);
        var panel = new Panel
        {
            Title = title,
            X = (Across ?? (isLog ? Axis.CompressionRatio : new Axis(Symbols.CompressionRatio))).Between(xEdges[0], xEdges[^1]),
            Y = Fraction.Between(yEdges[0], yEdges[^1]),
            Bar = new ColorBar(Quantity, ColorMap.Viridis, from, Math.Max(to, from + 1)) { Exponents = true },
            Grid = false,
        };
        panel.Shapes.Add(Background());
        panel.Add(Cells(xEdges, yEdges));
        if (finite.Length < LogErrors.Values.Length) panel.Add(Traces.Points([], [], Palette.Missing, "no finite error", 10, "square"));
        if (Boundary is not null) panel.Add(Outlined(Boundary, BoundaryName));
        if (Marked is not null) panel.Add(Traces.Points(Marked.X, Marked.Y, Palette.Ink, Marked.Name, 4.5, outline: "rgb(255,255,255)"));
        return panel;
    }

    /// <summary>A curve that is seen on dark and on light cells.</summary>
    internal static IEnumerable<Props> Outlined(PlaneCurve curve, string name) =>
    [
        Traces.Line(curve.X, curve.Y, "rgb(0,0,0)", width: 5.4).With("hoverinfo", "skip"),
        Traces.Line(curve.X, curve.Y, "rgb(255,255,255)", width: 2.6).With("hoverinfo", "skip"),
        Traces.Line([double.NaN], [double.NaN], Palette.Ink, name),
    ];

    private static GridMap Log10(ResultTable table, string fraction, string measure, Func<Summary, double> statistic) =>
        Log10(table, Parameters.CompressionRatio, fraction, null, measure, statistic);

    /// <summary>
    /// A logarithmic measure of one grid over two parameters. A cell in which every run ended at exactly 0 has no logarithm: it is drawn as
    /// the least of the others.
    /// </summary>
    internal static GridMap Log10(ResultTable table, string x, string y, string? grid, string measure, Func<Summary, double> statistic)
    {
        GridMap map = GridMap.Of(table.Pivot(x, y, RuleName.CurlDescent, cell => Value(cell, measure, statistic), grid));
        double least = map.FiniteValues.DefaultIfEmpty(0).Min();
        return map.Select(value => double.IsNegativeInfinity(value) ? least : value);
    }

    private static double Value(CellRow cell, string measure, Func<Summary, double> statistic)
    {
        double value = statistic(cell[measure]);
        bool isZero = double.IsNaN(value) && cell.Measures.TryGetValue(Measure.ExactZero, out Summary zeros) && zeros.Mean == 1;
        return isZero ? double.NegativeInfinity : value;
    }

    private Props Cells(double[] xEdges, double[] yEdges)
    {
        Props cells = Traces.Cells(xEdges, yEdges, LogErrors.Values);
        cells["customdata"] = LogErrors.Y.Select(y => (object)LogErrors.X.Select(x => (object)new object[] { x, y }).ToArray()).ToArray();
        (string across, string along) = Across is null ? ("c", "α") : ("across", "along");
        cells["hovertemplate"] =
            $"{across} = %{{customdata[0]:.3g}}<br>{along} = %{{customdata[1]:.3g}}<br>log₁₀ = %{{z:.2f}}<extra></extra>";
        return cells;
    }

    internal static Props Background() => new()
    {
        ["type"] = "rect",
        ["layer"] = "below",
        ["xref"] = "domain",
        ["yref"] = "domain",
        ["x0"] = 0,
        ["x1"] = 1,
        ["y0"] = 0,
        ["y1"] = 1,
        ["fillcolor"] = Palette.Missing,
        ["line"] = new Props { ["width"] = 0 },
    };
}
