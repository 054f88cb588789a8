using System.Globalization;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>What claims see of depth and of a real task: questions that the paper leaves open.</summary>
internal static class DeepClaims
{
    private const double CornerRatio = 0.25;

    /// <summary>The kernel at its teacher foretells, run by run, whether a run leaves.</summary>
    /// <param name="grids">Names of the grids that count.</param>
    public static ShareForm Foretold(string[] grids) => new("runs", "cell", "right",
        "Every run has its own teacher; it is foretold to leave if the kernel's fastest growth carries the perturbation to a deviation of "
        + "1e-5 before the last epoch, or a step overshoots; it left if its training error exceeded 1e-10")
    {
        Sides = ("that stayed", "that left"),
        See = sources => new Observations(
        [
            .. sources[0].Runs(grids).Select(run => new Observation(
                ("", Cell(run)), run[Measure.PredictedToLeave] == run[Measure.Left], run[Measure.Left] == 1)),
        ]),
    };

    /// <summary>At c below 1/4 runs stay with flipped inputs, in networks of three and four layers of weights.</summary>
    /// <param name="grids">Names of the grids that count.</param>
    public static ShareForm InputsInTheCorner(string[] grids) => Corner(grids, "flipped inputs and three or four layers of weights", run =>
        run.Number(WeightLayers) > 2 && run.Number(FlippedLayer) == 1);

    /// <summary>At c below 1/4 runs stay with flipped units of one hidden layer, in networks of some depth.</summary>
    /// <param name="grids">Names of the grids that count.</param>
    /// <param name="layers">L.</param>
    public static ShareForm UnitsInTheCorner(string[] grids, int layers) => Corner(
        grids, $"flips in one hidden layer and {layers} layers of weights",
        run => run.Number(WeightLayers) == layers && run.Number(FlippedLayer) > 1);

    private static ShareForm Corner(string[] grids, string which, Func<RunRow, bool> counts) => new(
        $"runs at c < 1/4 with {which}", "cell", "at their teacher",
        "Half or all of the neurons in front of one layer of weights flipped; a run stays if its training error never exceeds 1e-10")
    {
        See = sources =>
        {
            RunRow[] all = [.. sources[0].Runs(grids).Where(counts)];
            string Stay(IEnumerable<RunRow> runs, Func<RunRow, double> by, string name) => string.Join(", ", runs.GroupBy(by)
                .OrderBy(g => g.Key).Select(g => FormattableString.Invariant(
                    $"{g.Count(run => run[Measure.Left] == 0)} of {g.Count()} at {name} = {g.Key}")));
            RunRow[] corner = [.. all.Where(run => Ratio(run) < CornerRatio)];
            return new Observations(
                [.. corner.Select(run => new Observation(("", Cell(run)), run[Measure.Left] == 0))],
                $"{Stay(corner, run => run.Number(FlippedFraction), "a fraction")}; beyond the corner "
                + Stay(all.Except(corner), Ratio, "c"));
        },
    };

    /// <summary>In pairs of runs with the same samples and start, one rule classifies better than another.</summary>
    public static ShareForm Better(string grid, double fraction, string rule, string than) => new(
        "pairs of runs", "run", $"better under {rule}",
        $"Each rule at the best of five learning rates by validation, the same samples and start; test accuracy under {rule} above that "
        + $"under {than}, ties counting as not above")
    {
        See = sources =>
        {
            (RunRow One, RunRow Other)[] pairs =
            [
                .. from one in Of(rule) join other in Of(than) on one.Seed equals other.Seed select (one, other),
            ];
            string Mean(Func<(RunRow One, RunRow Other), RunRow> of) =>
                (100 * pairs.Average(p => of(p)[Measure.TestAccuracy])).ToString("0.0", CultureInfo.InvariantCulture);
            return pairs.Length == 0 ? new Observations([]) : new Observations(
                [.. pairs.Select(p => new Observation(
                    ("", $"run {p.One.Seed}"), p.One[Measure.TestAccuracy] > p.Other[Measure.TestAccuracy]))],
                $"mean test accuracy {Mean(p => p.One)} % against {Mean(p => p.Other)} %, "
                + $"{pairs.Count(p => p.One[Measure.TestAccuracy] == p.Other[Measure.TestAccuracy])} ties");

            IEnumerable<RunRow> Of(string name) => sources[0].Table.Runs.Where(run =>
                run.Grid == grid && run.Number(FlippedFraction) == fraction && run.Rule == name);
        },
    };

    private static double Ratio(RunRow run) => run.Number(CompressionRatio);

    private static string Cell(RunRow run) => $"{run.Grid} {run.Cell}";
}
