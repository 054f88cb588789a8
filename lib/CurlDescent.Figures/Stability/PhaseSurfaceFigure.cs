using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>The joint phase boundary as a surface: the critical α_r over c and α_h. Stable below it.</summary>
/// <param name="CriticalReadoutFraction">Critical α_r: one row per α_h, one column per c; NaN where even α_r = 0 is unstable.</param>
public sealed record PhaseSurfaceFigure(GridMap CriticalReadoutFraction) : Figure
{
    internal override Sheet Compose()
    {
        GridMap map = CriticalReadoutFraction;
        double top = Math.Ceiling(10 * map.FiniteValues.DefaultIfEmpty(1).Max()) / 10;
        var panel = new Panel
        {
            Scene = new Props
            {
                ["xaxis"] = SceneAxis(Symbols.C, log: true),
                ["yaxis"] = SceneAxis(Symbols.AlphaHidden),
                ["zaxis"] = SceneAxis(Symbols.AlphaReadout).With("range", new object[] { 0.0, top }),
                ["camera"] = new Props { ["eye"] = new Props { ["x"] = 1.75, ["y"] = 1.55, ["z"] = 0.85 }, ["center"] = new Props { ["x"] = 0.0, ["y"] = 0.0, ["z"] = -0.15 } },
                ["aspectmode"] = "manual",
                ["aspectratio"] = new Props { ["x"] = 1.25, ["y"] = 1.0, ["z"] = 0.8 },
            },
            Bar = new ColorBar("Critical " + Symbols.AlphaReadout, ColorMap.Viridis, 0, top),
        };
        Props surface = Traces.Surface(map.X, map.Y, map.Values);
        surface["contours"] = new Props
        {
            ["z"] = new Props { ["show"] = true, ["start"] = 0.1, ["end"] = 0.9, ["size"] = 0.1, ["color"] = "rgba(255,255,255,0.6)", ["width"] = 1 },
        };
        surface["hovertemplate"] = "c = %{x:.3g}<br>α_h = %{y:.2f}<br>critical α_r = %{z:.3f}<extra></extra>";
        return new Sheet { Panels = [panel.Add(surface)], PanelHeight = 460, NarrowPanelHeight = 330 };
    }

    internal static Props SceneAxis(string title, bool log = false) => new()
    {
        ["title"] = new Props { ["text"] = title, ["font"] = FigureTheme.Font(FigureTheme.TitleSize) },
        ["type"] = log ? "log" : "linear",
        ["dtick"] = log ? 1 : null,
    };
}
