namespace CurlDescent.Experiments.Reproduction;

/// <summary>Curl descent over gradient descent, pair by pair, at one value of an axis.</summary>
/// <param name="X">Value on the axis.</param>
/// <param name="Ratio">The ratio of what is compared; NaN where fewer than three pairs say something.</param>
/// <param name="Neither">Pairs in which neither got there.</param>
/// <param name="CensoredGradient">Runs of gradient descent that did not get there.</param>
/// <param name="CensoredCurl">Runs of curl descent that did not get there.</param>
internal sealed record RatioPoint(double X, Interval Ratio, int Neither = 0, int CensoredGradient = 0, int CensoredCurl = 0)
{
    /// <summary>A ratio above it is no advantage worth the name.</summary>
    internal const double Worthwhile = 0.9;

    /// <summary>Pairs in which both begin there.</summary>
    internal int AlreadyThere { get; init; }

    internal bool HasRatio => !double.IsNaN(Ratio.Value);

    internal bool IsBelow => Ratio.High < 1;

    internal bool IsAbove => Ratio.Low > 1;

    internal bool IsNoAdvantage => HasRatio && Ratio.Low > Worthwhile;

    internal bool IsClearAdvantage => HasRatio && Ratio.High < Worthwhile;
}

/// <summary>What is claimed of the ratio along the axis.</summary>
internal enum RatioPattern
{
    /// <summary>It is below 1 at the greatest value.</summary>
    BelowAtTheEnd,

    /// <summary>It is below 1 all along.</summary>
    BelowThroughout,

    /// <summary>There is no advantage all along.</summary>
    NoAdvantageThroughout,

    /// <summary>It is below 1 up to a value.</summary>
    BelowUpTo,
}

/// <summary>Curl descent compared with gradient descent on the same seeds, along an axis.</summary>
/// <param name="What">What the ratio is of, such as <c>epochs to a training error of 1e-3</c>.</param>
/// <param name="Symbol">What varies.</param>
/// <param name="See">The ratios in a table.</param>
internal sealed record RatioForm(string What, string Symbol, Func<ReportSource, IEnumerable<RatioPoint>> See) : ClaimForm
{
    /// <summary>What is claimed of it.</summary>
    public RatioPattern Pattern { get; init; }

    /// <summary>For <see cref="RatioPattern.BelowUpTo"/>: to which value.</summary>
    public double UpTo { get; init; } = double.NaN;

    private const double Most = 0.75;

    /// <inheritdoc/>
    public override string Criterion
    {
        get
        {
            string ratio = $"the interval of the ratio of {What}, curl to gradient descent,", least = Words.Of(RatioPoint.Worthwhile);
            return Pattern switch
            {
                RatioPattern.BelowAtTheEnd =>
                    $"{ratio} lies below 1 at the greatest {Symbol}; not supported if it lies above {least} there",
                RatioPattern.BelowThroughout =>
                    $"{ratio} lies below 1 at three quarters of the values of {Symbol} at least, and above 1 at none; not supported "
                    + $"if it lies above {least} at more than a quarter",
                RatioPattern.NoAdvantageThroughout =>
                    $"{ratio} lies above {least} at three quarters of the values of {Symbol} at least, and below {least} at none; "
                    + $"not supported if it lies below {least} at more than a quarter",
                _ => $"{ratio} lies below 1 at every number of {Symbol} up to {Words.Of(UpTo)}; not supported if it lies above "
                    + $"{least} at one of them",
            };
        }
    }

    /// <inheritdoc/>
    public override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        RatioPoint[] points = [.. sources.SelectMany(See).OrderBy(p => p.X)];
        RatioPoint[] told = [.. points.Where(p => p.HasRatio)];
        if (told.Length == 0)
        {
            return Finding.TooLittle($"at none of {points.Length} values of {Symbol} three pairs that say something");
        }

        int neither = points.Sum(p => p.Neither), gradient = points.Sum(p => p.CensoredGradient), curl = points.Sum(p => p.CensoredCurl);
        string censored = gradient + curl == 0
            ? "" : $"; not reached by {gradient} runs of gradient descent and {curl} of curl descent, in {neither} pairs by neither";
        if (points.Sum(p => p.AlreadyThere) is > 0 and int there) censored += $"; {there} pairs begin there and are left out";
        return new Finding(
            Judge(points),
            $"{Pattern switch
            {
                RatioPattern.BelowAtTheEnd => Ends(points),
                RatioPattern.BelowUpTo => List(points),
                _ =>
                Overall(points, told, Confidence(sources))
            }}{censored}");
    }

    private Verdict Judge(RatioPoint[] points)
    {
        bool Many(Func<RatioPoint, bool> has) => points.Count(has) > (1 - Most) * points.Length + 1e-9;
        bool Nearly(Func<RatioPoint, bool> has) => points.Count(has) >= Most * points.Length - 1e-9;
        RatioPoint[] to = [.. points.Where(p => p.X <= UpTo)];
        (bool supported, bool refuted) = Pattern switch
        {
            RatioPattern.BelowAtTheEnd => (points[^1].IsBelow, points[^1].IsNoAdvantage),
            RatioPattern.BelowThroughout => (Nearly(p => p.IsBelow) && !points.Any(p => p.IsAbove), Many(p => p.IsNoAdvantage)),
            RatioPattern.NoAdvantageThroughout =>
                (Nearly(p => p.IsNoAdvantage) && !points.Any(p => p.IsClearAdvantage), Many(p => p.IsClearAdvantage)),
            _ => (to.Length > 0 && to[^1].X >= UpTo && to.All(p => p.IsBelow), to.Any(p => p.IsNoAdvantage)),
        };
        return supported ? Verdict.Supported : refuted ? Verdict.NotSupported : Verdict.Undecided;
    }

    private string Ends(RatioPoint[] points)
    {
        int from = points.Length;
        while (from > 0 && points[from - 1].IsBelow) from--;
        string crossing = from == points.Length ? "" : $"; below 1 from {Symbol} = {Words.Of(points[from].X)} on";
        return points.Length == 1 ? At(points[0]) : $"{At(points[0])}, {At(points[^1])}{crossing}";
    }

    private string List(RatioPoint[] points)
    {
        string Which(string name, Func<RatioPoint, bool> has) =>
            points.Any(has) ? $"{name} at {string.Join(", ", points.Where(has).Select(p => Words.Of(p.X)))}" : "";
        string[] parts =
            [.. new[] { Which("below 1", p => p.IsBelow), Which("open", p => !p.IsBelow && !p.IsAbove),
                Which("above 1", p => p.IsAbove) }.Where(t => t.Length > 0)];
        return $"{string.Join(", ", parts)} {Symbol}; {string.Join(", ", points.Select(At))}";
    }

    private string Overall(RatioPoint[] points, RatioPoint[] told, double confidence)
    {
        int below = points.Count(p => p.IsBelow), above = points.Count(p => p.IsAbove);
        string untold = told.Length == points.Length ? "" : $", {points.Length - told.Length} of these for want of pairs";
        Interval mean = Intervals.Mean([.. told.Select(p => Math.Log(p.Ratio.Value))], confidence);
        string geometric = told.Length < 3
            ? "" : $"; geometric mean over {told.Length} values "
                + $"{Words.Of(new Interval(Math.Exp(mean.Value), Math.Exp(mean.Low), Math.Exp(mean.High)))}";
        string least = Words.Of(RatioPoint.Worthwhile);
        string sides = Pattern == RatioPattern.NoAdvantageThroughout
            ? $"above {least} at {points.Count(p => p.IsNoAdvantage)}, below {least} at {points.Count(p => p.IsClearAdvantage)}"
            : $"below 1 at {below}, above 1 at {above}, open at {points.Length - below - above}";
        return $"{sides} of {Words.Count(points.Length, $"value of {Symbol}")}{untold}{geometric}; from "
            + $"{At(told.MinBy(p => p.Ratio.Value)!)} to {At(told.MaxBy(p => p.Ratio.Value)!)}";
    }

    private string At(RatioPoint point) => point.HasRatio
        ? $"{Words.Of(point.Ratio)} (n = {point.Ratio.Count}) at {Symbol} = {Words.Of(point.X, "0.######")}"
        : $"too few pairs at {Symbol} = {Words.Of(point.X, "0.######")}";
}
