using System.Globalization;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>What claims see of descent, of the step size and of noise: questions that the paper leaves open.</summary>
internal static class Frontier
{
    private const double Risen = 1.01, Definite = 1e-3, Agreement = 0.2;

    /// <summary>
    /// A kernel that is indefinite where a run starts foretells that its loss rises on the way. Beside it, how well other numbers of the
    /// start do.
    /// </summary>
    public static ShareForm Foretold() => new("runs of curl descent", "cell", "right",
        FormattableString.Invariant($"A run rose if a recorded training error exceeds an earlier one by a factor of {Risen}; its kernel ")
        + FormattableString.Invariant($"was indefinite if the least eigenvalue of its symmetric part is below −{Definite} of the greatest"))
    {
        Sides = ("that only fell", "that rose"),
        See = sources =>
        {
            RunRow[] runs = [.. Curl(sources[0]).Where(run => double.IsFinite(run[Measure.RiseFactor]))];
            bool Rose(RunRow run) => run[Measure.RiseFactor] > Risen;
            string Area(Measure measure, double sign) =>
                AreaUnderCurve([.. runs.Select(r => (sign * r[measure], Rose(r)))]).ToString("0.00", CultureInfo.InvariantCulture);
            return new Observations(
                [.. runs.Select(run => new Observation(("", Cell(run)), run[Measure.StartEigenvalue] < -Definite == Rose(run), Rose(run)))],
                $"chance that a run that rose ranks above one that did not: {Area(Measure.StartEigenvalue, -1)} by the least eigenvalue "
                + $"at the start, {Area(Measure.StartNonNormality, 1)} by the departure from normality, "
                + $"{Area(Measure.StartAsymmetry, 1)} by the kernel's asymmetry");
        },
    };

    /// <summary>Where the loss rose in networks with readout flips and came down again, the kernel ends definite.</summary>
    public static ShareForm EndDefinite() => new("runs with readout flips that rose and ended below 1e-10", "cell", "at a definite kernel",
        FormattableString.Invariant(
        $"Linear networks from an unstable teacher; definite if the least eigenvalue is above −{Definite} of the greatest"))
    {
        See = sources => new Observations(
        [
            .. from run in Curl(sources[0])
               where run.Grid.StartsWith("readout", StringComparison.Ordinal) && run[Measure.RiseFactor] > Risen
               where run[Measure.FinalTrainError] < 1e-10 && run[Measure.StartEigenvalue] < -Definite
               select new Observation(("", Cell(run)), run[Measure.EndEigenvalue] > -Definite),
        ]),
    };

    /// <summary>In a range of steps, moving runs of curl descent alternate, or do not.</summary>
    public static ShareForm Alternating(double fromStep, double toStep, bool alternate) => new(
        FormattableString.Invariant($"moving runs at steps from {fromStep} to {toStep}"), "cell", alternate ? "alternating"
            : "not alternating", RunMotion.Criterion)
    {
        See = sources =>
        {
            RunMotion[] all = [.. RunMotion.Of(sources[0]).Where(run => Step(run) >= fromStep && Step(run) <= toStep)];
            RunMotion[] moving = [.. all.Where(run => run.Moves && HasFlips(run))], gradient = [.. all.Where(run => !HasFlips(run))];
            return new Observations(
                [.. moving.Select(run => new Observation(run.Group, (!run.IsChaotic && run.Kind == MotionKind.Alternation) == alternate))],
                $"{RunMotion.Kinds(moving)}; {all.Count(HasFlips) - moving.Length} rest; "
                + $"of {gradient.Length} runs without flips {gradient.Count(run => !run.Moves)} rest");
        },
    };

    /// <summary>In networks of one compression ratio, runs with flips are chaotic at small steps.</summary>
    public static ShareForm Chaotic(double ratio, double toStep, double leastFraction) => new(
        FormattableString.Invariant(
            $"runs at c = {ratio}, with at least {100 * leastFraction:0} % of the inputs flipped and steps up to {toStep}"), "cell",
                "chaotic", RunMotion.Criterion)
    {
        See = sources =>
        {
            RunMotion[] all = [.. RunMotion.Of(sources[0]).Where(run => run.Ratio == ratio
                && run.Run.Number(Parameters.HiddenFraction) >= leastFraction)];
            string beyond = string.Join(", ", all.Where(run => Step(run) > toStep).GroupBy(Step).OrderBy(group => group.Key).Select(group =>
                FormattableString.Invariant($"{group.Count(run => run.IsChaotic)} of {group.Count()} at {group.Key}")));
            return new Observations([.. all.Where(run => Step(run) <= toStep).Select(run => new Observation(run.Group, run.IsChaotic))],
                $"at larger steps {beyond}");
        },
    };

    /// <summary>Under weak noise the error that is kept is that of the Lyapunov equation with the signed kernel.</summary>
    public static ShareForm KeptErrors() => new("cells and rules with a stationary state", "cell", "within a fifth of the theory",
        "Mean over the runs of a cell of the measured loss over that of the theory at each run's own solution; runs whose solution has no "
        + "stationary state are left out")
    {
        See = sources =>
        {
            (RunRow Run, double Ratio)[] runs = [.. Stationary(sources[0]).Select(run =>
                (run, run[Measure.KeptLoss] / run[Measure.KeptLossTheory]))];
            return new Observations(
                [.. runs.GroupBy(r => (r.Run.Cell, r.Run.Rule)).Select(g =>
                    new Observation(("", Cell(g.First().Run)), Math.Abs(g.Average(r => r.Ratio) - 1) < Agreement))],
                FormattableString.Invariant($"{runs.Length} runs, median ratio {Summary.Of(runs.Select(r => r.Ratio)).Median:0.00}"));
        },
    };

    /// <summary>From one teacher curl descent keeps less error than gradient descent, or more, under one kind of noise.</summary>
    public static ShareForm Against(string noise, bool less) =>
        new($"pairs of runs under {noise} noise", "cell", less ? "with less error under curl descent"
            : "with more error under curl descent",
        "Both rules from one teacher, which curl descent leaves before the noise begins where it is unstable, and the same noise; where "
        + "both have a stationary state; mean loss on clean data")
        {
            See = sources =>
            {
                (RunRow Curl, RunRow Gradient)[] pairs = [.. Pairs(sources[0], noise)];
                return new Observations(
                    [.. pairs.Select(p => new Observation(("", Cell(p.Curl)),
                    p.Curl[Measure.KeptLoss] < p.Gradient[Measure.KeptLoss] == less))],
                    Ratios("kept loss", pairs, Measure.KeptLoss, Measure.KeptLossTheory));
            },
        };

    /// <summary>Under synaptic noise curl descent drifts faster than gradient descent along the solution manifold.</summary>
    public static ShareForm Drifting() => new("pairs of runs under synaptic noise", "cell", "with the faster drift under curl descent",
        "Both rules from one teacher, which curl descent leaves before the noise begins where it is unstable, and the same noise; where "
        + "both have a stationary state; growth of the mean square displacement within the tangent space")
    {
        See = sources =>
        {
            (RunRow Curl, RunRow Gradient)[] pairs = [.. Pairs(sources[0], "synaptic")];
            double exponent = Summary.Of(pairs.Select(p => p.Curl[Measure.DriftExponent])).Median;
            return new Observations(
                [.. pairs.Select(p => new Observation(("", Cell(p.Curl)), p.Curl[Measure.DriftRate] > p.Gradient[Measure.DriftRate]))],
                Ratios("drift", pairs, Measure.DriftRate, Measure.DriftRateTheory)
                + $"; exponent of curl descent's displacement, median {exponent.ToString("0.00", CultureInfo.InvariantCulture)}");
        },
    };

    /// <summary>
    /// The chance that a positive ranks above a negative, ties counting half (area under the ROC curve); NaN without both.
    /// </summary>
    internal static double AreaUnderCurve(IReadOnlyList<(double Score, bool Positive)> items)
    {
        double[] positive = [.. items.Where(i => i.Positive).Select(i => i.Score)], negative =
            [.. items.Where(i => !i.Positive).Select(i => i.Score)];
        double wins = positive.Sum(p => negative.Sum(n => p > n ? 1.0 : p == n ? 0.5 : 0));
        return positive.Length * negative.Length == 0 ? double.NaN : wins / ((double)positive.Length * negative.Length);
    }

    private static string Ratios(string what, (RunRow Curl, RunRow Gradient)[] pairs, Measure measured, Measure theory)
    {
        string Median(Measure measure) => Summary.Of(pairs.Select(p => p.Curl[measure] / p.Gradient[measure])).Median.ToString("0.00",
            CultureInfo.InvariantCulture);
        return $"{what} of curl over that of gradient descent: median {Median(measured)}, by theory {Median(theory)}";
    }

    private static IEnumerable<(RunRow Curl, RunRow Gradient)> Pairs(ReportSource source, string noise) =>
        from curl in Stationary(source)
        where curl.Rule == RuleName.CurlDescent && curl.Grid.Contains(noise switch
        {
            "label" => "labels",
            "synaptic" => "synapses",
            _ =>
            "inputs"
        }, StringComparison.Ordinal)
        join gradient in Stationary(source).Where(run => run.Rule == RuleName.GradientDescent) on (curl.Cell,
            curl.Seed) equals (gradient.Cell, gradient.Seed)
        select (curl, gradient);

    private static IEnumerable<RunRow> Stationary(ReportSource source) =>
        source.Table.Runs.Where(run => run[Measure.Stationary] == 1 && double.IsFinite(run[Measure.KeptLoss]));

    private static IEnumerable<RunRow> Curl(ReportSource source) => source.Table.Runs.Where(run => run.Rule == RuleName.CurlDescent);

    private static double Step(RunMotion run) => run.Run.Number(Parameters.LearningRate);

    private static bool HasFlips(RunMotion run) => run.Run.Number(Parameters.HiddenFraction) > 0;

    private static string Cell(RunRow run) => $"{run.Grid} {run.Cell}";
}
