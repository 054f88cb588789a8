using System.Globalization;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>What claims see of the places where gradient descent stands still longest, and of who leaves them.</summary>
internal static class Escapes
{
    private const double Near = 1.25, Far = 4;

    /// <summary>
    /// Where gradient descent is slowest, no negative curvature has the time to matter; or it has, and gradient descent is held by a
    /// saddle.
    /// </summary>
    /// <param name="grids">Names of the grids that count.</param>
    /// <param name="held">Whether negative curvature is claimed to matter.</param>
    public static ShareForm Curvature(string[] grids, bool held = false) => new(
        "networks", "network", $"with −λ·T {(held ? "above" : "below")} 1",
        "T is the learning time of the slowest halving of gradient descent's training error, λ the least curvature of the loss in its "
        + "middle")
    {
        See = sources =>
        {
            RunRow[] runs = [.. sources[0].Runs(grids).Where(run => run.Rule == RuleName.GradientDescent
                && double.IsFinite(run[Measure.NegativeGrowth]))];
            Summary growth = Summary.Of(runs.Select(run => run[Measure.NegativeGrowth]));
            return new Observations(
                [.. runs.Select(run => new Observation(("", Network(run)), run[Measure.NegativeGrowth] < 1 != held))],
                FormattableString.Invariant($"−λ·T from {growth.Minimum:0.00} to {growth.Maximum:0.00}, median {growth.Median:0.00}; ")
                + $"{runs.Count(run => run[Measure.NegativeGrowth] > 0)} have a direction of negative curvature");
        },
    };

    /// <summary>At the error at which gradient descent's slowest halving begins, curl descent's own way is steeper.</summary>
    /// <param name="grids">Names of the grids that count.</param>
    public static ShareForm Steeper(string[] grids) => new("pairs of runs", "network", "with the steeper loss under curl descent",
        "Norm of the gradient where each run first is at the error at which the slowest halving of gradient descent begins")
    {
        See = sources => Over(Pairs(sources[0], grids, Measure.SlopeThere), Measure.SlopeThere, "gradient"),
    };

    /// <summary>Where gradient descent is slowest, curl descent sets out along a direction in which the loss curves up more.</summary>
    /// <param name="grids">Names of the grids that count.</param>
    public static ShareForm OwnCurvature(string[] grids) => new("pairs of runs", "network", "with more curvature under curl descent",
        "Curvature of the loss along each rule's own direction in the middle of gradient descent's slowest halving")
    {
        See = sources => Over(Pairs(sources[0], grids, Measure.OwnCurvature), Measure.OwnCurvature, "curvature"),
    };

    /// <summary>Under curl descent more is left of the readout weights, or less.</summary>
    /// <param name="grids">Names of the grids that count.</param>
    public static ShareForm ReadoutKept(string[] grids) => new("pairs of runs", "network", "with the larger readout under curl descent",
        "‖W2‖² where each run ended, from the same start; norms are free")
    {
        See = sources =>
        {
            (RunRow Gradient, RunRow Curl)[] pairs = [.. Pairs(sources[0], grids, Measure.ReadoutKept)];
            string Of(Func<(RunRow Gradient, RunRow Curl), RunRow> run) =>
                Words.Percent(Summary.Of(pairs.Select(p => run(p)[Measure.ReadoutKept])).Median);
            return Over(pairs, Measure.ReadoutKept, "‖W2‖²") with
            {
                Note = pairs.Length == 0 ? "" : $"kept of ‖W2‖² in the median: gradient descent {Of(p => p.Gradient)}, curl descent "
                    + $"{Of(p => p.Curl)}",
            };
        },
    };

    /// <summary>
    /// From the same weights, the rates of the linearised dynamics foretell how much longer curl descent takes for gradient descent's
    /// slowest halving.
    /// </summary>
    /// <param name="grids">Names of the grids that count.</param>
    public static ShareForm Foretold(string[] grids) => new("pairs of runs", "network", "within a quarter of the ratio of the rates",
        "Epochs of curl over gradient descent for that halving from the same weights, against the growth rate of gradient descent's "
        + $"linearised dynamics over that of curl descent's in its middle; a ratio foretold to exceed {Far} is right if it does")
    {
        See = sources =>
        {
            (double Measured, double Foretold, string Network)[] ratios =
            [
                .. from pair in Pairs(sources[0], grids, Measure.OwnRate)
                   let own = pair.Curl[Measure.HandedHalving]
                   select (
                       (double.IsFinite(own) ? own : double.PositiveInfinity) / pair.Gradient[Measure.HandedHalving],
                       pair.Gradient[Measure.OwnRate] / pair.Curl[Measure.OwnRate], Network(pair.Curl)),
            ];
            (double Measured, double Foretold, string Network)[] told = [.. ratios.Where(r => r.Foretold > 0 && !double.IsNaN(r.Measured))];
            bool Right((double Measured, double Foretold, string Network) r) => r.Foretold > Far
                ? r.Measured > Far : Math.Abs(Math.Log(r.Measured / r.Foretold)) < Math.Log(Near);
            string Median(Func<(double Measured, double Foretold, string Network), double> of) =>
                Summary.Of(told.Select(of)).Median.ToString("0.00", CultureInfo.InvariantCulture);
            return new Observations(
                [.. told.Select(r => new Observation(("", r.Network), Right(r)))],
                told.Length == 0 ? "" : $"{told.Count(r => double.IsInfinity(r.Measured))} pairs in which curl descent does not come "
                + $"through; ratio of the epochs in the others, median {Median(r => r.Measured)}, foretold {Median(r => r.Foretold)}; "
                + $"{told.Count(r => r.Foretold > Far)} foretold to exceed {Far}; {ratios.Length - told.Length} pairs in which gradient "
                + "descent has no growing direction or does not come through are left out");
        },
    };

    private static IEnumerable<(RunRow Gradient, RunRow Curl)> Pairs(ReportSource source, string[] grids, Measure measure) =>
        from gradient in source.Runs(grids)
        where gradient.Rule == RuleName.GradientDescent && double.IsFinite(gradient[measure])
        join curl in source.Runs(grids).Where(run => run.Rule == RuleName.CurlDescent && double.IsFinite(run[measure]))
            on (gradient.Cell, gradient.Seed) equals (curl.Cell, curl.Seed)
        select (gradient, curl);

    private static Observations Over(IEnumerable<(RunRow Gradient, RunRow Curl)> pairs, Measure measure, string what)
    {
        (RunRow Curl, double Ratio, bool Above)[] ratios =
        [
            .. from pair in pairs
               let ratio = pair.Curl[measure] / pair.Gradient[measure]
               where double.IsFinite(ratio)
               select (pair.Curl, ratio, pair.Curl[measure] > pair.Gradient[measure]),
        ];
        double median = Summary.Of(ratios.Select(p => p.Ratio)).Median;
        return new Observations(
            [.. ratios.Select(p => new Observation(("", Network(p.Curl)), p.Above))],
            FormattableString.Invariant($"{what} of curl over that of gradient descent: median {median:0.00}"));
    }

    private static string Network(RunRow run) => $"{run.Cell} {run.Seed}";
}
