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

    /// <summary>Training error of gradient and curl descent in every cell of a table, a panel each, as Figure 5B of the paper. Lines: median over seeds; bands: eight of ten runs.</summary>
    /// <param name="table">With curves; its cells differ in <c>trainingSamples</c>.</param>
    /// <param name="caption">Caption.</param>
    /// <param name="threshold">Threshold drawn as a dashed line.</param>
    public static FigureGrid OverCells(ResultTable table, FigureCaption caption, double threshold = 1e-3) => new(
    [
        .. table.Cells.DistinctBy(cell => cell.Cell).Select(cell => new LearningCurvesFigure([.. RuleName.OfThePaperIn(table).Select(rule => Curve.OverRuns(table, cell.Cell, rule, Series.TrainError))])
        {
            Title = $"<i>P</i> = {Symbols.Number(cell.Number("trainingSamples"), 6)}",
            Threshold = threshold,
            Caption = caption,
        }),
    ])
    { Caption = caption };

    internal override Sheet Compose() => Sheet.Of(ToPanel(Title));

    internal Panel ToPanel(string? title = null) =>
        CurvesFigure.ToPanel(new Axis(Symbols.Epoch + " + 1") { Log = true }, Error, Curves, title, markedY: Threshold);
}
