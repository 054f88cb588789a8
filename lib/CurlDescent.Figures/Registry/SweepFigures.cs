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
            inputs.Table(id),
            inputs.Caption(
                id, $"Mean log10 test error after training of curl descent in a {(isLinear ? "linear" : "tanh")} network over the "
                    + $"compression ratio and the flipped fraction of the inputs, under the phase boundary."));
        return map with
        {
            BoundaryName = isLinear ? map.BoundaryName : OtherBoundary,
            LogCompressionRatio = !id.EndsWith("inset", StringComparison.Ordinal) && !id.EndsWith('b'),
        };
    }

    public static ErrorMapsFigure ReadoutErrors(FigureInputs inputs, string id)
    {
        bool isLinear = id == "fig4";
        ErrorMapsFigure maps = ErrorMapsFigure.OfReadoutFlips(
            inputs.Table(id),
            inputs.Caption(
                id, $"Final test error (left) and greatest training error (right) of curl descent from the teacher in a "
                    + $"{(isLinear ? "linear" : "tanh")} network, over the compression ratio and the flipped fraction of the hidden units, "
                    + $"under the phase boundary."));
        return isLinear ? maps : maps.Named(OtherBoundary);
    }

    public static ErrorMapFigure FinalReadoutErrors(FigureInputs inputs, string id) =>
        ErrorMapFigure.OfReadoutFlips(
            inputs.Table(id),
            inputs.Caption(id, "Final test error over the compression ratio and the flipped fraction of the hidden units."));

    public static FigureGrid OrderParameters(FigureInputs inputs) => OrderParameterFigure.AcrossHiddenBoundary(
        inputs.Table("fig3b"),
        inputs.Caption(
            "fig3b", "Median of the q order parameter over seeds, against the flipped fraction at fixed compression ratio (left) and the "
            + "other way round (right). It jumps at the exact boundary (dashed)."));

    public static FigureGrid LearningCurves(FigureInputs inputs) => LearningCurvesFigure.OverCells(
        inputs.Table("fig5b"),
        inputs.Caption(
            "fig5b", "Training error of gradient and curl descent in a tanh network with one flipped hidden unit, for few and for many "
            + "training samples. Lines: median over seeds; bands: eight of ten runs."));

    public static FigureGrid TestErrors(FigureInputs inputs) => LearningCurvesFigure.OverCells(
        inputs.Table("fig5b"),
        inputs.Caption(
            "fig5b",
            "Test error of gradient and curl descent in a tanh network with one flipped hidden unit, for few and for many training "
            + "samples. "
            + "Lines: median over seeds; bands: eight of ten runs."),
        threshold: null,
        Series.TestError);

    public static FigureGrid Epochs(FigureInputs inputs, string id) => EpochsToThresholdFigure.OverGrids(
        inputs.Table(id),
        inputs.Caption(
            id, "Epochs until the training error is below 10⁻³, gradient against curl descent: mean over seeds with its 95 % interval. "
                + "Where runs did not get there they count as the last epoch; such points are open triangles."));

    public static FigureGrid Spectra(FigureInputs inputs)
    {
        ResultTable table = inputs.Table("spectrum");
        FigureCaption caption = inputs.Caption(
            "spectrum",
            "Eigenvalues of one sampled stability matrix against the limiting density, with its atoms: readout flips (left) and hidden "
            + "flips (right).");
        return new FigureGrid([.. table.Curves.GroupBy(row => row.Grid).Select(rows => Spectrum([.. rows], caption))])
        {
            Caption = caption,
        };
    }

    public static WeightTracesFigure Weights(FigureInputs inputs) => new([TracesOf(inputs, "converging"), TracesOf(inputs, "chaotic")])
    {
        Caption = inputs.Caption(
            "weights", "Weights of a run left of the phase boundary, which converges, and of one right of it, which is chaotic."),
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
            Title = $"<i>M</i> = {Symbols.Number(any.Number("inputs"), 6)}, <i>N</i> = {Symbols.Number(any.Number("hiddenUnits"), 6)}",
            Caption = caption,
        };

        (double[] X, double[] Y) Points(string series)
        {
            CurveRow[] of = [.. rows.Where(row => row.Series == series)];
            return ([.. of.Select(row => row.X)], [.. of.Select(row => row.Y)]);
        }
    }
}
