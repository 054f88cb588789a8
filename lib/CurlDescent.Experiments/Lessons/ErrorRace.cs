namespace CurlDescent.Experiments;

/// <summary>
/// Which of two rules is the first below an error, in the stored curves of one cell of a table: the same seeds, pair by pair. The error may
/// be one for which no threshold was set when the runs were made, such as the test error.
/// </summary>
/// <param name="Pairs">Number of seeds that both rules have.</param>
/// <param name="Reached">Runs of the compared rule that got below the error.</param>
/// <param name="ReachedOther">Runs of the other rule that got below it.</param>
/// <param name="Sooner">Pairs in which the compared rule is there first; ties do not count.</param>
/// <param name="Ratio">
/// Geometric mean over pairs of the epochs of the compared rule over those of the other; a run that did not get there counts as its last
/// epoch, a pair in which neither did is left out. NaN if no pair is left.
/// </param>
public sealed record ErrorRace(int Pairs, int Reached, int ReachedOther, int Sooner, double Ratio)
{
    /// <summary>Compares two rules in one cell of a table with curves.</summary>
    /// <param name="table">The table.</param>
    /// <param name="cell">Number of the cell.</param>
    /// <param name="series">Name of the curves, such as <see cref="Series.TestError"/>.</param>
    /// <param name="error">The error to get below; positive.</param>
    /// <param name="rule">The compared rule.</param>
    /// <param name="other">The rule that it is compared with.</param>
    /// <exception cref="SpecException"><paramref name="error"/> is not positive.</exception>
    public static ErrorRace To(
        ResultTable table, int cell, string series, double error, string rule = RuleName.CurlDescent,
        string other = RuleName.GradientDescent)
    {
        if (!(error > 0)) throw new SpecException(nameof(error), error, "a positive number");
        Dictionary<int, Arrival> compared = Arrivals(rule), against = Arrivals(other);
        (Arrival Compared, Arrival Other)[] pairs =
        [
            .. compared.Keys.Intersect(against.Keys).Order().Select(seed => (compared[seed], against[seed])),
        ];
        (Arrival Compared, Arrival Other)[] told = [.. pairs.Where(pair => pair.Compared.IsThere || pair.Other.IsThere)];
        return new ErrorRace(
            pairs.Length,
            pairs.Count(pair => pair.Compared.IsThere),
            pairs.Count(pair => pair.Other.IsThere),
            told.Count(pair => pair.Compared.IsThere && (!pair.Other.IsThere || pair.Compared.Epoch < pair.Other.Epoch)),
            told.Length == 0 ? double.NaN : Math.Exp(told.Average(pair => Math.Log((pair.Compared.Epoch + 1) / (pair.Other.Epoch + 1)))));

        Dictionary<int, Arrival> Arrivals(string name) => table.Curves
            .Where(point => point.Cell == cell && point.Rule == name && point.Series == series)
            .GroupBy(point => point.Seed)
            .ToDictionary(run => run.Key, run => Arrival.Of([.. run.OrderBy(point => point.X).Select(point => (point.X, point.Y))], error));
    }

    /// <summary>The counts and the ratio in words.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"reached by {Reached} of {Pairs}, the other rule by {ReachedOther}; sooner in {Sooner} pairs; ratio of the epochs {Ratio:F2}");

    private readonly record struct Arrival(double Epoch, bool IsThere)
    {
        public static Arrival Of((double Epoch, double Error)[] curve, double error)
        {
            int at = Array.FindIndex(curve, point => point.Error < error);
            return at < 0 ? new Arrival(curve[^1].Epoch, false) : new Arrival(curve[at].Epoch, true);
        }
    }
}
