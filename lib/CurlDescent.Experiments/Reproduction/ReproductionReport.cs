using System.Globalization;
using System.Text;

namespace CurlDescent.Experiments;

/// <summary>
/// The reproduction report: every claim judged by the datasets that are there, and what those cost. The same datasets give the same text.
/// </summary>
/// <param name="Paper">Claims of the paper, judged.</param>
/// <param name="Beyond">Claims beyond it, judged.</param>
/// <param name="Costs">Cost of each dataset that is there.</param>
/// <param name="Absent">Experiments of the catalogue without a dataset.</param>
/// <param name="NumPy">The estimate behind the costs.</param>
public sealed record ReproductionReport(
    IReadOnlyList<ClaimRow> Paper, IReadOnlyList<ClaimRow> Beyond, IReadOnlyList<CostRow> Costs, IReadOnlyList<string> Absent,
    NumPyStep NumPy)
{
    /// <summary>Title of the report and of its page.</summary>
    public const string Title = "Reproduction report";

    /// <summary>Makes the report of a folder of datasets.</summary>
    /// <param name="folder">Such as <c>data</c>.</param>
    /// <exception cref="DatasetException">A dataset, or the reference values of a NumPy step, cannot be read.</exception>
    public static ReproductionReport Of(string folder) => Of(ReportData.In(folder), NumPyStep.Read(folder));

    /// <summary>Makes the report of given datasets.</summary>
    /// <param name="data">The datasets.</param>
    /// <param name="numPy">The estimate of a NumPy step.</param>
    public static ReproductionReport Of(ReportData data, NumPyStep numPy)
    {
        (string Id, ReportSource? Source)[] all = [.. Catalogue.Ids.Select(id => (id, data.TryFind(id)))];
        return new ReproductionReport(
            [.. PaperClaims.Paper.Select(claim => claim.Judge(data))],
            [.. PaperClaims.Beyond.Select(claim => claim.Judge(data))],
            [.. all.Where(a => a.Source is not null).Select(a => CostRow.Of(a.Id, a.Source!, numPy))],
            [.. all.Where(a => a.Source is null).Select(a => a.Id)],
            numPy);
    }

    /// <summary>Writes the report as Markdown.</summary>
    /// <param name="figureLink">Where the figure of an id is; null where there is none.</param>
    public string ToMarkdown(Func<string, string?> figureLink)
    {
        var text = new StringBuilder();
        Dictionary<string, string> extents = Paper.Concat(Beyond).SelectMany(row => row.Sources).DistinctBy(source => source.Id)
            .ToDictionary(source => source.Id, source => source.Extent);
        void Line(string line = "") => text.Append(line).Append('\n');
        Line($"# {Title}");
        Line();
        Line("What the datasets in `data/` say about the claims of the paper. Written by `curl-descent report` from the tables alone: no "
            + "number and no verdict stands in its code.");
        Line();
        Line("An interval in brackets covers 95 %, over n independent values (where seeds were added until no claim was open: at every "
            + "look more, so that it is 95 % whichever look was the last): pairs of runs for ratios, groups of cells for shares, columns "
            + "of a map for medians; how often each kind covers in fact is measured in");
        Line("`lib/CurlDescent.Experiments/README.md`. *Supported* and *not supported* mean that the whole interval lies on the one or the "
            + "other side of the claim's criterion, if that says nothing else; everything else, also an absent");
        Line("dataset, is *undecided*. A dataset with fewer epochs than the whole experiment refutes nothing. *Balanced* counts both sides "
            + "of a boundary alike: where nearly all cells are unstable, *always unstable* is nearly always");
        Line("right. The wording of the claims is ours, and so are the criteria: a reader with others can apply them to the numbers.");
        Line();
        Line($"Claims of the paper: {Count(Paper, Verdict.Supported)} supported, {Count(Paper, Verdict.NotSupported)} not supported, "
            + $"{Count(Paper, Verdict.Undecided)} undecided. Beyond the paper: {Count(Beyond, Verdict.Supported)}, "
            + $"{Count(Beyond, Verdict.NotSupported)}, {Count(Beyond, Verdict.Undecided)}.");
        Line();
        Line("## Claims of the paper");
        Line();
        Claims(Paper);
        Line("## Beyond the paper");
        Line();
        Claims(Beyond);
        Line("## Cost");
        Line();
        if (Costs.Count > 0)
        {
            Line("| dataset | size, and what it leaves out | runs | training steps | CPU hours | plain NumPy, hours | signs as vectors |");
            Line("|---|---|---:|---:|---:|---:|---:|");
            foreach (CostRow row in Costs) Line(CostLine(row.Dataset, row.Size, row));
            Line(CostLine(
                "all", "",
                new CostRow(
                    "", "", Costs.Sum(c => c.Runs), Costs.Sum(c => c.Steps), Costs.Sum(c => c.CpuHours), Costs.Sum(c => c.NumPyHours),
                    Costs.Sum(c => c.NumPyVectorHours))));
            Line();
        }

        Line(string.Create(CultureInfo.InvariantCulture,
            $"CPU hours are those of `provenance.json`. *Plain NumPy*: the same steps at the estimated time of one step of the NumPy peer "
            + $"of the benchmark table on one core of an idle machine, without recording: a fit to {NumPy.Rows} measured settings "
            + $"(`reference/numpy-step.csv`), within {100 * NumPy.LargestError:0} % of each. Runs that end early count the steps that they "
            + $"made."));
        if (Absent.Count > 0)
        {
            Line();
            Line($"No dataset yet: {string.Join(", ", Absent)}.");
        }

        return text.ToString();

        void Claims(IReadOnlyList<ClaimRow> rows)
        {
            foreach (IGrouping<string, ClaimRow> panel in rows.GroupBy(row => row.Claim.Panel))
            {
                string[] ids = [.. panel.SelectMany(row => row.Claim.Datasets).Distinct()];
                Line($"### {panel.Key}");
                Line();
                Line($"Data: {string.Join("; ", ids.Select(Data))}.");
                Line();
                Line("| claim, and when it counts as supported | our number | verdict |");
                Line("|---|---|---|");
                foreach (ClaimRow row in panel)
                    Line($"| **{row.Claim.Statement}.** *Supported if* {row.Claim.Criterion}. | {row.Finding.Numbers} | "
                        + $"{Name(row.Finding.Verdict)} |");
                Line();
            }
        }

        string Data(string id)
        {
            string name = figureLink(id) is { } link ? $"[{id}]({link})" : id;
            string extent = extents.TryGetValue(id, out string? known) ? known : "absent";
            return $"{name} ({extent})";
        }
    }

    private static int Count(IReadOnlyList<ClaimRow> rows, Verdict verdict) => rows.Count(row => row.Finding.Verdict == verdict);

    private static string Name(Verdict verdict) => verdict switch
    {
        Verdict.Supported => "**supported**",
        Verdict.NotSupported => "**not supported**",
        _ => "undecided",
    };

    private static string CostLine(string name, string size, CostRow row) => string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {size} | {row.Runs} | {(row.Steps > 0 ? row.Steps.ToString("0.00e+0", CultureInfo.InvariantCulture) : "–")} | "
        + $"{row.CpuHours:0.000} | {(row.Steps > 0 ? row.NumPyHours.ToString("0.0", CultureInfo.InvariantCulture) : "–")} | "
        + $"{(row.Steps > 0 ? row.NumPyVectorHours.ToString("0.0", CultureInfo.InvariantCulture) : "–")} |");
}
