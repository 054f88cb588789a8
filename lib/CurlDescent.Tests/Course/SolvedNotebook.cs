using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CurlDescent.Experiments;
using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.Tests.Gallery;

namespace CurlDescent.Tests.Course;

/// <summary>
/// A notebook of the course whose exercises are solved: after each check stand the solution of the Markdown cell that follows it, then the
/// check again.
/// </summary>
internal sealed partial class SolvedNotebook : IDisposable
{
    private readonly List<(string Open, string Solved)> checks = [];

    /// <param name="name">Name of the notebook, without extension.</param>
    public SolvedNotebook(string name)
    {
        var notebook = Notebook.Load(System.IO.Path.Combine(ExecutedCourse.NotebooksFolder, name + ".ipynb"));
        var json = (JsonObject)notebook.Json.DeepClone();
        JsonArray cells = json["cells"]!.AsArray();
        for (int i = notebook.Cells.Count - 1; i >= 0; i--)
        {
            NotebookCell check = notebook.Cells[i];
            if (!check.Tags.Contains("exercise-check")) continue;
            Match solution = Fence().Match(notebook.Cells[i + 1].Source);
            Assert.True(solution.Success, $"no solution after {check.Id}");
            JsonNode code = cells[i]!.DeepClone(), again = cells[i]!.DeepClone();
            code["id"] = check.Id + "-s";
            code["source"] = solution.Groups["code"].Value;
            again["id"] = check.Id + "-c";
            cells.Insert(i + 1, code);
            cells.Insert(i + 2, again);
            checks.Add((check.Id!, check.Id + "-c"));
        }

        // Beside the original, since a notebook runs in its own folder.
        Path = System.IO.Path.Combine(ExecutedCourse.NotebooksFolder, $".{name}.solved.ipynb");
        Notebook.Parse(json.ToJsonString(), name).Save(Path);
    }

    /// <summary>Where it is, until it is disposed.</summary>
    public string Path { get; }

    /// <summary>Number of exercises.</summary>
    public int Exercises => checks.Count;

    /// <summary>Asserts that every check was open before its solution ran and right after it.</summary>
    /// <param name="executed">The notebook after a run.</param>
    public void AssertSolved(Notebook executed)
    {
        string Said(string id) =>
            Regex.Unescape(string.Concat(executed.Cells.Single(c => c.Id == id).Outputs.Select(o => o!.ToJsonString())));
        Assert.All(checks, check =>
        {
            Assert.Contains(Exercise.Open, Said(check.Open), StringComparison.Ordinal);
            Assert.Contains($"{Exercise.Right} Exercise", Said(check.Solved), StringComparison.Ordinal);
        });
    }

    public void Dispose() => File.Delete(Path);

    [GeneratedRegex(@"```(?:cs|csharp)\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Fence();
}
