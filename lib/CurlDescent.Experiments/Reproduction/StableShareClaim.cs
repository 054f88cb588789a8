namespace CurlDescent.Experiments.Reproduction;

/// <summary>In a range of compression ratios all cells with flips are stable, or all are unstable.</summary>
/// <param name="FromRatio">Least c = M/N, at the counts that were run.</param>
/// <param name="ToRatio">Greatest c.</param>
/// <param name="Stable">Which of the two is claimed.</param>
/// <param name="State">How stability is seen.</param>
public sealed record StableShareClaim(double FromRatio, double ToRatio, bool Stable, CellState State) : PaperClaim
{
    private const double Limit = 0.9;

    /// <inheritdoc/>
    public override string Criterion => FormattableString.Invariant($"{State.Text} is unstable; the interval of the share lies above {Limit}");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        (int agree, int all) = (0, 0);
        foreach (ReportSource source in sources)
        {
            foreach (CellRow row in source.Table.Cells.Where(r => r.Rule == RuleName.CurlDescent))
            {
                var cell = DesignedCell.Of(source.Sweep.Cells[row.Cell]);
                if (!cell.HasFlips || cell.CompressionRatio < FromRatio || cell.CompressionRatio > ToRatio) continue;
                all++;
                if (State.IsUnstable(row) != Stable) agree++;
            }
        }

        if (all == 0) return TooLittle("no cell in the range");
        Interval share = Proportion.Of(agree, all);
        return Finding.Above(share, Limit, FormattableString.Invariant($"{agree} of {all} cells {(Stable ? "stable" : "unstable")}: {Words.Percent(share)}"));
    }
}
