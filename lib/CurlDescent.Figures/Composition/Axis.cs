using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>An axis: what it shows, and how.</summary>
/// <param name="Title">Quantity with its symbol, in Plotly's text format (see <see cref="Symbols"/>).</param>
public sealed record Axis(string Title)
{
    /// <summary>Whether the axis is logarithmic.</summary>
    public bool Log { get; init; }

    /// <summary>Range in data units; null fits it to the data.</summary>
    public (double From, double To)? Range { get; init; }

    /// <summary>Places of ticks in data units; null chooses them.</summary>
    public IReadOnlyList<double>? Ticks { get; init; }

    /// <summary>Labels of <see cref="Ticks"/>; null writes the numbers.</summary>
    public IReadOnlyList<string>? TickLabels { get; init; }

    /// <summary>The axis of compression ratios, logarithmic.</summary>
    public static Axis CompressionRatio { get; } = new(Symbols.CompressionRatio) { Log = true };

    /// <summary>The axis of α_h, 0 to 1.</summary>
    public static Axis HiddenFraction { get; } = new(Symbols.HiddenFraction) { Range = (0, 1) };

    /// <summary>The axis of α_r, 0 to 1.</summary>
    public static Axis ReadoutFraction { get; } = new(Symbols.ReadoutFraction) { Range = (0, 1) };

    /// <summary>The axis of epochs, logarithmic.</summary>
    public static Axis Epochs { get; } = new(Symbols.Epoch) { Log = true };

    /// <summary>Returns this axis with another range.</summary>
    /// <param name="from">Start, in data units.</param>
    /// <param name="to">End, in data units.</param>
    public Axis Between(double from, double to) => this with { Range = (from, to) };

    /// <param name="data">Least and greatest value that is drawn; used where no range is given.</param>
    internal Props ToPlotly((double From, double To)? data = null)
    {
        var axis = new Props
        {
            ["type"] = Log ? "log" : "linear",
            ["title"] = new Props { ["text"] = Title, ["font"] = FigureTheme.Font(FigureTheme.TitleSize), ["standoff"] = 8 },
        };
        if (Range is { } range) axis["range"] = new object[] { Coordinate(range.From), Coordinate(range.To) };
        if (Ticks is { } ticks)
        {
            axis["showticklabels"] = ticks.Count > 0;
            axis["tickmode"] = "array";
            axis["tickvals"] = ticks;
            axis["ticktext"] = TickLabels ?? [.. ticks.Select(tick => Symbols.Number(tick))];
        }
        else if (Log && (Range ?? data) is { From: > 0, To: > 0 } span)
        {
            double[] places = LogTicks(span.From, span.To);
            axis["tickmode"] = "array";
            axis["tickvals"] = places;
            axis["ticktext"] = LogLabels(places);
        }

        return axis;
    }

    /// <summary>Plotly places annotations and ranges of a logarithmic axis by the exponent.</summary>
    internal double Coordinate(double value) => Log ? Math.Log10(value) : value;

    /// <summary>Places of labels on a logarithmic axis: powers of ten where there are many decades, 1, 2, 5 where there are few.</summary>
    internal static double[] LogTicks(double from, double to)
    {
        (from, to) = (Math.Min(from, to), Math.Max(from, to));
        double decades = Math.Log10(to / from);
        double[] steps = decades >= 1.9
            ? [1] : decades >= 1.1 ? [1, 2, 5] : decades >= 0.5 ? [1, 2, 3, 5, 7] : [1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9];
        int every = Math.Max(1, (int)Math.Ceiling(decades / 7));
        int first = (int)Math.Floor(Math.Log10(from)), last = (int)Math.Ceiling(Math.Log10(to));
        return
        [
            .. Enumerable.Range(first, last - first + 1).Where(e => e % every == 0)
                .SelectMany(e => steps.Select(step => double.Parse($"{step}e{e}", System.Globalization.CultureInfo.InvariantCulture)))
                .Where(tick => tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9)),
        ];
    }

    internal static IEnumerable<string> LogLabels(double[] ticks)
    {
        bool plain = ticks.All(tick => tick is >= 0.009 and <= 20_000);
        return ticks.Select(tick => plain ? Symbols.Number(tick, 6) : LogLabel(tick));
    }

    private static string LogLabel(double tick)
    {
        int exponent = (int)Math.Floor(Math.Log10(tick) + 1e-9);
        double factor = Math.Round(tick / Math.Pow(10, exponent), 6);
        return factor == 1
            ? $"10<sup>{Symbols.Number(exponent)}</sup>" : $"{Symbols.Number(factor)}·10<sup>{Symbols.Number(exponent)}</sup>";
    }
}
