using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>What claims see in runs whose Lyapunov exponent was measured.</summary>
internal static class Motions
{
    private const double Tolerance = 1e-3;

    /// <summary>The largest exponent is positive exactly in those runs whose weights keep moving.</summary>
    public static ShareForm Exponents() => new("runs", "cell", "right", $"{RunMotion.Criterion}; right if chaotic and moving, or neither")
    {
        Sides = ("at rest", "moving"),
        See = sources =>
        {
            RunMotion[] runs = [.. RunMotion.Of(sources[0])];
            return new Observations(
                [.. runs.Select(run => new Observation(run.Group, run.IsChaotic == run.Moves, run.Moves))],
                $"of those that move {RunMotion.Kinds([.. runs.Where(r => r.Moves)])}");
        },
    };

    /// <summary>In a range of compression ratios, the weights that keep moving do so in one way: chaotically, or without chaos.</summary>
    public static ShareForm Moving(double fromRatio, double toRatio, bool chaotic) =>
        new(FormattableString.Invariant($"moving runs at c from {fromRatio} to {toRatio}"), "cell", chaotic ? "chaotic" : "not chaotic",
            RunMotion.Criterion)
        {
            See = sources =>
            {
                RunMotion[] moving =
                [
                    .. RunMotion.Of(sources[0]).Where(run => run.Moves && run.Ratio >= fromRatio && run.Ratio <= toRatio),
                ];
                double median = Summary.Of(moving.Select(run => run.Exponent)).Median;
                return new Observations(
                    [.. moving.Select(run => new Observation(run.Group, run.IsChaotic == chaotic))],
                    FormattableString.Invariant($"{RunMotion.Kinds(moving)}; median exponent {median:0.0e+0} per unit time"));
            },
        };

    /// <summary>
    /// The weights that turn rigidly end at the error of the closed form, in which the network computes nothing
    /// (<see cref="SilentRotation"/>).
    /// </summary>
    public static ShareForm TurningErrors() => new("runs that turn rigidly", "cell", "at the error of the closed form",
        $"{RunMotion.Criterion}; a run turns rigidly if it moves without chaos and leaves its Gram matrices alone to 0.05 of a step; "
        + FormattableString.Invariant($"its final training error is that of the closed form if within a relative {Tolerance:0e+0}"))
    {
        See = sources =>
        {
            RunMotion[] turning =
            [
                .. RunMotion.Of(sources[0]).Where(run => run.Moves && !run.IsChaotic && run.Kind == MotionKind.Rotation),
            ];
            (RunMotion Run, double Deviation)[] runs = [.. WithStates(turning).Select(r => (r.Run, Deviation(r.Run, r.State)))];
            double[] matching = [.. runs.Select(r => r.Deviation).Where(d => d <= Tolerance)];
            string note = matching.Length == 0
                ? "" : FormattableString.Invariant(
                    $"relative difference of the errors among these: median {Summary.Of(
                        matching).Median:0e+0}, greatest {matching.Max():0e+0}");
            return new Observations([.. runs.Select(r => new Observation(r.Run.Group, r.Deviation <= Tolerance))], note);
        },
    };

    /// <summary>
    /// Moving runs of networks for which the closed form has a turning state with friction in every direction
    /// (<see cref="SilentRotation.CanBeStable"/>), with at least a slack and at most a balance |s| of flipped and other inputs, are not
    /// chaotic.
    /// </summary>
    public static ShareForm CalmWithTurningState(double leastSlack = 0, double largestBalance = 1) => new(
        "moving runs whose network has a turning state with friction in every direction", "cell", "not chaotic",
        $"{RunMotion.Criterion}; the turning state is that of the closed form"
        + (leastSlack > 0 ? FormattableString.Invariant($", with a slack of at least {leastSlack}") : "")
        + (largestBalance < 1
            ? ", in networks in which flipped and other inputs have shares of the correlation of inputs and target that "
                + FormattableString.Invariant($"differ by at most {largestBalance}")
            : ""))
    {
        See = sources =>
        {
            var problems = new SharedProblems();
            RunMotion[] all =
                [.. RunMotion.Of(sources[0]).Where(run => run.Moves).AsParallel().AsOrdered()
                    .Where(run => largestBalance >= 1 || run.Balance(problems) <= largestBalance)];
            (RunMotion Run, SilentRotation? State)[] moving = [.. WithStates(all)];
            RunMotion[] with =
            [
                .. moving.Where(m => m.State is { CanBeStable: true } state && state.Slack >= leastSlack).Select(m => m.Run),
            ];
            RunMotion[] without = [.. moving.Where(m => m.State is not { CanBeStable: true }).Select(m => m.Run)];
            RunMotion[] chaotic = [.. with.Where(run => run.IsChaotic)];
            string exponents = chaotic.Length == 0
                ? "" : FormattableString.Invariant(
                    $" with exponents of {chaotic.Min(r => r.Exponent):0.0000} to {chaotic.Max(r => r.Exponent):0.0000}");
            return new Observations(
                [.. with.Select(run => new Observation(run.Group, !run.IsChaotic))],
                $"with such a state {RunMotion.Kinds(with)}{exponents}; of the {without.Length} without {RunMotion.Kinds(without)}");
        },
    };

    private static IEnumerable<(RunMotion Run, SilentRotation? State)> WithStates(RunMotion[] runs)
    {
        var problems = new SharedProblems();
        return runs.AsParallel().AsOrdered().Select(run => (run, run.TurningState(problems)));
    }

    // Infinite where there is no turning state.
    private static double Deviation(RunMotion run, SilentRotation? state) =>
        state is null ? double.PositiveInfinity : Math.Abs(run.Run[Measure.FinalTrainError] / state.TrainError - 1);
}
