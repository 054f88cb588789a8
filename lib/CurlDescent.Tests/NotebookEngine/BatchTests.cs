using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tests.NotebookEngine;

public class BatchTests
{
    private static readonly string s_charts =
        $"#r \"{Path.Combine(AppContext.BaseDirectory, "Plotly.NET.CSharp.dll").Replace('\\', '/')}\"\nusing Plotly.NET.CSharp;";

    [Fact]
    public async Task AGoodNotebookIsExecutedExportedAndWrittenBack()
    {
        using var folder = new TemporaryFolder();
        folder.Write("notebooks/deep/value.txt", "42");
        string source = folder.WriteNotebook(
            "notebooks/deep/a.ipynb", "%md\n# The *title* & co\n\n$\\alpha$",
            "var value = int.Parse(System.IO.File.ReadAllText(\"value.txt\"));", s_charts,
            "Chart.Line<int, int, string>(x: new[] { 1, 2 }, y: new[] { value, 2 })", "value",
            "Console.WriteLine(\"<script>alert(1)</script>\");", "");
        string output = Path.Combine(folder.Path, "out");
        (int failed, string report) = await BatchHarness.RunAsync(Path.Combine(folder.Path, "notebooks"), output, inPlace: true);
        Assert.True(failed == 0, report);
        Assert.Matches(@"ok     deep/a: 5 cells, [0-9.]+ s", report);
        Assert.Contains("1 charts were written without a static picture", report, StringComparison.Ordinal);

        Notebook executed = Notebook.Load(Path.Combine(output, "deep", "a.ipynb"));
        Assert.Equal([null, 1, 2, 3, 4, 5, null], executed.Cells.Select(cell => cell.ExecutionCount));
        Assert.Contains(
            "if(!window.Plotly)", MultilineText.Read(executed.Cells[3].Outputs[0]!["data"]!["text/html"]!), StringComparison.Ordinal);

        Notebook committed = Notebook.Load(source);
        Assert.Equal([MimeBundle.Plotly, "text/plain"], ((JsonObject)committed.Cells[3].Outputs[0]!["data"]!).Select(entry => entry.Key));
        Assert.All(committed.Cells, cell => Assert.NotNull(cell.Id));
        byte[] once = File.ReadAllBytes(source);
        await BatchHarness.RunAsync(Path.Combine(folder.Path, "notebooks"), output, inPlace: true);
        Assert.Equal(once, File.ReadAllBytes(source));

        string page = File.ReadAllText(Path.Combine(output, "deep", "a.html"));
        Assert.Contains("<title>The *title* &amp; co</title>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;alert(1)", page, StringComparison.Ordinal);
        Assert.Single(Regex.Matches(page, Regex.Escape("if(!window.Plotly){")));
        // Nothing on the page is fetched: no src, href or import that leaves it.
        Assert.DoesNotMatch(
            """<(?:script|link|img|iframe)[^>]*\s(?:src|href)\s*=\s*["']?(?:https?:)?//""",
            page[..page.IndexOf("<script>", StringComparison.Ordinal)]);
        Assert.DoesNotContain("<script src", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<link rel=\"stylesheet", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("href=\"deep/a.html\"", File.ReadAllText(Path.Combine(output, "index.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CellsAfterAnErrorDoNotRunUnlessItWasMeant()
    {
        using var folder = new TemporaryFolder();
        var json = (JsonObject)JsonNode.Parse(
            TemporaryFolder.NotebookText(
                "throw new Exception(\"meant\");", "1", "throw new Exception(\"not meant\");",
                "System.IO.File.WriteAllText(\"ran\", \"\");"))!;
        json["cells"]![0]!["metadata"] = new JsonObject { ["tags"] = new JsonArray("raises-exception") };
        json["cells"]![3]!["outputs"] =
            new JsonArray(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "from an earlier run" });
        string source = folder.Write("a.ipynb", json.ToJsonString());
        byte[] before = File.ReadAllBytes(source);
        string output = Path.Combine(folder.Path, "out");
        (int failed, string report) = await BatchHarness.RunAsync(folder.Path, output, inPlace: true);
        Assert.Equal(1, failed);
        Assert.Contains("failed a: Cell[3] (cell 3 of 4): System.Exception: not meant", report, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder.Path, "ran")));
        Assert.Equal(before, File.ReadAllBytes(source));
        NotebookCell[] cells = [.. Notebook.Load(Path.Combine(output, "a.ipynb")).Cells];
        Assert.Equal("meant", (string?)cells[0].Outputs[0]!["evalue"]);
        Assert.Equal("1", SessionHarness.Data((JsonArray)cells[1].Outputs.DeepClone(), "text/plain"));
        Assert.Empty(cells[3].Outputs);
    }

    [Fact]
    public async Task NativeOutputChildProcessesAndBackgroundFailuresDoNotDisturbARun()
    {
        using var folder = new TemporaryFolder();
        folder.WriteNotebook(
            "a.ipynb",
            "var child = System.Diagnostics.Process.Start(\"dotnet\", \"--version\"); child.WaitForExit();",
            "var thread = new System.Threading.Thread(() => throw new Exception(\"behind\")); thread.Start(); thread.Join();",
            "new System.Threading.Thread(() => System.Threading.Thread.Sleep(-1)).Start();\nSystem.IO.Stream raw = "
            + "Console.OpenStandardOutput(); raw.Write(new byte[] { 65, 66 }); raw.Flush();",
            "\"end\"");
        (int failed, string report) = await BatchHarness.RunAsync(folder.Path, Path.Combine(folder.Path, "out"));
        Assert.True(failed == 0, report);
        // What they write to the standard output is the cell's.
        Notebook executed = Notebook.Load(Path.Combine(folder.Path, "out", "a.ipynb"));
        string Said(int cell) => SessionHarness.Streams((JsonArray)executed.Cells[cell].Outputs.DeepClone(), "stdout");
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", Said(0));
        Assert.Equal("", Said(1));
        Assert.Equal("AB", Said(2));
        Assert.Equal("end", SessionHarness.Data((JsonArray)executed.Cells[3].Outputs.DeepClone(), "text/plain"));
    }

    [Fact]
    public async Task AProcessThatIsFrozenIsEndedByItsParent()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The test freezes a process with a signal, which this system does not have.");
        using var folder = new TemporaryFolder();
        folder.WriteNotebook(
            "a.ipynb",
            "System.Diagnostics.Process.Start(\"/bin/sh\", $\"-c \\\"kill -STOP {Environment.ProcessId}\\\"\").WaitForExit();\nwhile "
            + "(true) { }");
        int failed;
        string report;
        double limit = 1;
        do
        {
            (failed, report) = await BatchHarness.RunAsync(folder.Path, Path.Combine(folder.Path, "out"), limit);
            Assert.Equal(1, failed);
            limit *= 4;
        }
        while (!report.Contains("could not", StringComparison.Ordinal) && limit < Patience.Limit.TotalSeconds);

        // On a busy machine the limit may come before the signal: then again, with more time.
        Assert.Contains(
            $"Cell[1] (cell 1 of 1): Timeout: The cell ran longer than {limit / 4} s, could not be interrupted, and its process was ended.",
            report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NotebooksRunAsJupyterRunsThem()
    {
        using var folder = new TemporaryFolder();
        folder.Write("empty.ipynb", """{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}""");
        var json = (JsonObject)JsonNode.Parse(
            TemporaryFolder.NotebookText(
                "throw new Exception(\"left out\");", "%md lone HALF", "1 + 1", "Console.Write(\"\\ud83d|\"); \"\\udc00\""))!;
        json["cells"]![0]!["metadata"] = new JsonObject { ["tags"] = new JsonArray("skip-execution") };
        json["cells"]![0]!["outputs"] =
            new JsonArray(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "kept" });
        json["cells"]![0]!["execution_count"] = 7;
        json["cells"]![2]!["metadata"] = new JsonObject { ["vscode"] = new JsonObject { ["languageId"] = "dotnet-interactive.csharp" } };
        foreach (JsonNode? cell in (JsonArray)json["cells"]!)
            cell!["id"] = "same";
        folder.Write("odd.ipynb", json.ToJsonString().Replace("HALF", "\\ud83d", StringComparison.Ordinal));
        string output = Path.Combine(folder.Path, "out");
        (int failed, string report) = await BatchHarness.RunAsync(folder.Path, output);
        Assert.True(failed == 0, report);
        Assert.Contains("odd: line 1: \\ud83d is half of a character; replaced by U+FFFD", report, StringComparison.Ordinal);
        Assert.Contains("odd: cell 2: id \"same\" is that of an earlier cell; it is now", report, StringComparison.Ordinal);
        Assert.Matches(@"ok     odd: 2 cells and 1 skipped by tag, [0-9.]+ s", report);
        Assert.Matches(@"ok     empty: 0 cells, [0-9.]+ s", report);
        Assert.DoesNotContain("reproduction", string.Join(' ', Directory.GetFiles(output)), StringComparison.OrdinalIgnoreCase);
        Notebook executed = Notebook.Load(Path.Combine(output, "odd.ipynb"));
        Assert.Equal([7, null, 1, 2], executed.Cells.Select(cell => cell.ExecutionCount));
        Assert.Equal("kept", (string?)Assert.Single(executed.Cells[0].Outputs)!["text"]);
        Assert.Equal("\ufffd|", SessionHarness.Streams((JsonArray)executed.Cells[3].Outputs.DeepClone(), "stdout"));
        Assert.Equal(4, executed.Cells.Select(cell => cell.Id).Distinct().Count());
        Assert.Equal("csharp", (string?)executed.Json["metadata"]!["language_info"]!["pygments_lexer"]);
        Assert.Contains("</html>", File.ReadAllText(Path.Combine(output, "empty.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARunOfOneNotebookKeepsTheOthersOnTheIndex()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "a#1", "b", "index" })
            folder.WriteNotebook($"notebooks/{name}.ipynb", $"%md\n# The {name}");
        string notebooks = Path.Combine(folder.Path, "notebooks"), output = Path.Combine(folder.Path, "out"),
            page = Path.Combine(output, "index.html");
        await BatchHarness.RunAsync(notebooks, output);
        string all = File.ReadAllText(page);
        Assert.Contains("3 notebooks", all, StringComparison.Ordinal);
        Assert.Contains("href=\"a%231.html\">The a#1", all, StringComparison.Ordinal);
        Assert.Contains("href=\"index-notebook.html\">The index", all, StringComparison.Ordinal);

        (int failed, string report) = await BatchHarness.RunAsync(Path.Combine(notebooks, "b.ipynb"), output);
        Assert.True(failed == 0, report);
        Assert.Equal(Links(all), Links(File.ReadAllText(page)));
        string b = File.ReadAllText(Path.Combine(output, "b.html"));
        Assert.Contains("rel=\"prev\" href=\"a%231.html\"", b, StringComparison.Ordinal);
        Assert.Contains("rel=\"next\" href=\"index-notebook.html\"", b, StringComparison.Ordinal);

        // A page whose notebook is gone goes; a memory that cannot be read is begun anew.
        File.Delete(Path.Combine(notebooks, "a#1.ipynb"));
        File.WriteAllText(Path.Combine(notebooks, "b.ipynb"), "{");
        await BatchHarness.RunAsync(Path.Combine(notebooks, "b.ipynb"), output);
        Assert.Equal(["b.html", "index-notebook.html"], Links(File.ReadAllText(page)));
        File.WriteAllText(Path.Combine(output, "gallery.json"), "[{\"Name\":null}, 3");
        await BatchHarness.RunAsync(Path.Combine(notebooks, "b.ipynb"), output);
        Assert.Equal(["b.html"], Links(File.ReadAllText(page)));

        // The memory of a folder that came from elsewhere links pages of that folder, and nothing in it acts.
        foreach ((string name, string href) in new[] { ("x", "javascript:alert(1)"), ("../outside", "x.html"),
            (Path.Combine(folder.Path, "outside"), "x.html") })
        {
            folder.Write("out/x.html", "");
            folder.Write("outside.html", "");
            folder.Write("out/gallery.json", new JsonArray(new JsonObject
            {
                ["Name"] = name,
                ["Source"] = Path.Combine(notebooks, "index.ipynb"),
                ["Shown"] = new JsonObject
                {
                    ["Title"] = "<script>hit</script>",
                    ["Href"] = href,
                    ["Remark"] = "<b onclick=hit>",
                    ["SummaryHtml"] = "kept<script>hit</script><img src=x onerror=hit>",
                    ["Figures"] = new JsonArray(),
                },
            }).ToJsonString());
            await BatchHarness.RunAsync(Path.Combine(notebooks, "b.ipynb"), output);
            string index = File.ReadAllText(page);
            Assert.Equal(name == "x" ? ["b.html", "x.html"] : ["b.html"], Links(index));
            Assert.Equal(name == "x", index.Contains("kept", StringComparison.Ordinal));
            Assert.DoesNotContain("<script>hit", index, StringComparison.Ordinal);
            Assert.DoesNotContain("onerror", index, StringComparison.Ordinal);
            Assert.DoesNotContain("<b onclick", index, StringComparison.Ordinal);
        }

        static string[] Links(string html) => [.. Regex.Matches(html, "<h2><a href=\"([^\"]+)\"").Select(match => match.Groups[1].Value)];
    }

    [Fact]
    public void EachFolderIsSearchedOnceWhateverLinksThereAre()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("Links need a privilege on this system.");
        using var folder = new TemporaryFolder();
        string Make(string name) => folder.WriteNotebook(name, "1");
        foreach (string name in new[] { "d/b.ipynb", "d/sub/c.ipynb", "d/.hidden/no.ipynb", "d/out/done.ipynb", "elsewhere/e.ipynb",
            "d/reproduction-report.ipynb" })
            Make(name);
        void Link(string name, string target) => Directory.CreateSymbolicLink(Path.Combine(folder.Path, name), target);
        Link("d/loop", ".");
        Link("d/sub/up", "../..");
        Link("d/a-self", "a-self");
        Link("d/broken", "nowhere");
        Link("d/aside", "../elsewhere");
        Link("d/results", "out");
        Link("to-d", "d");
        string[] expected = ["aside/e", "b", "reproduction-report-notebook", "sub/c"];
        string root = Path.Combine(folder.Path, "d"), output = Path.Combine(folder.Path, "to-d", "out");
        Assert.Equal(
            expected, Tool.Notebooks.NotebookFiles.Find([root], null, output).Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            expected,
            Tool.Notebooks.NotebookFiles.Find([Path.Combine(folder.Path, "to-d")], null, output).Select(file => file.Name).Order(
                StringComparer.Ordinal));

        // Executed copies never take the place of what is run.
        foreach (string[] paths in new[] { new[] { Path.Combine(root, "b.ipynb") }, [root] })
            Assert.Contains(
                "would replace",
                Assert.Throws<Tool.ToolError>(
                    () => Tool.Notebooks.NotebookFiles.Find(paths, null, Path.Combine(folder.Path, "to-d"))).Message,
                    StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "2 of 2 notebooks ran.", "good", "--out", "out")]
    [InlineData(0, "1 of 1 notebooks ran.", "good", "--out", "out", "--only", "on*")]
    [InlineData(0, "1 of 1 notebooks ran.", "good/two.ipynb", "--out", "out", "--timeout", "0", "--jobs", "1")]
    [InlineData(1, "failed bad: Cell[1] (cell 1 of 1): System.Exception: no", "bad.ipynb", "--out", "out")]
    [InlineData(2, "good/three.ipynb: there is no such file or folder.", "good/three.ipynb")]
    [InlineData(2, "No notebook found in good whose name matches xyz.", "good", "--only", "xyz")]
    [InlineData(2, "--out bad.ipynb is a file; name a folder.", "good", "--out", "bad.ipynb")]
    [InlineData(2, "--out bad.ipynb/in cannot be written: ", "good", "--out", "bad.ipynb/in")]
    [InlineData(2, " is the folder of the notebooks: executed copies would replace them.", ".", "--out", ".")]
    [InlineData(2, "Two notebooks are named one", "good/one.ipynb", "good/one.ipynb", "--out", "out")]
    [InlineData(1, "--jobs must be from 1 to 64.", "good", "--jobs", "0")]
    [InlineData(1, "--timeout must be a number of seconds from 0 to 1000000.", "good", "--timeout", "-1")]
    [InlineData(1, "Cannot parse argument 'soon'", "good", "--timeout", "soon")]
    public async Task TheVerbSaysHowItWentByItsExitCode(int exitCode, string said, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        folder.WriteNotebook("good/one.ipynb", "1 + 1");
        folder.WriteNotebook("good/two.ipynb", "2 + 2");
        folder.WriteNotebook("bad.ipynb", "throw new Exception(\"no\");");
        ProcessStartInfo start = Tool.Notebooks.NotebookChildCommand.StartInfo("", null);
        start.ArgumentList.RemoveAt(start.ArgumentList.Count - 1);
        start.ArgumentList[^1] = "notebooks";
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
        start.WorkingDirectory = folder.Path;
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await error;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.Equal(exitCode, process.ExitCode);
        Assert.DoesNotContain("   at System.", output, StringComparison.Ordinal);
        if (exitCode == 0)
            Assert.True(File.Exists(Path.Combine(folder.Path, "out", "index.html")));
    }
}
