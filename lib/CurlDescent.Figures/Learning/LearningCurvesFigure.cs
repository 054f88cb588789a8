using CurlDescent.Experiments;
using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Error over epochs for several rules, with bands over seeds; both axes logarithmic.</summary>
/// <param name="Curves">One a rule; x is the epoch plus one.</param>
public sealed record LearningCurvesFigure(IReadOnlyList<Curve> Curves) : Figure
{
    /// <summary>Quantity on the vertical axis.</summary>
    public Axis Error { get; init; } = new(Symbols.TrainError) { Log = true };

    /// <summary>Threshold drawn as a dashed line.</summary>
    public double? Threshold { get; init; }

    /// <summary>Title above the axes; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>
    /// Error of gradient and curl descent in every cell of a table, a panel each: the training error is Figure 5B of the paper, the test
    /// error panel I of its summary. Lines: median over seeds; bands: eight of ten runs.
    /// </summary>
    /// <param name="table">With curves; its cells differ in <c>trainingSamples</c>.</param>
    /// <param name="caption">Caption.</param>
    /// <param name="threshold">Threshold drawn as a dashed line; null for none.</param>
    /// <param name="series">Name of the curves, <see cref="Series.TrainError"/> or <see cref="Series.TestError"/>.</param>
    public static FigureGrid OverCells(
        ResultTable table, FigureCaption caption, double? threshold = 1e-3, string series = Series.TrainError) =>
        new([.. table.Cells.DistinctBy(cell => cell.Cell).Select(cell => OfCell(table, cell, caption, threshold, series))])
        {
            Caption = caption,
        };

    /// <summary>Test error of gradient and curl descent in the cell of a table with the most training samples: panel I.</summary>
    /// <param name="table">With curves; its cells differ in <c>trainingSamples</c>.</param>
    /// <param name="caption">Caption.</param>
    public static LearningCurvesFigure OfTestError(ResultTable table, FigureCaption caption) =>
        OfCell(table, table.Cells.MaxBy(cell => cell.Number(Parameters.TrainingSamples))!, caption, threshold: null, Series.TestError);

    private static LearningCurvesFigure OfCell(ResultTable table, CellRow cell, FigureCaption caption, double? threshold, string series) =>
        new([.. RuleName.OfThePaperIn(table).Select(rule => Curve.OverRuns(table, cell.Cell, rule, series))])
        {
            Title = $"<i>P</i> = {Symbols.Number(cell.Number(Parameters.TrainingSamples), 6)}",
            Error = new Axis(series == Series.TestError ? Symbols.TestError : Symbols.TrainError) { Log = true },
            Threshold = threshold,
            Caption = caption,
        };

    internal override Sheet Compose() => Sheet.Of(ToPanel(Title));

    internal Panel ToPanel(string? title = null) =>
        CurvesFigure.ToPanel(new Axis(Symbols.Epoch + " + 1") { Log = true }, Error, Curves, title, markedY: Threshold);
}
