using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.Tests.Gallery;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>Notebooks as plain text, there and back.</summary>
public class NotebookTextTests
{
    public static TheoryData<string, string> Both =>
        [.. from name in ExecutedCourse.Names from extension in new[] { ".dib", ".csx" } select new TheoryDataRow<string,
            string>(name, extension)];

    [Theory, MemberData(nameof(Both))]
    public void ALessonKeepsItsCells(string name, string extension)
    {
        Notebook lesson = Notebook.Load(Path.Combine(ExecutedCourse.NotebooksFolder, name + ".ipynb"));
        string text = NotebookText.Write(lesson, "a" + extension);
        Notebook back = NotebookText.Parse(text, "a" + extension);
        Assert.Equal(lesson.Cells.Select(cell => (cell.Type, cell.Source.Trim('\n'))), back.Cells.Select(cell => (cell.Type, cell.Source)));
        Assert.Equal(text, NotebookText.Write(back, "a" + extension));
    }

    [Fact]
    public void ADibOfPolyglotNotebooksIsRead()
    {
        Notebook notebook = NotebookText.Parse("""
            #!meta

            {"kernelInfo":{"defaultKernelName":"csharp","items":[{"aliases":[],"name":"csharp"}]}}

            #!markdown

            # Title

            #!csharp

            #!time
            var x = 1;

            #!html

            <b>x</b>

            #!js

            let y = 2;
            """, "a.dib");
        Assert.Equal([CellType.Markdown, CellType.Code, CellType.Code, CellType.Code], notebook.Cells.Select(cell => cell.Type));
        Assert.Equal(["# Title", "#!time\nvar x = 1;", "<b>x</b>", "let y = 2;"], notebook.Cells.Select(cell => cell.Source));
        Assert.Equal([null, "csharp", "html", "javascript"], notebook.Cells.Select(cell => cell.Language));
        Assert.Contains("#!html\n<b>x</b>", NotebookText.Write(notebook, "a.csx"), StringComparison.Ordinal);
    }

    [Fact]
    public void BadTextIsToldOf()
    {
        Assert.Contains("#!meta", Assert.Throws<NotebookFormatException>(() =>
            NotebookText.Parse("#!meta\n\n{nonsense\n\n#!csharp\n\n1", "a.dib")).Message, StringComparison.Ordinal);
        Assert.Empty(NotebookText.Parse("", "a.csx").Cells);
        Assert.Contains(".ipynb, .dib, .csx", Assert.Throws<NotebookFormatException>(() =>
            NotebookText.Write(Notebook.Parse(TemporaryFolder.NotebookText("1"), "a"), "a.txt")).Message, StringComparison.Ordinal);
    }
}
