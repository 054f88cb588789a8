using System.Globalization;

namespace CurlDescent.Experiments;

/// <summary>What a comparison of two rules allows one to say.</summary>
public enum SpeedVerdict
{
    /// <summary>The interval of the ratio lies below 1: the compared rule needs fewer epochs.</summary>
    Sooner,

    /// <summary>The interval of the ratio lies above 1: the compared rule needs more epochs.</summary>
    Later,

    /// <summary>The interval contains 1.</summary>
    Undecided,
}

/// <summary>
/// How many epochs one rule needs to the threshold, as a multiple of those of another, in one cell: the same seeds, pair by pair. The ratio
/// is the geometric mean over pairs, with Student's t interval of its logarithm (see <see cref="Intervals.Mean"/>).
/// </summary>
/// <remarks>
/// A run that did not get there enters with its last epoch: the ratio is that of the epochs up to the horizon. Where only the slower rule
/// has such runs, the one without a horizon is further from 1. It is the ratio up to the horizon that the interval covers.
/// A pair in which neither got there says nothing about the ratio and is left out, and so is one in which both begin there: counted as
/// equal, they would pull a real difference towards none.
/// </remarks>
/// <param name="Cell">The cell, under the compared rule.</param>
/// <param name="Ratio">
/// Epochs of the compared rule over epochs of the other; epochs are counted from 1. With fewer than three pairs that say something: NaN,
/// from 0 to infinity.
/// </param>
/// <param name="FractionSooner">Fraction of those pairs in which the compared rule is there first, ties counted half.</param>
/// <param name="Pairs">Number of pairs that say something: at least one of the two got there, and took an epoch or more.</param>
/// <param name="Neither">Number of pairs in which neither got there.</param>
/// <param name="CensoredOther">Runs of the other rule that did not get there, in all pairs.</param>
/// <param name="Censored">Runs of the compared rule that did not get there, in all pairs.</param>
/// <param name="PValue">Two-sided p value of no difference.</param>
public sealed record SpeedComparison(
    CellRow Cell, Interval Ratio, Interval FractionSooner, int Pairs, int Neither, int CensoredOther, int Censored, double PValue)
{
    private const int FewestPairs = 3;

    /// <summary>Number of pairs in which both are there before the first epoch.</summary>
    public int AlreadyThere { get; init; }

    /// <summary>Whether there are enough pairs for a ratio.</summary>
    public bool HasRatio => Pairs >= FewestPairs;

    /// <summary>What the interval of the ratio says.</summary>
    public SpeedVerdict Verdict => Ratio.High < 1 ? SpeedVerdict.Sooner : Ratio.Low > 1 ? SpeedVerdict.Later : SpeedVerdict.Undecided;

    /// <summary>Compares two rules in every cell of a table.</summary>
    /// <param name="table">With both rules and their epochs to threshold.</param>
    /// <param name="rule">The compared rule.</param>
    /// <param name="other">The rule that it is compared with.</param>
    /// <param name="confidence">Probability that an interval is to cover, in (0, 1).</param>
    /// <returns>One comparison a cell, in order; a cell without pairs has no ratio.</returns>
    /// <exception cref="MissingColumnException">The table has no epochs to threshold.</exception>
    public static IReadOnlyList<SpeedComparison> ByCell(
        ResultTable table, string rule = RuleName.CurlDescent, string other = RuleName.GradientDescent, double confidence = 0.95)
    {
        var runs =
            table.Runs.GroupBy(run => (run.Cell, run.Rule)).ToDictionary(group => group.Key, group => group.ToDictionary(run => run.Seed));
        return [.. table.Cells.Where(cell => cell.Rule == rule).OrderBy(cell => cell.Cell)
            .Select(cell =>
                Of(cell, runs.GetValueOrDefault((cell.Cell, other)) ?? [], runs.GetValueOrDefault((cell.Cell, rule)) ?? [], confidence))];
    }

    /// <summary>
    /// Says in a sentence at which values of a parameter the compared rule is sooner, later or neither, and where it is fastest.
    /// </summary>
    /// <param name="comparisons">Of cells that differ in the parameter.</param>
    /// <param name="parameter">Name of the parameter, such as <c>trainingSamples</c>.</param>
    /// <param name="symbol">Its symbol in the sentence.</param>
    /// <exception cref="MissingColumnException">The cells have no such parameter.</exception>
    public static string Describe(IReadOnlyList<SpeedComparison> comparisons, string parameter, string symbol)
    {
        string[] parts = [.. new[] { SpeedVerdict.Sooner, SpeedVerdict.Later, SpeedVerdict.Undecided }
            .Select(verdict => (verdict, at: comparisons.Where(c => c.Verdict == verdict).Select(c => c.Cell.Text(parameter)).ToArray()))
            .Where(part => part.at.Length > 0)
            .Select(part =>
                $"{(part.verdict == SpeedVerdict.Undecided ? "no clear difference" : part.verdict.ToString().ToLowerInvariant())} at "
                + $"{symbol} = {string.Join(", ", part.at)}")];
        SpeedComparison? best = comparisons.Where(c => c.HasRatio).MinBy(c => c.Ratio.Value);
        return string.Join("; ", parts) + (best is null ? "" : $"; least ratio {best} at {symbol} = {best.Cell.Text(parameter)}");
    }

    /// <summary>
    /// Compares gradient and curl descent in every cell of a table and describes the result, a line for each grid and distribution of
    /// initial weights.
    /// </summary>
    /// <param name="table">With both rules and their epochs to threshold.</param>
    /// <param name="parameter">The parameter that the cells of a grid differ in; grids that do not vary it are left out.</param>
    /// <param name="symbol">Its symbol in the sentence.</param>
    /// <exception cref="MissingColumnException">The table has no epochs to threshold.</exception>
    public static string Describe(ResultTable table, string parameter, string symbol)
    {
        bool isOneGrid = table.Cells.Select(cell => cell.Grid).Distinct().Count() == 1;
        var groups = ByCell(table)
            .GroupBy(comparison => Name(comparison.Cell))
            .Where(group => group.All(c => c.Cell.Parameters.ContainsKey(parameter))
                && group.Select(c => c.Cell.Text(parameter)).Distinct().Count() > 1)
            .ToArray();
        return string.Join(
            "\n", groups.Select(group => $"{(groups.Length > 1 ? group.Key + ": " : "")}{Describe([.. group], parameter, symbol)}"));

        string Name(CellRow cell) =>
            !cell.Parameters.ContainsKey("initialDistribution")
                ? cell.Grid : isOneGrid ? cell.Text("initialDistribution") : $"{cell.Grid}, {cell.Text("initialDistribution")}";
    }

    /// <summary>The ratio with its interval and the number of pairs.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Ratio.Value:F2} [{Ratio.Low:F2}, {Ratio.High:F2}], n = {Pairs}");

    private static SpeedComparison Of(CellRow cell, Dictionary<int, RunRow> other, Dictionary<int, RunRow> compared, double confidence)
    {
        (RunRow Other, RunRow Compared)[] pairs =
        [
            .. other.Keys.Intersect(compared.Keys).Order().Select(seed => (other[seed], compared[seed])),
        ];
        (RunRow Other, RunRow Compared)[] reached = [.. pairs.Where(pair => !IsCensored(pair.Other) || !IsCensored(pair.Compared))];
        (RunRow Other, RunRow Compared)[] told = [.. reached.Where(pair => !(BeginsThere(pair.Other) && BeginsThere(pair.Compared)))];
        var result = new SpeedComparison(
            cell, new Interval(double.NaN, 0, double.PositiveInfinity), new Interval(double.NaN, 0, 1), told.Length,
            pairs.Length - reached.Length,
            pairs.Count(pair => IsCensored(pair.Other)), pairs.Count(pair => IsCensored(pair.Compared)), 1)
        {
            AlreadyThere = reached.Length - told.Length,
        };
        if (!result.HasRatio) return result;
        PairedComparison logs = PairedComparison.Of(
            [.. told.Select(pair => LogEpochs(pair.Other))], [.. told.Select(pair => LogEpochs(pair.Compared))], confidence);
        Interval difference = logs.MeanDifference;
        return result with
        {
            Ratio = new Interval(Math.Exp(difference.Value), Math.Exp(difference.Low), Math.Exp(difference.High), told.Length),
            FractionSooner = logs.FractionBelow,
            PValue = logs.PValue,
        };
    }

    private static double LogEpochs(RunRow run) => Math.Log(run[Measure.EpochsToThresholdOrLast] + 1);

    private static bool BeginsThere(RunRow run) => run[Measure.EpochsToThreshold] == 0;

    private static bool IsCensored(RunRow run) => double.IsNaN(run[Measure.EpochsToThreshold]);
}
