namespace CurlDescent.Experiments.Reproduction;

/// <summary>
/// The signed tangent kernel at the teacher orders the cells of a map whose runs start at random weights: at equal c those with an unstable teacher end with the greater
/// errors. Datasets: kernels first, then the map.
/// </summary>
public sealed record KernelContrastClaim : PaperClaim
{
    private const double Limit = 0.9;
    private const int FewestColumns = 3;

    /// <inheritdoc/>
    public override string Criterion => FormattableString.Invariant(
        $"of pairs at equal c, one with an unstable teacher by the kernel and one with a stable one, the interval of the share in which the former ends with the greater error lies above {Limit}");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        var shares = new List<double>();
        foreach (var column in KernelPrediction.Of(sources[0], sources[1]).Where(c => double.IsFinite(FinalError(c))).GroupBy(c => DesignedCell.Of(c.Cell).CompressionRatio))
        {
            double[] stable = [.. column.Where(c => !c.IsUnstable).Select(FinalError)], unstable = [.. column.Where(c => c.IsUnstable).Select(FinalError)];
            if (stable.Length > 0 && unstable.Length > 0) shares.Add(unstable.Sum(b => stable.Sum(i => b > i ? 1 : b == i ? 0.5 : 0)) / ((double)stable.Length * unstable.Length));
        }

        if (shares.Count < FewestColumns) return TooLittle($"{shares.Count} values of c at which the kernel tells cells apart");
        Interval share = Bootstrap.Of(shares, s => s.Average());
        return Finding.Above(share, Limit, FormattableString.Invariant($"the greater final error where the kernel grows in {Words.Percent(share)} of pairs at equal c, over {shares.Count} values of c"));
    }

    private static double FinalError(KernelPrediction cell) => cell.Simulated[Measure.Log10FinalTestError].Mean;
}
