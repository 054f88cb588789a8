using CurlDescent.Stability;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>With the fewest flips of the grid, cells turn unstable where the exact boundary of hidden flips says, on the way to the c beyond which any flip does.</summary>
/// <param name="State">How stability is seen.</param>
public sealed record CriticalRatioClaim(CellState State) : PaperClaim
{
    /// <inheritdoc/>
    public override string Criterion => $"{State.Text} is unstable; the exact c of the fewest flips lies within one step of the grid from where cells turn";

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        ReportSource source = sources[0];
        double[] fractions = [.. source.Table.Cells.Select(r => r.Number(Parameters.HiddenFraction)).Where(f => f > 0).Distinct().Order()];
        if (fractions.Length == 0) return TooLittle("no cell with flips");
        var row = source.Table.Cells.Where(r => r.Rule == RuleName.CurlDescent && r.Number(Parameters.HiddenFraction) == fractions[0])
            .Select(r => (DesignedCell.Of(source.Sweep.Cells[r.Cell]).CompressionRatio, Unstable: State.IsUnstable(r))).OrderBy(c => c.CompressionRatio).ToArray();

        // From the right: beyond the turn every cell is unstable.
        int turn = Array.FindLastIndex(row, c => !c.Unstable);
        double exact = HiddenPhaseBoundary.Create().FindCriticalCompressionRatio(fractions[0]), fragile = HiddenPhaseBoundary.Create().FragileCompressionRatio;
        if (turn < 0 || row.Length < 4) return TooLittle(FormattableString.Invariant($"{row.Length} values of c, none of them stable"));
        if (turn == row.Length - 1)
            return new Finding(Verdict.Undecided, FormattableString.Invariant($"at α_h = {Words.Of(fractions[0])} cells up to c = {Words.Of(row[^1].CompressionRatio)} are stable; exact c = {Words.Of(exact)}"));
        double low = row[turn].CompressionRatio, high = row[turn + 1].CompressionRatio, step = high - low;
        bool within = exact >= low - step && exact <= high + step;
        return new Finding(within ? Verdict.Supported : Verdict.NotSupported,
            FormattableString.Invariant($"at α_h = {Words.Of(fractions[0])} all cells are unstable from c = {Words.Of(high)} on (the one before is {Words.Of(low)}); exact: {Words.Of(exact)}, and {Words.Of(fragile)} for a single flip of many"));
    }
}
