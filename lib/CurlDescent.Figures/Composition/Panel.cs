using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures.Composition;

/// <summary>Where a panel's legend goes.</summary>
internal enum LegendPlace
{
    None,
    Above,
    TopLeft,
    TopRight,
    BottomLeft,
    BottomRight,
}

/// <summary>A colour bar beside a panel.</summary>
internal sealed record ColorBar(string Title, ColorMap Map, double From, double To)
{
    /// <summary>Whether the values are exponents of ten.</summary>
    public bool Exponents { get; init; }

    /// <summary>Values that are labelled; null chooses them.</summary>
    public IReadOnlyList<double>? Ticks { get; init; }

    /// <summary>Whether values beyond <see cref="To"/> have its colour; its label then says so.</summary>
    public bool OpenTop { get; init; }

    /// <summary>Whether only the colours are used, the bar being beside another panel.</summary>
    public bool Hidden { get; init; }

    public Props ToPlotly()
    {
        var bar = new Props
        {
            ["title"] = new Props { ["text"] = Title, ["side"] = "right", ["font"] = FigureTheme.Font(FigureTheme.TextSize) },
        };
        if (Exponents)
        {
            int first = (int)Math.Ceiling(From - 1e-9), last = (int)Math.Floor(To + 1e-9);
            int step = Math.Max(1, (int)Math.Ceiling((last - first) / 6.0));
            int[] exponents = [.. Enumerable.Range(first, Math.Max(1, last - first + 1)).Where(e => e % step == 0)];
            bar["tickmode"] = "array";
            bar["tickvals"] = exponents.Select(e => (double)e);
            bar["ticktext"] = exponents.Select(Symbols.PowerOfTen);
        }
        else if (Ticks is not null)
        {
            bar["tickmode"] = "array";
            bar["tickvals"] = Ticks;
            bar["ticktext"] = Ticks.Select((tick, k) => (OpenTop && k == Ticks.Count - 1 ? "≥ " : "") + Symbols.Number(tick));
        }

        return new Props
        {
            ["colorscale"] = Map.ToPlotly(),
            ["showscale"] = !Hidden,
            ["cmin"] = From,
            ["cmax"] = To,
            ["colorbar"] = bar,
        };
    }
}

/// <summary>One pair of axes, or one 3-D scene, with what is drawn in it. Knows nothing of its place in the figure.</summary>
internal sealed class Panel
{
    public string? Title { get; init; }

    public Axis X { get; init; } = new("");

    public Axis Y { get; init; } = new("");

    /// <summary>If given, the panel is a 3-D scene with these settings.</summary>
    public Props? Scene { get; init; }

    public ColorBar? Bar { get; init; }

    public LegendPlace Legend { get; set; } = LegendPlace.Above;

    /// <summary>Whether a unit of x is as long as a unit of y.</summary>
    public bool EqualUnits { get; init; }

    /// <summary>Whether axes, ticks and grid are left out: schematics.</summary>
    public bool Bare { get; init; }

    /// <summary>Whether y runs downwards: matrices.</summary>
    public bool ReversedY { get; init; }

    public bool Grid { get; init; } = true;

    public List<Props> Traces { get; } = [];

    /// <summary>Shapes in data coordinates.</summary>
    public List<Props> Shapes { get; } = [];

    /// <summary>Annotations in data coordinates (exponents on logarithmic axes).</summary>
    public List<Props> Notes { get; } = [];

    public Panel Add(params IEnumerable<Props> traces)
    {
        Traces.AddRange(traces);
        return this;
    }

    public Panel Add(Panel other)
    {
        Traces.AddRange(other.Traces);
        Shapes.AddRange(other.Shapes);
        Notes.AddRange(other.Notes);
        return this;
    }

    /// <summary>Writes text at a data point.</summary>
    public Panel Note(
        double x, double y, string text, string color = Palette.Ink, string anchorX = "center", string anchorY = "middle", int? size = null,
        bool isOpaque = false)
    {
        Notes.Add(new Props
        {
            ["x"] = X.Coordinate(x),
            ["y"] = Y.Coordinate(y),
            ["text"] = text,
            ["showarrow"] = false,
            ["xanchor"] = anchorX,
            ["yanchor"] = anchorY,
            ["font"] = FigureTheme.Font(size ?? FigureTheme.TextSize, color),
            ["bgcolor"] = isOpaque ? Palette.Paper : null,
        });
        return this;
    }

    /// <summary>Marks a value of x by a dashed line over the whole height.</summary>
    public Panel MarkX(double x, string color = Palette.Muted)
    {
        Shapes.Add(new Props
        {
            ["type"] = "line",
            ["x0"] = X.Log ? x : X.Coordinate(x),
            ["x1"] = X.Log ? x : X.Coordinate(x),
            ["y0"] = 0,
            ["y1"] = 1,
            ["yref"] = "domain",
            ["line"] = new Props { ["color"] = color, ["width"] = 1.4, ["dash"] = "dash" },
        });
        return this;
    }

    /// <summary>Marks a value of y by a dashed line over the whole width.</summary>
    public Panel MarkY(double y, string color = Palette.Muted)
    {
        Shapes.Add(new Props
        {
            ["type"] = "line",
            ["x0"] = 0,
            ["x1"] = 1,
            ["xref"] = "domain",
            ["y0"] = y,
            ["y1"] = y,
            ["line"] = new Props { ["color"] = color, ["width"] = 1.4, ["dash"] = "dash" },
        });
        return this;
    }

    /// <summary>Least and greatest positive value drawn along x or y; null if there is none.</summary>
    internal (double From, double To)? Span(string coordinate)
    {
        double[] values =
            [.. Traces.Select(trace => trace[coordinate]).OfType<IEnumerable<double>>().SelectMany(v => v)
                .Where(v => v > 0 && double.IsFinite(v))];
        return values.Length == 0 ? null : (values.Min(), values.Max());
    }

    internal IEnumerable<string> LegendEntries =>
        Traces.Where(trace => trace["name"] is string && trace["showlegend"] is not false).Select(trace => (string)trace["name"]!)
            .Distinct();
}
