using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>
/// The joint phase boundary as a surface: the critical α_r over c and α_h. Stable below it. Where a vanishing fraction of flipped inputs
/// already destabilises, the boundary without any is not the limit of the surface: it is a line of its own.
/// </summary>
/// <param name="CompressionRatios">c of each point; rows follow α_h, columns run along the surface.</param>
/// <param name="HiddenFractions">α_h of each point, of the same shape.</param>
/// <param name="ReadoutFractions">Critical α_r of each point, of the same shape.</param>
public sealed record PhaseSurfaceFigure(double[,] CompressionRatios, double[,] HiddenFractions, double[,] ReadoutFractions) : Figure
{
    /// <summary>A surface over a rectangular grid.</summary>
    /// <param name="criticalReadoutFraction">Critical α_r: one row per α_h, one column per c; NaN or 0 where even α_r = 0 is
    /// unstable.</param>
    public PhaseSurfaceFigure(GridMap criticalReadoutFraction)
        : this(Spread(criticalReadoutFraction, (_, j) => criticalReadoutFraction.X[j]),
            Spread(criticalReadoutFraction, (i, _) => criticalReadoutFraction.Y[i]), criticalReadoutFraction.Values)
    {
    }

    // Below it the flipped inputs are as good as a single one of many.
    private const double LeastHiddenFraction = 2e-3;

    /// <summary>The boundary without flipped inputs, c and α_r; empty leaves it out.</summary>
    public PlaneCurve? WithoutHiddenFlips { get; init; }

    /// <summary>Samples the joint boundary: for each α_h from the smallest c to where even α_r = 0 is unstable.</summary>
    /// <param name="boundary">The boundary.</param>
    /// <param name="caption">Caption.</param>
    /// <param name="compressionRatios">Range of c.</param>
    /// <param name="points">Points along each direction, at least 2.</param>
    public static PhaseSurfaceFigure Of(
        JointPhaseBoundary boundary, FigureCaption caption, (double From, double To) compressionRatios, int points = 45)
    {
        Check.Within(nameof(points), points, 2, 1000);
        double[,] c = new double[points, points], hidden = new double[points, points], readout = new double[points, points];
        for (int i = 0; i < points; i++)
        {
            // Rows are closest where the foot of the surface bends most.
            double alpha = LeastHiddenFraction + (1 - LeastHiddenFraction) * Math.Pow((double)i / (points - 1), 2);
            double most = boundary.TryFindCriticalCompressionRatio(alpha, 0, out double critical)
                ? Math.Min(critical, compressionRatios.To) : compressionRatios.To;
            for (int j = 0; j < points; j++)
            {
                c[i, j] = compressionRatios.From * Math.Pow(most / compressionRatios.From, 1 - Math.Pow(1 - (double)j / (points - 1), 2));
                hidden[i, j] = alpha;

                // At the critical c of hidden flips alone nothing is left for the readout.
                readout[i, j] = j == points - 1 && most < compressionRatios.To ? 0 : boundary.LargestStableReadoutFraction(c[i, j], alpha);
            }
        }

        double[] ratios = [.. Enumerable.Range(0, points).Select(k =>
            compressionRatios.From * Math.Pow(compressionRatios.To / compressionRatios.From, (double)k / (points - 1)))];
        return new PhaseSurfaceFigure(c, hidden, readout)
        {
            Caption = caption,
            WithoutHiddenFlips = new PlaneCurve(ratios, [.. ratios.Select(ratio => boundary.LargestStableReadoutFraction(ratio, 0))]),
        };
    }

    internal override Sheet Compose()
    {
        (int rows, int columns) = (CompressionRatios.GetLength(0), CompressionRatios.GetLength(1));
        Check.Shape(nameof(HiddenFractions), HiddenFractions, rows, columns);
        Check.Shape(nameof(ReadoutFractions), ReadoutFractions, rows, columns);
        double top = Math.Min(1, Math.Ceiling(10 * ReadoutFractions.Cast<double>().Where(double.IsFinite).DefaultIfEmpty(1).Max()) / 10);

        // The floor's 0 would stand on the corner's label of c.
        double[] heights = [.. Enumerable.Range(1, (int)Math.Round(10 * top)).Select(k => k / 10.0)];
        var panel = new Panel
        {
            Scene = new Props
            {
                ["xaxis"] = LogAxis(),
                ["yaxis"] = SceneAxis(Symbols.AlphaHidden),
                ["zaxis"] = SceneAxis("").With("range", new object[] { 0.0, top }).With("tickmode", "array").With("tickvals", heights),
                ["annotations"] = new object[] { HeightTitle(top) },
                ["camera"] = new Props
                {
                    ["eye"] = new Props { ["x"] = 0.75, ["y"] = -1.85, ["z"] = 0.75 },
                    ["center"] = new Props { ["x"] = 0.0, ["y"] = 0.0, ["z"] = -0.12 },
                },
                ["aspectmode"] = "manual",
                ["aspectratio"] = new Props { ["x"] = 1.3, ["y"] = 1.0, ["z"] = 0.75 },
            },
            Bar = new ColorBar("Critical " + Symbols.AlphaReadout, ColorMap.Viridis, 0, top),
        };
        Props surface = Traces.Surface(CompressionRatios, HiddenFractions, ReadoutFractions);
        surface["contours"] = new Props
        {
            ["z"] = new Props
            {
                ["show"] = true,
                ["start"] = 0.05,
                ["end"] = top,
                ["size"] = 0.05,
                ["color"] = "rgba(255,255,255,0.6)",
                ["width"] = 1,
            },
        };
        surface["hovertemplate"] = "c = %{x:.3g}<br>α_h = %{y:.2f}<br>critical α_r = %{z:.3f}<extra></extra>";
        panel.Add(surface);
        if (WithoutHiddenFlips is { } edge)
            panel.Add(Traces.Line3(edge.X, [.. edge.X.Select(_ => 0.0)], edge.Y, Palette.Ink, Symbols.AlphaHidden + " = 0", 4));
        return new Sheet { Panels = [panel], PanelHeight = 460, NarrowPanelHeight = 240 };
    }

    // Plotly turns the title of a vertical axis upside down under some cameras; an annotation stands upright under all. At the far edge,
    // which a narrow page shows too.
    private Props HeightTitle(double top)
    {
        double[] ratios = [.. CompressionRatios.Cast<double>().Where(double.IsFinite)];
        return new Props
        {
            ["x"] = Math.Log10(ratios.Min()),
            ["y"] = 1,
            ["z"] = top,
            ["text"] = Symbols.AlphaReadout,
            ["showarrow"] = false,
            ["yshift"] = 14,
            ["font"] = FigureTheme.Font(FigureTheme.TitleSize),
        };
    }

    // Plotly's own labels of a logarithmic axis fail in three dimensions at 10⁰.
    private Props LogAxis()
    {
        double[] all = [.. CompressionRatios.Cast<double>().Concat(WithoutHiddenFlips?.X ?? []).Where(double.IsFinite)];
        double[] ticks = Axis.LogTicks(all.Min(), all.Max());
        return SceneAxis(Symbols.C).With("type", "log").With("tickmode", "array").With("tickvals", ticks).With(
            "ticktext", Axis.LogLabels(ticks));
    }

    internal static Props SceneAxis(string title) => new()
    {
        ["title"] = new Props { ["text"] = title, ["font"] = FigureTheme.Font(FigureTheme.TitleSize) },
    };

    private static double[,] Spread(GridMap map, Func<int, int, double> value)
    {
        var spread = new double[map.Y.Count, map.X.Count];
        for (int i = 0; i < map.Y.Count; i++)
        {
            for (int j = 0; j < map.X.Count; j++) spread[i, j] = value(i, j);
        }

        return spread;
    }
}
