using CurlDescent.Experiments.Reproduction;

namespace CurlDescent.Experiments;

/// <summary>
/// The claims of the report, by which notebooks judge too. They are data: to add one, add an entry to <c>Reproduction/claims.json</c>, in
/// one of the forms that are there (<see cref="ClaimReader"/>), and a test on a table of known verdict.
/// </summary>
public static class PaperClaims
{
    private static readonly ILookup<string, PaperClaim> Parts = ClaimReader.ReadAll();

    /// <summary>What the paper claims, in its order.</summary>
    public static IReadOnlyList<PaperClaim> Paper { get; } = [.. Parts["paper"]];

    /// <summary>What the paper does not ask.</summary>
    public static IReadOnlyList<PaperClaim> Beyond { get; } = [.. Parts["beyond"]];

    /// <summary>All claims.</summary>
    public static IReadOnlyList<PaperClaim> All { get; } = [.. Paper, .. Beyond];

    /// <summary>Finds a claim.</summary>
    /// <param name="id">Such as <c>fig3a.boundary</c>.</param>
    /// <exception cref="SpecException">There is no such claim.</exception>
    public static PaperClaim Find(string id) =>
        All.FirstOrDefault(claim => claim.Id == id)
            ?? throw new SpecException("Claim", $"'{id}'", string.Join(", ", All.Select(claim => claim.Id)));

    /// <summary>Returns the claims that read a dataset.</summary>
    /// <param name="dataset">Id of an experiment.</param>
    public static IReadOnlyList<PaperClaim> Of(string dataset) => [.. All.Where(claim => claim.Datasets.Contains(dataset))];

    /// <summary>Judges a claim by a table of one experiment, such as a miniature: the same rule and thresholds as the report's.</summary>
    /// <param name="id">Id of a claim that one dataset decides.</param>
    /// <param name="table">The table.</param>
    /// <exception cref="SpecException">There is no such claim, or it takes more than a table.</exception>
    public static Finding Judge(string id, ResultTable table)
    {
        PaperClaim claim = Find(id);
        if (claim.Datasets.Count > 1 && claim.Datasets.Any(dataset => dataset.StartsWith("tangent-kernel", StringComparison.Ordinal)))
            throw new SpecException("Claim", $"'{id}'", "a claim that one table decides");
        return claim.Judge([new ReportSource(claim.Datasets[0], table)]);
    }
}
