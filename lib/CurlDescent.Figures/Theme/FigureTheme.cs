using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>
/// The look that all figures share: one sans-serif family, sizes that stay readable at half size, quiet grid, ticks outside.
/// </summary>
public static class FigureTheme
{
    /// <summary>Font families, first found wins; none is downloaded.</summary>
    public const string FontFamily = "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

    /// <summary>Size of tick labels and legends, in pixels of the figure.</summary>
    public const int TextSize = 14;

    /// <summary>Size of axis titles.</summary>
    public const int TitleSize = 15;

    /// <summary>Width of a data line.</summary>
    public const double LineWidth = 2.4;

    internal static Props Font(int size, string color = Palette.Ink) =>
        new() { ["family"] = FontFamily, ["size"] = size, ["color"] = color };

    internal static Props Template() => new()
    {
        ["layout"] = new Props
        {
            ["font"] = Font(TextSize),
            ["paper_bgcolor"] = Palette.Paper,
            ["plot_bgcolor"] = Palette.Paper,
            ["colorway"] = Palette.Categorical,
            ["hovermode"] = "closest",
            ["hoverlabel"] = new Props { ["font"] = Font(TextSize), ["bgcolor"] = Palette.Paper, ["bordercolor"] = Palette.Muted },
            ["xaxis"] = PlaneAxis(),
            ["yaxis"] = PlaneAxis(),
            ["scene"] = new Props { ["xaxis"] = SceneAxis(), ["yaxis"] = SceneAxis(), ["zaxis"] = SceneAxis() },
            ["legend"] = new Props { ["font"] = Font(TextSize - 1), ["bgcolor"] = "rgba(0,0,0,0)" },
            ["coloraxis"] = new Props
            {
                ["colorbar"] = new Props
                {
                    ["outlinewidth"] = 0,
                    ["thickness"] = 13,
                    ["ticks"] = "outside",
                    ["ticklen"] = 4,
                    ["tickcolor"] = Palette.Muted,
                    ["tickfont"] = Font(TextSize - 1),
                },
            },
        },
    };

    private static Props PlaneAxis() => new()
    {
        ["showline"] = true,
        ["linecolor"] = Palette.Ink,
        ["linewidth"] = 1,
        ["ticks"] = "outside",
        ["ticklen"] = 5,
        ["tickcolor"] = Palette.Ink,
        ["tickfont"] = Font(TextSize),
        ["gridcolor"] = Palette.Grid,
        ["gridwidth"] = 1,
        ["zeroline"] = false,
        ["exponentformat"] = "power",
    };

    private static Props SceneAxis() => new()
    {
        ["showbackground"] = false,
        ["gridcolor"] = Palette.Grid,
        ["linecolor"] = Palette.Ink,
        ["tickfont"] = Font(TextSize - 2),
        ["zerolinecolor"] = Palette.Muted,
        ["exponentformat"] = "power",
    };
}
