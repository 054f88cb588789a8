using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures.Composition;

/// <summary>The few kinds of marks that figures are made of.</summary>
internal static class Traces
{
    public static Props Line(
        IEnumerable<double> x, IEnumerable<double> y, string color, string? name = null, double? width = null, string? dash = null) => new()
        {
            ["type"] = "scatter",
            ["mode"] = "lines",
            ["x"] = x,
            ["y"] = y,
            ["line"] = new Props { ["color"] = color, ["width"] = width ?? FigureTheme.LineWidth, ["dash"] = dash },
            ["name"] = name,
            ["showlegend"] = name is not null,
        };

    public static Props Points(
        IEnumerable<double> x, IEnumerable<double> y, string color, string? name = null, double size = 7, string symbol = "circle",
        string? outline = null) => new()
        {
            ["type"] = "scatter",
            ["mode"] = "markers",
            ["x"] = x,
            ["y"] = y,
            ["marker"] = new Props
            {
                ["color"] = color,
                ["size"] = size,
                ["symbol"] = symbol,
                ["line"] = outline is null ? null : new Props { ["color"] = outline, ["width"] = 1.2 },
            },
            ["name"] = name,
            ["showlegend"] = name is not null,
        };

    /// <summary>The area between two curves.</summary>
    public static Props Between(
        IReadOnlyList<double> x, IReadOnlyList<double> lower, IReadOnlyList<double> upper, string color, double opacity = 0.2,
        string? name = null) =>
        Area([.. x, .. x.Reverse()], [.. upper, .. lower.Reverse()], color, opacity, name);

    /// <summary>A filled closed outline.</summary>
    public static Props Area(IEnumerable<double> x, IEnumerable<double> y, string color, double opacity, string? name = null) => new()
    {
        ["type"] = "scatter",
        ["mode"] = "lines",
        ["x"] = x,
        ["y"] = y,
        ["fill"] = "toself",
        ["fillcolor"] = Palette.Fade(color, opacity),
        ["line"] = new Props { ["width"] = 0, ["color"] = color },
        ["hoverinfo"] = "skip",
        ["name"] = name,
        ["showlegend"] = name is not null,
    };

    /// <summary>Coloured cells between edges; z has one row per y cell.</summary>
    public static Props Cells(IEnumerable<double> xEdges, IEnumerable<double> yEdges, double[,] z) => new()
    {
        ["type"] = "heatmap",
        ["x"] = xEdges,
        ["y"] = yEdges,
        ["z"] = z,
        ["coloraxis"] = "coloraxis",
        ["hoverongaps"] = false,
    };

    /// <summary>Filled contours of values on a grid, a step apart.</summary>
    public static Props Contours(IEnumerable<double> x, IEnumerable<double> y, double[,] z, double from, double to, double step) => new()
    {
        ["type"] = "contour",
        ["x"] = x,
        ["y"] = y,
        ["z"] = z,
        ["coloraxis"] = "coloraxis",
        ["autocontour"] = false,
        ["contours"] = new Props { ["start"] = from, ["end"] = to, ["size"] = step, ["coloring"] = "fill" },
        ["line"] = new Props { ["width"] = 0.6, ["color"] = "rgba(255,255,255,0.35)" },
        ["hoverinfo"] = "skip",
    };

    public static Props Bars(IEnumerable<double> x, IEnumerable<double> y, double width, string color, string? name = null) => new()
    {
        ["type"] = "bar",
        ["x"] = x,
        ["y"] = y,
        ["width"] = width,
        ["marker"] = new Props { ["color"] = Palette.Fade(color, 0.45), ["line"] = new Props { ["width"] = 0 } },
        ["name"] = name,
        ["showlegend"] = name is not null,
    };

    public static Props Line3(
        IEnumerable<double> x, IEnumerable<double> y, IEnumerable<double> z, string color, string? name = null, double width = 6,
        string? dash = null) => new()
        {
            ["type"] = "scatter3d",
            ["mode"] = "lines",
            ["x"] = x,
            ["y"] = y,
            ["z"] = z,
            ["line"] = new Props { ["color"] = color, ["width"] = width, ["dash"] = dash },
            ["name"] = name,
            ["showlegend"] = name is not null,
        };

    public static Props Surface(object x, object y, double[,] z, double opacity = 1) => new()
    {
        ["type"] = "surface",
        ["x"] = x,
        ["y"] = y,
        ["z"] = z,
        ["coloraxis"] = "coloraxis",
        ["opacity"] = opacity,
        ["showscale"] = false,
    };
}
