using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.Tests.Course;
using CurlDescent.Tests.Gallery;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

/// <summary>
/// The course in a client of others, with its exercises solved: a class of its own, as it takes longest and others need not wait.
/// </summary>
public class SolvedCourseTests(InstalledKernel kernel, ITestOutputHelper output) : IClassFixture<InstalledKernel>
{
    // One run tells both, as the course takes minutes: the notebooks work in a client of others, and their exercises are open, with
    // solutions that are right.
    [Fact]
    public void EveryNotebookOfTheCourseRunsUnderNbclientWithItsExercisesSolved()
    {
        LongTests.Need("The course under nbclient takes minutes");
        kernel.Need("nbclient", "nbconvert");
        SolvedNotebook[] course = [.. ExecutedCourse.Names.Select(name => new SolvedNotebook(name))];
        try
        {
            string log = kernel.RunScript(
                output, "notebooks.py", "nbformat", [.. course.Select(notebook => notebook.Path), "--save", kernel.Folder]);
            Assert.Equal(course.Length, log.Split('\n').Count(line => line.StartsWith("measured: nbclient ", StringComparison.Ordinal)));
            foreach (SolvedNotebook notebook in course)
                notebook.AssertSolved(Notebook.Load(Path.Combine(kernel.Folder, Path.GetFileName(notebook.Path))));
            Assert.True(course.Sum(notebook => notebook.Exercises) >= 32);
        }
        finally
        {
            foreach (SolvedNotebook notebook in course)
                notebook.Dispose();
        }
    }
}
