using CurlDescent.Experiments;

namespace CurlDescent.Figures.Registry;

/// <summary>Figures of the registry that show result tables.</summary>
internal static class SweepFigures
{
    private const string OtherBoundary = "boundary of the linear network";

    public static ErrorMapFigure HiddenErrors(FigureInputs inputs, string id)
    {
        bool isLinear = id.StartsWith("fig3", StringComparison.Ordinal);
        ErrorMapFigure map = ErrorMapFigure.OfHiddenFlips(
            inputs.Table(id), inputs.CaptionOf(id, id));
        return map with
        {
            BoundaryName = isLinear ? map.BoundaryName : OtherBoundary,
            LogCompressionRatio = !id.EndsWith("inset", StringComparison.Ordinal) && !id.EndsWith('b'),
        };
    }

    public static ErrorMapsFigure ReadoutErrors(FigureInputs inputs, string id)
    {
        bool isLinear = id is "fig4" or "fig4-step";
        ErrorMapsFigure maps = ErrorMapsFigure.OfReadoutFlips(
            inputs.Table(id), inputs.CaptionOf(id, id));
        return isLinear ? maps : maps.Named(OtherBoundary);
    }

    public static ErrorMapFigure FinalReadoutErrors(FigureInputs inputs, string id) =>
        ErrorMapFigure.OfReadoutFlips(
            inputs.Table(id), inputs.CaptionOf(id, id));

    public static FigureGrid OrderParameters(FigureInputs inputs) => OrderParameterFigure.AcrossHiddenBoundary(
        inputs.Table("fig3b"),
        inputs.CaptionOf("fig3b", "fig3b"));

    public static FigureGrid LearningCurves(FigureInputs inputs) => LearningCurvesFigure.OverCells(
        inputs.Table("fig5b"),
        inputs.CaptionOf("fig5b", "fig5b"));

    public static FigureGrid TestErrors(FigureInputs inputs) => LearningCurvesFigure.OverCells(
        inputs.Table("fig5b"),
        inputs.CaptionOf("panel-i", "fig5b"),
        threshold: null,
        Series.TestError);

    public static FigureGrid Epochs(FigureInputs inputs, string id) => EpochsToThresholdFigure.OverGrids(
        inputs.Table(id),
        inputs.CaptionOf(id, id));

    public static FigureGrid Spectra(FigureInputs inputs)
    {
        ResultTable table = inputs.Table("spectrum");
        FigureCaption caption = inputs.CaptionOf("spectrum", "spectrum");
        return new FigureGrid([.. table.Curves.GroupBy(row => row.Grid).Select(rows => Spectrum([.. rows], caption))])
        {
            Caption = caption,
        };
    }

    public static WeightTracesFigure Weights(FigureInputs inputs) => new([TracesOf(inputs, "converging"), TracesOf(inputs, "chaotic")])
    {
        Caption = inputs.CaptionOf("weights", "weights"),
    };

    public static WeightTraces TracesOf(FigureInputs inputs, string grid)
    {
        CurveRow[] rows =
            [.. inputs.Table("weights").Curves
                .Where(row => row.Grid == grid && row.Rule == RuleName.CurlDescent
                    && row.Series.StartsWith(Series.HiddenWeight, StringComparison.Ordinal))];
        CurveRow[][] weights = [.. rows.GroupBy(row => row.Series).Select(group => group.ToArray())];
        return new WeightTraces(
            grid, [.. weights[0].Select(row => row.X)], [.. weights.Select(weight => weight.Select(row => row.Y).ToArray())]);
    }

    private static SpectrumFigure Spectrum(CurveRow[] rows, FigureCaption caption)
    {
        (double[] X, double[] Y) bins = Points(Series.EigenvalueHistogram), law = Points(Series.LimitingDensity),
            atoms = Points(Series.Atoms);
        CurveRow any = rows[0];
        return new SpectrumFigure([], new SpectralCurve(law.X, law.Y) { Atoms = [.. atoms.X.Zip(atoms.Y)] })
        {
            Histogram = new PlaneCurve(bins.X, bins.Y),
            Eigenvalue = new Axis("Eigenvalue, in units of <i>λ</i>"),
            Title = $"<i>M</i> = {Symbols.Number(any.Number(Parameters.Inputs), 6)}, "
                + $"<i>N</i> = {Symbols.Number(any.Number(Parameters.HiddenUnits), 6)}",
            Caption = caption,
        };

        (double[] X, double[] Y) Points(string series)
        {
            CurveRow[] of = [.. rows.Where(row => row.Series == series)];
            return ([.. of.Select(row => row.X)], [.. of.Select(row => row.Y)]);
        }
    }
}
