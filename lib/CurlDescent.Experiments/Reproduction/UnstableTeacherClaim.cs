namespace CurlDescent.Experiments.Reproduction;

/// <summary>Students from random weights fail wherever their teacher is unstable by its signed tangent kernel. Datasets: kernels first, then the maps.</summary>
/// <param name="State">How failing is seen.</param>
public sealed record UnstableTeacherClaim(CellState State) : PaperClaim
{
    private const double Limit = 0.9;

    /// <inheritdoc/>
    public override string Criterion => FormattableString.Invariant($"{State.Text} is unstable; of the cells whose teacher is unstable by the kernel, the interval of the share that is unstable lies above {Limit}");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        KernelPrediction[] cells = [.. sources.Skip(1).SelectMany(map => KernelPrediction.Of(sources[0], map))];
        (int unstable, int stable) = (cells.Count(c => c.IsUnstable), cells.Count(c => !c.IsUnstable));
        if (unstable == 0) return TooLittle("no cell with an unstable teacher");
        int Failing(bool withUnstableTeacher) => cells.Count(c => c.IsUnstable == withUnstableTeacher && State.IsUnstable(c.Simulated));
        Interval share = Proportion.Of(Failing(true), unstable);
        return Finding.Above(share, Limit, FormattableString.Invariant(
            $"{Failing(true)} of {unstable} cells with an unstable teacher fail: {Words.Percent(share)}; of the {stable} with a stable one {Failing(false)} fail too"));
    }
}
