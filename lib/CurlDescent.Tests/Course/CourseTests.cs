using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.Tests.Gallery;

namespace CurlDescent.Tests.Course;

/// <summary>The notebooks as lessons: they run, their committed outputs are fresh and their claims hold. For the exercises see <see cref="SolvedNotebook"/>.</summary>
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
        Assert.All(code, c => Assert.All(c.Source.Split('\n'), line => Assert.True(line.Length <= 140, $"cell {c.Id} has a line of {line.Length} characters")));
        Assert.All(code, c => Assert.DoesNotContain(" is var ", c.Source));
        Assert.Contains(code, c => c.Source.Contains("Claim.That("));
        Assert.Equal(notebook.Cells.Count, notebook.Cells.Select(c => c.Id).Distinct().Count());
        if (name[..2] is not ("00" or "09")) Assert.True(code.Count(c => c.Tags.Contains("exercise")) >= 4, "fewer than four exercises");
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

    [Theory, MemberData(nameof(Names))]
    public void ACommittedChartHoldsItsDataAndAPictureAndNoHtml(string name)
    {
        foreach (var output in Committed(name).Cells.SelectMany(c => c.Outputs))
        {
            if (output!["data"] is not { } data || (data["application/vnd.plotly.v1+json"] ?? data["application/vnd.live-figure+json"]) is null) continue;
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
