using System.Globalization;
using CurlDescent.Experiments.Kinds;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>What claims see of depth and of a real task: questions that the paper leaves open.</summary>
internal static class DeepClaims
{
    private const double Corner14 = 0.25;

    /// <summary>The kernel at its teacher foretells, run by run, whether a run leaves.</summary>
    public static ShareOf Foretold() => new("runs", "cell", "right",
        "Every run has its own teacher; it is foretold to leave if the kernel's fastest growth carries the perturbation to a deviation of "
        + "1e-5 before the last epoch, or a step overshoots; it left if its training error exceeded 1e-10")
    {
        Sides = ("that stayed", "that left"),
        See = sources => new Observations(
        [
            .. sources[0].Table.Runs.Select(run => new Observation(
                ("", Cell(run)), run[Measure.PredictedToLeave] == run[Measure.Left], run[Measure.Left] == 1)),
        ]),
    };

    /// <summary>At c below 1/4, with three and four layers of weights, runs stay with flips in front of a layer.</summary>
    /// <param name="layer">Layer of weights; null for flips in front of any other than the first one.</param>
    public static ShareOf Corner(int? layer) => new(
        layer is null ? "runs with flipped hidden units at c < 1/4" : "runs with flipped inputs at c < 1/4", "cell", "at their teacher",
        "Three and four layers of weights, a half and all of the neurons in front of one layer flipped; a run stays if its training error "
        + "never exceeds 1e-10")
    {
        See = sources =>
        {
            bool Counts(RunRow run) => run.Number(DeepRuns.WeightLayers) > 2
                && (layer is { } one ? run.Number(DeepRuns.FlippedLayer) == one : run.Number(DeepRuns.FlippedLayer) > 1);
            RunRow[] all = [.. sources[0].Table.Runs.Where(Counts)];
            string beyond = string.Join(", ", all.Where(run => Ratio(run) >= Corner14).GroupBy(Ratio).OrderBy(g => g.Key).Select(g =>
                FormattableString.Invariant($"{g.Count(run => run[Measure.Left] == 0)} of {g.Count()} at c = {g.Key}")));
            return new Observations(
                [.. all.Where(run => Ratio(run) < Corner14).Select(run => new Observation(("", Cell(run)), run[Measure.Left] == 0))],
                $"beyond it {beyond}");
        },
    };

    /// <summary>In pairs of runs with the same samples and start, one rule classifies better than another.</summary>
    public static ShareOf Better(string grid, double fraction, string rule, string than) => new(
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
                run.Grid == grid && run.Number(DeepRuns.FlippedFraction) == fraction && run.Rule == name);
        },
    };

    private static double Ratio(RunRow run) => run.Number(Parameters.CompressionRatio);

    private static string Cell(RunRow run) => $"{run.Grid} {run.Cell}";
}
