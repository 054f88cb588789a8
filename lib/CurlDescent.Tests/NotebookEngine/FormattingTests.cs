using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tests.NotebookEngine;

[Collection(SessionCollection.Name)]
public class FormattingTests
{
    private static string Library(string name) => $"#r \"{Path.Combine(AppContext.BaseDirectory, name + ".dll").Replace('\\', '/')}\"\n";

    internal static readonly string Charts = Library("Plotly.NET.CSharp") + "using Plotly.NET.CSharp;\n";

    private static readonly Lazy<SessionHarness> s_mathNet = new(() =>
    {
        var session = new SessionHarness();
        session.Run(Library("MathNet.Numerics") + "using MathNet.Numerics.LinearAlgebra.Double;");
        return session;
    });

    internal static string Line(string y) => $"Chart.Line<double, double, string>(x: new double[] {{ 1, 2 }}, y: new double[] {{ {y} }})";

    [Fact]
    public void AChartIsPlotlyJsonHtmlAndTextAndCarriesTheLibraryOnce()
    {
        using var session = new SessionHarness();
        session.Run(Charts);
        JsonObject data = (JsonObject)Assert.Single(session.Run(Line("3, 4")))!["data"]!;
        Assert.Equal([MimeBundle.Plotly, "text/html", "text/plain"], data.Select(entry => entry.Key));
        Assert.Equal("[3.0,4.0]", data[MimeBundle.Plotly]!["data"]![0]!["y"]!.ToJsonString());
        Assert.NotNull(data[MimeBundle.Plotly]!["layout"]);
        string html = MultilineText.Read(data["text/html"]!);
        Assert.True(html.Length > 3_000_000 && html.Contains("if(!window.Plotly)", StringComparison.Ordinal));
        Assert.Equal("Chart: scatter", MultilineText.Read(data["text/plain"]!));

        string second = SessionHarness.Data(session.Run(Line("5, 6")), "text/html");
        Assert.InRange(second.Length, 100, 50_000);
        Assert.NotEqual(html[^second.Length..], second);
        Assert.True(session.Session.PlotlyScript!.Length > 3_000_000);
    }

    [Fact]
    public void AFormatterOfTheReadersOwnWins()
    {
        using var session = new SessionHarness();
        session.Run("record Tag(string Name) { } class Broken { public int A => throw new Exception(\"no\"); public int B => 2; }");
        session.Run("Formatter.Register<Tag>(tag => $\"<i>{tag.Name}</i>\", \"text/html\");");
        Assert.Equal("<i>a</i>", SessionHarness.Data(session.Run("new Tag(\"a\")"), "text/html"));
        session.Run(
            "Formatter.SetPreferredMimeTypesFor(typeof(Tag), \"text/markdown\"); Formatter.Register<Tag>(tag => \"**a**\", "
            + "\"text/markdown\");");
        Assert.Equal("**a**", SessionHarness.Data(session.Run("new Tag(\"a\")"), "text/markdown"));
        session.Run("Formatter.Register<IEnumerable<Tag>>(tags => \"many\", \"text/html\");");
        Assert.Equal("many", SessionHarness.Data(session.Run("new List<Tag> { new(\"a\") }"), "text/html"));
    }

    [Fact]
    public void ATypeCanBringItsFormatterWithoutKnowingTheEngine()
    {
        using var session = new SessionHarness();
        session.Run("""
            [AttributeUsage(AttributeTargets.Class)]
            internal class TypeFormatterSourceAttribute : Attribute
            {
                public TypeFormatterSourceAttribute(Type formatterSourceType) { FormatterSourceType = formatterSourceType; }
                public Type FormatterSourceType { get; }
                public string[] PreferredMimeTypes { get; set; }
            }
            internal class GridFormatterSource
            {
                public IEnumerable<object> CreateTypeFormatters() { yield return new GridFormatter(); }
            }
            internal class GridFormatter
            {
                public string MimeType => "text/html";
                public bool Format(object instance, System.IO.TextWriter writer) { writer.Write("<b>grid</b>"); return true; }
            }
            [TypeFormatterSource(typeof(GridFormatterSource), PreferredMimeTypes = new[] { "text/html" })]
            public class Grid
            {
                public int RowCount => 1;
                public int ColumnCount => 1;
                public int this[int i, int j] => 3;
            }
            """);
        Assert.Equal("<b>grid</b>", SessionHarness.Data(session.Run("new Grid()"), "text/html"));
    }

    [Fact]
    public void APropertyThatThrowsCostsALineNotADump()
    {
        using var session = new SessionHarness();
        string html = SessionHarness.Data(
            session.Run("class Broken { public int A => throw new InvalidOperationException(\"no value\"); }\nnew Broken()"), "text/html");
        Assert.Contains("InvalidOperationException: no value", html, StringComparison.Ordinal);
        Assert.InRange(html.Length, 1, 3000);
    }

    [Theory]
    [InlineData("new double[,] { { 1, 2.5 }, { -3, double.NaN } }", "2 × 2 array", " 1  2.5\n-3  NaN")]
    [InlineData("DenseMatrix.OfArray(new double[,] { { 1, 2 } })", "1 × 2 matrix", "1  2")]
    [InlineData("SparseMatrix.OfArray(new double[,] { { 0 }, { 2 } })", "2 × 1 matrix", "0\n2")]
    [InlineData("DenseVector.OfArray(new double[] { 1, 1.0 / 3 })", "vector of 2", "1  0.333333")]
    [InlineData("new DenseMatrix(100, 30)", "100 × 30 matrix", null)]
    [InlineData("new int[0, 3]", "0 × 3 array", "")]
    public void MatricesAreReadableTablesWithTheirSize(string code, string size, string? rows)
    {
        JsonArray outputs = s_mathNet.Value.Run(code);
        string[] text = SessionHarness.Data(outputs, "text/plain").Split('\n', 2);
        Assert.Equal(size, text[0]);
        if (rows is not null)
            Assert.Equal(rows, text.Length > 1 ? text[1] : "");
        string html = SessionHarness.Data(outputs, "text/html");
        Assert.Contains($"<caption>{size}</caption>", html, StringComparison.Ordinal);
        Assert.InRange(html.Length, 1, 10_000);
    }

    [Fact]
    public void ASequenceOfRecordsIsATable()
    {
        using var session = new SessionHarness();
        JsonArray outputs =
            session.Run("Enumerable.Range(0, 60).Select(i => new { Index = i, Name = $\"<{i}>\", Half = i / 2.0 }).ToList()");
        string html = SessionHarness.Data(outputs, "text/html");
        Assert.Contains("<th>Index</th><th>Name</th><th>Half</th>", html, StringComparison.Ordinal);
        Assert.Contains("<td>3</td><td>&lt;3&gt;</td><td>1.5</td>", html, StringComparison.Ordinal);
        Assert.Contains("25 of 60 rows", html, StringComparison.Ordinal);
        Assert.Equal("Item1  Item2\n1      a\n2      b", session.Value("new[] { (1, \"a\"), (2, \"b\") }"));
        // An endless sequence is cut, not run.
        Assert.Contains(
            "the first 25 rows",
            SessionHarness.Data(
                session.Run("IEnumerable<(int, int)> All() { for (int i = 0; ; i++) yield return (i, i); }\nAll()"), "text/plain"),
                StringComparison.Ordinal);
    }
}
