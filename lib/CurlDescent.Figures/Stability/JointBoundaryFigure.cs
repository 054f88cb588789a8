using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>The phase boundary with flips in both layers as a surface: the compression ratio above which the solutions are unstable.</summary>
/// <param name="CriticalRatio">Critical c: x is α_r, y is α_h; NaN where there is none.</param>
public sealed record JointBoundaryFigure(GridMap CriticalRatio) : Figure
{
    /// <summary>Curves on the surface, such as its edges, each as points (α_r, α_h, c).</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<(double Readout, double Hidden, double Ratio)> Points)> Edges { get; init; } = [];

    internal override Sheet Compose()
    {
        GridMap exponents = CriticalRatio.Select(Math.Log10);
        double[] finite = [.. exponents.FiniteValues];
        Check.NotEmpty(nameof(CriticalRatio), finite.Length);
        double from = finite.Min(), to = finite.Max();
        int[] ticks = [.. Enumerable.Range((int)Math.Ceiling(from), (int)Math.Floor(to) - (int)Math.Ceiling(from) + 1)];
        var panel = new Panel
        {
            Bar = new ColorBar("Critical " + Symbols.C, ColorMap.Viridis, from, to) { Exponents = true },
            Scene = new Props
            {
                ["xaxis"] = new Props { ["title"] = Symbols.AlphaReadout, ["range"] = new object[] { 0.0, 0.5 } },
                ["yaxis"] = new Props { ["title"] = Symbols.AlphaHidden, ["range"] = new object[] { 0.0, 1.0 } },
                ["zaxis"] = new Props
                {
                    ["title"] = "Critical " + Symbols.C,
                    ["range"] = new object[] { from, Math.Max(to, 0.05) },
                    ["tickvals"] = ticks.Select(tick => (double)tick),
                    ["ticktext"] = ticks.Select(Symbols.PowerOfTen),
                },
                ["aspectmode"] = "manual",
                ["aspectratio"] = new Props { ["x"] = 1.1, ["y"] = 1.1, ["z"] = 0.85 },
                ["camera"] = new Props { ["eye"] = new Props { ["x"] = 1.5, ["y"] = 1.35, ["z"] = 0.75 } },
            },
        };
        panel.Add(Traces.Surface(exponents.X, exponents.Y, exponents.Values));
        string[] colors = [Palette.Vermilion, Palette.Ink, Palette.Sky];
        panel.Add(Edges.Select((edge, k) => Traces.Line3(
            edge.Points.Select(p => p.Readout), edge.Points.Select(p => p.Hidden), edge.Points.Select(p => Math.Log10(p.Ratio)), colors[k % colors.Length], edge.Name)));
        return new Sheet { Panels = [panel], PanelHeight = 440, NarrowPanelHeight = 320 };
    }
}
