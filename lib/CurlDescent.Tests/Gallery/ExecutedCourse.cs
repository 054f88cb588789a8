using CurlDescent.Tests.Figures;
using CurlDescent.Tool.Browser;
using CurlDescent.Tool.Notebooks;

[assembly: AssemblyFixture(typeof(CurlDescent.Tests.Gallery.ExecutedCourse))]

namespace CurlDescent.Tests.Gallery;

/// <summary>
/// The repository's notebooks, run once for all tests that need them, from the first that asks: all of them among the long tests, else the
/// tour and the shortest with live figures. The folder holds executed notebooks and pages as the verb writes them. The variable
/// <see cref="Variable"/> names a folder of an earlier run to look at instead, for work on the pages.
/// </summary>
public sealed class ExecutedCourse : IDisposable
{
    public const string Variable = "CURL_DESCENT_PAGES";
    private static readonly string[] Brief = ["00", "02"];
    private readonly Lazy<Task<Result>> result;
    private string? temporary;

    public ExecutedCourse() => result = new(RunAsync);

    public static string NotebooksFolder { get; } = Path.Combine(FigureSamples.RepositoryFolder(), "notebooks");

    /// <summary>Names of the notebooks, in order, without extension.</summary>
    public static IReadOnlyList<string> Names { get; } =
        Directory.Exists(NotebooksFolder)
            ? [.. Directory.EnumerateFiles(NotebooksFolder, "*.ipynb").Order(StringComparer.Ordinal)
                .Select(f => Path.GetFileNameWithoutExtension(f)!)] : [];

    /// <summary>Whether a notebook is among those that run here.</summary>
    public static bool Runs(string name) =>
        LongTests.AreOn || Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } || Brief.Contains(name[..2]);

    /// <summary>Skips the test, and says why, if the notebook is not among those that run here.</summary>
    public static void Need(string name)
    {
        // The report and the page of live figures belong to the whole course.
        bool belongsToAll = name is CurlDescent.Tool.Notebooks.Gallery.ReportName or CurlDescent.Tool.Notebooks.Gallery.LiveName;
        if ((Names.Contains(name) || belongsToAll) && !Runs(name))
            LongTests.Need($"The whole course takes minutes; without it, {string.Join(", ", Brief)} run");
    }

    /// <summary>Runs the notebooks, or waits for the run.</summary>
    /// <returns>Folder of executed notebooks and pages; the number that failed, and the report.</returns>
    public Task<Result> GetAsync() => result.Value;

    public void Dispose()
    {
        if (temporary is not null) Directory.Delete(temporary, recursive: true);
    }

    private async Task<Result> RunAsync()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } earlier)
        {
            return new Result(Path.GetFullPath(earlier), 0, $"earlier run in {earlier}");
        }

        temporary = Directory.CreateTempSubdirectory("course-").FullName;
        using var report = new StringWriter();
        await using var renderer = BrowserImageRenderer.TryCreate();
        var options = new BatchOptions(
            [.. NotebookFiles.Find([NotebooksFolder], null, temporary).Where(f => Runs(f.Name))], temporary, InPlace: false,
            TimeSpan.FromMinutes(10), Environment.ProcessorCount);
        int failed = await new NotebookBatch(options, new PlainReport(report), renderer).RunAsync(CancellationToken.None);
        return new Result(temporary, failed, report.ToString());
    }

    /// <summary>What a run left.</summary>
    public sealed record Result(string Folder, int Failed, string Report);
}
