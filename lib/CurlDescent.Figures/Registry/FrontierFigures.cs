using CurlDescent.Experiments;

namespace CurlDescent.Figures.Registry;

/// <summary>Figures of the registry about metrics, step sizes and noise.</summary>
internal static class FrontierFigures
{
    private const string Step = Parameters.LearningRate, Ratio = Parameters.CompressionRatio, Fraction = Parameters.HiddenFraction,
        Samples = Parameters.TrainingSamples;

    public static ScatterFigure Descent(FigureInputs inputs) => new(
        new Axis("Least over greatest eigenvalue, start"),
        new Axis("Greatest rise of the training error") { Log = true },
        [
            .. inputs.Table("descent").Runs.Where(run => run.Rule == RuleName.CurlDescent
                && double.IsFinite(run[Measure.RiseFactor])).GroupBy(run => run.Grid)
                .Select(grid => new PointGroup(
                    NameOf(grid.Key),
                    [.. grid.Select(run => run[Measure.StartEigenvalue])],
                    [.. grid.Select(run => run[Measure.RiseFactor])])),
        ])
    {
        MarkedX = 0,
        Caption = inputs.CaptionOf("descent", "descent"),
    };

    public static FigureGrid Plateaus(FigureInputs inputs)
    {
        ResultTable table = inputs.Table("plateaus");
        FigureCaption caption = inputs.CaptionOf("plateaus", "plateaus");
        var pairs = (from gradient in table.Runs
                     where gradient.Rule == RuleName.GradientDescent
                     join curl in table.Runs.Where(run => run.Rule == RuleName.CurlDescent) on (gradient.Cell, gradient.Seed) equals
                        (curl.Cell, curl.Seed)
                     orderby gradient.Number(Samples)
                     select (Gradient: gradient, Curl: curl)).ToArray();
        ScatterFigure Over(Axis x, Axis y, Func<RunRow, RunRow, double> horizontal, Func<RunRow, RunRow, double> vertical) => new(x, y,
        [
            .. pairs.GroupBy(p => p.Gradient.Number(Samples)).Select(group => new PointGroup(
                $"<i>P</i> = {Symbols.Number(group.Key, 5)}",
                [.. group.Select(p => horizontal(p.Gradient, p.Curl))], [.. group.Select(p => vertical(p.Gradient, p.Curl))])),
        ])
        { MarkedY = 1, Caption = caption };
        double Ratio(RunRow curl, RunRow gradient, Measure measure) => curl[measure] / gradient[measure];
        return new FigureGrid(
        [
            Over(new Axis("Slowest halving (epochs)") { Log = true }, new Axis("−<i>λ</i><sub>min</sub> <i>T</i>") { Range = (0, 1.1) },
                (gradient, _) => gradient[Measure.SlowestHalving], (gradient, _) => gradient[Measure.NegativeGrowth]),
            Over(new Axis("Ratio of epochs, from the start") { Log = true }, new Axis("Ratio, handed over there") { Log = true },
                (gradient, curl) => Ratio(curl, gradient, Measure.EpochsToThreshold),
                (gradient, curl) => Ratio(curl, gradient, Measure.HandedEpochs)) with
            { MarkedX = 1 },
        ])
        { Caption = caption };
    }

    public static FigureGrid StabilityEdge(FigureInputs inputs)
    {
        ResultTable table = inputs.Table("stability-edge");
        FigureCaption caption = inputs.CaptionOf("stability-edge", "stability-edge");
        return new FigureGrid([.. table.Runs.GroupBy(run => run.Number(Ratio)).OrderBy(ratio => ratio.Key).Select(ratio =>
            Panel(ratio.Key, [.. ratio]))])
        { Caption = caption };

        CurvesFigure Panel(double ratio, RunRow[] runs)
        {
            double[] steps = [.. runs.Select(run => run.Number(Step)).Distinct().Order()];
            Curve Shares(string name, Func<RunRow, bool> counted, Func<RunRow, bool> holds, bool dashed = false) => new(
                name, steps, [.. steps.Select(step => Share(runs.Where(run => run.Number(Step) == step && counted(run)),
                    holds))])
            { Marked = !dashed, Dashed = dashed };
            static bool Flipped(RunRow run) => run.Number(Fraction) > 0;
            return new CurvesFigure(new Axis("Step <i>η</i>") { Log = true }, new Axis("Share of the runs").Between(-0.03, 1.03), [
                Shares("rest", Flipped, run => run.EndsIn() is Fate.Solution or Fate.RestElsewhere),
                Shares("alternate", Flipped, run => run.EndsIn() == Fate.Alternation),
                Shares("turn rigidly", Flipped, run => run.EndsIn() == Fate.Rotation),
                Shares("chaotic", Flipped, run => run.EndsIn() == Fate.Chaos),
                Shares("without flips: rest", run => !Flipped(run), run => run.EndsIn() is Fate.Solution or Fate.RestElsewhere,
                    dashed: true),
            ])
            { Title = $"<i>c</i> = {Symbols.Number(ratio)}", Caption = caption };
        }
    }

    public static FigureGrid Basins(FigureInputs inputs)
    {
        FigureCaption caption = inputs.CaptionOf("basins", "basins");
        return new FigureGrid([.. inputs.Table("basins").Runs.GroupBy(run => run.Number(Ratio)).OrderBy(ratio => ratio.Key).Select(ratio =>
            Panel(ratio.Key, [.. ratio]))])
        { Caption = caption, Columns = 3, PanelHeight = 200 };

        CurvesFigure Panel(double ratio, RunRow[] runs)
        {
            double[] fractions = [.. runs.Select(run => run.Number(Fraction)).Distinct().Order()];
            Curve Shares(string name, Fate fate) => new(
                name, fractions,
                [.. fractions.Select(fraction => Share(runs.Where(run => run.Number(Fraction) == fraction), run => run.EndsIn() == fate))])
            { Marked = true };
            return new CurvesFigure(Axis.HiddenFraction, new Axis("Share of the starts").Between(-0.03, 1.03), [
                Shares("solution", Fate.Solution),
                Shares("rest elsewhere", Fate.RestElsewhere),
                Shares("alternate", Fate.Alternation),
                Shares("turn rigidly", Fate.Rotation),
                Shares("chaotic", Fate.Chaos),
            ])
            { Title = $"<i>c</i> = {Symbols.Number(ratio)}", Caption = caption };
        }
    }

    public static FigureGrid Drift(FigureInputs inputs)
    {
        CellRow[] cells = [.. inputs.Table("drift").Cells];
        FigureCaption caption = inputs.CaptionOf("drift", "drift");
        ScatterFigure Against(string title, Measure measured, Measure theory, Func<CellRow, bool> taken) => new(
            new Axis($"{title}, by theory") { Log = true }, new Axis($"{title}, measured") { Log = true },
            [
                .. cells.Where(taken).GroupBy(cell => cell.Rule).Select(rule => new PointGroup(
                    rule.Key, [.. rule.Select(cell => cell[theory].Median)], [.. rule.Select(cell => cell[measured].Median)])),
            ])
        { Diagonal = true, Caption = caption };
        return new FigureGrid(
        [
            Against("Loss under noise", Measure.KeptLoss, Measure.KeptLossTheory, MostlyStationary),
            Against(
                "Drift rate", Measure.DriftRate, Measure.DriftRateTheory,
                cell => cell[Measure.DriftRateTheory].Median > 0 && MostlyStationary(cell)),
        ])
        { Caption = caption };
    }

    private static double Share(IEnumerable<RunRow> runs, Func<RunRow, bool> holds)
    {
        RunRow[] all = [.. runs];
        return all.Length == 0 ? double.NaN : (double)all.Count(holds) / all.Length;
    }

    private static bool MostlyStationary(CellRow cell) => cell[Measure.Stationary].Mean > 0.5;

    private static string NameOf(string grid) => grid switch
    {
        "readout" => "readout flips",
        "readout-free" => "the same, norms free",
        "hidden" => "hidden flips",
        "panel-i" => "panel I",
        "panel-i-exact" => "panel I, exact gradient, norms free",
        _ => grid,
    };
}
