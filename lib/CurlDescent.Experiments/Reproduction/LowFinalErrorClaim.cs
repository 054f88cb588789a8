namespace CurlDescent.Experiments.Reproduction;

/// <summary>Runs that left the teacher because readout flips made it unstable end at a low test error all the same.</summary>
/// <param name="Low">What a low error is.</param>
public sealed record LowFinalErrorClaim(double Low) : PaperClaim
{
    private const int FewestCells = 10;

    /// <inheritdoc/>
    public override string Criterion =>
        FormattableString.Invariant($"of the cells whose greatest training error exceeds 1e-10, the interval of the median of log10 final test error (bootstrap over cells) lies below {Words.Of(Math.Log10(Low))}");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        CellRow[] left = [.. sources.SelectMany(s => s.Table.Cells).Where(r => r.Rule == RuleName.CurlDescent && CellState.GreatestError.IsUnstable(r))];
        double[] final = [.. left.Select(r => r[Measure.Log10FinalTestError].Mean).Where(double.IsFinite)], greatest = [.. left.Select(r => r[Measure.Log10MaxTrainError].Maximum).Where(double.IsFinite)];
        if (final.Length < FewestCells) return TooLittle($"{final.Length} cells left the teacher");
        Interval median = Bootstrap.Of(final, Bootstrap.Median), peak = Bootstrap.Of(greatest, Bootstrap.Median);
        Interval low = Proportion.Of(final.Count(v => v < Math.Log10(Low)), final.Length);
        double limit = Math.Log10(Low);
        Verdict verdict = median.High < limit ? Verdict.Supported : median.Low >= limit ? Verdict.NotSupported : Verdict.Undecided;
        return new Finding(verdict, FormattableString.Invariant(
            $"{final.Length} cells left the teacher; median log10 final test error {Words.Of(median, "0.0")} after a greatest training error of {Words.Of(peak, "0.0")}; below {Words.Of(Low, "0.####")} in {Words.Percent(low)} of them"));
    }
}
