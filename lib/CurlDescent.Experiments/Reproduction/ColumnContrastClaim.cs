namespace CurlDescent.Experiments.Reproduction;

/// <summary>
/// Beyond the boundary the error is greater, whatever its scale: of all pairs of cells with the same c, one on either side of the boundary, the share in which
/// the one beyond has the greater error. Needs no limit that divides small from great, which tanh networks do not have: with few samples their test error never vanishes.
/// </summary>
/// <param name="Boundary">Which boundary.</param>
/// <param name="Measure">Error, such as <see cref="Measure.Log10FinalTestError"/>.</param>
public sealed record ColumnContrastClaim(BoundaryOf Boundary, string Measure) : PaperClaim
{
    private const double Limit = 0.9;
    private const int FewestColumns = 3;

    /// <inheritdoc/>
    public override string Criterion => FormattableString.Invariant($"the interval of the mean share over the columns (bootstrap) lies above {Limit}");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        var shares = new List<double>();
        foreach (ReportSource source in sources)
        {
            var columns = source.Table.Cells.Where(r => r.Rule == RuleName.CurlDescent)
                .Select(row => (Cell: DesignedCell.Of(source.Sweep.Cells[row.Cell]), Error: row[Measure].Mean))
                .Where(c => double.IsFinite(c.Error)).GroupBy(c => c.Cell.CompressionRatio);
            foreach (var column in columns)
            {
                double critical = column.First().Cell.CriticalFractionOf(Boundary);
                double[] inside = [.. column.Where(c => c.Cell.FractionOf(Boundary) <= critical).Select(c => c.Error)];
                double[] beyond = [.. column.Where(c => c.Cell.FractionOf(Boundary) > critical).Select(c => c.Error)];
                if (inside.Length == 0 || beyond.Length == 0) continue;
                shares.Add(beyond.Sum(b => inside.Sum(i => b > i ? 1 : b == i ? 0.5 : 0)) / ((double)inside.Length * beyond.Length));
            }
        }

        if (shares.Count < FewestColumns) return TooLittle($"{shares.Count} values of c with cells on both sides");
        Interval share = Bootstrap.Of(shares, s => s.Average());
        return Finding.Above(share, Limit, FormattableString.Invariant($"greater beyond the boundary in {Words.Percent(share)} of pairs at equal c, over {shares.Count} values of c"));
    }
}
