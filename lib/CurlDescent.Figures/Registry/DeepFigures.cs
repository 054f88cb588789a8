using CurlDescent.Experiments;

namespace CurlDescent.Figures.Registry;

/// <summary>Figures of the registry about depth and a real task.</summary>
internal static class DeepFigures
{
    private const string Ratio = Parameters.CompressionRatio, Layers = Parameters.WeightLayers, Layer = Parameters.FlippedLayer,
        Fraction = Parameters.FlippedFraction;

    public static FigureGrid Depth(FigureInputs inputs)
    {
        ResultTable table = inputs.Table("depth");
        FigureCaption caption = inputs.CaptionOf("depth", "depth");
        string[] linear = ["two", "three", "four"];
        return new FigureGrid([.. table.Runs.Where(run => linear.Contains(run.Grid) && run.Number(Fraction) == 1)
            .GroupBy(run => (int)run.Number(Layers)).OrderBy(depth => depth.Key).Select(depth => Panel(depth.Key, [.. depth]))])
        { Columns = 3, Caption = caption };

        CurvesFigure Panel(int layers, RunRow[] runs) => new(
            new Axis("Compression ratio <i>c</i>") { Log = true }, new Axis("Share of the runs that leave").Between(-0.04, 1.04),
            [
                .. Enumerable.Range(1, layers).Append(0).Select(layer =>
                {
                    RunRow[] some = [.. runs.Where(run => run.Number(Layer) == layer)];
                    string name = layer == 0 ? "all layers" : layer == 1 ? "inputs" : layer == layers ? "last hidden layer"
                        : $"hidden layer {layer - 1}";
                    double[] ratios = [.. some.Select(run => run.Number(Ratio)).Distinct().Order()];
                    return new Curve(
                        name, ratios, [.. ratios.Select(c => some.Where(run => run.Number(Ratio) == c).Average(run => run[Measure.Left]))])
                    { Marked = true, Color = Colors[layer == layers ? 1 : layer == 0 ? 0 : layer + 1] };
                }),
            ])
        { Title = $"<i>L</i> = {layers}", MarkedX = 0.25, Caption = caption };
    }

    public static FigureGrid Digits(FigureInputs inputs)
    {
        ResultTable table = inputs.Table("digits");
        FigureCaption caption = inputs.CaptionOf("digits", "digits");
        RunRow[] readout = [.. table.Runs.Where(run => run.Grid == "readout")];
        double most = readout.Max(run => run.Number(Fraction));
        CurvesFigure accuracy = new(
            new Axis("Flipped fraction of the hidden units"), new Axis("Test accuracy"),
            [
                .. RulesOf(readout).Select(rule => Curve.OfTable(table, rule, Fraction, Measure.TestAccuracy, "readout") with
                {
                    Marked = true,
                }),
            ])
        { Caption = caption };
        CurvesFigure angle = new(
            new Axis("Start (0), middle (1) and end (2) of training"), new Axis("Angle to the gradient, degrees").Between(-4, 104),
            [
                .. RulesOf(readout).Select(rule =>
                {
                    RunRow[] runs = [.. readout.Where(run => run.Rule == rule && run.Number(Fraction) == most)];
                    double Median(Measure measure) => Summary.Of(runs.Select(run => run[measure])).Median;
                    return new Curve(rule, [0, 1, 2], [Median(Measure.StartAngle), Median(Measure.MiddleAngle), Median(Measure.EndAngle)])
                    { Marked = true };
                }),
            ])
        { Caption = caption, MarkedY = 90 };
        return new FigureGrid([accuracy, angle]) { Caption = caption };
    }

    private static string[] Colors =>
        [Palette.Muted, Palette.Vermilion, Palette.Blue, Palette.Green, Palette.Purple, Palette.Orange];

    private static IEnumerable<string> RulesOf(RunRow[] runs) => runs.Select(run => run.Rule).Distinct();
}
