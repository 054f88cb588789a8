using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>
/// Several figures as the panels of one, row by row. A name that stands in several legends is written once, unless there are many names
/// or panels that share none;
/// sliders stay behind.
/// </summary>
/// <param name="Parts">At least one. Their captions are not shown: the caption of the whole speaks for all.</param>
public sealed record FigureGrid(IReadOnlyList<Figure> Parts) : Figure
{
    // A reader cannot find a line of one panel in a long list of the lines of all: beyond this each panel has a legend of its own.
    private const int MostSharedNames = 5;

    /// <summary>Number of columns; at least 1.</summary>
    public int Columns { get; init; } = 2;

    /// <summary>Height of a panel's plot area in pixels.</summary>
    public int PanelHeight { get; init; } = 270;

    /// <summary>Whether panels carry letters, A first.</summary>
    public bool Letters { get; init; }

    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Parts), Parts.Count);
        Check.Within(nameof(Columns), Columns, 1, 6);
        Panel[] panels = [.. Parts.SelectMany(part => part.Compose().Panels)];
        bool sharesLegend = SpeakOfTheSame(panels)
            && panels.SelectMany(panel => panel.LegendEntries).Distinct().Count() <= MostSharedNames;
        if (sharesLegend) NameOnce(panels);
        int columns = Math.Min(Columns, panels.Length);
        return new Sheet
        {
            Panels = panels,
            Columns = columns,
            Width = columns switch { 1 => 760, 2 => 980, _ => 1160 },
            PanelHeight = PanelHeight,
            Letters = Letters,
            SharesLegend = sharesLegend,
        };
    }

    // Panels without a common name have a legend each: in one list the same colour would mean two things.
    private static bool SpeakOfTheSame(Panel[] panels)
    {
        HashSet<string>[] names = [.. panels.Select(panel => panel.LegendEntries.ToHashSet()).Where(entries => entries.Count > 0)];
        return names.Length < 2 || names.All(some => names.Any(others => others != some && others.Overlaps(some)));
    }

    private static void NameOnce(Panel[] panels)
    {
        var seen = new HashSet<string>();
        foreach (Panel panel in panels)
        {
            string[] names = [.. panel.LegendEntries];
            foreach (Props trace in panel.Traces)
            {
                if (trace["name"] is not string name) continue;
                trace["legendgroup"] ??= name;
                if (panel.Legend == LegendPlace.None || seen.Contains(name)) trace["showlegend"] = false;
            }

            seen.UnionWith(names);
        }
    }
}
