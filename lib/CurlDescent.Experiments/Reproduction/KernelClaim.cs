namespace CurlDescent.Experiments.Reproduction;

/// <summary>The signed tangent kernel at the teacher predicts which runs leave it that start there. Datasets: kernels first, then the map.</summary>
/// <param name="State">How leaving is seen.</param>
/// <param name="Boundary">The boundary of infinite linear networks, to compare with.</param>
public sealed record KernelClaim(CellState State, BoundaryOf Boundary) : PaperClaim
{
    private const double Limit = 0.9;

    /// <inheritdoc/>
    public override string Criterion => FormattableString.Invariant(
        $"{State.Text} is unstable; predicted so where by the kernel the perturbation grows to 1e-5 before the last epoch, or a step exceeds 2 over its greatest eigenvalue; the interval of the share of cells that agree lies above {Limit}");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        IReadOnlyList<KernelPrediction> cells = KernelPrediction.Of(sources[0], sources[1]);
        if (cells.Count == 0) return TooLittle("no cell has both kernel and simulation");
        bool Leaves(KernelPrediction cell) => State.IsUnstable(cell.Simulated);
        (int onlyPredicted, int onlySeen) = (cells.Count(c => c.LeavesTeacher && !Leaves(c)), cells.Count(c => !c.LeavesTeacher && Leaves(c)));
        Interval kernel = Proportion.Of(cells.Count - onlyPredicted - onlySeen, cells.Count);
        Interval boundary = Proportion.Of(cells.Count(c => DesignedCell.Of(c.Cell).DistanceFrom(Boundary) < 0 == Leaves(c)), cells.Count);
        string missed = onlyPredicted + onlySeen == 0 ? "" : FormattableString.Invariant($" ({onlyPredicted} leave by the kernel only, {onlySeen} in simulation only)");
        return Finding.Above(kernel, Limit, FormattableString.Invariant(
            $"kernel and simulation agree in {cells.Count - onlyPredicted - onlySeen} of {cells.Count} cells: {Words.Percent(kernel)}{missed}; the boundary of infinite linear networks in {Words.Percent(boundary)}"));
    }
}
