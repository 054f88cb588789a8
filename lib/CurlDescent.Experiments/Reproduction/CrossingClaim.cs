namespace CurlDescent.Experiments.Reproduction;

/// <summary>At each c that the boundary crosses, cells turn unstable at the boundary.</summary>
/// <param name="Boundary">Hidden or readout flips.</param>
/// <param name="State">How stability is seen.</param>
public sealed record CrossingClaim(BoundaryOf Boundary, CellState State) : PaperClaim
{
    private const double Tolerance = 0.05;
    private const int FewestColumns = 3;

    /// <summary>Grid of the dataset; null for all.</summary>
    public string? Grid { get; init; }

    /// <inheritdoc/>
    public override string Criterion =>
        FormattableString.Invariant($"{State.Text} is unstable; the interval of the median over c of (first unstable fraction − exact one) lies within ±{Tolerance}, a step of the paper's grid");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        var differences = new List<double>();
        foreach (ReportSource source in sources)
        {
            var columns = source.Table.Cells.Where(r => r.Rule == RuleName.CurlDescent && (Grid is null || r.Grid == Grid))
                .Select(row => (Cell: DesignedCell.Of(source.Sweep.Cells[row.Cell]), Unstable: State.IsUnstable(row))).GroupBy(c => c.Cell.CompressionRatio);
            foreach (var column in columns)
            {
                double critical = column.First().Cell.CriticalFractionOf(Boundary);
                if (critical is not (> 0 and < 1)) continue;
                var ordered = column.OrderBy(c => c.Cell.FractionOf(Boundary)).ToArray();
                int first = Array.FindIndex(ordered, c => c.Unstable);

                // The turn lies between the last stable and the first unstable cell; a column without a turn says that it is farther than its end.
                double turn = first < 0 ? 1 : first == 0 ? 0 : (ordered[first - 1].Cell.FractionOf(Boundary) + ordered[first].Cell.FractionOf(Boundary)) / 2;
                differences.Add(turn - critical);
            }
        }

        if (differences.Count < FewestColumns) return TooLittle($"{differences.Count} values of c that the boundary crosses");
        Interval median = Bootstrap.Of(differences, Bootstrap.Median);
        double mean = differences.Average(Math.Abs);
        Verdict verdict = median.Low >= -Tolerance && median.High <= Tolerance ? Verdict.Supported
            : median.Low > Tolerance || median.High < -Tolerance ? Verdict.NotSupported : Verdict.Undecided;
        return new Finding(verdict, FormattableString.Invariant($"first unstable fraction minus exact one: median {Words.Of(median, "0.000")} over {differences.Count} values of c, mean absolute difference {Words.Of(mean)}"));
    }
}
