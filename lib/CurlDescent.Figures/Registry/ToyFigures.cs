namespace CurlDescent.Figures.Registry;

/// <summary>Figures of the registry that show the network of two synapses, ŷ = w2 w1 x.</summary>
internal static class ToyFigures
{
    private const double Reach = 2;

    public static HelmholtzFigure Helmholtz(FigureInputs inputs)
    {
        var grid = new RectangleGrid(-Reach, Reach, -Reach, Reach, 48, 48);
        HelmholtzDecomposition parts = HelmholtzDecomposition.Compute(new TwoWeightToy(1, flipReadout: true), grid);
        return new HelmholtzFigure(FieldSamples.Of(parts.Field), FieldSamples.Of(parts.Gradient), FieldSamples.Of(parts.Rotational))
        {
            Potential = GridMap.Of(grid, parts.Potential),
            Stream = GridMap.Of(grid, parts.StreamFunction),
            Caption = FigureCaption.Theory(CaptionTexts.Of("helmholtz"), "target 1, w₂ flipped, grid of 48×48 cells"),
        };
    }

    public static FlowFigure Flow(bool solid)
    {
        double[] targets = [0.25, 0.5, 1, 1.5, 2];
        return new FlowFigure(
            "target <i>t</i> = ",
            [Panel("Gradient descent", false, targets), Panel("Curl descent, <i>w</i><sub>2</sub> flipped", true, targets)])
        {
            Start = 2,
            Solid = solid,
            TopLoss = 3,
            Caption = FigureCaption.Theory(CaptionTexts.Of(solid ? "flow-3d" : "flow"), "ŷ = w₂w₁x"),
        };
    }

    public static CirculationFigure Circulation(FigureInputs inputs)
    {
        double[] part = [.. Enumerable.Range(0, 241).Select(k => k / 240.0)];
        (double X, double Y)[] loop = [.. part.Select(p => (0.9 + 0.7 * Math.Cos(2 * Math.PI * p), 0.7 + 0.7 * Math.Sin(2 * Math.PI * p)))];
        var curl = new TwoWeightToy(1, flipReadout: true);
        return new CirculationFigure(
            FieldSamples.Of((x, y) => Value(curl, x, y), (-0.5, 2.3), (-0.7, 2.1)),
            PlaneCurve.Through(loop),
            [Work("gradient descent", new TwoWeightToy(1), part, loop), Work("curl descent", curl, part, loop)])
        {
            Caption = FigureCaption.Theory(CaptionTexts.Of("circulation"), "two synapses, target 1, w₂ flipped"),
        };
    }

    private static FlowPanel Panel(string title, bool flip, double[] targets) =>
        new(title, [.. targets.Select(target => Step(target, flip))]);

    private static FlowStep Step(double target, bool flip)
    {
        var toy = new TwoWeightToy(target, flipReadout: flip);
        double[][] starts = [[-1.8, 1.5], [-0.4, -1.9], [1.9, 1.9], [-1.7, -0.3], [1.6, -1.2], [0.2, 1.4]];
        double[] right = [.. Enumerable.Range(0, 60).Select(k => target / Reach * Math.Pow(Reach * Reach / target, k / 59.0))];
        return new FlowStep(
            Symbols.Number(target),
            GridMap.Of(toy.Loss, (-Reach, Reach), (-Reach, Reach), 41),
            [.. starts.Select(start => PlaneCurve.Of(Trajectory.Integrate(toy, start, 12, maxStep: 0.2)))])
        {
            Solutions = [new PlaneCurve(right, [.. right.Select(w => target / w)]),
                new PlaneCurve([.. right.Select(w => -w)], [.. right.Select(w => -target / w)])],
        };
    }

    private static Curve Work(string name, TwoWeightToy toy, double[] part, (double X, double Y)[] loop)
    {
        double sum = 0;
        var work = new List<double> { 0 };
        for (int k = 1; k < loop.Length; k++)
        {
            ((double x0, double y0), (double x1, double y1)) = (loop[k - 1], loop[k]);
            (double u, double v) = Value(toy, (x0 + x1) / 2, (y0 + y1) / 2);
            sum += u * (x1 - x0) + v * (y1 - y0);
            work.Add(sum);
        }

        return new Curve(name, part, work);
    }

    private static (double U, double V) Value(TwoWeightToy toy, double x, double y)
    {
        Span<double> value = stackalloc double[2];
        toy.Evaluate([x, y], value);
        return (value[0], value[1]);
    }
}
