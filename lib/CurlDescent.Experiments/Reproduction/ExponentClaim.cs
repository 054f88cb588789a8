namespace CurlDescent.Experiments.Reproduction;

/// <summary>The largest Lyapunov exponent is positive exactly in those runs whose weights keep moving.</summary>
public sealed record ExponentClaim : PaperClaim
{
    private const double Moves = 1e-10, Positive = 1e-3, Errors = 3, Limit = 0.9;

    /// <inheritdoc/>
    public override string Criterion => FormattableString.Invariant(
        $"a run moves if q > {Moves:0e+0}, and is chaotic if its exponent exceeds {Positive} per unit time and {Errors} standard errors; the interval of the chaotic share lies above {Limit} among moving runs and below {1 - Limit:0.#} among the others");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        RunRow[] runs = [.. sources[0].Table.Runs.Where(r => double.IsFinite(r[Measure.LyapunovExponent]) && double.IsFinite(r[Measure.OrderParameter]))];
        RunRow[] moving = [.. runs.Where(r => r[Measure.OrderParameter] > Moves)], still = [.. runs.Where(r => r[Measure.OrderParameter] <= Moves)];
        if (moving.Length == 0 || still.Length == 0) return TooLittle($"{moving.Length} moving and {still.Length} resting runs");
        Interval chaotic = Proportion.Of(moving.Count(IsChaotic), moving.Length), stray = Proportion.Of(still.Count(IsChaotic), still.Length);
        Verdict verdict = chaotic.Low >= Limit && stray.High <= 1 - Limit ? Verdict.Supported
            : chaotic.High < Limit || stray.Low > 1 - Limit ? Verdict.NotSupported : Verdict.Undecided;

        // Deeper in: how the share grows with the distance from the boundary.
        var depths = moving.Select(r => (Depth: -DesignedCell.Of(sources[0].Sweep.Cells[r.Cell]).DistanceFrom(BoundaryOf.HiddenFlips), Chaotic: IsChaotic(r))).ToArray();
        double middle = Bootstrap.Median([.. depths.Select(d => d.Depth)]);
        Interval Share(bool deep)
        {
            bool[] part = [.. depths.Where(d => d.Depth > middle == deep).Select(d => d.Chaotic)];
            return Proportion.Of(part.Count(c => c), part.Length);
        }

        return new Finding(verdict, FormattableString.Invariant(
            $"positive in {Words.Percent(chaotic)} of {moving.Length} runs that move ({Words.Percent(Share(false))} up to distance {Words.Of(middle)} beyond the boundary, {Words.Percent(Share(true))} farther) and in {Words.Percent(stray)} of {still.Length} that rest"));
    }

    private static bool IsChaotic(RunRow run) => run[Measure.LyapunovExponent] > Positive && run[Measure.LyapunovExponent] > Errors * run[Measure.LyapunovError];
}
