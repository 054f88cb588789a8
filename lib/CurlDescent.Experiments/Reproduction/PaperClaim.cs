using CurlDescent.Experiments.Reproduction;

namespace CurlDescent.Experiments;

/// <summary>A claim that data can decide. <see cref="PaperClaims"/> lists them.</summary>
public sealed record PaperClaim
{
    internal PaperClaim(string id, string panel, string statement, IReadOnlyList<string> datasets, ClaimForm form)
    {
        Id = id;
        Panel = panel;
        Statement = statement;
        Datasets = datasets;
        Form = form;
    }

    /// <summary>Name for notebooks, such as <c>fig3a.boundary</c>.</summary>
    public string Id { get; }

    /// <summary>Where the paper shows it, such as <c>Figure 3A, panel F</c>; of a claim beyond the paper, what it is about.</summary>
    public string Panel { get; }

    /// <summary>What is claimed, in a sentence.</summary>
    public string Statement { get; }

    /// <summary>Ids of the datasets that decide it; the figure is that of the first.</summary>
    public IReadOnlyList<string> Datasets { get; }

    /// <summary>When the numbers support it, in a sentence that follows <i>Supported if</i>.</summary>
    public string Criterion => Form.Criterion;

    internal ClaimForm Form { get; }

    /// <summary>Judges the claim by datasets.</summary>
    /// <param name="data">The datasets.</param>
    /// <exception cref="DatasetException">A dataset is malformed.</exception>
    public ClaimRow Judge(ReportData data)
    {
        string[] absent = [.. Datasets.Where(id => data.TryFind(id) is null)];
        ReportSource[] sources = [.. Datasets.Except(absent).Select(id => data.TryFind(id)!)];
        Finding finding = absent.Length > 0 ? new Finding(Verdict.Undecided, $"no dataset {string.Join(", ", absent)}") : Judge(sources);
        return new ClaimRow(this, finding, [.. sources]);
    }

    /// <summary>
    /// Judges the claim by tables in the order of <see cref="Datasets"/>, whatever they were made by: a dataset, or a miniature of a
    /// lesson.
    /// </summary>
    /// <param name="sources">As many as <see cref="Datasets"/>.</param>
    public Finding Judge(IReadOnlyList<ReportSource> sources) => Cautious(DecideFromWhatIsThere(sources), sources);

    // A dataset made by an earlier version may lack a measure that a claim reads.
    private Finding DecideFromWhatIsThere(IReadOnlyList<ReportSource> sources)
    {
        try
        {
            return Form.Decide(sources);
        }
        catch (MissingColumnException e)
        {
            return Finding.TooLittle(e.Message);
        }
    }

    // What a run does late it cannot do in a short one: too few epochs may leave a claim open, but refute nothing. A preview decides
    // nothing at all.
    private static Finding Cautious(Finding finding, IReadOnlyList<ReportSource> sources) => finding.Verdict switch
    {
        Verdict.Undecided => finding,
        _ when sources.Any(s => s.Provenance?.Size == ExperimentSize.Preview) =>
            new Finding(Verdict.Undecided, finding.Numbers + "; a preview decides nothing"),
        Verdict.NotSupported when sources.Any(s => s.HasFewerEpochs) =>
            new Finding(Verdict.Undecided, finding.Numbers + "; fewer epochs than the whole experiment refute nothing"),
        _ => finding,
    };
}

/// <summary>A judged claim.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Finding">Verdict and numbers.</param>
/// <param name="Sources">The datasets that were there.</param>
public sealed record ClaimRow(PaperClaim Claim, Finding Finding, IReadOnlyList<ReportSource> Sources);
