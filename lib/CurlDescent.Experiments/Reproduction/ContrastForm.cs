namespace CurlDescent.Experiments.Reproduction;

/// <summary>A cell that a contrast compares with the others of its column.</summary>
/// <param name="Column">Its column: the value of c.</param>
/// <param name="IsBeyond">Whether the greater value is expected of it.</param>
/// <param name="Value">What is compared, such as log10 of an error. Cells without a finite one are left out.</param>
internal readonly record struct ContrastCell(double Column, bool IsBeyond, double Value);

/// <summary>
/// Beyond a boundary an error is greater, whatever its scale: of all pairs of cells with the same c, one on either side, the share in which
/// the one beyond has the greater error. Needs no limit that divides small from great, which tanh networks do not have: with few samples
/// their test error never vanishes.
/// </summary>
/// <remarks>
/// Columns count alike. A column with a cells on one side and b on the other has min(a, b) pairs that share no cell; each counts as many
/// trials as the median column has.
/// </remarks>
/// <param name="What">Which cell is expected to have which greater value, in words.</param>
/// <param name="See">The cells of a table, and more numbers in words.</param>
internal sealed record ContrastForm(string What, Func<IReadOnlyList<ReportSource>, (IEnumerable<ContrastCell> Cells, string Note)> See)
    : ClaimForm
{
    private const double Limit = 0.9;
    private const int FewestColumns = 3;

    /// <inheritdoc/>
    public override string Criterion => $"the interval of the share of pairs at equal c in which {What} lies above {Words.Percent(Limit)}";

    /// <inheritdoc/>
    public override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        (IEnumerable<ContrastCell> cells, string note) = See(sources);
        var columns = new List<(double Share, int Pairs)>();
        foreach (IGrouping<double, ContrastCell> column in cells.Where(c => double.IsFinite(c.Value)).GroupBy(c => c.Column))
        {
            double[] inside = [.. column.Where(c => !c.IsBeyond).Select(c => c.Value)],
                beyond = [.. column.Where(c => c.IsBeyond).Select(c => c.Value)];
            if (inside.Length == 0 || beyond.Length == 0) continue;
            double greater = 0;
            foreach (double b in beyond) greater += inside.Sum(i => b > i ? 1 : b == i ? 0.5 : 0);
            columns.Add((greater / ((double)inside.Length * beyond.Length), Math.Min(inside.Length, beyond.Length)));
        }

        if (columns.Count < FewestColumns) return Finding.TooLittle($"{columns.Count} values of c with cells on both sides");
        double trials = Summary.Of(columns.Select(c => (double)c.Pairs)).Median;
        Interval share = ClusteredShare.Estimate(columns.Select(c => (c.Share * trials, trials)), Confidence(sources)).Interval;
        return Finding.Above(
            share, Limit,
            $"{Words.Percent(share)} of pairs at equal c, n = {columns.Count} values of c{(note.Length > 0 ? $"; {note}" : "")}");
    }
}
