using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures.Composition;

/// <summary>A slider of precomputed steps.</summary>
/// <param name="Prefix">Name of the quantity with its equals sign.</param>
/// <param name="Labels">One label a step.</param>
/// <param name="Start">Step shown first.</param>
/// <param name="Changes">For each step, the trace attributes that change; each value holds one entry per trace of
/// <paramref name="TraceIndices"/>.</param>
/// <param name="TraceIndices">Traces that change.</param>
internal sealed record Slider(
    string Prefix, IReadOnlyList<string> Labels, int Start, Func<int, Props> Changes, IReadOnlyList<int> TraceIndices)
{
    public Props ToPlotly() => new()
    {
        ["active"] = Start,
        ["currentvalue"] = new Props
        {
            ["prefix"] = Prefix,
            ["font"] = FigureTheme.Font(FigureTheme.TextSize),
            ["xanchor"] = "left",
            ["offset"] = 6,
        },
        ["bgcolor"] = Palette.Grid,
        ["bordercolor"] = Palette.Muted,
        ["borderwidth"] = 1,
        ["activebgcolor"] = Palette.Blue,
        ["ticklen"] = 3,
        ["minorticklen"] = 0,
        ["tickcolor"] = Palette.Muted,
        ["font"] = FigureTheme.Font(FigureTheme.TextSize - 3),
        ["steps"] = Labels.Select((label, step) => (object)new Props
        {
            ["label"] = label,
            ["method"] = "restyle",
            ["args"] = new object[] { Changes(step), TraceIndices },
        }),
    };
}
