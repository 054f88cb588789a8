namespace CurlDescent.Experiments.Reproduction;

/// <summary>Along each line of a map cells turn unstable where theory says.</summary>
/// <param name="Theory">What is compared with, in words.</param>
/// <param name="Rule">How it is seen whether a cell is unstable.</param>
/// <param name="See">Lines of a map: the cells along each, from stable to unstable, and where theory has them turn; and more numbers in
/// words.</param>
internal sealed record CrossingForm(
    string Theory, string Rule, Func<IReadOnlyList<ReportSource>, (IReadOnlyList<CrossingLine> Lines, string Note)> See) : ClaimForm
{
    private const double Tolerance = 0.05;
    private const int FewestLines = 5;

    /// <summary>What the lines are, in the plural.</summary>
    public string Line { get; init; } = "values of c";

    /// <summary>What turns along each.</summary>
    public string Turn { get; init; } = "first unstable fraction";

    /// <inheritdoc/>
    public override string Criterion =>
        $"the interval of the median over the {Line} of ({Turn} − {Theory}) lies within ±{Words.Of(Tolerance)}, a step of the paper's "
        + $"grid. {Rule}";

    /// <inheritdoc/>
    public override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        (IReadOnlyList<CrossingLine> lines, string note) = See(sources);
        double[] differences = [.. lines.Select(line => line.Turn - line.Exact)];
        if (differences.Length < FewestLines) return Finding.TooLittle($"{differences.Length} {Line} that the boundary crosses");
        Interval median = Intervals.Median(differences, Confidence(sources));
        Verdict verdict = median.Low >= -Tolerance && median.High <= Tolerance ? Verdict.Supported
            : median.Low > Tolerance || median.High < -Tolerance ? Verdict.NotSupported : Verdict.Undecided;
        return new Finding(verdict,
            $"{Turn} minus {Theory}: median {Words.Of(median, "0.000")}, n = {differences.Length} {Line}; mean absolute difference "
            + $"{Words.Of(differences.Average(Math.Abs))}{(note.Length > 0 ? $"; {note}" : "")}");
    }
}

/// <summary>A line of a map.</summary>
/// <param name="At">Where the line is.</param>
/// <param name="Turn">Middle between the last cell before the first unstable one and that; an end of the axis where there is none.</param>
/// <param name="Exact">Where theory has the turn.</param>
internal readonly record struct CrossingLine(double At, double Turn, double Exact);
