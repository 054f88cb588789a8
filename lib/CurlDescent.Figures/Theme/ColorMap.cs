namespace CurlDescent.Figures;

/// <summary>A map from numbers to colours, perceptually uniform: equal steps of the value are equal steps of lightness.</summary>
public sealed class ColorMap
{
    private ColorMap(string name, params string[] stops)
    {
        Name = name;
        Stops = stops;
    }

    /// <summary>Viridis, dark to light: errors.</summary>
    public static ColorMap Viridis { get; } = new(
        "viridis", "#440154", "#482475", "#414487", "#355f8d", "#2a788e", "#21918c", "#22a884", "#44bf70", "#7ad151", "#bddf26", "#fde725");

    /// <summary>Cividis, dark to light, almost the same for readers who cannot tell red from green: loss landscapes.</summary>
    public static ColorMap Cividis { get; } = new(
        "cividis", "#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838");

    /// <summary>Blue, white, vermilion: signed values around 0.</summary>
    public static ColorMap Diverging { get; } = new(
        "diverging", "#08407e", "#2d6ca8", "#6d9ccb", "#b3cde4", "#f7f7f7", "#f3c4a3", "#df8d57", "#b95c1c", "#7f3a08");

    /// <summary>Name.</summary>
    public string Name { get; }

    /// <summary>Colours at equal distances, #rrggbb.</summary>
    public IReadOnlyList<string> Stops { get; }

    /// <summary>Returns the colour of a place on the map, #rrggbb.</summary>
    /// <param name="place">0 … 1.</param>
    public string At(double place)
    {
        double scaled = Math.Clamp(place, 0, 1) * (Stops.Count - 1);
        int below = Math.Min((int)scaled, Stops.Count - 2);
        return "#" + string.Concat(Enumerable.Range(0, 3).Select(channel =>
        {
            int from = Channel(below, channel), to = Channel(below + 1, channel);
            return ((int)Math.Round(from + (scaled - below) * (to - from))).ToString(
                "x2", System.Globalization.CultureInfo.InvariantCulture);
        }));
    }

    private int Channel(int stop, int channel) => Convert.ToInt32(Stops[stop].Substring(1 + 2 * channel, 2), 16);

    internal object[] ToPlotly() => [.. Stops.Select((color, k) => (object)new object[] { (double)k / (Stops.Count - 1), color })];
}
