using CurlDescent.Experiments;

namespace CurlDescent.Figures;

/// <summary>
/// The colours of all figures. The categorical ones are those of Okabe and Ito (2008), told apart with every common colour vision
/// deficiency. The neutrals are exact strings, because a dark page swaps them (<see cref="DarkNeutrals"/>).
/// </summary>
public static class Palette
{
    /// <summary>Blue: gradient descent, the gradient part, stable.</summary>
    public const string Blue = "#0072B2";

    /// <summary>Vermilion: curl descent, the curl, unstable.</summary>
    public const string Vermilion = "#D55E00";

    /// <summary>Bluish green: feedback alignment.</summary>
    public const string Green = "#009E73";

    /// <summary>Reddish purple: flipped feedback alignment.</summary>
    public const string Purple = "#CC79A7";

    /// <summary>Orange.</summary>
    public const string Orange = "#E69F00";

    /// <summary>Sky blue.</summary>
    public const string Sky = "#56B4E9";

    /// <summary>Text, axes and exact curves.</summary>
    public const string Ink = "#1b1f24";

    /// <summary>Secondary text and reference lines.</summary>
    public const string Muted = "#6a727d";

    /// <summary>Grid lines.</summary>
    public const string Grid = "#e4e7eb";

    /// <summary>Background.</summary>
    public const string Paper = "#ffffff";

    /// <summary>Background of a heat map: cells without a value.</summary>
    public const string Missing = "#c9ced4";

    /// <summary>Colours of series, in the order of use.</summary>
    public static IReadOnlyList<string> Categorical { get; } = [Blue, Vermilion, Green, Purple, Orange, Sky, Ink];

    /// <summary>What each neutral becomes on a dark page.</summary>
    public static IReadOnlyDictionary<string, string> DarkNeutrals { get; } = new Dictionary<string, string>
    {
        [Ink] = "#e9ecef",
        [Muted] = "#a3abb5",
        [Grid] = "#333a42",
        [Paper] = "#15181c",
        [Missing] = "#4a525b",
    };

    /// <summary>Returns the colour of a learning rule by its name in tables, or the next categorical colour for other names.</summary>
    /// <param name="name">Name of a rule or series.</param>
    /// <param name="index">Place of the series in its figure.</param>
    public static string OfSeries(string name, int index) => name switch
    {
        RuleName.GradientDescent => Blue,
        RuleName.CurlDescent => Vermilion,
        RuleName.FeedbackAlignment => Green,
        RuleName.FlippedFeedbackAlignment => Purple,
        _ => Categorical[index % Categorical.Count],
    };

    /// <summary>Returns a colour with opacity.</summary>
    /// <param name="color">#rrggbb.</param>
    /// <param name="opacity">0 … 1.</param>
    internal static string Fade(string color, double opacity)
    {
        int rgb = Convert.ToInt32(color[1..], 16);
        return FormattableString.Invariant($"rgba({rgb >> 16},{(rgb >> 8) & 255},{rgb & 255},{opacity})");
    }
}
