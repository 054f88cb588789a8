namespace CurlDescent.Experiments.Reproduction;

/// <summary>A claim about epochs to the threshold along an axis: which runs, and how the comparison is written.</summary>
/// <param name="Axis">Parameter that varies.</param>
/// <param name="Symbol">Its symbol.</param>
public abstract record SpeedClaim(string Axis, string Symbol) : PaperClaim
{
    private protected const int FewestPoints = 3;

    /// <summary>Nonlinearity whose cells are taken; null for all.</summary>
    public string? Activation { get; init; }

    /// <summary>Distribution of the initial weights whose cells are taken; null for all.</summary>
    public string? Distribution { get; init; }

    /// <summary>Grid whose cells are taken; null for all.</summary>
    public string? Grid { get; init; }

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        ReportSource source = sources[0];
        Cell Designed(SpeedComparison comparison) => source.Sweep.Cells[comparison.Cell.Cell];
        bool Included(Cell cell) =>
            (Activation is null || cell.Word(Parameters.ActivationName) == Activation)
            && (Distribution is null || cell.Word(Parameters.InitialDistribution) == Distribution)
            && (Grid is null || cell.Grid == Grid);
        SpeedPoint[] points = [.. SpeedComparison.ByCell(source.Table).Where(c => Included(Designed(c))).Select(c => new SpeedPoint(Designed(c).Number(Axis), c)).OrderBy(p => p.X)];
        SpeedPoint[] told = [.. points.Where(p => p.Comparison.HasRatio)];
        if (told.Length < FewestPoints) return TooLittle($"{told.Length} values of {Symbol} with three pairs that reached the threshold");
        Finding finding = Judge(told);
        int neither = points.Sum(p => p.Comparison.Neither), gradient = points.Sum(p => p.Comparison.CensoredOther), curl = points.Sum(p => p.Comparison.Censored);
        string censored = gradient + curl == 0 ? "" : FormattableString.Invariant($"; threshold not reached by {gradient} runs of gradient descent and {curl} of curl descent, in {neither} pairs by neither");
        return finding with { Numbers = finding.Numbers + censored };
    }

    private protected abstract Finding Judge(IReadOnlyList<SpeedPoint> points);

    private protected string At(SpeedPoint point) => $"{Words.Of(point.Ratio)} at {Symbol} = {Words.Of(point.X)}";
}

/// <summary>Towards the greatest value of the axis curl descent becomes the faster one.</summary>
/// <param name="Axis">Parameter that varies.</param>
/// <param name="Symbol">Its symbol.</param>
public sealed record FasterTowardsClaim(string Axis, string Symbol) : SpeedClaim(Axis, Symbol)
{
    /// <inheritdoc/>
    public override string Criterion => "the interval of the ratio of epochs, curl to gradient descent, at the greatest value lies below 1";

    private protected override Finding Judge(IReadOnlyList<SpeedPoint> points)
    {
        int from = points.Count;
        while (from > 0 && points[from - 1].Ratio.Value < 1) from--;
        string crossing = from == 0 ? "below 1 everywhere" : from == points.Count ? "not below 1 at the end" : $"below 1 from {Symbol} = {Words.Of(points[from].X)} on";
        Verdict verdict = points[^1].IsFaster ? Verdict.Supported : points[^1].IsSlower ? Verdict.NotSupported : Verdict.Undecided;
        return new Finding(verdict, $"epochs of curl to gradient descent {At(points[0])}, {At(points[^1])}; {crossing}");
    }
}

/// <summary>Over all values of the axis curl descent is the faster one, or at least no slower.</summary>
/// <param name="Axis">Parameter that varies.</param>
/// <param name="Symbol">Its symbol.</param>
/// <param name="Faster">Whether it is claimed to be faster, or else not to be.</param>
public sealed record OverallSpeedClaim(string Axis, string Symbol, bool Faster) : SpeedClaim(Axis, Symbol)
{
    private const double Margin = 0.9;

    /// <inheritdoc/>
    public override string Criterion => Faster
        ? "the interval of the geometric mean ratio of epochs over the values (bootstrap over them) lies below 1"
        : FormattableString.Invariant($"the interval of the geometric mean ratio of epochs over the values (bootstrap over them) lies above {Margin}");

    private protected override Finding Judge(IReadOnlyList<SpeedPoint> points)
    {
        Interval log = Bootstrap.Of([.. points.Select(p => Math.Log(p.Ratio.Value))], s => s.Average());
        var ratio = new Interval(Math.Exp(log.Value), Math.Exp(log.Low), Math.Exp(log.High));
        int faster = points.Count(p => p.IsFaster), slower = points.Count(p => p.IsSlower);
        Verdict verdict = Faster
            ? ratio.High < 1 ? Verdict.Supported : ratio.Low >= 1 ? Verdict.NotSupported : Verdict.Undecided
            : ratio.Low > Margin ? Verdict.Supported : ratio.High <= Margin ? Verdict.NotSupported : Verdict.Undecided;
        SpeedPoint best = points.MinBy(p => p.Ratio.Value)!, worst = points.MaxBy(p => p.Ratio.Value)!;
        return new Finding(verdict, FormattableString.Invariant(
            $"epochs of curl to gradient descent {Words.Of(ratio)} over {points.Count} values of {Symbol}: faster at {faster}, slower at {slower}, open at {points.Count - faster - slower}; from {At(best)} to {At(worst)}"));
    }
}

/// <summary>As more units are flipped, curl descent stays faster up to about half of them.</summary>
/// <param name="Axis">Number of flipped units.</param>
/// <param name="Symbol">Its symbol.</param>
/// <param name="Units">Number of units.</param>
public sealed record FasterUpToHalfClaim(string Axis, string Symbol, int Units) : SpeedClaim(Axis, Symbol)
{
    private const double About = 0.2;

    /// <inheritdoc/>
    public override string Criterion =>
        FormattableString.Invariant($"the last number of flipped units up to which every ratio of epochs has its interval below 1 lies within ±{About} of half of the units");

    private protected override Finding Judge(IReadOnlyList<SpeedPoint> points)
    {
        int faster = points.TakeWhile(p => p.IsFaster).Count();
        string ratios = string.Join(", ", points.Select(p => FormattableString.Invariant($"{Words.Of(p.X)}: {Words.Of(p.Ratio.Value, "0.00")}")));
        string list = $"ratio of epochs by flipped units: {ratios}";
        if (faster == points.Count && points[^1].X < Units) return new Finding(Verdict.Undecided, $"faster at every number that was run; {list}");
        double last = faster == 0 ? 0 : points[faster - 1].X;

        // A ratio whose interval holds 1 leaves open where the limit is, unless the numbers on either side agree.
        bool within = Math.Abs(last / Units - 0.5) <= About + 1e-12;
        int notFaster = points.ToList().FindIndex(p => p.Ratio.Low > 1);
        bool decided = within || notFaster >= 0 && notFaster <= faster + 1 || last / Units > 0.5;
        return new Finding(within ? Verdict.Supported : decided ? Verdict.NotSupported : Verdict.Undecided,
            FormattableString.Invariant($"faster up to {Words.Of(last)} of {Units} flipped units; {list}"));
    }
}
