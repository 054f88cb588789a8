using System.Diagnostics;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.Tests.Experiments;
using CurlDescent.Tests.Gallery;

namespace CurlDescent.Tests.Course;

/// <summary>
/// The notebooks as lessons: they run, their committed outputs are fresh and their claims hold. For the exercises see
/// <see cref="SolvedNotebook"/>.
/// </summary>
public class CourseTests(ExecutedCourse course)
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
        Assert.All(
            code, c =>
                Assert.All(
                    c.Source.Split('\n'), line => Assert.True(line.Length <= 140, $"cell {c.Id} has a line of {line.Length} characters")));
        Assert.All(code, c => Assert.DoesNotContain(" is var ", c.Source));
        Assert.Contains(code, c => c.Source.Contains("Claim.That("));
        // What is folded is a live miniature, never what a reader came for.
        Assert.All(code.Where(c => c.IsFolded), c => Assert.Contains("FigureCaption.Miniature(", c.Source));
        Assert.Equal(notebook.Cells.Count, notebook.Cells.Select(c => c.Id).Distinct().Count());
        // An appendix, like 06a, has half of a lesson's exercises.
        int exercises = name[..2] is "00" or "09" ? 0 : char.IsAsciiLetterLower(name[2]) ? 2 : 4;
        Assert.True(code.Count(c => c.Tags.Contains("exercise")) >= exercises, $"fewer than {exercises} exercises");
    }

    [Theory, MemberData(nameof(Names))]
    public async Task CommittedOutputsAreFresh(string name)
    {
        ExecutedCourse.Need(name);
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

    // Chaos turns a last bit into another trajectory: on a processor with narrower vectors every number of the lesson on chaos must be the
    // same, to the last digit.
    [Fact]
    public async Task ChaosLooksTheSameUnderNarrowerVectors()
    {
        LongTests.Need("The lesson on chaos once more takes a minute");
        const string Lesson = "07-chaos";
        Notebook wide = await FreshAsync(Lesson);
        string folder = Directory.CreateTempSubdirectory("narrow-").FullName;
        try
        {
            var start = new ProcessStartInfo(ToolProcess.Host) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string argument in new[] { "exec", ToolProcess.Assembly, "notebooks", "--only", Lesson, "--out", folder })
                start.ArgumentList.Add(argument);
            start.Environment["DOTNET_EnableAVX512"] = "0";
            start.WorkingDirectory = ExecutedCourse.NotebooksFolder;
            using Process child = Process.Start(start)!;
            Task<string> errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(child.ExitCode == 0, output + await errors);
            var narrow = Notebook.Load(Path.Combine(folder, Lesson + ".ipynb"));
            foreach ((NotebookCell a, NotebookCell b) in wide.Cells.Zip(narrow.Cells)) Assert.Equal(Numbers(a), Numbers(b));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Texts and the data of figures; pictures and pages are drawn from them.
    private static IEnumerable<string> Numbers(NotebookCell cell) => cell.Outputs.Select(output =>
    {
        JsonNode copy = output!.DeepClone();
        if (copy["data"] is JsonObject data)
        {
            data.Remove("image/png");
            data.Remove("text/html");
        }

        return copy.ToJsonString();
    });

    [Theory, MemberData(nameof(Names))]
    public void ACommittedChartHoldsItsDataAndAPictureAndNoHtml(string name)
    {
        foreach (var output in Committed(name).Cells.SelectMany(c => c.Outputs))
        {
            if (output!["data"] is not { } data
                || (data["application/vnd.plotly.v1+json"] ?? data["application/vnd.live-figure+json"]) is null)
            {
                continue;
            }

            Assert.NotNull(data["image/png"]);
            Assert.Null(data["text/html"]);
        }
    }

    private static Notebook Committed(string name) => Notebook.Load(Path.Combine(ExecutedCourse.NotebooksFolder, name + ".ipynb"));

    private async Task<Notebook> FreshAsync(string name)
    {
        ExecutedCourse.Result run = await course.GetAsync();
        Assert.True(run.Failed == 0, run.Report);
        return Notebook.Load(Path.Combine(run.Folder, name + ".ipynb"));
    }
}
