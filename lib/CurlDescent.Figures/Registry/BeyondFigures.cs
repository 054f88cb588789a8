using CurlDescent.Experiments;

namespace CurlDescent.Figures.Registry;

/// <summary>Figures of the registry whose experiments ask what the paper does not.</summary>
internal static class BeyondFigures
{
    private const string C = Parameters.CompressionRatio, Hidden = Parameters.HiddenFraction, Readout = Parameters.ReadoutFraction;

    // Growth slower than this does not show within the horizon of 10⁴ units of learning time.
    private const double SlowestGrowth = 1e-5;

    // α_h = 0.5 has the colour that it has in the panel above; the others, colours of their own.
    private static readonly string[] DeepColors = [Palette.Muted, Palette.Categorical[4], Palette.Ink];

    public static FigureGrid Exponents(FigureInputs inputs, string id)
    {
        ResultTable table = inputs.Table(id);
        bool hasDeep = table.Cells.Any(cell => cell.Grid == "deep");
        HiddenPhaseBoundary boundary = HiddenPhaseBoundary.Create();
        FigureCaption caption = inputs.CaptionOf(id, id);
        OrderParameterFigure[] above = OrderParameterFigure.PanelsAcrossHiddenBoundary(table, caption);
        OrderParameterFigure? deep = !hasDeep ? null : OrderParameterFigure.Along(
            table, "deep", C, Hidden, Symbols.AlphaHidden, new Axis(Symbols.CompressionRatio) { Log = true },
            boundary.FindCriticalCompressionRatio, DeepColors, caption);
        (OrderParameterFigure Above, Curve[] Curves)[] below =
        [
            (above[0], Curves("fractions", Hidden, C, Symbols.C, [.. Palette.Categorical.Take(3)])),
            (above[1], Curves("ratios", C, Hidden, Symbols.AlphaHidden, [.. Palette.Categorical.Skip(3).Take(3)])),
            .. deep is null ? [] : new[] { (deep, Curves("deep", C, Hidden, Symbols.AlphaHidden, DeepColors)) },
        ];

        // One range for all panels: what is called zero is zero beside the chaotic runs.
        double[] drawn =
        [
            .. below.SelectMany(panel => panel.Curves).SelectMany(curve => curve.Lower!.Concat(curve.Upper!)).Where(double.IsFinite),
        ];
        (double least, double greatest) = drawn.Length > 0 ? (drawn.Min(), drawn.Max()) : (0, 1);
        double margin = Math.Max(0.05 * (greatest - least), 1e-3);
        Axis axis = new Axis("Lyapunov exponent, per unit time").Between(least - margin, greatest + margin);
        LineExponentFigure[] exponents =
            [.. below.Select(
                panel => new LineExponentFigure(panel.Above.X, panel.Curves, panel.Above.CriticalValues)
                {
                    Exponent = axis,
                    Caption = caption,
                })];
        Figure[] last = deep is null ? [] : [deep, exponents[2]];
        return new FigureGrid([.. above, exponents[0], exponents[1], .. last]) { Caption = caption };

        Curve[] Curves(string grid, string along, string fixedParameter, string symbol, string[] colors) =>
        [
            .. table.Cells.Where(cell => cell.Grid == grid).GroupBy(cell => cell.Number(fixedParameter)).OrderBy(group => group.Key)
                .Select((group, k) =>
                OrderParameterFigure.Median(
                    $"{symbol} = {Symbols.Number(group.Key)}", [.. group.OrderBy(cell => cell.Number(along))], along,
                    Measure.LyapunovExponent) with
                {
                    Color = colors[k % colors.Length],
                }),
        ];
    }

    public static ScatterFigure Turning(FigureInputs inputs)
    {
        SweepSpec sweep = inputs.Sweep("turning");
        (double S, double Exponent, string Kind)[] runs =
        [
            .. inputs.Table("turning").Runs.Where(run => double.IsFinite(run[Measure.LyapunovExponent])).AsParallel().AsOrdered()
                .Select(run =>
            {
                TrainingProblem problem = TrainingProblem.Create(sweep.Cells[run.Cell].Training(run.Rule, run.Seed));
                string kind = SilentRotation.Find(problem) switch
                {
                    null => "no turning state",
                    { CanBeStable: false } => "none with friction in every direction",
                    _ => "a turning state with friction in every direction",
                };
                return (SilentRotation.SignedCorrelation(problem), run[Measure.LyapunovExponent], kind);
            }),
        ];
        return new ScatterFigure(
            new Axis("<i>s</i>: unflipped minus flipped share of the correlation of inputs and target"),
            new Axis("Largest exponent Λ<sub>1</sub>, per unit time"),
            [.. runs.GroupBy(run => run.Kind).OrderBy(group => group.Key)
                .Select(group => new PointGroup(group.Key, [.. group.Select(r => r.S)], [.. group.Select(r => r.Exponent)]))])
        {
            MarkedX = 0,
            MarkedY = 0,
            Caption = inputs.CaptionOf("turning", "turning"),
        };
    }

    public static FigureGrid TangentKernels(FigureInputs inputs)
    {
        FigureCaption caption = inputs.CaptionOf("tangent-kernel", "tangent-kernel", "fig8", "fig6a", "fig6b");
        ResultTable kernels = inputs.Table("tangent-kernel");
        ErrorMapFigure[] readout = [.. SweepFigures.ReadoutErrors(inputs, "fig8").Maps.Select(map => map.Map)];
        ErrorMapFigure wide = SweepFigures.HiddenErrors(inputs, "fig6a"), near = SweepFigures.HiddenErrors(inputs, "fig6b");
        return new FigureGrid(
        [
            new ErrorMapsFigure(
            [
                ("Kernel: growth rate", Growth(readout[1], "readout", Readout)),
                ("Simulated: greatest training error", readout[1]),
                ("Kernel: growth rate", Growth(wide, "hidden", Hidden)),
                ("Simulated: final test error", wide),
                ("Kernel: growth rate", Growth(near, "hidden-inset", Hidden)),
                ("Simulated: final test error", near),
            ])
            { Caption = caption },
        ])
        { Caption = caption };

        ErrorMapFigure Growth(ErrorMapFigure simulated, string grid, string fraction) => simulated with
        {
            LogErrors = GridMap.Of(
                kernels.Pivot(
                    C, fraction, RuleName.CurlDescent, cell => Math.Log10(Math.Max(SlowestGrowth, cell[Measure.GrowthRate].Mean)), grid)),
            Quantity = "Growth rate",
            Exponents = (Math.Log10(SlowestGrowth), 1),
        };
    }

    public static FigureGrid LinearKernels(FigureInputs inputs)
    {
        const string Kernels = "tangent-kernel-linear";
        FigureCaption caption = inputs.CaptionOf(Kernels, Kernels, "fig4", "fig3a-inset", "joint");
        return new FigureGrid([new ErrorMapsFigure(
        [
            ("Flipped hidden units: greatest training error",
                SweepFigures.ReadoutErrors(inputs, "fig4").Maps[1].Map with
                {
                    Marked = Dots("fig4", C, Readout, Any(run => run.LeavesTeacher)),
                }),
            ("Flipped inputs: final test error",
                SweepFigures.HiddenErrors(inputs, "fig3a-inset") with
                {
                    Marked = Dots("fig3a-inset", C, Hidden, runs => 2 * runs.Count(run => run.IsUnstable) >= runs.Count),
                }),
            .. from map in JointMaps(
                inputs.Table("joint"), caption, Measure.Log10MaxTrainError, s => s.Maximum, Symbols.TrainError, "greatest training error")
               select (map.Title, map.Map with { Marked = Dots("joint", Hidden, Readout, Any(run => run.LeavesTeacher), map.Grid) }),
        ])
        { Caption = caption }])
        { Caption = caption };

        static Func<IReadOnlyList<KernelPrediction>, bool> Any(Func<KernelPrediction, bool> predicted) => runs => runs.Any(predicted);

        PointGroup Dots(string id, string x, string y, Func<IReadOnlyList<KernelPrediction>, bool> dotted, string? grid = null)
        {
            CellRow[] cells =
            [
                .. from run in KernelPrediction.Of(inputs.Table(Kernels), inputs.Sweep(Kernels), inputs.Table(id), inputs.Sweep(id))
                   where grid is null || run.Simulated.Grid == grid
                   group run by run.Simulated.Cell into cell
                   where dotted([.. cell])
                   select cell.First().Simulated,
            ];
            return new PointGroup(
                "unstable by the kernel", [.. cells.Select(cell => cell.Number(x))], [.. cells.Select(cell => cell.Number(y))]);
        }
    }

    public static FigureGrid JointErrors(FigureInputs inputs)
    {
        FigureCaption caption = inputs.CaptionOf("joint", "joint");
        ResultTable table = inputs.Table("joint");
        var final = JointMaps(table, caption, Measure.Log10FinalTestError, s => s.Mean, Symbols.TestError, "final test error");
        var greatest = JointMaps(table, caption, Measure.Log10MaxTrainError, s => s.Maximum, Symbols.TrainError, "greatest training error");
        return new FigureGrid(
            [new ErrorMapsFigure(
                [.. final.Zip(greatest, (left, right) => new[] { (left.Title, left.Map), (right.Title, right.Map) })
                    .SelectMany(row => row)])
            {
                Caption = caption,
            }])
        {
            Caption = caption,
        };
    }

    // A map a grid: c = 0.1, then c = 10.
    private static IEnumerable<(string Grid, string Title, ErrorMapFigure Map)> JointMaps(
        ResultTable table, FigureCaption caption, string measure, Func<Summary, double> statistic, string quantity, string name)
    {
        foreach (IGrouping<string, CellRow> grid in table.Cells.GroupBy(cell => cell.Grid))
        {
            double c = grid.First().Number(C);
            PlaneCurve boundary = PlaneCurve.Of(JointPhaseBoundary.Create(), c);
            yield return (grid.Key, $"<i>c</i> = {Symbols.Number(c)}: {name}", new ErrorMapFigure(
                Axis.ReadoutFraction, ErrorMapFigure.Log10(table, Hidden, Readout, grid.Key, measure, statistic))
            {
                Across = Axis.HiddenFraction,
                Boundary = boundary.X.Count > 1 ? boundary : null,
                BoundaryName = "joint boundary",
                Quantity = quantity,
                Caption = caption,
            });
        }
    }
}
