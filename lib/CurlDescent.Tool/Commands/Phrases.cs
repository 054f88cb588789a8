using System.Globalization;

namespace CurlDescent.Tool.Commands;

/// <summary>Numbers as people say them.</summary>
internal static class Phrases
{
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => "under 1 s",
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        { TotalHours: < 48 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h"),
        { TotalDays: < 1000 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.#} days"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays / 365.25:0.#} years"),
    };

    public static string Rate(double perSecond) => perSecond switch
    {
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{perSecond:0.#} runs/s"),
        >= 1 / 60.0 => string.Create(CultureInfo.InvariantCulture, $"{perSecond * 60:0.#} runs/min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{perSecond * 3600:0.#} runs/h"),
    };

    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
