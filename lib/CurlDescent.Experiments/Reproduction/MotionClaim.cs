namespace CurlDescent.Experiments.Reproduction;

/// <summary>In a range of compression ratios, the weights that keep moving do so in one way: chaotically, or regularly.</summary>
/// <param name="FromRatio">Least c.</param>
/// <param name="ToRatio">Greatest c.</param>
/// <param name="Chaotic">Whether chaos is claimed, or else regular motion.</param>
public sealed record MotionClaim(double FromRatio, double ToRatio, bool Chaotic) : PaperClaim
{
    private const int FewestRuns = 20;
    private const double Limit = 0.9;

    /// <inheritdoc/>
    public override string Criterion => FormattableString.Invariant($"{RunMotion.Criterion}; {(Chaotic
        ? "chaotic"
        : "regular: not chaotic, and either an alternation between two points or a rotation that leaves the Gram matrices alone (alternation: two steps return to within 1e-6 of a step; rotation: relative change below 0.05 of the step)")}; of the moving runs at c from {FromRatio} to {ToRatio}, the interval of that share lies above {Limit}");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        RunMotion[] moving = [.. RunMotion.Of(sources[0]).Where(run => run.Moves && run.Ratio >= FromRatio && run.Ratio <= ToRatio)];
        if (moving.Length < FewestRuns) return TooLittle($"{moving.Length} moving runs");
        Interval share = Proportion.Of(moving.Count(run => Chaotic ? run.IsChaotic : run.IsRegular), moving.Length);
        double median = Bootstrap.Median([.. moving.Select(run => run.Exponent)]);
        return Finding.Above(share, Limit, FormattableString.Invariant(
            $"{Words.Percent(share)} of {moving.Length} runs that move; {RunMotion.Kinds(moving)}; median exponent {median:0.0e+0} per unit time"));
    }
}
