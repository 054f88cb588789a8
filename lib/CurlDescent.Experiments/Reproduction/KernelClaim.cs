namespace CurlDescent.Experiments.Reproduction;

/// <summary>
/// The signed tangent kernel at the teacher predicts which cells of a simulated map leave it: an error that starts near 1e-29 reaches 1e-10 within the horizon if the
/// amplitude grows by half of those orders of magnitude. Datasets: kernels first, then the map.
/// </summary>
/// <param name="Grid">Grid of the kernels that has the cells of the map.</param>
/// <param name="Boundary">The linear network's boundary, to compare with.</param>
public sealed record KernelClaim(string Grid, BoundaryOf Boundary) : PaperClaim
{
    private const double Limit = 0.9, OrdersOfError = 19;

    /// <summary>Whether the map's runs start at the teacher. If not, cells are compared in pairs of equal c, one predicted stable and one not, by their final error.</summary>
    public bool FromTeacher { get; init; } = true;

    /// <inheritdoc/>
    public override string Criterion => FromTeacher
        ? FormattableString.Invariant($"the interval of the share of cells in which growth within the horizon and a greatest training error above 1e-10 agree lies above {Limit}")
        : FormattableString.Invariant($"of pairs at equal c, one predicted to grow within the horizon and one not, the interval of the share in which the former ends with the greater error lies above {Limit}");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        (ReportSource kernels, ReportSource map) = (sources[0], sources[1]);
        Dictionary<ulong, CellRow> kernelOf = kernels.Table.Cells.Where(r => r.Grid == Grid)
            .GroupBy(r => kernels.Sweep.Cells[r.Cell].Seed).ToDictionary(cells => cells.Key, cells => cells.First()); // Fractions with the same number of flips are one cell.
        var pairs = new List<(CellRow Row, DesignedCell Cell, bool Grows)>();
        foreach (CellRow row in map.Table.Cells.Where(r => r.Rule == RuleName.CurlDescent))
        {
            Cell cell = map.Sweep.Cells[row.Cell];
            if (!kernelOf.TryGetValue(cell.Seed, out CellRow? kernel)) continue;

            // Learning time of the horizon: epochs × (P/B) × η, which is epochs × learning rate with the paper's step.
            double time = cell.Number(Parameters.Epochs) * cell.Number(Parameters.TrainingSamples) / cell.Number(Parameters.BatchSize) * cell.Training(RuleName.CurlDescent, 0).StepSize;
            pairs.Add((row, DesignedCell.Of(cell), kernel[Measure.GrowthRate].Mean * time > OrdersOfError / 2 * Math.Log(10)));
        }

        if (pairs.Count == 0) return TooLittle("no cell has both kernel and simulation");
        return FromTeacher ? ByState(pairs) : ByPairs(pairs);
    }

    private Finding ByState(List<(CellRow Row, DesignedCell Cell, bool Grows)> pairs)
    {
        Interval kernel = Proportion.Of(pairs.Count(p => p.Grows == CellState.GreatestError.IsUnstable(p.Row)), pairs.Count);
        Interval boundary = Proportion.Of(pairs.Count(p => p.Cell.DistanceFrom(Boundary) < 0 == CellState.GreatestError.IsUnstable(p.Row)), pairs.Count);
        return Finding.Above(kernel, Limit, FormattableString.Invariant($"kernel and simulation agree in {Words.Percent(kernel)} of {pairs.Count} cells; the boundary of the linear network in {Words.Percent(boundary)}"));
    }

    private static Finding ByPairs(List<(CellRow Row, DesignedCell Cell, bool Grows)> pairs)
    {
        var shares = new List<double>();
        foreach (var column in pairs.Where(p => double.IsFinite(p.Row[Measure.Log10FinalTestError].Mean)).GroupBy(p => p.Cell.CompressionRatio))
        {
            double[] still = [.. column.Where(p => !p.Grows).Select(p => p.Row[Measure.Log10FinalTestError].Mean)], growing = [.. column.Where(p => p.Grows).Select(p => p.Row[Measure.Log10FinalTestError].Mean)];
            if (still.Length > 0 && growing.Length > 0) shares.Add(growing.Sum(b => still.Sum(i => b > i ? 1 : b == i ? 0.5 : 0)) / ((double)still.Length * growing.Length));
        }

        if (shares.Count < 3) return TooLittle($"{shares.Count} values of c at which the kernel tells cells apart");
        Interval share = Bootstrap.Of(shares, s => s.Average());
        return Finding.Above(share, Limit, FormattableString.Invariant($"the greater final error where the kernel grows in {Words.Percent(share)} of pairs at equal c, over {shares.Count} values of c"));
    }
}
