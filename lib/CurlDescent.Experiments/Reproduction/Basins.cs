namespace CurlDescent.Experiments.Reproduction;

/// <summary>What claims see of many starts in one network each: where they end, and whether all end alike.</summary>
internal static class Basins
{
    // One start of its own might be a run that its exponent's error let through.
    private const int Starts = 2;

    /// <summary>Starts of networks in a range of compression ratios and flipped fractions end in one of some fates.</summary>
    public static ShareForm Ending(
        double fromRatio, double toRatio, double fromFraction, double toFraction, string holding, Fate[] fates) =>
        new(
            FormattableString.Invariant($"starts at c from {fromRatio} to {toRatio} with flipped fractions from {fromFraction} ")
            + FormattableString.Invariant($"to {toFraction}"), "network", holding, Rule)
        {
            See = sources =>
            {
                RunRow[] runs = [.. sources[0].Table.Runs.Where(run => IsWithin(run, (fromRatio, toRatio), (fromFraction, toFraction)))];
                return new Observations([.. runs.Select(run => new Observation(Network(run), fates.Contains(run.EndsIn())))], Counts(runs));
            },
        };

    /// <summary>Starts of one network in a range of compression ratios end in more than one fate.</summary>
    public static ShareForm Several(double fromRatio, double toRatio) =>
        new(
            FormattableString.Invariant($"networks at c from {fromRatio} to {toRatio}"), "value of c", "with starts of several fates",
            $"{Rule}; a network has a fate if at least {Starts} of its starts end so; starts of no decided fate do not count")
        {
            See = sources =>
            {
                RunRow[][] networks =
                [
                    .. sources[0].Table.Runs.Where(run => IsWithin(run, (fromRatio, toRatio), (0, 1))).GroupBy(run => run.Cell)
                        .Select(network => network.ToArray()),
                ];
                return new Observations(
                    [.. networks.Select(network => new Observation(("", Ratio(network[0]).ToString("R")), Decided(network).Length > 1))],
                    $"{networks.Count(network => Decided(network).Length > 2)} with three or more; "
                    + Counts([.. networks.SelectMany(network => network)]));
            },
        };

    private static string Rule => $"A start is chaotic if {Fates.OfChaos}; else it rests, alternates or turns rigidly if three states in a "
        + $"row say so; at rest it is at a solution if {Fates.OfSolution}";

    private static Fate[] Decided(RunRow[] network) =>
    [
        .. network.GroupBy(run => run.EndsIn()).Where(fate => fate.Key != Fate.Other && fate.Count() >= Starts).Select(fate => fate.Key),
    ];

    private static string Counts(IReadOnlyList<RunRow> runs)
    {
        int Count(Fate fate) => runs.Count(run => run.EndsIn() == fate);
        return $"{Count(Fate.Solution)} at a solution, {Count(Fate.RestElsewhere)} at rest elsewhere, {Count(Fate.Alternation)} alternate, "
            + $"{Count(Fate.Rotation)} turn rigidly, {Count(Fate.Chaos)} chaotic, {Count(Fate.Other)} not decided";
    }

    private static bool IsWithin(RunRow run, (double From, double To) ratios, (double From, double To) fractions) =>
        Ratio(run) >= ratios.From && Ratio(run) <= ratios.To && run.Number(Parameters.HiddenFraction) >= fractions.From
        && run.Number(Parameters.HiddenFraction) <= fractions.To;

    private static double Ratio(RunRow run) => run.Number(Parameters.CompressionRatio);

    private static (string, string) Network(RunRow run) => ("", $"{run.Grid} {run.Cell}");
}
