using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Fields;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>One state of a flow figure: a landscape and what runs over it.</summary>
/// <param name="Label">Label on the slider.</param>
/// <param name="Loss">Loss over the plane of two weights.</param>
/// <param name="Trajectories">Paths from their starts.</param>
public sealed record FlowStep(string Label, GridMap Loss, IReadOnlyList<PlaneCurve> Trajectories)
{
    /// <summary>Curves on which the loss is 0.</summary>
    public IReadOnlyList<PlaneCurve> Solutions { get; init; } = [];

    /// <summary>Curves that a conservation law keeps the flow on.</summary>
    public IReadOnlyList<PlaneCurve> Conserved { get; init; } = [];
}

/// <summary>One panel of a flow figure.</summary>
/// <param name="Title">Rule.</param>
/// <param name="Steps">One per position of the slider.</param>
public sealed record FlowPanel(string Title, IReadOnlyList<FlowStep> Steps);

/// <summary>
/// Trajectories over the loss landscape of two weights, with a slider: hyperbolas under gradient descent, circles under curl descent.
/// </summary>
/// <param name="Slider">What the slider changes, such as "target <i>t</i> = ".</param>
/// <param name="Panels">Side by side; all with the same number of steps.</param>
public sealed record FlowFigure(string Slider, IReadOnlyList<FlowPanel> Panels) : Figure
{
    /// <summary>Position shown first.</summary>
    public int Start { get; init; }

    /// <summary>Whether the landscape is drawn in three dimensions.</summary>
    public bool Solid { get; init; }

    /// <summary>Loss at the top of the colours; null takes the 90th percentile.</summary>
    public double? TopLoss { get; init; }

    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Panels), Panels.Count);
        int steps = Panels[0].Steps.Count;
        Check.NotEmpty("Steps", steps);
        foreach (FlowPanel p in Panels) Check.SameLength($"{p.Title}.Steps", p.Steps.Count, $"{Panels[0].Title}.Steps", steps);
        Check.Within(nameof(Start), Start, 0, steps - 1);
        double top = TopLoss
            ?? Panels.SelectMany(p => p.Steps).SelectMany(s => s.Loss.FiniteValues).Order().ElementAt(
                (int)(0.9 * Panels.Sum(p => p.Steps.Sum(s => s.Loss.FiniteValues.Count()))));
        var groups = new List<IReadOnlyList<Props>>();
        List<Panel> panels = [.. Panels.Select((flow, k) => ToPanel(flow, top, k == Panels.Count - 1, groups))];

        // The groups lie panel after panel; the slider shows, in every panel, those of its position.
        int[] stepOf = [.. groups.SelectMany((group, g) => group.Select(_ => g % steps))];
        foreach ((Props trace, int step) in groups.SelectMany(g => g).Zip(stepOf)) trace["visible"] = step == Start;
        string[] labels = [.. Panels[0].Steps.Select(step => step.Label)];
        return new Sheet
        {
            Panels = panels,
            Columns = panels.Count,
            Width = panels.Count == 1 ? 760 : 980,
            PanelHeight = Solid ? 420 : panels.Count == 1 ? 440 : 370,
            NarrowPanelHeight = 290,
            Sliders = steps < 2
                ? [] : [new Slider(
                    Slider, labels, Start, s => new Props { ["visible"] = stepOf.Select(step => step == s) },
                    [.. Enumerable.Range(0, stepOf.Length)])],
        };
    }

    private Panel ToPanel(FlowPanel flow, double top, bool withBar, List<IReadOnlyList<Props>> groups)
    {
        GridMap first = flow.Steps[0].Loss;
        var panel = new Panel
        {
            Title = flow.Title,
            X = new Axis(Symbols.W1) { Range = (first.X[0], first.X[^1]) },
            Y = new Axis(Symbols.W2) { Range = (first.Y[0], first.Y[^1]) },
            Bar = new ColorBar("Loss", ColorMap.Cividis, 0, top)
            {
                Hidden = !withBar,
                Ticks = [.. Enumerable.Range(0, (int)(top / Step(top) + 1e-9) / 2 + 1).Select(k => 2 * k * Step(top))],
                OpenTop = Math.Abs(Math.IEEERemainder(top, 2 * Step(top))) < 1e-9 * top
                    && flow.Steps.Any(step => step.Loss.FiniteValues.Any(loss => loss > top)),
            },
            Grid = false,
            EqualUnits = !Solid,
            Scene = Solid ? SceneSettings(top) : null,
        };
        foreach (FlowStep step in flow.Steps)
        {
            Props[] traces = [.. Solid ? InSpace(step, top) : InPlane(step, top)];
            groups.Add(traces);
            panel.Add(traces);
        }

        return panel;
    }

    private static IEnumerable<Props> InPlane(FlowStep step, double top)
    {
        // Off the round numbers, on which saddles lie: Plotly draws a level through a saddle as a hook.
        yield return Traces.Contours(
            step.Loss.X, step.Loss.Y, Thinning.Rounded(step.Loss.Values, top), 0.4 * Step(top), top + Step(top) / 2, Step(top));
        yield return Joined(step, step.Conserved, "rgb(255,255,255)", "conserved quantity", 1.2, "dot");
        yield return Joined(step, step.Solutions, Palette.Sky, "solutions", 3.2, null);
        yield return Joined(step, step.Trajectories, Palette.Vermilion, "trajectories", 2.4, null);
        yield return Heads(step);
        yield return Traces.Points(
            step.Trajectories.Select(t => t.X[0]), step.Trajectories.Select(t => t.Y[0]), "rgb(255,255,255)", "starts", 8,
            outline: Palette.Vermilion);
    }

    private static IEnumerable<Props> InSpace(FlowStep step, double top)
    {
        double lift = 0.025 * top;
        yield return Traces.Surface(step.Loss.X, step.Loss.Y, Thinning.Rounded(step.Loss.Values, top))
            .With("hoverinfo", "skip").With("lighting", new Props { ["ambient"] = 0.85, ["diffuse"] = 0.4, ["specular"] = 0.05 });
        yield return Lifted(step, step.Solutions, lift, top, Palette.Sky, "solutions");
        yield return Lifted(step, step.Trajectories, lift, top, Palette.Vermilion, "trajectories");
    }

    // One arrow head a trajectory, at half of its length: opposite directions on the same circle look alike without.
    private static Props Heads(FlowStep step)
    {
        var x = new List<double>();
        var y = new List<double>();
        double extent = Extent(step);
        foreach (PlaneCurve path in step.Trajectories)
        {
            double[] lengths =
            [
                0, .. Enumerable.Range(1, path.X.Count - 1).Select(i => double.Hypot(path.X[i] - path.X[i - 1], path.Y[i] - path.Y[i - 1])),
            ];
            double half = lengths.Sum() / 2, gone = 0;
            int at = Array.FindIndex(lengths, length => (gone += length) >= half && length > 0);
            if (at < 1) continue;
            (double dx, double dy) = (path.X[at] - path.X[at - 1], path.Y[at] - path.Y[at - 1]);
            Arrows.AddHead(x, y, path.X[at], path.Y[at], dx / lengths[at], dy / lengths[at], 0.05 * extent);
        }

        return Traces.Line(Thinning.Rounded(x, extent), Thinning.Rounded(y, extent), Palette.Vermilion, width: 2.4).With(
            "hoverinfo", "skip");
    }

    private static Props Joined(FlowStep step, IReadOnlyList<PlaneCurve> curves, string color, string name, double width, string? dash)
    {
        double extent = Extent(step);
        PlaneCurve[] drawn = [.. curves.Select(c => c.Simplified(5e-4 * extent))];
        return Traces.Line(
            Thinning.Rounded(drawn.SelectMany(c => c.X.Append(double.NaN)), extent),
            Thinning.Rounded(drawn.SelectMany(c => c.Y.Append(double.NaN)), extent),
            color, curves.Count == 0 ? null : name, width, dash);
    }

    private static Props Lifted(FlowStep step, IReadOnlyList<PlaneCurve> curves, double lift, double top, string color, string name)
    {
        var x = new List<double>();
        var y = new List<double>();
        var z = new List<double>();
        double extent = Extent(step);

        // Short segments, since they are to follow the surface.
        foreach (PlaneCurve curve in curves.Select(c => c.Simplified(5e-4 * extent, 0.025 * extent)))
        {
            for (int i = 0; i < curve.X.Count; i++)
            {
                double height = Interpolate(step.Loss, curve.X[i], curve.Y[i]);
                x.Add(curve.X[i]);
                y.Add(curve.Y[i]);
                z.Add(height <= top ? height + lift : double.NaN);
            }

            x.Add(double.NaN);
            y.Add(double.NaN);
            z.Add(double.NaN);
        }

        return Traces.Line3(
            Thinning.Rounded(x, extent), Thinning.Rounded(y, extent), Thinning.Rounded(z, top), color, curves.Count == 0 ? null : name)
            .With("hoverinfo", "skip");
    }

    private static double Extent(FlowStep step) => Math.Min(step.Loss.X[^1] - step.Loss.X[0], step.Loss.Y[^1] - step.Loss.Y[0]);

    // About twelve colours, a round number apart.
    private static double Step(double top)
    {
        double least = top / 12 * (1 - 1e-9), decade = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return decade * new[] { 1, 2, 2.5, 5, 10 }.First(factor => factor * decade >= least);
    }

    private static double Interpolate(GridMap map, double x, double y) =>
        new FieldSamples(map.X, map.Y, map.Values, map.Values).At(x, y)?.U ?? double.NaN;

    private static Props SceneSettings(double top) => new()
    {
        ["xaxis"] = PhaseSurfaceFigure.SceneAxis(Symbols.W1).With("nticks", 4),
        ["yaxis"] = PhaseSurfaceFigure.SceneAxis(Symbols.W2).With("nticks", 4),

        // Without 0, which would stand on the label of the corner.
        ["zaxis"] = PhaseSurfaceFigure.SceneAxis("").With("tickmode", "array")
            .With("tickvals", Enumerable.Range(1, 3).Select(k => Math.Round(k * top / 3, 2)).ToArray())
            .With("range", new object[] { 0.0, top * 1.05 }),
        ["camera"] = new Props
        {
            ["eye"] = new Props { ["x"] = 1.1, ["y"] = -1.25, ["z"] = 1.5 },
            ["center"] = new Props { ["x"] = 0.0, ["y"] = 0.0, ["z"] = -0.14 },
        },
        ["aspectmode"] = "manual",
        ["aspectratio"] = new Props { ["x"] = 1.0, ["y"] = 1.0, ["z"] = 0.6 },
    };
}
