using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.Tests.Gallery;
using CurlDescent.Tests.NotebookEngine.Jupyter;

namespace CurlDescent.Tests.Course;

/// <summary>
/// The course is a set of Polyglot notebooks: the committed files run unchanged in Microsoft's own engine, and say and draw there what is
/// committed.
/// </summary>
public sealed partial class DotnetInteractiveTests(DotnetInteractive engine, ITestOutputHelper output) : IClassFixture<DotnetInteractive>
{
    [Fact]
    public async Task TheCourseRunsInMicrosoftsEngineOverJupyter()
    {
        Need();
        var start = Stopwatch.StartNew();
        var differences = new List<string>();
        int texts = 0, charts = 0;
        // The long ones first, two at a time: each takes a core and a half.
        await Parallel.ForEachAsync(ExecutedCourse.Names.OrderByDescending(name => name[..2] is "04" or "06" or "07" or "08" or "09"),
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = TestContext.Current.CancellationToken },
            async (name, cancel) =>
            {
                Notebook executed = Notebook.Load(await engine.RunInJupyterAsync(name, cancel));
                lock (differences)
                {
                    foreach ((NotebookCell committed, JsonArray fresh) in CodeCells(name)
                        .Zip(executed.Cells.Where(c => c.Type == CellType.Code).Select(c => c.Outputs)).Skip(1))
                        Compare(committed, fresh, differences, ref texts, ref charts);
                }
            });
        output.WriteLine(
            $"measured: {texts} texts and {charts} charts compared, {differences.Count} differ, {start.Elapsed.TotalSeconds:0} s");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(texts >= 190 && charts >= 110, $"only {texts} texts and {charts} charts were there to compare");
    }

    [Fact]
    public void ALessonRunsInMicrosoftsEngineOverStandardInputAsInThePolyglotExtension()
    {
        Need();
        string name = ExecutedCourse.Names[0];
        NotebookCell[] cells = [.. CodeCells(name)];
        var differences = new List<string>();
        int texts = 0, charts = 0;
        foreach ((NotebookCell committed, JsonArray fresh) in cells.Zip(engine.RunOverStdio(cells.Select(c => c.Source))).Skip(1))
            Compare(committed, fresh, differences, ref texts, ref charts);
        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(texts >= 3 && charts >= 4, $"only {texts} texts and {charts} charts were there to compare");
    }

    private void Need()
    {
        LongTests.Need("Microsoft's engine is fetched and runs the course for minutes");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The client script runs under /usr/bin/python3.");
        Assert.True(engine.Error is null, engine.Error);
    }

    private static IEnumerable<NotebookCell> CodeCells(string name) =>
        Notebook.Load(Path.Combine(ExecutedCourse.NotebooksFolder, name + ".ipynb")).Cells.Where(c => c.Type == CellType.Code);

    private static void Compare(NotebookCell committed, JsonArray fresh, List<string> differences, ref int texts, ref int charts)
    {
        JsonArray there = Essence(fresh), here = Essence(committed.Outputs);
        texts += here.Count(item => item!["text"] is not null);
        charts += here.Count(item => item!["figure"] is not null);
        if (OutputComparison.Difference(here, there) is { } difference) differences.Add($"cell {committed.Id}: {difference}");
    }

    // What a reader sees, however an engine wraps it: texts, and figures by their data. Compilers' remarks go to the error stream there.
    private static JsonArray Essence(JsonArray outputs)
    {
        var items = new JsonArray();
        foreach (JsonObject shown in outputs.Select(o => o!.AsObject()))
        {
            if ((string?)shown["output_type"] == "stream")
            {
                if ((string?)shown["name"] == "stderr") continue;
                if (items.LastOrDefault() is JsonObject { } last
                    && last["stream"] is not null) last["text"] = (string)last["text"]! + Text(shown["text"]);
                else items.Add(new JsonObject { ["stream"] = "stdout", ["text"] = Text(shown["text"]) });
            }
            else if (shown["data"] is JsonObject data && FigureOf(data) is { } figure) items.Add(new JsonObject { ["figure"] = figure });
            else if (shown["data"] is JsonObject other && LiveFigureOf(other) is { } live) items.Add(new JsonObject { ["live"] = live });
            else items.Add(new JsonObject { ["text"] = Text((shown["data"] ?? shown)["text/plain"]) });
        }

        return items;
    }

    private static JsonNode? FigureOf(JsonObject data)
    {
        if (data["application/vnd.plotly.v1+json"] is JsonObject json)
            return new JsonObject { ["data"] = json["data"]?.DeepClone(), ["layout"] = json["layout"]?.DeepClone() };
        if (data["text/html"] is null || Drawing().Match(Text(data["text/html"])) is not { Success: true } drawing) return null;
        return new JsonObject
        {
            ["data"] = JsonNode.Parse(drawing.Groups["data"].Value),
            ["layout"] = JsonNode.Parse(drawing.Groups["layout"].Value)
        };
    }

    // A live figure: what it says of itself. Microsoft's engine sends JSON as text.
    private static JsonNode? LiveFigureOf(JsonObject data) => data[MimeBundle.LiveFigure] switch
    {
        null => null,
        JsonObject said => said.DeepClone(),
        JsonNode text => JsonNode.Parse(Text(text)),
    };

    private static string Text(JsonNode? node) => node is JsonArray lines ? string.Concat(lines.Select(line => (string?)line))
        : (string?)node ?? "";

    // The script that Plotly.NET.Interactive writes.
    [GeneratedRegex(@"var data = (?<data>\[.*?\]);\s+var layout = (?<layout>\{.*?\});\s+var config = ", RegexOptions.Singleline)]
    private static partial Regex Drawing();
}
