using CurlDescent.Experiments;
using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>
/// Epochs until the training error falls below a threshold, for each rule, with confidence bands. Points where runs did not get there are
/// open triangles: the true value is greater.
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

    /// <summary>
    /// Epochs to threshold of gradient and curl descent over what a table varies, mean over seeds with its 95 % interval, as Figures 5, 10
    /// and 11 of the paper.
    /// </summary>
    /// <param name="table">Of one grid that varies one of <c>trainingSamples</c>, <c>initialRange</c>, <c>teacherRange</c> and
    /// <c>readoutFlips</c>.</param>
    /// <param name="caption">Caption.</param>
    /// <param name="title">Title; null for none.</param>
    /// <exception cref="SpecException">The table varies none of them.</exception>
    public static EpochsToThresholdFigure Of(ResultTable table, FigureCaption caption, string? title = null)
    {
        Curve[] curves =
        [
            .. RuleName.OfThePaperIn(table).Select(rule => Curve.OfTable(table, rule, Varied(table.Cells), Measure.EpochsToThreshold)),
        ];
        bool isCensored = curves.Any(curve => curve.Censored!.Any(c => c));
        return new EpochsToThresholdFigure(AxisOf(table.Cells), curves)
        {
            Title = title,
            Horizon = isCensored ? table.Cells.Max(cell => cell[Measure.EpochsToThresholdOrLast].Maximum) : null,
            Caption = caption,
        };
    }

    /// <summary>The same for each grid of a table and each distribution of the initial weights in it, a panel each.</summary>
    /// <param name="table">Grids as <see cref="Of"/> takes them.</param>
    /// <param name="caption">Caption.</param>
    /// <exception cref="SpecException">A grid varies none of the parameters.</exception>
    public static FigureGrid OverGrids(ResultTable table, FigureCaption caption)
    {
        var groups =
            table.Cells.GroupBy(cell => (cell.Grid, Distribution: cell.Parameters.ContainsKey(Distribution) ? cell.Text(Distribution) : ""))
                .ToArray();
        string[] axes = [.. groups.Select(group => Varied([.. group]))];
        return new FigureGrid(
            [.. groups.Select(
                (group, k) =>
                    Of(table with { Cells = [.. group] }, caption,
                        TitleOf(group.Key.Grid, group.Key.Distribution, axes.Count(axis => axis == axes[k]) > 1)))])
        {
            Caption = caption,
        };
    }

    internal override Sheet Compose() => Sheet.Of(ToPanel(Title));

    internal Panel ToPanel(string? title = null)
    {
        int exponent = (int)Math.Round(Math.Log10(Threshold));
        string threshold = Math.Abs(Threshold / Math.Pow(10, exponent) - 1) < 1e-9
            ? Symbols.PowerOfTen(exponent) : Symbols.Number(Threshold);
        Panel panel = CurvesFigure.ToPanel(
            X, new Axis($"Epochs to training error {threshold}") { Log = true }, [.. Curves.Select(c => c with { Marked = true })], title,
            markedY: Horizon);
        if (Curves.Any(curve => curve.Censored?.Any(c => c) == true))
            panel.Add(Traces.Points([double.NaN], [double.NaN], Palette.Paper, "censored", 10, "triangle-up", Palette.Muted));
        return panel;
    }

    private const string Distribution = Parameters.InitialDistribution;

    // A panel that no other shares its axis with needs no title.
    private static string? TitleOf(string grid, string distribution, bool isOneOfSeveral) =>
        isOneOfSeveral ? string.Join(", ", new[] { grid, distribution }.Where(word => word.Length > 0 && word != "main")) : null;

    private static string Varied(IReadOnlyList<CellRow> cells) =>
        new[] { Parameters.TrainingSamples, Parameters.InitialRange, Parameters.TeacherRange, Parameters.ReadoutFlips }
            .FirstOrDefault(name => cells[0].Parameters.ContainsKey(name) && cells.Select(cell => cell.Number(name)).Distinct().Count() > 1)
        ?? throw new SpecException(
            "Table", string.Join(", ", cells[0].Parameters.Keys),
            "several values of trainingSamples, initialRange, teacherRange or readoutFlips");

    private static Axis AxisOf(IReadOnlyList<CellRow> cells) => Varied(cells) switch
    {
        Parameters.TrainingSamples => new Axis("Training samples <i>P</i>") { Log = true },
        Parameters.InitialRange => new Axis("Range of the initial weights"),
        Parameters.TeacherRange => new Axis("Range of the teacher's weights"),
        _ => new Axis($"Flipped hidden units, of {Symbols.Number(cells[0].Number(Parameters.HiddenUnits))}"),
    };
}
