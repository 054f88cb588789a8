using CurlDescent.Stability.Lyapunov;

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

/// <summary>A run as the claims about motion see it.</summary>
/// <param name="Cell">Its cell.</param>
/// <param name="Moves">Whether its weights fluctuate.</param>
/// <param name="Exponent">Largest Lyapunov exponent, per unit time.</param>
/// <param name="IsChaotic">Whether that is positive beyond doubt.</param>
/// <param name="Kind">How the weights move where the run ended.</param>
internal sealed record RunMotion(Cell Cell, bool Moves, double Exponent, bool IsChaotic, MotionKind Kind)
{
    private const double Moving = 1e-10, Positive = 1e-3, Errors = 3;

    public static string Criterion => FormattableString.Invariant($"a run moves if q > {Moving:0e+0}, and is chaotic if its exponent exceeds {Positive} per unit time and {Errors} standard errors");

    public double Ratio => DesignedCell.Of(Cell).CompressionRatio;

    public bool IsRegular => !IsChaotic && Kind is MotionKind.Alternation or MotionKind.Rotation;

    /// <summary>The runs of a dataset that ended finite.</summary>
    public static IEnumerable<RunMotion> Of(ReportSource source) =>
        from run in source.Table.Runs
        let exponent = run[Measure.LyapunovExponent]
        where double.IsFinite(exponent) && double.IsFinite(run[Measure.OrderParameter])
        let motion = new WeightMotion(run[Measure.WeightStep], run[Measure.WeightTwoSteps], run[Measure.GramStep])
        select new RunMotion(
            source.Sweep.Cells[run.Cell], run[Measure.OrderParameter] > Moving, exponent, exponent > Positive && exponent > Errors * run[Measure.LyapunovError], motion.Kind);

    /// <summary>How many of them are chaotic and how the others move, in words.</summary>
    public static string Kinds(IReadOnlyList<RunMotion> runs)
    {
        int Count(MotionKind kind) => runs.Count(run => !run.IsChaotic && run.Kind == kind);
        return $"{runs.Count(run => run.IsChaotic)} chaotic, {Count(MotionKind.Rotation)} turn rigidly, {Count(MotionKind.Alternation)} alternate between two points, {Count(MotionKind.Other) + Count(MotionKind.Rest)} other";
    }
}
