using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>What a notebook's own process decides: cultures, and what becomes of outputs when the process ends.</summary>
[Collection(AloneCollection.Name)]
public class WholeProcessTests
{
    [Fact]
    public async Task CellsHaveTheMachinesCulturesAndNoOutputIsLost()
    {
        using var folder = new TemporaryFolder();
        folder.WriteNotebook(
            "culture.ipynb",
            "new System.Globalization.CultureInfo(\"de-DE\").NumberFormat.NumberDecimalSeparator + "
            + "System.Globalization.CultureInfo.GetCultureInfo(\"en-US\").Name + \"e\\u0301\".Normalize().Length",
            "Console.Write(System.Globalization.CultureInfo.CurrentCulture.Name + 1.5 + string.Compare(\"a\", \"B\")); "
            + "System.Globalization.CultureInfo.CurrentCulture = new(\"fr-FR\");",
            "Console.Write(1.5);",
            "new[] { new { A = 1.5 } }");
        folder.WriteNotebook(
            "exit.ipynb", "1",
            "Console.Write(\"printed\"); Console.Error.Write(\"warned\"); var d = display(\"first\"); d.Update(\"shown\"); "
            + "Environment.Exit(0);");
        folder.WriteNotebook("crash.ipynb", "Console.Write(\"before\"); display(3); Environment.FailFast(\"meant\");");
        folder.WriteNotebook(
            "threads.ipynb",
            "var said = new System.Threading.ManualResetEventSlim();\n"
            + "System.Threading.ThreadPool.UnsafeQueueUserWorkItem(_ => { Console.Write(\"pool\"); display(1); said.Set(); }, null);\n"
            + "var t = new "
            + "System.Threading.Thread(() => Console.Write(\"thread\")); t.UnsafeStart(); t.Join();\n"
            + "Task task; using (System.Threading.ExecutionContext.SuppressFlow()) task = Task.Run(() => "
            + "Console.Error.Write(\"task\"));\nawait task; said.Wait();",
            "Console.SetOut(new System.IO.StringWriter()); Console.SetError(System.IO.TextWriter.Null); Console.SetIn(new "
            + "System.IO.StringReader(\"x\")); Console.Write(\"into the writer\");",
            "Console.Write(\"back\"); Console.Error.Write(\"too\");");
        string? before = Environment.GetEnvironmentVariable("LC_ALL");
        Environment.SetEnvironmentVariable("LC_ALL", "de_DE.UTF-8");
        string output = Path.Combine(folder.Path, "out");
        (int failed, string report) = await BatchHarness.RunAsync(folder.Path, output);
        Environment.SetEnvironmentVariable("LC_ALL", before);
        Assert.True(failed == 2, report);

        JsonArray[] culture = Outputs(output, "culture");
        Assert.Equal(",en-US1", SessionHarness.Data(culture[0], "text/plain"));
        Assert.Equal("de-DE1,5-1", SessionHarness.Streams(culture[1], "stdout"));
        Assert.Equal("1,5", SessionHarness.Streams(culture[2], "stdout"));
        Assert.Equal("A\n1.5", SessionHarness.Data(culture[3], "text/plain"));

        JsonArray exit = Outputs(output, "exit")[1];
        Assert.Equal("printed", SessionHarness.Streams(exit, "stdout"));
        Assert.Equal("warned", SessionHarness.Streams(exit, "stderr"));
        Assert.Equal("shown", SessionHarness.Data(exit, "text/plain"));
        Assert.Equal("ProcessEnded", (string?)exit[^1]!["ename"]);
        JsonArray crash = Outputs(output, "crash")[0];
        Assert.Equal("before", SessionHarness.Streams(crash, "stdout"));
        Assert.Equal("3", SessionHarness.Data(crash, "text/plain"));

        JsonArray[] threads = Outputs(output, "threads");
        Assert.Contains("pool", SessionHarness.Streams(threads[0], "stdout"), StringComparison.Ordinal);
        Assert.Contains("thread", SessionHarness.Streams(threads[0], "stdout"), StringComparison.Ordinal);
        Assert.Equal("task", SessionHarness.Streams(threads[0], "stderr"));
        Assert.Equal("1", SessionHarness.Data(threads[0], "text/plain"));
        Assert.Equal("back", SessionHarness.Streams(threads[2], "stdout"));
        Assert.Equal("too", SessionHarness.Streams(threads[2], "stderr"));
    }

    private static JsonArray[] Outputs(string folder, string name) =>
        [.. Notebook.Load(Path.Combine(folder, name + ".ipynb")).Cells.Select(cell => (JsonArray)cell.Outputs.DeepClone())];
}
