namespace CurlDescent.Experiments;

/// <summary>A statement of a notebook, asserted in code next to the text that makes it.</summary>
public static class Claim
{
    /// <summary>Passes if the claim holds, otherwise fails the cell.</summary>
    /// <param name="statement">The claim, as the text makes it.</param>
    /// <param name="holds">Whether it holds here.</param>
    /// <param name="evidence">The numbers it rests on; they should be the same on every machine.</param>
    /// <returns>A line to show.</returns>
    /// <exception cref="ClaimFailedException">The claim does not hold.</exception>
    public static string That(string statement, bool holds, string evidence = "")
    {
        string line = evidence.Length == 0 ? statement : $"{statement} ({evidence})";
        return holds ? $"✓ {line}" : throw new ClaimFailedException($"✗ {line}");
    }

    /// <summary>Holds a claim of the paper against data: what they do not bear out is reported, not hidden, and fails no cell.</summary>
    /// <param name="statement">The claim.</param>
    /// <param name="supported">Whether the data support it; null where they do not decide.</param>
    /// <param name="evidence">The numbers that the verdict rests on.</param>
    /// <returns>A line to show.</returns>
    public static string Judge(string statement, bool? supported, string evidence) => supported switch
    {
        true => $"✓ supported: {statement} ({evidence})",
        false => $"✗ not supported: {statement} ({evidence})",
        null => $"○ undecided: {statement} ({evidence})",
    };

    /// <summary>Judges a claim of the reproduction report by the stored datasets, as the report does; fails no cell.</summary>
    /// <param name="id">Id of the claim, such as <c>fig3a.boundary</c> (<see cref="PaperClaims"/>).</param>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    /// <returns>Verdict, claim and numbers; a sentence where a dataset is not at hand.</returns>
    /// <exception cref="SpecException">There is no such claim.</exception>
    /// <exception cref="DatasetException">A dataset exists and is malformed.</exception>
    public static string OfReport(string id, string? start = null)
    {
        ClaimRow row = PaperClaims.Find(id).Judge(ReportData.Above(start));
        string extent = row.Sources.Count == 0
            ? "" : $"; {string.Join(", ", row.Sources.Select(source => $"data/{source.Id}: {source.Extent}"))}";
        return Judge(row.Claim.Statement, Told(row.Finding.Verdict), row.Finding.Numbers + extent);
    }

    /// <summary>
    /// Judges a claim of the reproduction report by a table of one's own, such as a miniature, by the report's rule and thresholds. Few
    /// runs may leave it undecided.
    /// </summary>
    /// <param name="id">Id of the claim, one that a single table decides.</param>
    /// <param name="table">The table.</param>
    /// <returns>Verdict, claim and numbers.</returns>
    /// <exception cref="SpecException">There is no such claim, or it takes more than a table.</exception>
    /// <exception cref="ClaimFailedException">The table speaks against the claim.</exception>
    public static string OfReport(string id, ResultTable table)
    {
        Finding finding = PaperClaims.Judge(id, table);
        string line = Judge(PaperClaims.Find(id).Statement, Told(finding.Verdict), finding.Numbers);
        return finding.Verdict == Verdict.NotSupported ? throw new ClaimFailedException(line) : line;
    }

    /// <summary>Asserts a claim on a stored dataset where it is at hand; elsewhere says that it is not.</summary>
    /// <param name="id">Id of the experiment, such as <c>fig3a</c>.</param>
    /// <param name="claim">Asserts the claim on the dataset's table, by <see cref="That"/>, or holds one against it, by
    /// <see cref="Judge"/>.</param>
    /// <param name="start">Folder to look from, upwards; the current folder if null.</param>
    /// <returns>The claim's line with the dataset and its size, or a sentence. A preview is too small to assert anything on.</returns>
    /// <exception cref="ClaimFailedException">The dataset is there and the claim does not hold.</exception>
    /// <exception cref="DatasetException">The dataset exists and is malformed.</exception>
    public static string OnDataset(string id, Func<ResultTable, string> claim, string? start = null)
    {
        if (Dataset.TryFind(id, start) is not { } data)
        {
            return $"○ The dataset data/{id} is not in this copy; the claim is asserted on the miniature only.";
        }

        return data.Provenance.Size == ExperimentSize.Preview
            ? $"○ The dataset data/{id} is a preview, too small to assert the claim on: {data.Provenance.Note}."
            : $"data/{id}, {Size(data.Provenance)}: {claim(data.Table)}";
    }

    private static bool? Told(Verdict verdict) => verdict switch { Verdict.Supported => true, Verdict.NotSupported => false, _ => null };

    private static string Size(Provenance provenance) =>
        provenance.Note.Length == 0 ? $"{provenance.Size} size" : $"{provenance.Size} size ({provenance.Note})";
}

/// <summary>A claim of a notebook does not hold.</summary>
/// <param name="message">The claim and its numbers.</param>
public sealed class ClaimFailedException(string message) : Exception(message);
