namespace CurlDescent.Experiments.Lessons;

/// <summary>
/// A claim of the paper held against data: the verdict follows from the numbers, and a claim that they do not bear out is reported, not hidden. For what a
/// lesson itself asserts there is <see cref="Claim"/>.
/// </summary>
public static class Finding
{
    /// <summary>States whether data support a claim.</summary>
    /// <param name="statement">The claim.</param>
    /// <param name="supported">Whether the data support it; null where they do not decide.</param>
    /// <param name="evidence">The numbers that the verdict rests on.</param>
    /// <returns>A line to show.</returns>
    public static string Of(string statement, bool? supported, string evidence) => supported switch
    {
        true => $"✓ supported: {statement} ({evidence})",
        false => $"✗ not supported: {statement} ({evidence})",
        null => $"○ undecided: {statement} ({evidence})",
    };
}
