using CurlDescent.Figures.Networks;
using CurlDescent.Figures.Theme;
using Microsoft.FSharp.Collections;
using Plotly.NET;

namespace CurlDescent.Figures.Composition;

/// <summary>
/// Panels on a grid, with title, caption and sliders. Computes every place in pixels twice: for the figure's natural width, and for a
/// narrow screen, where the panels stand in one column. Panels stay free of places.
/// </summary>
internal sealed class Sheet
{
    private const int NarrowWidth = 360, NoteSize = 11, SliderHeight = 78, TitleHeight = 26, BareGap = 24;

    public required IReadOnlyList<Panel> Panels { get; init; }

    public int Columns { get; init; } = 1;

    /// <summary>Natural width of the figure in pixels.</summary>
    public int Width { get; init; } = 760;

    /// <summary>Height of a panel's plot area in pixels.</summary>
    public int PanelHeight { get; init; } = 340;

    /// <summary>Height of a panel's plot area on a narrow screen.</summary>
    public int NarrowPanelHeight { get; init; } = 250;

    /// <summary>Whether one legend above the first row serves all panels.</summary>
    public bool SharesLegend { get; init; }

    /// <summary>Whether panels carry letters, A first.</summary>
    public bool Letters { get; init; }

    public IReadOnlyList<Slider> Sliders { get; init; } = [];

    /// <summary>Whether provenance is printed under the figure.</summary>
    public bool PrintsProvenance { get; init; } = true;

    public static Sheet Of(Panel panel) => new() { Panels = [panel] };

    /// <summary>Panels side by side, as wide as they need.</summary>
    public static Sheet Row(params IReadOnlyList<Panel> panels) => new()
    {
        Panels = panels,
        Columns = panels.Count,
        Width = panels.Count switch { 1 => 760, 2 => 980, _ => 1160 },
        PanelHeight = panels.Count == 1 ? 340 : 270,
    };

    public GenericChart ToChart(FigureCaption caption, string? id = null)
    {
        Props layout = new Props
        {
            ["template"] = FigureTheme.Template(),
            ["autosize"] = true,
            ["barmode"] = "overlay",
            ["dragmode"] = "zoom",
        };
        var traces = new List<Trace>();
        for (int k = 0; k < Panels.Count; k++) Place(Panels[k], k, layout, traces);
        layout["shapes"] = Panels.SelectMany((panel, k) => panel.Shapes.Select(shape => (object)InPanel(shape, k))).ToArray();

        Props wide = Arrange(Columns, Width, PanelHeight, caption);
        Props narrow = Arrange(1, NarrowWidth, NarrowPanelHeight, caption);
        Merge(layout, wide);
        layout["meta"] = new Props
        {
            ["id"] = id,
            ["width"] = Width,
            ["narrow"] = narrow,
            ["dark"] = Palette.DarkNeutrals,
            ["caption"] = caption.Text,
            ["provenance"] = caption.Provenance(),
        };
        return GenericChart.fromFigure(Plotly.NET.Figure.create(ListModule.OfSeq(traces), layout.ToLayout()))
            is { } chart ? GenericChart.setConfig(Configuration().ToConfig(), chart) : throw new InvalidOperationException();
    }

    private static Props Configuration() => new()
    {
        ["responsive"] = true,
        ["displaylogo"] = false,
        ["modeBarButtonsToRemove"] = new object[] { "lasso2d", "select2d", "autoScale2d" },
    };

    // Drawings have no axes: a row of them ignores the columns' margins, shares the whole width and is no higher than the drawings need.
    private bool IsBare(int row, int columns)
    {
        IEnumerable<Panel> panels = Panels.Skip(row * columns).Take(columns);
        return columns > 1 && panels.Count() == columns && panels.All(panel => panel.Bare);
    }

    private double HeightOf(int row, int columns, int panelHeight, double areaWidth) =>
        IsBare(row, columns)
            ? Math.Min(panelHeight, (areaWidth - BareGap * (columns - 1)) / columns * Schematic.Height / Schematic.Width) : panelHeight;

    private static (double From, double To) BareSpan(int column, int columns, double areaWidth)
    {
        double width = (areaWidth - BareGap * (columns - 1)) / columns, from = column * (width + BareGap);
        return (from / areaWidth, (from + width) / areaWidth);
    }

    private static string Id(string kind, int k) => k == 0 ? kind : $"{kind}{k + 1}";

    private void Place(Panel panel, int k, Props layout, List<Trace> traces)
    {
        foreach (Props original in panel.Traces)
        {
            var trace = new Props().With(original);
            if (panel.Scene is null)
            {
                trace["xaxis"] = Id("x", k);
                trace["yaxis"] = Id("y", k);
            }
            else
            {
                trace["scene"] = Id("scene", k);
            }

            if (trace["coloraxis"] is not null) trace["coloraxis"] = Id("coloraxis", k);
            trace["showlegend"] = trace["showlegend"] is true && panel.Legend != LegendPlace.None;
            if (trace["showlegend"] is true) trace["legend"] = Id("legend", SharesLegend ? 0 : k);
            traces.Add(trace.ToTrace());
        }

        if (panel.Bar is not null) layout[Id("coloraxis", k)] = panel.Bar.ToPlotly();
        if (panel.Scene is not null)
        {
            layout[Id("scene", k)] = panel.Scene;
            return;
        }

        Props x = panel.X.ToPlotly(panel.Span("x")).With("anchor", Id("y", k)),
            y = panel.Y.ToPlotly(panel.Span("y")).With("anchor", Id("x", k));
        if (panel.EqualUnits) y.With("scaleanchor", Id("x", k)).With("constrain", "domain");
        if (panel.EqualUnits) x.With("constrain", "domain");
        if (panel.ReversedY) y["autorange"] = "reversed";
        if (!panel.Grid || panel.Bare)
        {
            x["showgrid"] = false;
            y["showgrid"] = false;
        }

        if (panel.Bare)
        {
            x["visible"] = false;
            y["visible"] = false;
            x["fixedrange"] = true;
            y["fixedrange"] = true;
        }

        layout[Id("xaxis", k)] = x;
        layout[Id("yaxis", k)] = y;
    }

    private static Props InPanel(Props item, int k)
    {
        Props placed = new Props().With(item);
        placed["xref"] = placed["xref"] is "domain" ? $"{Id("x", k)} domain" : Id("x", k);
        placed["yref"] = placed["yref"] is "domain" ? $"{Id("y", k)} domain" : Id("y", k);
        return placed;
    }

    /// <summary>Computes all that depends on width: margins, domains, legends, colour bars, annotations, sliders, height.</summary>
    private Props Arrange(int columns, int width, int panelHeight, FigureCaption caption)
    {
        int rows = (Panels.Count + columns - 1) / columns;
        double[] left = Over(columns, k => k % columns, k => Sides(Panels[k]).Left),
            right = Over(columns, k => k % columns, k => Sides(Panels[k]).Right);
        double areaWidth = width - left[0] - right[^1];
        double plotWidth = (areaWidth - Enumerable.Range(0, columns - 1).Sum(j => right[j] + left[j + 1])) / columns;

        // A legend may reach over the colour bar and the next panel's labels, not over its plot.
        bool[] isHorizontal =
            [.. Panels.Select(
                (panel, k) => columns == 1
                    || LegendWidth(panel) <= plotWidth + right[k % columns] + (k % columns == columns - 1 ? 0 : 40))];
        double[] legends = SharesLegend
            ? [.. Panels.Select((_, k) => k < columns ? LegendHeight(Panels.SelectMany(LegendEntryWidths), true, areaWidth) : 0)]
            : [.. Panels.Select(
                (panel, k) => panel.Legend != LegendPlace.Above
                    ? 0 : LegendHeight(LegendEntryWidths(panel), isHorizontal[k], columns == 1 ? plotWidth : double.PositiveInfinity))];
        double[] row = Over(rows, k => k / columns, k => legends[k]);
        double[] top = Over(rows, k => k / columns, k => 10 + row[k / columns] + (TitleOf(k) is null ? 0 : TitleHeight));
        double[] bottom = Over(
            rows, k => k / columns, k => Panels[k].Scene is not null ? 10 : Panels[k].Bare ? 8 : Panels[k].X.Title.Length == 0 ? 30 : 54);
        double[] heights = [.. Enumerable.Range(0, rows).Select(i => HeightOf(i, columns, panelHeight, areaWidth))];
        double areaHeight = heights.Sum() + Enumerable.Range(0, rows - 1).Sum(i => bottom[i] + top[i + 1]);
        string[] note = PrintsProvenance ? Wrap(caption.Provenance(), (int)((width - 20) / (NoteSize * 0.54))) : [];
        double foot = bottom[^1] + Sliders.Count * SliderHeight;
        double marginBottom = foot + note.Length * (NoteSize + 4) + (note.Length > 0 ? 8 : 0);

        var layout = new Props
        {
            ["height"] = (int)(areaHeight + top[0] + marginBottom),
            ["margin"] = new Props { ["l"] = (int)left[0], ["r"] = (int)right[^1], ["t"] = (int)top[0], ["b"] = (int)marginBottom },
        };
        var annotations = new List<object>();
        for (int k = 0; k < Panels.Count; k++)
        {
            int line = k / columns, column = k % columns;
            double x0 = Enumerable.Range(0, column).Sum(j => plotWidth + right[j] + left[j + 1]) / areaWidth,
                x1 = x0 + plotWidth / areaWidth;
            if (IsBare(line, columns)) (x0, x1) = BareSpan(column, columns, areaWidth);
            double y1 = 1 - Enumerable.Range(0, line).Sum(i => heights[i] + bottom[i] + top[i + 1]) / areaHeight,
                y0 = y1 - heights[line] / areaHeight;
            Panel panel = Panels[k];
            if (panel.Scene is null)
            {
                layout[Id("xaxis", k)] = new Props { ["domain"] = new object[] { x0, x1 } };
                layout[Id("yaxis", k)] = new Props { ["domain"] = new object[] { y0, y1 } };
            }
            else
            {
                layout[Id("scene", k)] = new Props
                {
                    ["domain"] = new Props { ["x"] = new object[] { x0, x1 }, ["y"] = new object[] { y0, y1 } },
                };
            }

            if (panel.Bar is { Hidden: false })
            {
                layout[Id("coloraxis", k)] = new Props
                {
                    ["colorbar"] = new Props { ["x"] = x1, ["xpad"] = 10, ["y"] = (y0 + y1) / 2, ["len"] = y1 - y0, ["ypad"] = 0 },
                };
            }

            bool hasLegend = SharesLegend ? k == 0 : panel.Legend != LegendPlace.None && panel.LegendEntries.Any();
            if (hasLegend)
            {
                layout[Id("legend", k)] =
                    Legend(SharesLegend ? LegendPlace.Above : panel.Legend, SharesLegend || isHorizontal[k], x0, x1, y0, y1, areaHeight);
            }

            if (TitleOf(k) is { } title) annotations.Add(PanelTitle(title, x0, y1, row[k / columns] + 5));
            annotations.AddRange(panel.Notes.Select(item => (object)InPanel(item, k)));
        }

        double sliderTop = bottom[^1];
        if (Sliders.Count > 0)
        {
            layout["sliders"] = Sliders.Select((slider, s) => (object)slider.ToPlotly().With(new Props
            {
                ["x"] = 0.0,
                ["len"] = 1.0,
                ["y"] = -(sliderTop + s * SliderHeight) / areaHeight,
                ["yanchor"] = "top",
                ["pad"] = new Props { ["t"] = 4, ["b"] = 4 },
            })).ToArray();
        }

        for (int n = 0; n < note.Length; n++)
        {
            annotations.Add(new Props
            {
                ["xref"] = "paper",
                ["yref"] = "paper",
                ["x"] = 0,
                ["y"] = 0,
                ["xshift"] = -(int)left[0] + 8,
                ["yshift"] = -(int)(foot + 6 + n * (NoteSize + 4)),
                ["xanchor"] = "left",
                ["yanchor"] = "top",
                ["align"] = "left",
                ["showarrow"] = false,
                ["text"] = note[n].Replace("α_h", Symbols.AlphaHidden, StringComparison.Ordinal)
                    .Replace("α_r", Symbols.AlphaReadout, StringComparison.Ordinal),
                ["font"] = FigureTheme.Font(NoteSize, Palette.Muted),
            });
        }

        layout["annotations"] = annotations.ToArray();
        return layout;

        double[] Over(int groups, Func<int, int> group, Func<int, double> pad) =>
            [.. Enumerable.Range(0, groups)
                .Select(g => Enumerable.Range(0, Panels.Count).Where(k => group(k) == g).Select(pad).DefaultIfEmpty(0).Max())];
    }

    private static (double Left, double Right) Sides(Panel panel)
    {
        double bar = panel.Bar is null or { Hidden: true } ? 0 : panel.Bar.Title.Length == 0 ? 56 : 84;
        return panel.Scene is not null ? (6, 6 + bar) : panel.Bare ? (8, 8 + bar) : (panel.Y.Title.Length == 0 ? 40 : 70, 20 + bar);
    }

    private string? TitleOf(int k)
    {
        string letter = Letters ? $"<b>{(char)('A' + k)}</b>" : "";
        string? title = Panels[k].Title;
        return letter.Length == 0 && title is null ? null : title is null ? letter : letter.Length == 0 ? title : $"{letter}  {title}";
    }

    private static double[] LegendEntryWidths(Panel panel) => [.. panel.LegendEntries.Select(name => 52 + 6 * PlainLength(name))];

    private static double LegendWidth(Panel panel) => panel.Legend == LegendPlace.Above ? LegendEntryWidths(panel).Sum() : 0;

    // A horizontal legend wraps into columns as wide as its widest entry.
    private static double LegendHeight(IEnumerable<double> widths, bool isHorizontal, double width)
    {
        double[] entries = [.. widths];
        if (entries.Length == 0) return 0;
        double inRow = !isHorizontal ? 1 : entries.Sum() <= width ? entries.Length : Math.Max(1, Math.Floor(width / entries.Max()));
        return 8 + 20 * Math.Ceiling(entries.Length / inRow);
    }

    internal static int PlainLength(string text) => System.Text.RegularExpressions.Regex.Replace(text, "<[^>]*>", "").Length;

    private static Props Legend(LegendPlace place, bool isHorizontal, double x0, double x1, double y0, double y1, double areaHeight)
    {
        bool above = place == LegendPlace.Above, isLeft = above || place is LegendPlace.TopLeft or LegendPlace.BottomLeft;
        bool isTop = place is LegendPlace.TopLeft or LegendPlace.TopRight;
        double inset = 0.02 * (x1 - x0);
        return new Props
        {
            ["orientation"] = above && isHorizontal ? "h" : "v",
            ["font"] = FigureTheme.Font(FigureTheme.TextSize - 1),
            ["bgcolor"] = "rgba(0,0,0,0)",
            ["tracegroupgap"] = 0,
            ["x"] = isLeft ? x0 + (above ? 0 : inset) : x1 - inset,
            ["xanchor"] = isLeft ? "left" : "right",
            ["y"] = above ? y1 + 4 / areaHeight : isTop ? y1 - 0.02 * (y1 - y0) : y0 + 0.02 * (y1 - y0),
            ["yanchor"] = above || !isTop ? "bottom" : "top",
        };
    }

    private static Props PanelTitle(string title, double x, double y, double lift) => new()
    {
        ["xref"] = "paper",
        ["yref"] = "paper",
        ["x"] = x,
        ["y"] = y,
        ["yshift"] = (int)lift,
        ["xanchor"] = "left",
        ["yanchor"] = "bottom",
        ["showarrow"] = false,
        ["text"] = title,
        ["font"] = FigureTheme.Font(FigureTheme.TitleSize),
    };

    private static void Merge(Props target, Props patch)
    {
        foreach ((string key, object? value) in patch)
        {
            if (value is Props inner && target[key] is Props existing)
            {
                var merged = new Props().With(existing);
                Merge(merged, inner);
                target[key] = merged;
            }
            else
            {
                target[key] = value;
            }
        }
    }

    private static string[] Wrap(string text, int characters)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > characters)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0) lines.Add(line);
        return [.. lines];
    }
}
