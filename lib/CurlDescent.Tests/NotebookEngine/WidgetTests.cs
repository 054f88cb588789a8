using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Export;
using CurlDescent.NotebookEngine.Widgets;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>Widgets without a front end that has them; with one: <c>behaviours.py</c> and <c>ClientTests</c>.</summary>
[Collection(SessionCollection.Name)]
public class WidgetTests
{
    [Fact]
    public void AHeadlessRunShowsTheFirstState()
    {
        using var session = new SessionHarness();
        JsonArray outputs = session.Run("Widget.Slider(\"c = M/N\", 0.1, 1, value: 0.25, step: 0.05)");
        Assert.Equal("c = M/N: 0.25", SessionHarness.Data(outputs, "text/plain"));
        string html = SessionHarness.Data(outputs, "text/html");
        Assert.Contains("<meter min=\"0.1\" max=\"1\" value=\"0.25\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("widget-view", outputs.ToJsonString(), StringComparison.Ordinal);
        // A page shows it as it is: it can do nothing.
        Assert.True(PassiveHtml.From(html).IsWhole);

        Assert.Equal("rule: <b>", SessionHarness.Data(session.Run("Widget.Dropdown(\"rule\", \"<b>\", \"plain\")"), "text/plain"));
        Assert.Contains("<b>&lt;b&gt;</b>", SessionHarness.Data(session.Run("Widget.Dropdown(\"rule\", \"<b>\", \"plain\")"), "text/html"),
            StringComparison.Ordinal);
        Assert.Equal("[Again]", session.Value("Widget.Button(\"Again\", () => { })"));
        Assert.Equal("[n: 3]", session.Value("new[] { Widget.Slider(\"n\", 1, 9, 3) }").Replace(" ]", "]", StringComparison.Ordinal)
            .Replace("[ ", "[", StringComparison.Ordinal));
    }

    [Fact]
    public void WhatDependsOnWidgetsIsDrawnBelowThemAndFollowsCode()
    {
        using var session = new SessionHarness();
        JsonArray outputs = session.Run("var n = Widget.Slider(\"n\", 1, 9, 3);\nWidget.Show(() => n.Value * n.Value, n);\nn.Value = 4;");
        Assert.Equal(["n: 3", "16"], outputs.Select(output => SessionHarness.Data([output!.DeepClone()], "text/plain")));
    }

    [Fact]
    public void ValuesOutOfRangeAreRefused()
    {
        using var session = new SessionHarness();
        session.Run("var n = Widget.Slider(\"n\", 1, 9); var d = Widget.Dropdown(\"d\", (\"one\", 1), (\"two\", 2));");
        session.Run("int told = 0; d.Changed += () => told++;");
        Assert.Contains("goes from 1 to 9", session.Fail("n.Value = 10;").Message, StringComparison.Ordinal);
        Assert.Contains("one, two", session.Fail("d.Value = 3;").Message, StringComparison.Ordinal);
        session.Run("d.Value = 2; d.Value = 2;");
        Assert.Equal("1", session.Value("told"));
        Assert.Contains("smaller", session.Fail("Widget.Slider(\"n\", 2.0, 1.0)").Message, StringComparison.Ordinal);
        Assert.Contains("above zero", session.Fail("Widget.Slider(\"n\", 1, 2, step: 0)").Message, StringComparison.Ordinal);
        Assert.Contains("needs an option", session.Fail("Widget.Dropdown<int>(\"n\", new int[0])").Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Widget.Slider("outside", 0, 1));
    }

    [Fact]
    public void CellsKnowWhichEngineRunsThem()
    {
        using var session = new SessionHarness();
        string code = "#if CSHARP_NOTEBOOKS\nvar where = \"here\";\n#else\nvar where = \"elsewhere\";\n#endif\nwhere";
        Assert.Equal("here", session.Value(code));
    }
}
