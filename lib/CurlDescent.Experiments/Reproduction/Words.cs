using System.Globalization;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>Numbers as the report writes them; the same on every machine.</summary>
internal static class Words
{
    public static string Percent(Interval share) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * share.Value:0.#} % [{100 * share.Low:0.#}, {100 * share.High:0.#}]");

    public static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");

    public static string Of(Interval value, string format = "0.00") =>
        $"{Of(value.Value, format)} [{Of(value.Low, format)}, {Of(value.High, format)}]";

    public static string Of(double value, string format = "0.###") =>
        double.IsInfinity(value) ? value > 0 ? "∞" : "−∞" : value.ToString(format, CultureInfo.InvariantCulture).Replace('-', '−');

    public static string Count(int number, string what) =>
        number == 1
            ? $"1 {what}" : what.StartsWith("value", StringComparison.Ordinal)
                ? $"{number} values{what["value".Length..]}" : $"{number} {what}s";
}
