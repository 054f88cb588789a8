using System.Text.Json.Nodes;
using System.Xml.Linq;
using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.Tool.Notebooks;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>Values given from outside, and the report for build servers.</summary>
public class ParameterTests
{
    [Fact]
    public void AnAssignmentFollowsTheCellThatDeclaresAndReplacesThatOfAnEarlierRun()
    {
        Notebook once = NotebookParameters.Apply(Declaring(), ["seed=3", "rate = 1e-3", "name=a \"b\"", "flag=true"], "n");
        Assert.Equal(["int seed = 1, other = 2; double rate = 1; string name = \"\"; bool flag = false;",
            "// Parameters\nseed = 3;\nrate = 1e-3;\nname = \"a \\\"b\\\"\";\nflag = true;", "seed + rate"],
                once.Cells.Select(cell => cell.Source));
        Assert.Equal([NotebookParameters.InjectedTag], once.Cells[1].Tags);
        Notebook twice = NotebookParameters.Apply(once, ["seed=4"], "n");
        Assert.Equal("// Parameters\nseed = 4;", twice.Cells[1].Source);
        Assert.Equal(3, twice.Cells.Count);
    }

    [Theory]
    [InlineData("sed=3", "n: has no parameter \"sed\"; there are seed, other, rate, name, flag")]
    [InlineData("seed", "n: --parameter seed: expected name=value")]
    public void WhatTheNotebookDoesNotDeclareIsRefused(string assignment, string message) =>
        Assert.Equal(message, Assert.Throws<NotebookFormatException>(() => NotebookParameters.Apply(Declaring(), [assignment], "n"))
            .Message);

    [Fact]
    public void ANotebookWithoutTheTagTakesNone() =>
        Assert.Contains("no code cell tagged", Assert.Throws<NotebookFormatException>(() =>
            NotebookParameters.Apply(Notebook.Parse(TemporaryFolder.NotebookText("1"), "n"), ["a=1"], "n")).Message,
                StringComparison.Ordinal);

    [Fact]
    public async Task TheVerbRunsWithTheValuesAndReportsEachCellAsATest()
    {
        using var folder = new TemporaryFolder();
        var json = (JsonObject)JsonNode.Parse(TemporaryFolder.NotebookText("int seed = 1;", "seed * 10",
            "throw new Exception(\"no\\u0001\");", "never"))!;
        json["cells"]![0]!["metadata"] = new JsonObject { ["tags"] = new JsonArray(NotebookParameters.Tag) };
        folder.Write("a.ipynb", json.ToJsonString());
        string output = Path.Combine(folder.Path, "out"), report = Path.Combine(folder.Path, "a.trx");
        var options = new BatchOptions(NotebookFiles.Find([folder.Path], null, output), output, InPlace: false, Patience.Limit,
            Jobs: 1)
        {
            Parameters = ["seed=7"],
            ReportFile = report,
        };
        using var text = new StringWriter();
        Assert.Equal(1, await new NotebookBatch(options, new PlainReport(text), null).RunAsync(CancellationToken.None));
        Notebook executed = Notebook.Load(Path.Combine(output, "a.ipynb"));
        Assert.Equal("70", MultilineText.Read(executed.Cells[2].Outputs[0]!["data"]!["text/plain"]!));

        XElement run = XDocument.Load(report).Root!;
        XNamespace trx = run.Name.Namespace;
        Assert.Equal(["Passed", "Passed", "Passed", "Failed", "NotExecuted"], run.Descendants(trx + "UnitTestResult")
            .Select(result => (string)result.Attribute("outcome")!));
        Assert.Equal("System.Exception: no", (string)run.Descendants(trx + "Message").Single());
        XElement counters = run.Descendants(trx + "Counters").Single();
        Assert.Equal(("5", "3", "1"), ((string)counters.Attribute("total")!, (string)counters.Attribute("passed")!,
            (string)counters.Attribute("failed")!));
        Assert.Equal("Failed", (string)run.Descendants(trx + "ResultSummary").Single().Attribute("outcome")!);
        // Every result has its definition and entry.
        Assert.Equal(5, run.Descendants(trx + "UnitTest").Select(test => (string)test.Attribute("id")!).Distinct()
            .Intersect(run.Descendants(trx + "TestEntry").Select(entry => (string)entry.Attribute("testId")!)).Count());
    }

    private static Notebook Declaring()
    {
        var json = (JsonObject)JsonNode.Parse(TemporaryFolder.NotebookText(
            "int seed = 1, other = 2; double rate = 1; string name = \"\"; bool flag = false;", "seed + rate"))!;
        json["cells"]![0]!["metadata"] = new JsonObject { ["tags"] = new JsonArray(NotebookParameters.Tag) };
        return Notebook.Parse(json.ToJsonString(), "n");
    }
}
