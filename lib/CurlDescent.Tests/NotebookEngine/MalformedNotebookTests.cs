using System.Text;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>
/// Malformed notebooks, run together as one batch that may write into them: each gives one clear error and keeps its bytes.
/// </summary>
public sealed class MalformedNotebookTests(MalformedNotebookTests.Runs runs) : IClassFixture<MalformedNotebookTests.Runs>
{
    private static readonly string s_good = TemporaryFolder.NotebookText("Console.Write(1);");

    /// <summary>Files that cannot be read as notebooks: content, and what the error says.</summary>
    private static readonly Dictionary<string, (string Content, string Error)> s_unreadable = new()
    {
        ["empty"] = ("", "is empty"),
        ["blank"] = (" \n\t", "is empty"),
        ["prose"] = ("# A heading", "is not JSON: line 1, column 1"),
        ["truncated"] = (s_good[..^5], "is not JSON"),
        ["trailing"] = (s_good + "}", "is not JSON"),
        ["single quotes"] = ("{'nbformat': 4}", "is not JSON"),
        ["duplicate key"] = ("{\"nbformat\":4,\n \"nbformat\":4}", "line 2, column 2: the key \"nbformat\" stands twice in one object"),
        ["too deep"] = ("{\"nbformat\":4,\"x\":" + new string('[', 300) + new string(']', 300) + "}", "is not JSON"),
        ["array"] = ("[]", "the top level must be a JSON object"),
        ["number"] = ("42", "the top level must be a JSON object"),
        ["null"] = ("null", "the top level must be a JSON object"),
        ["no nbformat"] = (With(json => json.Remove("nbformat")), "field nbformat is missing or not an integer; supported: 4"),
        ["nbformat text"] = (With(json => json["nbformat"] = "4"), "field nbformat is missing or not an integer"),
        ["nbformat 3"] = (With(json => json["nbformat"] = 3), "nbformat is 3; supported: 4"),
        ["nbformat 5"] = (With(json => json["nbformat"] = 5), "nbformat is 5; supported: 4"),
        ["no minor"] = (With(json => json.Remove("nbformat_minor")), "field nbformat_minor is missing"),
        ["negative minor"] = (With(json => json["nbformat_minor"] = -1), "field nbformat_minor is missing or not an integer ≥ 0"),
        ["metadata list"] = (With(json => json["metadata"] = new JsonArray()), "field metadata must be an object"),
        ["python kernel"] = (
            With(json => json["metadata"] = new JsonObject { ["kernelspec"] = new JsonObject { ["language"] = "python" } }),
            "is written in python (metadata.kernelspec.language); supported: C#"),
        ["F# notebook"] = (
            With(json => json["metadata"] = new JsonObject { ["language_info"] = new JsonObject { ["name"] = "F#" } }),
            "is written in F# (metadata.language_info.name); supported: C#"),
        ["no cells"] = (With(json => json.Remove("cells")), "has no cells: field cells is missing"),
        ["cells object"] = (With(json => json["cells"] = new JsonObject()), "has no cells: field cells is missing or not an array"),
        ["cell text"] = (With(json => json["cells"]![0] = "1 + 1"), "cell 1 of 1: must be an object"),
        ["no cell type"] = (WithCell(cell => cell.Remove("cell_type")), "cell 1 of 1: field cell_type is missing"),
        ["heading cell"] = (
            WithCell(cell => cell["cell_type"] = "heading"), "cell 1 of 1: cell_type is \"heading\"; supported: code, markdown, raw"),
        ["no source"] = (WithCell(cell => cell.Remove("source")), "field source must be a string or an array of strings"),
        ["source number"] = (WithCell(cell => cell["source"] = 5), "field source must be a string or an array of strings"),
        ["source of numbers"] = (
            WithCell(cell => cell["source"] = new JsonArray(1, 2)), "field source must be a string or an array of strings"),
        ["outputs text"] = (WithCell(cell => cell["outputs"] = "none"), "field outputs must be an array of objects"),
        ["outputs of text"] = (WithCell(cell => cell["outputs"] = new JsonArray("a")), "field outputs must be an array of objects"),
        ["cell metadata text"] = (WithCell(cell => cell["metadata"] = "none"), "cell 1 of 1: field metadata must be an object"),
    };

    /// <summary>Notebooks whose last cell cannot run: cells, and what the error says.</summary>
    private static readonly Dictionary<string, (string[] Cells, string Error)> s_failing = new()
    {
        ["syntax"] = (["int a = ;"], "CompilationError: Cell[1]:line 1: CS1525"),
        ["unknown name"] = (["var a = 1;", "%md text", "a + b"], "Cell[2] (cell 3 of 3): CompilationError: Cell[2]:line 1: CS0103"),
        ["throws"] = (["throw new InvalidOperationException(\"on purpose\");"], "System.InvalidOperationException: on purpose"),
        ["missing dll"] = (["#r \"no-such.dll\""], "FileNotFound: Cell[1]:line 1: #r \"no-such.dll\": there is no such file; looked at "),
        ["missing setup"] = (["#load \"setup.csx\""], "FileNotFound: Cell[1]:line 1: #load \"setup.csx\": there is no such file"),
        ["unknown magic"] = (["#!nonsense"], "MagicError: Cell[1]:line 1: #!nonsense is not a magic command of this engine; supported: "),
        ["other language"] = (["#!pwsh\nls"], "MagicError: Cell[1]:line 1: #!pwsh: cells in pwsh are not supported"),
        ["no such package"] = (
            ["#r \"nuget: CurlDescent.NoSuchPackage.Anywhere, 1.2.3\""],
            "PackageError: Cell[1]:line 1: cannot restore CurlDescent.NoSuchPackage.Anywhere 1.2.3: NU1"),
        ["no such version"] = (
            ["#r \"nuget: MathNet.Numerics, 987.0.0\""], "PackageError: Cell[1]:line 1: cannot restore MathNet.Numerics 987.0.0: NU1"),
        ["two versions"] = (
            ["#r \"nuget: MathNet.Numerics, 5.0.0\"", "#r \"nuget: MathNet.Numerics, 4.0.0\""], "a session has one version of a package"),
        ["asks for input"] = (
            ["var name = await Kernel.GetInputAsync(\"Your name?\");"],
            "InputError: The cell asks for input (\"Your name?\"); a headless run has nobody to answer."),
        ["exits"] = (["Environment.Exit(0);"], "Cell[1] (cell 1 of 1): ProcessEnded: The cell ended its process (exit code 0)."),
        ["fails fast"] = (
            ["var a = 1;", "Environment.FailFast(\"now\");"], "Cell[2] (cell 2 of 2): ProcessEnded: The cell ended its process"),
        ["overflows the stack"] = (
            ["record R { public R Self { get; set; } }\nvar r = new R(); r.Self = r; r.GetHashCode()"],
            "ProcessEnded: The cell ended its process"),
    };

    /// <summary>Notebooks that run into the limit; of one cell, as a busy machine may need longer for a cell before.</summary>
    private static readonly Dictionary<string, (string[] Cells, string Error)> s_endless = new()
    {
        ["endless loop"] = (["int i = 0; while (true) i++;"], "Cell[1] (cell 1 of 1): Timeout: The cell ran longer than 2 s."),
        ["endless wait"] = (["await Task.Delay(-1);"], "Timeout: The cell ran longer than 2 s."),
        ["endless library call"] = (
            ["Enumerable.Repeat(1, int.MaxValue).SelectMany(i => Enumerable.Repeat(i, int.MaxValue)).LongCount()"],
            "Timeout: The cell ran longer than 2 s"),
    };

    public static TheoryData<string> Names() => [.. s_unreadable.Keys, "not UTF-8", .. s_failing.Keys, .. s_endless.Keys, "F# cell"];

    [Theory]
    [MemberData(nameof(Names))]
    public void ItGivesOneClearErrorAndStaysAsItWas(string name)
    {
        string error = name switch
        {
            "not UTF-8" => "is not UTF-8 text",
            "F# cell" =>
                "MagicError: Cell[1]:line 1: #!fsharp: cells in fsharp are not supported; supported languages: csharp, markdown, html, "
                + "javascript, mermaid, value.",
            _ when s_unreadable.TryGetValue(name, out (string, string Error) unreadable) => unreadable.Error,
            _ => s_failing.Concat(s_endless).Single(entry => entry.Key == name).Value.Error,
        };
        string line = Assert.Single(runs.Report, line => line.StartsWith($"failed {name}: ", StringComparison.Ordinal));
        Assert.Contains(error, line, StringComparison.Ordinal);
        // One error, no stack of the engine's own.
        Assert.DoesNotContain("CurlDescent.NotebookEngine", line, StringComparison.Ordinal);
        Assert.Equal(runs.Before[name], File.ReadAllBytes(Path.Combine(runs.Folder, name + ".ipynb")));
    }

    [Fact]
    public void AllCountAsFailedAndNothingIsLeftInTheirFolder()
    {
        Assert.Equal(runs.Before.Count, runs.Failed);
        Assert.Equal(
            runs.Before.Keys.Select(name => name + ".ipynb").Order(), Directory.GetFiles(runs.Folder).Select(Path.GetFileName).Order());
        Assert.DoesNotContain(Directory.GetFiles(runs.Output), path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void ACrashShowsWhatHappenedAndTheUsersOwnFrames()
    {
        string report = string.Join('\n', runs.Report);
        Assert.Contains("    Stack overflow.\n", report, StringComparison.Ordinal);
        Assert.Contains("R.GetHashCode()", report, StringComparison.Ordinal);
        Assert.Contains("    Process terminated.\n    now\n       at System.Environment.FailFast(", report, StringComparison.Ordinal);
        Assert.Contains("\n       at the cell\n", report, StringComparison.Ordinal);
        Assert.DoesNotContain("CurlDescent.NotebookEngine", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Submission_", report, StringComparison.Ordinal);
    }

    [Fact]
    public void AnExecutedCopyShowsTheErrorWhereItHappened()
    {
        NotebookCell[] cells = [.. Notebook.Load(Path.Combine(runs.Output, "fails fast.ipynb")).Cells];
        Assert.Equal(1, cells[0].ExecutionCount);
        Assert.Equal("ProcessEnded", (string?)Assert.Single(cells[1].Outputs)!["ename"]);
        Assert.Contains("ProcessEnded", File.ReadAllText(Path.Combine(runs.Output, "fails fast.html")), StringComparison.OrdinalIgnoreCase);
    }

    private static string With(Action<JsonObject> change)
    {
        var json = (JsonObject)JsonNode.Parse(s_good)!;
        change(json);
        return json.ToJsonString();
    }

    private static string WithCell(Action<JsonObject> change) => With(json => change((JsonObject)json["cells"]![0]!));

    /// <summary>The runs all tests of this class look at.</summary>
    public sealed class Runs : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();

        public string Folder => Path.Combine(_folder.Path, "notebooks");

        public string Output => Path.Combine(_folder.Path, "out");

        public Dictionary<string, byte[]> Before { get; } = [];

        public IReadOnlyList<string> Report { get; private set; } = [];

        public int Failed { get; private set; }

        public async ValueTask InitializeAsync()
        {
            foreach ((string name, (string content, _)) in s_unreadable)
                Add(Folder, name, Encoding.UTF8.GetBytes(content));
            Add(Folder, "not UTF-8", [.. Encoding.UTF8.GetBytes(s_good), 0xC3, 0x28]);
            Add(Folder, "F# cell",
                Encoding.UTF8.GetBytes(
                    WithCell(
                        cell => cell["metadata"] = new JsonObject
                        {
                            ["dotnet_interactive"] = new JsonObject { ["language"] = "fsharp" },
                        })));
            foreach ((string name, (string[] cells, _)) in s_failing)
                Add(Folder, name, Encoding.UTF8.GetBytes(TemporaryFolder.NotebookText(cells)));
            (int failed, string report) = await BatchHarness.RunAsync(Folder, Output, inPlace: true);

            // The endless ones have a limit of their own, so run apart, and join the others for the checks.
            string endless = Path.Combine(_folder.Path, "endless");
            foreach ((string name, (string[] cells, _)) in s_endless)
                Add(endless, name, Encoding.UTF8.GetBytes(TemporaryFolder.NotebookText(cells)));
            (int failedEndless, string reportEndless) = await BatchHarness.RunAsync(endless, Output, timeoutSeconds: 2, inPlace: true);
            foreach (string path in Directory.GetFiles(endless))
                File.Move(path, Path.Combine(Folder, Path.GetFileName(path)));
            Failed = failed + failedEndless;
            Report = (report + reportEndless).Split('\n');
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        private void Add(string folder, string name, byte[] content)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, name + ".ipynb"), content);
            Before.Add(name, content);
        }
    }
}
