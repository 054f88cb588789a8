using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tests.NotebookEngine;

public class NotebookTests
{
    // As Jupyter writes it: one space of indent, sorted keys, characters as they are, control characters as lower-case escapes.
    private const string Jupyter = """
        {
         "cells": [
          {
           "cell_type": "markdown",
           "id": "intro-1",
           "metadata": {
            "custom": {
             "b": 1e-05,
             "a": [
              1.0,
              2.50,
              -0.0
             ]
            }
           },
           "source": [
            "# Täst — 数学 😀 <b>&amp;</b>\n",
            "a \"quoted\" \\u1234 back\\\\slash\ttab\u001b[31m"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": null,
           "id": "0a_B",
           "metadata": {
            "tags": [
             "raises-exception",
             "x"
            ]
           },
           "outputs": [
            {
             "future_field": {},
             "name": "stdout",
             "output_type": "stream",
             "text": []
            }
           ],
           "source": []
          },
          {
           "attachments": {},
           "cell_type": "raw",
           "id": "raw",
           "metadata": {},
           "source": "one string"
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": ".NET (C#)",
           "language": "C#",
           "name": ".net-csharp"
          },
          "zzz_unknown": true
         },
         "nbformat": 4,
         "nbformat_minor": 5,
         "top_level_unknown": 12345678901234567890
        }

        """;

    [Fact]
    public void Reading_and_writing_gives_the_same_bytes()
    {
        Assert.Equal(Jupyter, Notebook.Parse(Jupyter, "x").ToText());
        Assert.Equal(Jupyter, Notebook.Parse("\uFEFF" + Jupyter, "x").ToText());
        Assert.Equal(Jupyter, Notebook.Parse(Jupyter, "x").Clone().ToText());
    }

    [Fact]
    public void Cells_show_what_the_file_holds()
    {
        Notebook notebook = Notebook.Parse(Jupyter, "x");
        Assert.Equal([CellType.Markdown, CellType.Code, CellType.Raw], notebook.Cells.Select(cell => cell.Type));
        Assert.Equal("Täst — 数学 😀 <b>&amp;</b>", notebook.Title);
        Assert.Equal(["raises-exception", "x"], notebook.Cells[1].Tags);
        Assert.Equal("one string", notebook.Cells[2].Source);
        Assert.Null(notebook.Cells[1].ExecutionCount);
    }

    [Fact]
    public void Missing_ids_are_made_once_and_the_same_each_time()
    {
        string text = TemporaryFolder.NotebookText("1", "1", "%md text");
        Notebook first = Notebook.Parse(text, "x"), second = Notebook.Parse(text, "x");
        first.EnsureCellIds();
        second.EnsureCellIds();
        string?[] ids = [.. first.Cells.Select(cell => cell.Id)];
        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", id));
        Assert.Equal(ids, second.Cells.Select(cell => cell.Id));
        Assert.Equal(5, (int)first.Json["nbformat_minor"]!);
        string once = first.ToText();
        first.EnsureCellIds();
        Assert.Equal(once, first.ToText());
        Notebook kept = Notebook.Parse(Jupyter, "x");
        kept.EnsureCellIds();
        Assert.Equal(Jupyter, kept.ToText());
    }

    [Fact]
    public void A_clone_is_independent()
    {
        Notebook notebook = Notebook.Parse(Jupyter, "x");
        notebook.Clone().Cells[1].SetResult(7, [new JsonObject { ["output_type"] = "stream" }]);
        Assert.Equal(Jupyter, notebook.ToText());
    }

    [Fact]
    public void A_file_is_written_whole_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.txt", "old");
        AtomicFile.WriteAllText(path, "new");
        Assert.Equal("new", File.ReadAllText(path));
        // A folder in the place of the file: the write fails and leaves no temporary file behind.
        string taken = Path.Combine(folder.Path, "taken");
        Directory.CreateDirectory(Path.Combine(taken, "inside"));
        Assert.ThrowsAny<Exception>(() => AtomicFile.WriteAllText(taken, "new"));
        Assert.Equal(["a.txt", "taken"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }
}
