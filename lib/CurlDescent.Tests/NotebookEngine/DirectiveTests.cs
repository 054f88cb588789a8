using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.Tests.NotebookEngine;

[Collection(SessionCollection.Name)]
public class DirectiveTests
{
    // One for all directives that fail: none leaves anything.
    private static readonly Lazy<SessionHarness> s_shared = new(() => new SessionHarness());
    private static readonly string s_mathNet = Path.Combine(AppContext.BaseDirectory, "MathNet.Numerics.dll").Replace('\\', '/');

    [Fact]
    public void ASetupFileOpensUsingsAndReferencesRelativeToItself()
    {
        using var folder = new TemporaryFolder();
        folder.Write("libraries/place.txt", "");
        File.Copy(s_mathNet, Path.Combine(folder.Path, "libraries", "MathNet.Numerics.dll"));
        folder.Write(
            "notebooks/setup.csx",
            "#r \"../libraries/MathNet.Numerics.dll\"\n#load \"more/inner.csx\"\nusing MathNet.Numerics.LinearAlgebra;\nvar fromSetup = "
            + "inner + 1;");
        folder.Write(
            "notebooks/more/inner.csx",
            "using System.Globalization;\nint inner = 40;\n// #r \"nothing.dll\"\nint Fail() =>\n  throw new Exception(\"inside\");");
        using var session = new SessionHarness();
        string setup = Path.Combine(folder.Path, "notebooks", "setup.csx").Replace('\\', '/');
        session.Run($"#load \"{setup}\"\nvar m = Matrix<double>.Build.Dense(2, 2); var culture = CultureInfo.InvariantCulture;");
        Assert.Equal("41", session.Value("fromSetup"));
        Assert.Equal("   at inner.csx:line 5 in Fail", session.Fail("Fail()").Traceback[1]);
        Assert.Equal("41", session.Value($"#!import \"{setup}\"\nfromSetup"));
    }

    [Fact]
    public void ACompilationErrorInALoadedFileNamesTheFile()
    {
        using var folder = new TemporaryFolder();
        string file = folder.Write("bad.csx", "int a = 1;\nb();").Replace('\\', '/');
        using var session = new SessionHarness();
        Assert.StartsWith("bad.csx:line 2: CS0103", session.Fail($"#load \"{file}\"").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANotebookCanBeImported()
    {
        using var folder = new TemporaryFolder();
        string file =
            folder.WriteNotebook("other.ipynb", "%md\n# Title", "var imported = 5;", "Console.Write(imported);").Replace('\\', '/');
        string text = folder.Write("note.md", "*note*").Replace('\\', '/');
        using var session = new SessionHarness();
        JsonArray outputs = session.Run($"#!import \"{file}\"\n#!import {text}");
        Assert.Equal("# Title", (string?)outputs[0]!["data"]!["text/markdown"]![0]);
        Assert.Equal("5", SessionHarness.Streams(outputs, "stdout"));
        Assert.Equal("*note*", SessionHarness.Data(outputs, "text/markdown"));
        Assert.Equal("5", session.Value("imported"));
    }

    [Theory]
    [InlineData("#r \"no/such.dll\"", "FileNotFound", "#r \"no/such.dll\": there is no such file; looked at ")]
    [InlineData("\n#load \"no-such.csx\"", "FileNotFound", "Cell[1]:line 2: #load \"no-such.csx\": there is no such file")]
    [InlineData("#!import nothing.ipynb", "FileNotFound", "#!import \"nothing.ipynb\": there is no such file")]
    [InlineData("#!import", "MagicError", "#!import needs a file")]
    [InlineData("#!unheard-of", "MagicError", "#!unheard-of is not a magic command of this engine; supported: #!about, #!c#, #!csharp")]
    [InlineData("1+1\n#!fsharp\nlet x = 1", "MagicError", "cells in fsharp are not supported; supported languages: csharp, markdown, html")]
    [InlineData("#!set --name x", "MagicError", "#!set needs a name and a value")]
    [InlineData("#!set --name 1x --value 2", "MagicError", "\"1x\" is not a variable name")]
    [InlineData("#!set --name x --value @csharp:nothing", "MagicError", "this session has no variable \"nothing\"")]
    [InlineData("#!set --name x --value @fsharp:y", "MagicError", "there is no kernel \"fsharp\" here; supported: csharp")]
    [InlineData("#!share --from csharp", "MagicError", "#!share needs a variable")]
    [InlineData("#!set --what x", "MagicError", "option --what is not supported")]
    [InlineData("#!set --name", "MagicError", "option --name needs a value")]
    [InlineData("#r \"nuget:\"", "PackageError", "expected \"nuget: Id, Version\"")]
    [InlineData("#r \"nuget: A B, 1\"", "PackageError", "expected \"nuget: Id, Version\"")]
    [InlineData("#r \"nuget: A, <1>\"", "PackageError", "expected \"nuget: Id, Version\"")]
    [InlineData("#i \"somewhere\"", "PackageError", "expected \"nuget: address or folder\"")]
    public void ADirectiveThatCannotBeFollowedSaysWhyAndWhere(string cell, string kind, string message)
    {
        SessionHarness session = s_shared.Value;
        CellError error = session.Fail(cell);
        Assert.Equal(kind, error.Name);
        string place = $"Cell[{session.Count}]:line ";
        Assert.StartsWith(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(message.Replace("Cell[1]:line ", place, StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
        Assert.Equal("2", session.Value("1 + 1"));
    }

    [Fact]
    public void FilesThatImportEachOtherAreAnError()
    {
        using var folder = new TemporaryFolder();
        string a = folder.Write("a.csx", "#load \"b.csx\"").Replace('\\', '/');
        folder.Write("b.csx", "#load \"a.csx\"");
        using var session = new SessionHarness();
        Assert.Contains("more than 20 deep", session.Fail($"#load \"{a}\"").Message, StringComparison.Ordinal);
        Assert.Contains(
            "a file of type \".txt\" is not supported; supported: .cs, .csx",
            session.Fail($"#load \"{folder.Write("a.txt", "")}\"").Message, StringComparison.Ordinal);
        Assert.Contains("is not JSON", session.Fail($"#!import \"{folder.Write("bad.ipynb", "{")}\"").Message, StringComparison.Ordinal);
        Assert.Contains(
            "is not a .NET assembly", session.Fail($"#r \"{folder.Write("bad.dll", "no assembly")}\"").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OneLibraryHasOneFileInASession()
    {
        using var folder = new TemporaryFolder();
        string copy = Path.Combine(folder.Path, "MathNet.Numerics.dll");
        File.Copy(s_mathNet, copy);
        using var session = new SessionHarness();
        session.Run($"#r \"{s_mathNet}\"");
        session.Run($"#r \"{s_mathNet}\"");
        Assert.Equal("ReferenceError", session.Fail($"#r \"{copy.Replace('\\', '/')}\"").Name);
        session.Run("#r \"System.Text.Json\"");
    }

    [Fact]
    public void OneReferenceToABuildOutputIsEnough()
    {
        using var session = new SessionHarness();
        // The tests' own output folder; its *.deps.json lists the chart library, which this assembly's code does not reference.
        session.Run($"#r \"{Path.Combine(AppContext.BaseDirectory, "CurlDescent.Tests.dll").Replace('\\', '/')}\"");
        Assert.Equal("Plotly.NET.CSharp", session.Value("typeof(Plotly.NET.CSharp.Chart).Assembly.GetName().Name"));
        Assert.StartsWith("MathNet", session.Value("typeof(MathNet.Numerics.Euclid).Namespace"), StringComparison.Ordinal);
    }

    [Fact]
    public void MagicsDoWhatTheirHelpSays()
    {
        using var session = new SessionHarness();
        session.Run("var first = 1; var second = \"two\";");
        Assert.Equal("first\nsecond", SessionHarness.Data(session.Run("#!who"), "text/plain"));
        Assert.Contains(
            "<td>second</td><td>string</td><td></td><td><pre>two</pre></td>", SessionHarness.Data(session.Run("#!whos"), "text/html"),
            StringComparison.Ordinal);
        string list = SessionHarness.Data(session.Run("#!lsmagic"), "text/plain");
        Assert.All(["#!about", "#!csharp", "#!html", "#!import", "#!lsmagic", "#!markdown", "#!set", "#!share", "#!time", "#!who",
            "#!whos"],
            name => Assert.Contains(name + " ", list, StringComparison.Ordinal));
        Assert.Contains(".NET 10", SessionHarness.Data(session.Run("#!about"), "text/plain"), StringComparison.Ordinal);
        Assert.Equal("# Title\n$x$", SessionHarness.Data(session.Run("#!markdown\n# Title\n$x$"), "text/markdown"));
        Assert.Equal("<p>1</p>", SessionHarness.Data(session.Run("#!html\n<p>1</p>"), "text/html"));
        Assert.Single(session.Run("#!html\n#!html\n<p>1</p>"));
        Assert.Equal("4", SessionHarness.Data(session.Run("#!markdown\nmd\n#!csharp\n2 + 2"), "text/plain"));
        JsonArray timed = session.Run("#!time\nConsole.Write(1);");
        Assert.Matches(@"^Wall time: [0-9.]+ ms$", SessionHarness.Data(timed, "text/plain"));
        Assert.Equal("1", SessionHarness.Streams(timed, "stdout"));
        session.Run("#!set --name third --value \"a \\ b\"");
        Assert.Equal("a \\ b", session.Value("third"));
        session.Run("#!set --name fourth --value @csharp:first\n#!share --from csharp second --as fifth\n#!share first --from csharp");
        Assert.Equal("1two", session.Value("fourth + fifth"));
    }

    [Fact]
    public void TheVariableTableShowsTypeShapeAndBeginning()
    {
        using var session = new SessionHarness();
        session.Run(
            "var a = new double[3, 4]; var list = Enumerable.Range(0, 100).ToList(); string s = \"<x>\"; int? n = null; var d = new "
            + "Dictionary<string, int> { [\"k\"] = 1 };");
        string html = SessionHarness.Data(session.Run("#!whos"), "text/html");
        Assert.Contains("<tr><td>a</td><td>double[,]</td><td>3&#215;4</td><td><pre>[0, 0, 0, 0, 0, 0, …]</pre></td></tr>", html,
            StringComparison.Ordinal);
        Assert.Contains("<tr><td>list</td><td>List&lt;int&gt;</td><td>100</td><td><pre>[0, 1, 2, 3, 4, 5, …]</pre></td></tr>", html,
            StringComparison.Ordinal);
        Assert.Contains("<td>s</td><td>string</td><td></td><td><pre>&lt;x&gt;</pre></td>", html, StringComparison.Ordinal);
        Assert.Contains("<td>n</td><td>int?</td>", html, StringComparison.Ordinal);
        Assert.Contains("<td>Dictionary&lt;string, int&gt;</td><td>1</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void AProjectIsBuiltAndItsLibraryMayBeBuiltAgainWhileItIsLoaded()
    {
        using var folder = new TemporaryFolder();
        string project = folder.Write("bin-of-others/Lib/Lib.csproj",
            "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        string source = folder.Write("bin-of-others/Lib/Answer.cs", "public static class Answer { public static int Value => 42; }");
        // No settings of a repository above reach it, whatever the temporary folder is.
        foreach (string name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
            folder.Write("bin-of-others/" + name, "<Project />");
        using var session = new SessionHarness();
        session.Run($"#r \"{project.Replace('\\', '/')}\"");
        Assert.Equal("42", session.Value("Answer.Value"));
        string library = Path.Combine(Path.GetDirectoryName(project)!, "bin", "Release", "net10.0", "Lib.dll");
        File.WriteAllBytes(library, []);
        Assert.Equal("43", session.Value("Answer.Value + 1"));
        File.WriteAllText(source, "nonsense");
        Assert.Contains("does not build", session.Fail($"#r \"{project.Replace('\\', '/')}\"").Message, StringComparison.Ordinal);
    }
}
