namespace CurlDescent.Experiments.Reproduction;

/// <summary>Cells are stable on one side of the exact boundary and unstable on the other.</summary>
/// <param name="Boundary">Which boundary.</param>
/// <param name="State">How stability is seen.</param>
public sealed record BoundaryAgreementClaim(BoundaryOf Boundary, CellState State) : PaperClaim
{
    private const double Near = 0.1, Limit = 0.9;

    /// <summary>Grid of the dataset; null for all.</summary>
    public string? Grid { get; init; }

    /// <inheritdoc/>
    public override string Criterion =>
        FormattableString.Invariant($"{State.Text} is unstable; of the cells farther than {Near} from the boundary (in log10 c and fractions), the interval of the share that agrees lies above {Limit}");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        // Shares by distance: nearer than a grid step of the fractions, up to 0.1, farther.
        double[] ends = [0.05, Near, double.PositiveInfinity];
        var counts = new (int Agree, int All)[ends.Length];
        (int stable, int unstable) = (0, 0);
        foreach (ReportSource source in sources)
        {
            foreach (CellRow row in source.Table.Cells.Where(r => r.Rule == RuleName.CurlDescent && (Grid is null || r.Grid == Grid)))
            {
                double distance = DesignedCell.Of(source.Sweep.Cells[row.Cell]).DistanceFrom(Boundary);
                int bin = Array.FindIndex(ends, end => Math.Abs(distance) <= end);
                counts[bin].All++;
                if (State.IsUnstable(row) == distance < 0) counts[bin].Agree++;
                if (bin < ends.Length - 1) continue;
                if (distance < 0) unstable++;
                else stable++;
            }
        }

        if (counts[^1].All == 0) return TooLittle("no cell away from the boundary");
        Interval[] shares = [.. counts.Select(c => Proportion.Of(c.Agree, c.All))];
        Interval all = Proportion.Of(counts.Sum(c => c.Agree), counts.Sum(c => c.All));
        string numbers = FormattableString.Invariant(
            $"agreement {Words.Percent(all)} of {counts.Sum(c => c.All)} cells; by distance ≤ 0.05: {Bin(0)}, ≤ 0.1: {Bin(1)}, farther: {Words.Percent(shares[2])} ({stable} stable, {unstable} unstable)");
        return Finding.Above(shares[^1], Limit, numbers);

        string Bin(int bin) => counts[bin].All == 0 ? "none" : FormattableString.Invariant($"{counts[bin].Agree} of {counts[bin].All}");
    }
}
