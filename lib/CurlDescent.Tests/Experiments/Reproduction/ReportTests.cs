using CurlDescent.Experiments;
using CurlDescent.NotebookEngine.Export;

namespace CurlDescent.Tests.Experiments.Reproduction;

public sealed class ReportTests
{
    private static NumPyStep NumPy { get; } = NumPyStep.Read(Path.Combine(Repository.Root, "data"));

    [Fact]
    public void TheReportHasARowForEveryClaimAndIsTheSameEachTime()
    {
        string Write() =>
            ReproductionReport.Of(Synthetic.Data(Fig5c(), Fig3b()), NumPy).ToMarkdown(id => id == "fig5c" ? "elsewhere.ipynb#fig5c" : null);
        string text = Write();
        Assert.Equal(text, Write());
        Assert.All(
            PaperClaims.All,
            claim => Assert.Contains($"| **{claim.Statement}.** *Supported if* {claim.Criterion}. | ", text, StringComparison.Ordinal));
        Assert.All(
            PaperClaims.All.Select(claim => claim.Panel).Distinct(),
            panel => Assert.Contains($"\n### {panel}\n", text, StringComparison.Ordinal));
        Assert.Contains("Data: [fig5c](elsewhere.ipynb#fig5c) (complete).", text, StringComparison.Ordinal);
        Assert.Contains(" | **supported** |", text, StringComparison.Ordinal);
        Assert.Contains("| fig5c | figure: the two rules that the figure plots;", text, StringComparison.Ordinal);
        Assert.Contains("| no dataset fig3a | undecided |", text, StringComparison.Ordinal);
        Assert.Contains("No dataset yet: fig2, fig3a, fig3a-inset, fig4,", text, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryClaimOfThePaperSpeaksOfAFigureOfThePaper()
    {
        Assert.All(PaperClaims.Paper, claim => Assert.All(claim.Datasets, id => Assert.Contains(id, Catalogue.Paper)));
        Assert.All(PaperClaims.Paper, claim => Assert.StartsWith("Figure ", claim.Panel, StringComparison.Ordinal));
    }

    [Fact]
    public void CostsAddUpTheStepsThatWereMade()
    {
        ReportSource source = Fig5c();
        CostRow row = CostRow.Of("fig5c", source, NumPy);
        double steps = source.Table.Runs.Sum(r => r[Measure.LastEpoch] * r.Number("trainingSamples") / 10);
        Assert.Equal(steps, row.Steps, 1e-6 * steps);
        Assert.Equal(1, row.CpuHours);
        Assert.Equal(steps * NumPy.Microseconds(100, 10, 10, true) / 3.6e9, row.NumPyHours, 1e-9);
        Assert.True(row.NumPyVectorHours < row.NumPyHours);
        Assert.Equal(0, CostRow.Of("spectrum", Synthetic.Source("spectrum", (_, _, _) => [(Measure.LeftEdge, 1)], "paper"), NumPy).Steps);
    }

    [Fact]
    public void TheEstimateOfANumPyStepIsNearTheMeasuredOnes()
    {
        Assert.InRange(NumPy.LargestError, 0, 0.1);
        Assert.InRange(NumPy.Microseconds(110, 110, 10, true), 0.9 * 220, 1.1 * 220);
        Assert.InRange(NumPy.Microseconds(100, 10, 10, false), 0.9 * 25, 1.1 * 26);
        using var folder = new TemporaryFolder();
        Assert.Throws<DatasetException>(() => NumPyStep.Read(folder.Path));
        Directory.CreateDirectory(folder.File("reference"));
        File.WriteAllLines(
            folder.File("reference/numpy-step.csv"),
            [.. File.ReadLines(Path.Combine(Repository.Root, "data/reference/numpy-step.csv")), "linear,1,2,3,none,5"]);
        Assert.Contains("line 10", Assert.Throws<DatasetException>(() => NumPyStep.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheVerbJudgesRealDatasetsAndLinksNotebooks()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("data/reference"));
        File.Copy(Path.Combine(Repository.Root, "data/reference/numpy-step.csv"), folder.File("data/reference/numpy-step.csv"));
        SweepSpec sweep = Catalogue.Find("fig4").Resolve(
            "preview", new ExperimentOverrides { Set = ExperimentOverrides.ParseSet(["epochs=3"]), Rules = [RuleName.CurlDescent] });
        Sweep.Run(sweep, folder.File("fig4.db"));
        DatasetExport.Write(StoredSweep.Read(folder.File("fig4.db")), folder.File("data/fig4"));
        var result = ToolProcess.Run(folder.Path, "report", "--data", "data");
        Assert.Contains("claims,", result.Output, StringComparison.Ordinal);
        string text = File.ReadAllText(folder.File("data/REPORT.md"));
        Assert.Contains("fig4", text, StringComparison.Ordinal);
        Assert.Contains("not enough data: no cells", text, StringComparison.Ordinal);
        Assert.Contains("| fig4 | custom: preview size with changed parameters | 25 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void TheGalleryLinksThePageOfTheReport()
    {
        string index = GalleryIndex.ToHtml("Notebooks", [], [new PageLink("Reproduction report", "reproduction-report.html")]);
        Assert.Contains("<a href=\"reproduction-report.html\">Reproduction report</a>", index, StringComparison.Ordinal);
        string page = MarkdownPage.ToHtml(
            "# Report\n\n| a | b |\n|---|---|\n| [x](y.ipynb#z) | 1 |\n", "Report",
            new PagePlace { Index = new PageLink("Notebooks", "index.html") });
        Assert.Contains("<a class=\"home\" href=\"index.html\">Notebooks</a>", page, StringComparison.Ordinal);
        Assert.Contains("<table", page, StringComparison.Ordinal);
        Assert.Contains("href=\"y.html#z\"", page, StringComparison.Ordinal);
    }

    private static ReportSource Fig5c() =>
        Synthetic.Source("fig5c", (_, rule, seed) => Synthetic.Epochs(rule == RuleName.CurlDescent ? 500 + seed : 1000 + seed, 1e5));

    private static ReportSource Fig3b() =>
        Synthetic.Source(
            "fig3b", (
                cell, _, _) =>
                    [(Measure.OrderParameter, DesignedCell.Of(cell).DistanceFrom(BoundaryOf.HiddenFlips) < 0 ? 0.1 : 1e-30),
                        (Measure.LastEpoch, 100)], "preview");
}
