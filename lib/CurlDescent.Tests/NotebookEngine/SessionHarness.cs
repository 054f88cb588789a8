using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Headless;
using CurlDescent.NotebookEngine.Sessions;
using CurlDescent.Tool;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>
/// The console and the interrupt's flag belong to the process, so tests with sessions in this process run one after another. Beside tests
/// of other collections they may run: those write nothing to the console.
/// </summary>
[CollectionDefinition(Name)]
public sealed class SessionCollection
{
    public const string Name = "notebook sessions";
}

/// <summary>Tests that change the process's current folder or environment, which children that others start would inherit.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone in the process";
}

/// <summary>A session whose cells a test runs one by one.</summary>
internal sealed class SessionHarness : IDisposable
{
    private readonly OutputCollector _collector = new();
    private int _count;

    /// <param name="frontEnd">Gets the outputs; null: <see cref="Run"/> returns them.</param>
    /// <param name="interruptGrace">How long an interrupted cell may take; a busy machine's is long.</param>
    public SessionHarness(ICellFrontEnd? frontEnd = null, TimeSpan? interruptGrace = null)
    {
        Session = new NotebookSession(frontEnd ?? _collector, interruptGrace ?? Patience.Limit);
        Session.Formatter.Runner.Limit = Patience.Limit;
    }

    /// <summary>What the notebooks of the course reference; what it depends on lies beside it.</summary>
    public static string CourseLibrary { get; } =
        Path.Combine(RepositoryFolder.Find()!, "lib", "CurlDescent.Figures", "bin", "Release", "net10.0", "CurlDescent.Figures.dll");

    public NotebookSession Session { get; }

    /// <summary>The number of the last cell.</summary>
    public int Count => _count;

    /// <summary>Runs a cell that must succeed; returns its outputs.</summary>
    public JsonArray Run(string code)
    {
        (CellResult result, JsonArray outputs) = Try(code);
        Assert.True(result.Error is null, string.Join('\n', result.Error?.Traceback ?? []));
        return outputs;
    }

    /// <summary>Runs a cell that must fail; returns the error.</summary>
    public CellError Fail(string code, double? timeoutSeconds = null)
    {
        (CellResult result, _) = Try(code, timeoutSeconds);
        Assert.Equal(CellStatus.Failed, result.Status);
        return result.Error!;
    }

    public (CellResult Result, JsonArray Outputs) Try(string code, double? timeoutSeconds = null)
    {
        _collector.ExecutionCount = ++_count;
        CellResult result = Session.Execute(code, _count, timeoutSeconds is { } s ? TimeSpan.FromSeconds(s) : null);
        return (result, _collector.Take(null));
    }

    /// <summary>The plain text of the cell's last result.</summary>
    public string Value(string code) => Data(Run(code), "text/plain");

    public static string Data(JsonArray outputs, string mimeType)
    {
        JsonNode? data = outputs.Select(output => output!["data"]?[mimeType]).LastOrDefault(value => value is not null);
        Assert.True(data is not null, $"no {mimeType} in {outputs.ToJsonString()}");
        return data is JsonArray lines
            ? string.Concat(lines.Select(line => (string?)line)) : data is JsonObject ? data.ToJsonString() : (string)data!;
    }

    public static string Streams(JsonArray outputs, string name) => string.Concat(
        outputs.Where(output => (string?)output!["name"] == name).SelectMany(output => (JsonArray)output!["text"]!)
            .Select(line => (string?)line));

    public void Dispose() => Session.Dispose();
}

/// <summary>A front end whose reader answers every question.</summary>
internal sealed class AnsweringFrontEnd : ICellFrontEnd
{
    public bool IsInteractive => true;

    public List<string> Prompts { get; } = [];

    public string Text { get; private set; } = "";

    public void Publish(CellOutput output) => Text += output is CellOutput.Stream stream ? stream.Text : "";

    public async Task<string> ReadInputAsync(string prompt, bool isPassword, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Prompts.Add(isPassword ? prompt + "*" : prompt);
        return "answer ";
    }
}

/// <summary>A folder of its own for a test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("curl-descent-test-").FullName;

    public string Path { get; }

    public string Write(string name, string text)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Writes a notebook of code cells; text that begins with "%md" is a Markdown cell.</summary>
    public string WriteNotebook(string name, params string[] cells) => Write(name, NotebookText(cells));

    public static string NotebookText(params string[] cells)
    {
        var array = new JsonArray();
        foreach (string cell in cells)
        {
            array.Add(cell.StartsWith("%md", StringComparison.Ordinal)
                ? new JsonObject { ["cell_type"] = "markdown", ["metadata"] = new JsonObject(), ["source"] = cell[3..].TrimStart('\n') }
                : new JsonObject
                {
                    ["cell_type"] = "code",
                    ["execution_count"] = null,
                    ["metadata"] = new JsonObject(),
                    ["outputs"] = new JsonArray(),
                    ["source"] = cell,
                });
        }
        return new JsonObject
        {
            ["cells"] = array,
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 4,
        }.ToJsonString();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
