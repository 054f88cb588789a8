namespace CurlDescent.Experiments.Datasets;

/// <summary>
/// Names and order of the columns in the CSV files. Parameter columns stand between <see cref="Grid"/> and <see cref="Rule"/>.
/// </summary>
internal static class Columns
{
    public const string Cell = "cell", Grid = "grid", Rule = "rule";
    public const string Runs = "runs";
    public const string Seed = "seed", Outcome = "outcome", Path = "path", ResultHash = "resultHash";
    public const string Series = "series", X = "x", Y = "y";

    /// <summary>Statistics of a measure, each a column <c>measure.statistic</c> of cells.csv.</summary>
    public static (string Name, Func<Summary, double> Of)[] Statistics { get; } =
    [
        ("count", s => s.Count), ("mean", s => s.Mean), ("sem", s => s.StandardError), ("median", s => s.Median),
        ("min", s => s.Minimum), ("max", s => s.Maximum),
    ];

    public static IReadOnlyList<(string Name, Outcome Outcome)> Outcomes { get; } =
    [
        .. Enum.GetValues<Outcome>().Select(o => (OutcomeName(o), o)),
    ];

    public static string OutcomeName(Outcome outcome) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(outcome.ToString());
}
