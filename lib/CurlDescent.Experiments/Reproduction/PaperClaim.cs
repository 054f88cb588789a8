namespace CurlDescent.Experiments.Reproduction;

/// <summary>A claim that data can decide: data in, verdict out. One type for each form of claim; <see cref="PaperClaims"/> lists the claims.</summary>
public abstract record PaperClaim
{
    /// <summary>What is claimed, in a sentence.</summary>
    public required string Statement { get; init; }

    /// <summary>Ids of the datasets that decide it; the figure is that of the first.</summary>
    public required IReadOnlyList<string> Datasets { get; init; }

    /// <summary>The rule by which the numbers become a verdict, in a sentence.</summary>
    public abstract string Criterion { get; }

    /// <summary>Judges the claim.</summary>
    /// <param name="data">The datasets.</param>
    /// <exception cref="DatasetException">A dataset is malformed.</exception>
    public ClaimRow Judge(ReportData data)
    {
        string[] absent = [.. Datasets.Where(id => data.TryFind(id) is null)];
        ReportSource[] sources = [.. Datasets.Except(absent).Select(id => data.TryFind(id)!)];
        Finding finding = absent.Length > 0
            ? new Finding(Verdict.Undecided, $"no dataset {string.Join(", ", absent)}")
            : Cautious(DecideFromWhatIsThere(sources), sources);
        return new ClaimRow(this, finding, sources.Length > 0 ? string.Join("; ", sources.Select(s => s.Size)) : "absent");
    }

    // A dataset made by an earlier version may lack a measure that a claim reads.
    private Finding DecideFromWhatIsThere(IReadOnlyList<ReportSource> sources)
    {
        try
        {
            return Decide(sources);
        }
        catch (MissingColumnException e)
        {
            return TooLittle(e.Message);
        }
    }

    // What a run does late it cannot do in a short one: too few epochs may leave a claim open, but refute nothing. A preview decides nothing at all.
    private static Finding Cautious(Finding finding, IReadOnlyList<ReportSource> sources) => finding.Verdict switch
    {
        Verdict.Undecided => finding,
        _ when sources.Any(s => s.Provenance.Size == "preview") => new Finding(Verdict.Undecided, finding.Numbers + "; a preview decides nothing"),
        Verdict.NotSupported when sources.Any(s => s.HasFewerEpochs) => new Finding(Verdict.Undecided, finding.Numbers + "; fewer epochs than the whole experiment refute nothing"),
        _ => finding,
    };

    /// <summary>Decides from the datasets, in the order of <see cref="Datasets"/>.</summary>
    protected abstract Finding Decide(IReadOnlyList<ReportSource> sources);

    /// <summary>The finding where too little is there to say anything.</summary>
    protected static Finding TooLittle(string what) => new(Verdict.Undecided, $"not enough data: {what}");
}

/// <summary>A judged claim.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Finding">Verdict and numbers.</param>
/// <param name="Size">Which sizes of the datasets were used.</param>
public sealed record ClaimRow(PaperClaim Claim, Finding Finding, string Size);
