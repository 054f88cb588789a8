namespace CurlDescent.Experiments.Reproduction;

/// <summary>
/// How claims of one kind are judged: tables in, verdict out. There are four: a share (<see cref="ShareForm"/>), a contrast within columns
/// (<see cref="ContrastForm"/>), the place of a crossing (<see cref="CrossingForm"/>) and a ratio of two rules (<see cref="RatioForm"/>).
/// </summary>
internal abstract record ClaimForm
{
    /// <summary>When the numbers support it, in a sentence that follows <i>Supported if</i>.</summary>
    public abstract string Criterion { get; }

    /// <summary>Decides from tables, in the order of the claim's datasets.</summary>
    /// <exception cref="MissingColumnException">A table lacks a measure.</exception>
    public abstract Finding Decide(IReadOnlyList<ReportSource> sources);

    /// <summary>Probability that intervals from these tables are to cover: that of the one with the most looks.</summary>
    protected static double Confidence(IReadOnlyList<ReportSource> sources) => sources.Max(source => source.Confidence);
}
