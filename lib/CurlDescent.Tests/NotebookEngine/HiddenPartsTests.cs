using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Export;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>Cells whose source or outputs a page folds or leaves out, by the tags of Jupyter Book and by what JupyterLab stores.</summary>
public class HiddenPartsTests
{
    private const string Folded = "<details class=\"source\" data-folded>";

    private static string Page(JsonObject metadata)
    {
        var cell = new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = 1,
            ["metadata"] = metadata,
            ["source"] = "the_source()",
            ["outputs"] = new JsonArray(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "the output" }),
        };
        var notebook = new JsonObject
        {
            ["cells"] = new JsonArray(cell),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 4,
        };
        return new NotebookHtmlExporter(() => "").ToHtml(Notebook.Parse(notebook.ToJsonString(), "x"), "x");
    }

    private static string Tagged(params string[] tags) =>
        Page(new JsonObject { ["tags"] = new JsonArray([.. tags.Select(tag => (JsonNode)JsonValue.Create(tag))]) });

    private static bool ShowsSource(string page) => page.Contains("the_source", StringComparison.Ordinal);

    private static bool ShowsOutput(string page) => page.Contains("the output", StringComparison.Ordinal);

    [Fact]
    public void WithoutATagEverythingIsOpen()
    {
        string page = Page([]);
        Assert.True(ShowsSource(page) && ShowsOutput(page));
        Assert.DoesNotContain(Folded, page, StringComparison.Ordinal);
        Assert.Contains("<details class=\"source\" open>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hide-input")]
    [InlineData("hide_input")]
    public void AHiddenSourceIsFolded(string tag)
    {
        string page = Tagged(tag);
        Assert.True(ShowsSource(page) && ShowsOutput(page));
        Assert.Contains(Folded, page, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatJupyterLabHasFoldedIsFolded()
    {
        string page = Page(new JsonObject { ["jupyter"] = new JsonObject { ["source_hidden"] = true } });
        Assert.Contains(Folded, page, StringComparison.Ordinal);
        Assert.True(ShowsSource(page) && ShowsOutput(page));
        page = Page(new JsonObject { ["jupyter"] = new JsonObject { ["outputs_hidden"] = true } });
        Assert.Contains("<details class=\"folded\"><summary>Output</summary>", page, StringComparison.Ordinal);
        Assert.True(ShowsSource(page) && ShowsOutput(page));
        page = Page(new JsonObject { ["jupyter"] = new JsonObject { ["source_hidden"] = true, ["outputs_hidden"] = true } });
        Assert.Contains("<details class=\"folded\"><summary>Folded: a cell</summary>", page, StringComparison.Ordinal);
        page = Page(new JsonObject { ["jupyter"] = new JsonObject { ["source_hidden"] = "yes" } });
        Assert.DoesNotContain(Folded, page, StringComparison.Ordinal);
    }

    [Fact]
    public void RemovedPartsAreNotOnThePage()
    {
        Assert.Equal((false, true), (ShowsSource(Tagged("remove-input")), ShowsOutput(Tagged("remove-input"))));
        Assert.Equal((true, false), (ShowsSource(Tagged("remove-output")), ShowsOutput(Tagged("remove-output"))));
        Assert.Equal((false, false), (ShowsSource(Tagged("remove-cell")), ShowsOutput(Tagged("remove-cell"))));
    }
}
