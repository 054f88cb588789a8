using CurlDescent.Stability.Lyapunov;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>Where a turning state can be stable (<see cref="SilentRotation.CanBeStable"/>), the weights that keep moving do not do so chaotically.</summary>
public sealed record TurningBarsChaosClaim : PaperClaim
{
    private const int FewestRuns = 20;
    private const double Limit = 0.9;

    /// <inheritdoc/>
    public override string Criterion => FormattableString.Invariant(
        $"{RunMotion.Criterion}; of the moving runs of networks with a turning state that can be stable by the closed form, the interval of the share that is not chaotic lies above {Limit}");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        var problems = new SharedProblems();
        (RunMotion Run, bool Turns)[] moving =
            [.. RunMotion.Of(sources[0]).Where(run => run.Moves).AsParallel().AsOrdered().Select(run => (run, run.TurningState(problems) is { CanBeStable: true }))];
        RunMotion[] with = [.. moving.Where(m => m.Turns).Select(m => m.Run)], without = [.. moving.Where(m => !m.Turns).Select(m => m.Run)];
        if (with.Length < FewestRuns) return TooLittle($"{with.Length} moving runs with such a state");
        Interval calm = Proportion.Of(with.Count(run => !run.IsChaotic), with.Length);
        return Finding.Above(calm, Limit, FormattableString.Invariant(
            $"no chaos in {Words.Percent(calm)} of {with.Length} runs with such a state: {RunMotion.Kinds(with)}; of the {without.Length} without {RunMotion.Kinds(without)}"));
    }
}
