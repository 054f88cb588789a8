using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tests.NotebookEngine;

[Collection(SessionCollection.Name)]
public class BatchTests
{
    private static readonly string s_charts = $"#r \"{Path.Combine(AppContext.BaseDirectory, "Plotly.NET.CSharp.dll").Replace('\\', '/')}\"\nusing Plotly.NET.CSharp;";

    [Fact]
    public async Task A_good_notebook_is_executed_exported_and_written_back()
    {
        using var folder = new TemporaryFolder();
        folder.Write("notebooks/deep/value.txt", "42");
        string source = folder.WriteNotebook(
            "notebooks/deep/a.ipynb", "%md\n# The *title* & co\n\n$\\alpha$", "var value = int.Parse(System.IO.File.ReadAllText(\"value.txt\"));", s_charts,
            "Chart.Line<int, int, string>(x: new[] { 1, 2 }, y: new[] { value, 2 })", "value", "Console.WriteLine(\"<script>alert(1)</script>\");", "");
        string output = Path.Combine(folder.Path, "out");
        (int failed, string report) = await BatchHarness.RunAsync(Path.Combine(folder.Path, "notebooks"), output, inPlace: true);
        Assert.True(failed == 0, report);
        Assert.Matches(@"ok     deep/a: 5 cells, [0-9.]+ s", report);
        Assert.Contains("1 charts were written without a static picture", report, StringComparison.Ordinal);

        Notebook executed = Notebook.Load(Path.Combine(output, "deep", "a.ipynb"));
        Assert.Equal([null, 1, 2, 3, 4, 5, null], executed.Cells.Select(cell => cell.ExecutionCount));
        Assert.Contains("if(!window.Plotly)", MultilineText.Read(executed.Cells[3].Outputs[0]!["data"]!["text/html"]!), StringComparison.Ordinal);

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
        Assert.DoesNotMatch("""<(?:script|link|img|iframe)[^>]*\s(?:src|href)\s*=\s*["']?(?:https?:)?//""", page[..page.IndexOf("<script>", StringComparison.Ordinal)]);
        Assert.DoesNotContain("<script src", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<link rel=\"stylesheet", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("href=\"deep/a.html\"", File.ReadAllText(Path.Combine(output, "index.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_after_an_error_do_not_run_unless_it_was_meant()
    {
        using var folder = new TemporaryFolder();
        var json = (JsonObject)JsonNode.Parse(TemporaryFolder.NotebookText("throw new Exception(\"meant\");", "1", "throw new Exception(\"not meant\");", "System.IO.File.WriteAllText(\"ran\", \"\");"))!;
        json["cells"]![0]!["metadata"] = new JsonObject { ["tags"] = new JsonArray("raises-exception") };
        json["cells"]![3]!["outputs"] = new JsonArray(new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = "from an earlier run" });
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
    public async Task Native_output_child_processes_and_background_failures_do_not_disturb_a_run()
    {
        using var folder = new TemporaryFolder();
        folder.WriteNotebook(
            "a.ipynb",
            "var child = System.Diagnostics.Process.Start(\"dotnet\", \"--version\"); child.WaitForExit();",
            "var thread = new System.Threading.Thread(() => throw new Exception(\"behind\")); thread.Start(); thread.Join();",
            "new System.Threading.Thread(() => System.Threading.Thread.Sleep(-1)).Start();\nSystem.IO.Stream raw = Console.OpenStandardOutput(); raw.Write(new byte[] { 65, 66 }); raw.Flush();",
            "\"end\"");
        (int failed, string report) = await BatchHarness.RunAsync(folder.Path, Path.Combine(folder.Path, "out"));
        Assert.True(failed == 0, report);
    }

    [Fact]
    public async Task A_process_that_is_frozen_is_ended_by_its_parent()
    {
        if (OperatingSystem.IsWindows())
            Assert.Skip("The test freezes a process with a signal, which this system does not have.");
        using var folder = new TemporaryFolder();
        folder.WriteNotebook("a.ipynb", "Console.Write(1);", "System.Diagnostics.Process.Start(\"/bin/sh\", $\"-c \\\"kill -STOP {Environment.ProcessId}\\\"\").WaitForExit();\nwhile (true) { }");
        (int failed, string report) = await BatchHarness.RunAsync(folder.Path, Path.Combine(folder.Path, "out"), timeoutSeconds: 5);
        Assert.Equal(1, failed);
        Assert.Contains("Cell[2] (cell 2 of 2): Timeout: The cell ran longer than 5 s, could not be interrupted, and its process was ended.", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "2 of 2 notebooks ran.", "good", "--out", "out")]
    [InlineData(0, "1 of 1 notebooks ran.", "good", "--out", "out", "--only", "on*")]
    [InlineData(0, "1 of 1 notebooks ran.", "good/two.ipynb", "--out", "out", "--timeout", "0", "--jobs", "1")]
    [InlineData(1, "failed bad: Cell[1] (cell 1 of 1): System.Exception: no", "bad.ipynb", "--out", "out")]
    [InlineData(2, "good/three.ipynb: there is no such file or folder.", "good/three.ipynb")]
    [InlineData(2, "No notebook found in good whose name matches xyz.", "good", "--only", "xyz")]
    [InlineData(2, "Two notebooks are named one", "good/one.ipynb", "good/one.ipynb", "--out", "out")]
    [InlineData(1, "--jobs must be from 1 to 64.", "good", "--jobs", "0")]
    [InlineData(1, "--timeout must be a number of seconds from 0 to 1000000.", "good", "--timeout", "-1")]
    [InlineData(1, "Cannot parse argument 'soon'", "good", "--timeout", "soon")]
    public async Task The_verb_says_how_it_went_by_its_exit_code(int exitCode, string said, params string[] arguments)
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
        if (exitCode == 0)
            Assert.True(File.Exists(Path.Combine(folder.Path, "out", "index.html")));
    }
}
