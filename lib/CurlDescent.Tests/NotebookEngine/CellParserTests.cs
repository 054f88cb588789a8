using CurlDescent.NotebookEngine.Submissions;

namespace CurlDescent.Tests.NotebookEngine;

public class CellParserTests
{
    private static IReadOnlyList<CellStep> Parse(string code) => CellParser.Parse(code, name => name is "!markdown" or "!html");

    [Fact]
    public void DirectivesSplitTheCodeAndLinesKeepTheirNumbers()
    {
        IReadOnlyList<CellStep> steps =
            Parse("var a = 1;\n#r \"nuget: A, 1.0\"\n  #r \"b.dll\" // why\n#load \"c.csx\"\n#i \"nuget:/d\"\n#!time\na + 1");
        Assert.Equal(
            [
                new CellStep.Code("var a = 1;", 1),
                new CellStep.Reference("nuget: A, 1.0", 2),
                new CellStep.Reference("b.dll", 3),
                new CellStep.Load("c.csx", 4),
                new CellStep.PackageSource("nuget:/d", 5),
                new CellStep.Magic("!time", "", "", 6),
                new CellStep.Code("\n\n\n\n\n\na + 1", 7),
            ],
            steps);
    }

    [Fact]
    public void MarkdownTakesTheLinesUpToTheNextMagic()
    {
        IReadOnlyList<CellStep> steps = Parse("#!markdown\n# It's \"\"\" /* a title\n#r \"no reference\"\n#!csharp\n1");
        Assert.Equal(
            [
                new CellStep.Magic("!markdown", "", "# It's \"\"\" /* a title\n#r \"no reference\"", 1),
                new CellStep.Magic("!csharp", "", "", 4),
                new CellStep.Code("\n\n\n\n1", 5),
            ],
            steps);
    }

    [Theory]
    [InlineData("var s = \"\"\"\n  #r \"x.dll\"\n  #!time\n  \"\"\";")]
    [InlineData("var s = @\"\n#!time\n\";")]
    [InlineData("/*\n#load \"x.csx\"\n*/ 1")]
    [InlineData("var s = $\"\"\"\n  {1}\n  #!who\n  \"\"\";")]
    [InlineData("#region a\nvar x = 1;\n#endregion\n#pragma warning disable\n#if X\n#endif\n#nullable enable")]
    public void WhatOnlyLooksLikeADirectiveStaysCode(string code) =>
        Assert.Equal([new CellStep.Code(code, 1)], Parse(code));

    [Theory]
    [InlineData("")]
    [InlineData("  \n\t\n")]
    public void AnEmptyCellHasNoSteps(string code) => Assert.Empty(Parse(code));
}
