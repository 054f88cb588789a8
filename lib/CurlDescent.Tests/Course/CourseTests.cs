using System.Text.RegularExpressions;
using CurlDescent.Experiments.Lessons;
using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.Tests.Gallery;
using CurlDescent.Tool.Notebooks;

namespace CurlDescent.Tests.Course;

/// <summary>The notebooks as lessons: they run, their committed outputs are fresh, their claims hold and their exercises have solutions.</summary>
public partial class CourseTests(ExecutedCourse course)
{
    public static TheoryData<string> Names => [.. ExecutedCourse.Names];

    [Fact]
    public void ThereAreNotebooks() => Assert.NotEmpty(ExecutedCourse.Names);

    [Theory, MemberData(nameof(Names))]
    public void IsWrittenAsALesson(string name)
    {
        Notebook notebook = Committed(name);
        NotebookCell[] code = [.. notebook.Cells.Where(c => c.Type == CellType.Code)];
        Assert.StartsWith("# ", notebook.Cells[0].Source);
        Assert.True(notebook.Cells.Count(c => c.Type == CellType.Markdown) >= code.Length, "fewer Markdown than code cells");
        Assert.All(code, c => Assert.True(c.Source.Split('\n').Length <= 25, $"cell {c.Id} has over 25 lines"));
        Assert.Contains(code, c => c.Source.Contains("Claim.That("));
        Assert.Equal(notebook.Cells.Count, notebook.Cells.Select(c => c.Id).Distinct().Count());
        if (name[..2] is not ("00" or "09")) Assert.True(code.Count(c => c.Tags.Contains("exercise")) >= 4, "fewer than four exercises");
    }

    [Theory, MemberData(nameof(Names))]
    public async Task CommittedOutputsAreFresh(string name)
    {
        Notebook committed = Committed(name), fresh = await FreshAsync(name);
        NotebookCell[] code = [.. committed.Cells.Where(c => c.Type == CellType.Code)];
        Assert.Equal(Enumerable.Range(1, code.Length), code.Select(c => c.ExecutionCount ?? 0));
        foreach ((NotebookCell old, NotebookCell now) in committed.Cells.Zip(fresh.Cells))
        {
            Assert.Equal(old.Id, now.Id);
            string? difference = OutputComparison.Difference(old.Outputs, now.Outputs);
            Assert.True(difference is null, $"cell {old.Id}: {difference}. Refresh: curl-descent notebooks --in-place");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void ACommittedChartHoldsItsDataAndAPictureAndNoHtml(string name)
    {
        foreach (var output in Committed(name).Cells.SelectMany(c => c.Outputs))
        {
            if (output!["data"] is not { } data || data["application/vnd.plotly.v1+json"] is null) continue;
            Assert.NotNull(data["image/png"]);
            Assert.Null(data["text/html"]);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public async Task EveryExerciseIsOpenAndItsSolutionRight(string name)
    {
        Notebook notebook = Committed(name);
        (Notebook solved, List<(string Open, string Solved)> checks) = WithSolutions(notebook);
        if (checks.Count == 0) return;

        string folder = Directory.CreateTempSubdirectory("solutions-").FullName;
        try
        {
            // Beside the original, since a notebook runs in its own folder.
            string path = Path.Combine(ExecutedCourse.NotebooksFolder, $".{name}.solutions.ipynb");
            solved.Save(path);
            try
            {
                using var report = new StringWriter();
                var options = new BatchOptions(NotebookFiles.Find([path], null, folder), folder, InPlace: false, TimeSpan.FromMinutes(10), 1);
                int failed = await new NotebookBatch(options, new PlainReport(report), null).RunAsync(TestContext.Current.CancellationToken);
                Assert.True(failed == 0, report.ToString());
            }
            finally
            {
                File.Delete(path);
            }

            Notebook run = Notebook.Load(Directory.EnumerateFiles(folder, "*.ipynb").Single());
            string Line(string id) => string.Concat(run.Cells.Single(c => c.Id == id).Outputs.Select(o => o!.ToJsonString()));
            Assert.All(checks, c =>
            {
                Assert.Contains(Exercise.Open, Unescaped(Line(c.Open)));
                Assert.Contains($"{Exercise.Right} Exercise", Unescaped(Line(c.Solved)));
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Notebook Committed(string name) => Notebook.Load(Path.Combine(ExecutedCourse.NotebooksFolder, name + ".ipynb"));

    private async Task<Notebook> FreshAsync(string name)
    {
        ExecutedCourse.Result run = await course.GetAsync();
        Assert.True(run.Failed == 0, run.Report);
        return Notebook.Load(Path.Combine(run.Folder, name + ".ipynb"));
    }

    private static string Unescaped(string json) => Regex.Unescape(json);

    // After each check: the solution of the Markdown cell that follows it, then the check again.
    private static (Notebook Solved, List<(string Open, string Solved)> Checks) WithSolutions(Notebook notebook)
    {
        var checks = new List<(string, string)>();
        var json = (System.Text.Json.Nodes.JsonObject)notebook.Json.DeepClone();
        var cells = json["cells"]!.AsArray();
        for (int i = notebook.Cells.Count - 1; i >= 0; i--)
        {
            NotebookCell check = notebook.Cells[i];
            if (!check.Tags.Contains("exercise-check")) continue;
            Match solution = Fence().Match(notebook.Cells[i + 1].Source);
            Assert.True(solution.Success, $"no solution after {check.Id}");
            var code = cells[i]!.DeepClone();
            code["id"] = check.Id + "-s";
            code["source"] = solution.Groups["code"].Value;
            var again = cells[i]!.DeepClone();
            again["id"] = check.Id + "-c";
            cells.Insert(i + 1, code);
            cells.Insert(i + 2, again);
            checks.Add((check.Id!, check.Id + "-c"));
        }

        return (Notebook.Parse(json.ToJsonString(), "solutions"), checks);
    }

    [GeneratedRegex(@"```(?:cs|csharp)\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
