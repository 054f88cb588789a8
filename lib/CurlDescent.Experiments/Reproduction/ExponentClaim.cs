namespace CurlDescent.Experiments.Reproduction;

/// <summary>The largest Lyapunov exponent is positive exactly in those runs whose weights keep moving.</summary>
public sealed record ExponentClaim : PaperClaim
{
    private const double Limit = 0.9;

    /// <inheritdoc/>
    public override string Criterion => FormattableString.Invariant(
        $"{RunMotion.Criterion}; the interval of the chaotic share lies above {Limit} among moving runs and below {1 - Limit:0.#} among the others");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        RunMotion[] runs = [.. RunMotion.Of(sources[0])], moving = [.. runs.Where(run => run.Moves)], still = [.. runs.Where(run => !run.Moves)];
        if (moving.Length == 0 || still.Length == 0) return TooLittle($"{moving.Length} moving and {still.Length} resting runs");
        Interval Chaotic(RunMotion[] part) => Proportion.Of(part.Count(run => run.IsChaotic), part.Length);
        Interval chaotic = Chaotic(moving), stray = Chaotic(still);
        Verdict verdict = chaotic.Low >= Limit && stray.High <= 1 - Limit ? Verdict.Supported
            : chaotic.High < Limit || stray.Low > 1 - Limit ? Verdict.NotSupported : Verdict.Undecided;
        return new Finding(verdict, FormattableString.Invariant(
            $"positive in {Words.Percent(chaotic)} of {moving.Length} runs that move and in {Words.Percent(stray)} of {still.Length} that rest; of those that move {RunMotion.Kinds(moving)}"));
    }
}
