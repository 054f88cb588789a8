using System.Text.Json.Nodes;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>C# that scripts do not know works in a cell, or the error says what to write.</summary>
[Collection(SessionCollection.Name)]
public class CellPartsTests
{
    [Fact]
    public void AUsingDeclarationEndsWithItsCell()
    {
        using var session = new SessionHarness();
        session.Run(
            "class Door : IDisposable, IAsyncDisposable { public static string Log = \"\"; public string Name; public void Dispose() => "
            + "Log += Name; public ValueTask DisposeAsync() { Log += Name; return default; } }");
        session.Run(
            "using var a = new Door { Name = \"a\" };\nusing Door b = new() { Name = \"b\" }, c = new() { Name = \"c\" };\nawait using var "
            + "d = new Door { Name = \"d\" };\nDoor.Log += a.Name;");
        Assert.Equal("adcba", session.Value("Door.Log"));
        session.Fail("using var e = new Door { Name = \"e\" };\nthrow new Exception();");
        Assert.Equal("adcbae", session.Value("Door.Log"));
        Assert.Equal("3", session.Value("using var f = new System.IO.MemoryStream(new byte[3]);\nf.Length"));
    }

    [Fact]
    public void NamespacesAndExtensionsWorkAndSeeTheCellsTypes()
    {
        using var session = new SessionHarness();
        session.Run("using System.Globalization;\nrecord Point(int X, int Y); int seven = 7;");
        session.Run(
            "namespace My.Shapes\n{\n    class Circle { public double R = 2; internal int Hidden = 3; public int Product => new Point(1, "
            + "2).Y; public string Culture => CultureInfo.InvariantCulture.Name; }\n    enum Kind { A, B }\n}\nvar circle = new "
            + "My.Shapes.Circle();");
        Assert.Equal("3", session.Value("circle.R + circle.Product - 1"));
        Assert.Equal(
            "6", session.Value(
                "static class PointExtensions { public static int Product(this Point p) => p.X * p.Y; }\nnew Point(2, 3).Product()"));
        Assert.Equal(
            "3", session.Value(
                "public static class Words { extension(string text) { public int WordCount => text.Split(' ').Length; public static string "
                + "Nothing => \"\"; } }\n\"a b c\".WordCount"));
        Assert.Equal("", session.Value("string.Nothing"));
        Assert.Equal(
            "20", session.Value(
                "using My.Shapes;\nnamespace My.Shapes { static class CircleExtensions { public static double Ten(this Circle c) => 10 * "
                + "c.R; } }\nnew Circle().Ten()"));
        // Written again, it is the new one that counts, for earlier users of its name too.
        Assert.Equal(
            "-6", session.Value(
                "static class PointExtensions { public static int Product(this Point p) => -p.X * p.Y; }\nnew Point(2, 3).Product()"));
        Assert.Equal(
            "5", session.Value(
                "record Pair(int A, int B); static class PairExtensions { public static int Sum(this Pair p) => p.A + p.B; }\nnew Pair(2, "
                + "3).Sum()"));
        Assert.Equal(
            "a-1-b", session.Value(
                "static class Generic { public static string Join<T, U>(this T first, U second, params string[] more) where T : notnull => "
                + "$\"{first}-{second}-{string.Concat(more)}\"; }\n\"a\".Join(1, \"b\")"));
        Assert.Equal("7", session.Value("seven"));
        Assert.Equal(
            "   at Cell[12]:line 4 in Thrower.Throw",
            session.Fail(
                "namespace My\n{\n    class Thrower { public static int Throw() =>\n        throw new Exception(\"x\"); "
                + "}\n}\nMy.Thrower.Throw()").Traceback[1]);
        Assert.Equal(
            "System.InsufficientExecutionStackException",
            session.Fail("static class Endless { public static int Down(this int n) => (n + 1).Down(); }\n1.Down()").Name);
        Assert.Contains(
            "Cell[14]:line 2: CS0103: The name 'seven'", session.Fail("namespace My {\n class Uses { int A => seven; } }").Traceback[0],
            StringComparison.Ordinal);
        Assert.Contains(
            "write the type in the same cell",
            session.Fail(
                "static class PointBlock { extension(Point p) { public int Twice => 2 * p.X; } }\nnew Point(1, 2).Twice").Traceback[^1],
                StringComparison.Ordinal);
        Assert.Contains(
            "they can use the types of cells, not their variables",
            session.Fail("namespace My {\n class Uses { int A => seven; } }").Traceback[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void UsingsOfEveryFormStayOpenForLibrariesOfLaterCells()
    {
        using var session = new SessionHarness();
        session.Run(
            "global using System.Numerics;\nusing static System.Math;\nusing Cx = System.Numerics.Complex;\nusing Pair = (int A, int B);");
        Assert.Equal("3", session.Value("BigInteger.One + (int)Sqrt(4)"));
        Assert.Equal(
            "7", session.Value(
                "namespace Own { class Sum { public static double Of(Pair p) => new Cx(p.A, 0).Real + Sqrt(p.B) + (int)BigInteger.One; "
                + "} }\nOwn.Sum.Of((4, 4))"));
        session.Run(
            "global using static System.Linq.Enumerable;\nnamespace Own { class More { public int Count => Range(0, 3).Count(); } }");
        session.Run("namespace Last;\nclass Again { public static int Count => Range(0, 3).Count(); }");
        Assert.Equal("3", session.Value("Last.Again.Count"));
    }

    [Fact]
    public void WhatTheSDKDefinesIsDefined()
    {
        using var session = new SessionHarness();
        Assert.Equal("traced\n", SessionHarness.Streams(session.Run(
            "using System.Diagnostics;\nTrace.Listeners.Add(new ConsoleTraceListener()); Trace.WriteLine(\"traced\"); "
            + "Trace.Listeners.Clear();"), "stdout"));
        Assert.Equal("yes", session.Value("#if NET10_0 && NET8_0_OR_GREATER && !DEBUG\n\"yes\"\n#endif"));
        Assert.Equal("1", session.Value("namespace N {\n#if NET\nclass C { public int A => 1; }\n#endif\n}\nnew N.C().A"));
    }

    [Fact]
    public void AProgramFileWithNamespacesCanBeLoaded()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write(
            "Geometry.cs",
            "using System;\nusing System.Linq;\n\nnamespace Geometry;\n\ninternal static class Area\n{\n    public static double Of(double "
            + "r) => Math.PI * r * r;\n    public static int Fail() => throw new InvalidOperationException(\"in file\");\n}\n\npublic "
            + "interface IShape { }\n").Replace('\\', '/');
        using var session = new SessionHarness();
        session.Run($"#load \"{file}\"");
        Assert.Equal("True", session.Value("Geometry.Area.Of(1) > 3"));
        Assert.Equal("   at Geometry.cs:line 9 in Area.Fail", session.Fail("Geometry.Area.Fail()").Traceback[1]);
        session.Run($"#!import \"{file}\"");
        Assert.Equal("True", session.Value("using Geometry;\nArea.Of(1) > 3"));
    }

    [Fact]
    public void SourceGeneratorsCompletePartialTypes()
    {
        if (!Directory.Exists(
            Path.GetFullPath(
                Path.Combine(
                    Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"))))
            Assert.Skip("The generators lie in the SDK's reference pack, which this machine has not.");
        using var session = new SessionHarness();
        Assert.Equal(
            "12", session.Value(
                "using System.Text.RegularExpressions;\npartial class Patterns { [GeneratedRegex(@\"\\d+\")] public static partial Regex "
                + "Digits(); }\nPatterns.Digits().Match(\"ab12\").Value"));
        Assert.Equal(
            "{\"Name\":\"x\",\"Count\":2}",
            session.Value(
                "using System.Text.Json; using System.Text.Json.Serialization;\npublic record Item(string Name, int "
                + "Count);\n[JsonSerializable(typeof(Item))] partial class ItemContext : JsonSerializerContext { "
                + "}\nJsonSerializer.Serialize(new Item(\"x\", 2), ItemContext.Default.Item)"));
        Assert.Contains(
            "made by a source generator", session.Fail("partial class Nobody { [Obsolete] public static partial int M(); }").Traceback[^1],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Span<int> s = stackalloc int[3];", "put the lines that use it into { … } or into a method")]
    [InlineData("1 + 1;", "without the semicolon")]
    [InlineData("int n = 3;\nn;", "without the semicolon")]
    [InlineData("file class Secret { }", "leave out the word file")]
    [InlineData("[assembly: System.Reflection.AssemblyTitle(\"x\")]\nint a;", "leave out what is meant for assembly or module")]
    [InlineData("using Newtonsoft.Json;", "#r \"nuget: Newtonsoft.Json\" first")]
    [InlineData("yield return 1;", "a method that returns IEnumerable<…>")]
    [InlineData("int[] a = { 1 };\nref int r = ref a[0];", "put the lines that use it into { … } or into a method")]
    [InlineData(
        "class Outer { static class Inner { public static int Twice(this int i) => 2 * i; } }",
        "Extension methods: write them at the top level of the cell")]
    public void AnErrorSaysWhatToWrite(string code, string hint)
    {
        using var session = new SessionHarness();
        Assert.Contains(session.Fail(code).Traceback, line => line.Contains(hint, StringComparison.Ordinal));
    }

    [Fact]
    public void AChartThatIsShownStandsInTheNotebookAndSoDoesEachOfSeveral()
    {
        using var session = new SessionHarness();
        session.Run(
            $"#r \"{Path.Combine(AppContext.BaseDirectory, "Plotly.NET.CSharp.dll").Replace(
                '\\', '/')}\"\nusing Plotly.NET; using Plotly.NET.CSharp;\n"
                + "GenericChart Line(int y) => Plotly.NET.CSharp.Chart.Line<int, int, string>(x: new[] { 1, 2 }, y: new[] { y, 2 });");
        foreach (string code in new[] { "Line(1).Show();", "Plotly.NET.CSharp.GenericChartExtensions.Show(Line(1));",
            "new[] { Line(1), Line(2) }", "display(new List<GenericChart> { Line(1), Line(2) });" })
        {
            JsonArray outputs = session.Run(code);
            Assert.Equal(code.Contains("Line(2)", StringComparison.Ordinal) ? 2 : 1, outputs.Count);
            Assert.All(outputs, output => Assert.NotNull(output!["data"]!["application/vnd.plotly.v1+json"]));
        }
        Assert.Contains("Chart: scatter", session.Value("new { Name = \"a\", Chart = Line(1) }"), StringComparison.Ordinal);
    }
}
