using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.NotebookEngine.Sessions;

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
    public void ReadingAndWritingGivesTheSameBytes()
    {
        Assert.Equal(Jupyter, Notebook.Parse(Jupyter, "x").ToText());
        Assert.Equal(Jupyter, Notebook.Parse("\uFEFF" + Jupyter, "x").ToText());
        Assert.Equal(Jupyter, Notebook.Parse(Jupyter, "x").Clone().ToText());
    }

    [Fact]
    public void CellsShowWhatTheFileHolds()
    {
        Notebook notebook = Notebook.Parse(Jupyter, "x");
        Assert.Equal([CellType.Markdown, CellType.Code, CellType.Raw], notebook.Cells.Select(cell => cell.Type));
        Assert.Equal("Täst — 数学 😀 <b>&amp;</b>", notebook.Title);
        Assert.Equal(["raises-exception", "x"], notebook.Cells[1].Tags);
        Assert.Equal("one string", notebook.Cells[2].Source);
        Assert.Null(notebook.Cells[1].ExecutionCount);
    }

    [Fact]
    public void MissingIdsAreMadeOnceAndTheSameEachTime()
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

    // What Jupyter opens opens here, and what was put right is said.
    [Fact]
    public void SmallFaultsAreRepairedAndNamed()
    {
        JsonObject Cell(JsonNode? id, string source) =>
            new() { ["cell_type"] = "markdown", ["id"] = id, ["metadata"] = new JsonObject(), ["source"] = source };
        var cells = new JsonArray(
            Cell("same", "a"), Cell("same", "b"), Cell("a b", "c"), Cell(new string('x', 65), "d"), Cell(7, "e"), Cell("", "f"),
            Cell(null, "g"), Cell("same", "b"), Cell("kept", "h"));
        string text =
            new JsonObject { ["cells"] = cells, ["metadata"] = new JsonObject(), ["nbformat"] = 4, ["nbformat_minor"] = 5 }.ToJsonString();
        Notebook notebook = Notebook.Parse(text, "x");
        notebook.Complete();
        string?[] ids = [.. notebook.Cells.Select(cell => cell.Id)];
        Assert.Equal(("same", "kept"), (ids[0], ids[8]));
        Assert.Equal(9, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[a-zA-Z0-9_-]{1,64}$", id));
        Assert.Equal(6, notebook.Repairs.Count);
        Assert.Equal($"cell 2: id \"same\" is that of an earlier cell; it is now \"{ids[1]}\"", notebook.Repairs[0]);
        Assert.StartsWith(
            "cell 3: id \"a b\" is not 1 to 64 letters, digits, - or _; it is now", notebook.Repairs[1], StringComparison.Ordinal);
        Assert.Equal(ids, Notebook.Parse(text, "x").Cells.Select(cell => cell.Id ?? ids[6]));
        Assert.Empty(Notebook.Parse(notebook.ToText(), "x").Repairs);
        Assert.Empty(Notebook.Parse(Jupyter, "x").Repairs);
    }

    [Fact]
    public void HalfACharacterIsReplacedWhereItStandsAndNowhereElse()
    {
        string text = TemporaryFolder.NotebookText("%md\nSOURCE").Replace(
            "SOURCE", """a\ud83d \udc00 \uD83D\uDE00 \\ud83d \\\ud83d \ud83d\ud83d\ude00""", StringComparison.Ordinal).Replace(
                "{\"cells\"", "{\n\"cells\"", StringComparison.Ordinal);
        Notebook notebook = Notebook.Parse(text, "x");
        Assert.Equal("a\ufffd \ufffd 😀 \\ud83d \\\ufffd \ufffd😀", notebook.Cells[0].Source);
        Assert.Equal(["\\ud83d", "\\udc00", "\\ud83d", "\\ud83d"], notebook.Repairs.Select(repair => repair.Split(' ')[2]));
        Assert.All(
            notebook.Repairs, repair => Assert.Matches(@"^line 2: \\ud[0-9a-f]{3} is half of a character; replaced by U\+FFFD$", repair));
        Assert.Equal(notebook.ToText(), Notebook.Parse(notebook.ToText(), "x").ToText());
    }

    [Theory]
    [InlineData("{\"nbformat\": 4,\n \"metadata\": {\"a\": 1, \"ü\": {}, \"a\": 2}}", 2, 32, "a")]
    [InlineData("{\"nbformat\":4,\"cells\":[\n{},\n{\"x\":[{\"y\":{}}],\"x\":1}]}", 3, 17, "x")]
    [InlineData("{\"b\":{\"\\u0061\":1,\"a\":2}}", 1, 18, "a")]
    public void AKeyGivenTwiceIsFound(string text, int line, int column, string key) =>
        Assert.Equal(
            $"x: line {line}, column {column}: the key \"{key}\" stands twice in one object",
            Assert.Throws<NotebookFormatException>(() => Notebook.Parse(text, "x")).Message);

    [Fact]
    public void ANotebookWithoutCellsIsOne()
    {
        Notebook notebook = Notebook.Parse("""{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}""", "x");
        notebook.Complete();
        Assert.Empty(Notebook.Parse(notebook.ToText(), "x").Cells);
    }

    [Fact]
    public void ACompleteNotebookSaysItsLanguageAndKeepsWhatWasThere()
    {
        Notebook notebook = Notebook.Parse("""{"cells":[{"cell_type":"code","source":"1"}],"nbformat":4,"nbformat_minor":2}""", "x");
        notebook.Complete();
        JsonNode metadata = notebook.Json["metadata"]!;
        Assert.Equal((
            "C#", ".cs", "csharp", "text/x-csharp"),
            ((string?)metadata["language_info"]!["name"], (string?)metadata["language_info"]!["file_extension"],
            (string?)metadata["language_info"]!["pygments_lexer"], (string?)metadata["language_info"]!["mimetype"]));
        Assert.Equal(
            (".net-csharp", ".NET (C#)"), ((string?)metadata["kernelspec"]!["name"], (string?)metadata["kernelspec"]!["display_name"]));
        Assert.IsType<JsonObject>(notebook.Cells[0].Json["metadata"]);

        notebook = Notebook.Parse(
            """{"cells":[],"metadata":{"language_info":{"name":"polyglot-notebook","extra":1},"kernelspec":{"name":"mine"}},"nbformat":4,"nbformat_minor":5}""", "x");
        notebook.Complete();
        metadata = notebook.Json["metadata"]!;
        Assert.Equal(
            ("polyglot-notebook", 1, "csharp"),
            ((string?)metadata["language_info"]!["name"], (int)metadata["language_info"]!["extra"]!,
                (string?)metadata["language_info"]!["pygments_lexer"]));
        Assert.Equal(("mine", "C#"), ((string?)metadata["kernelspec"]!["name"], (string?)metadata["kernelspec"]!["language"]));
    }

    [Theory]
    [InlineData("vscode", "languageId", "dotnet-interactive.csharp", "1")]
    [InlineData("vscode", "languageId", "polyglot-notebook.csharp", "1")]
    [InlineData("vscode", "languageId", "polyglot-notebook", "1")]
    [InlineData("vscode", "languageId", "csharp", "1")]
    [InlineData("dotnet_interactive", "language", "C#", "1")]
    [InlineData("polyglot_notebook", "kernelName", ".NET-CSharp", "1")]
    [InlineData("vscode", "languageId", "dotnet-interactive.fsharp", "#!fsharp\n1")]
    [InlineData("polyglot_notebook", "kernelName", "html", "#!html\n1")]
    public void TheLanguageOfACellIsReadAsEachEditorWritesIt(string section, string field, string name, string expected)
    {
        var json = (JsonObject)JsonNode.Parse(TemporaryFolder.NotebookText("1"))!;
        json["cells"]![0]!["metadata"] = new JsonObject { [section] = new JsonObject { [field] = name } };
        Assert.Equal(expected, CellLanguage.AsCell(Notebook.Parse(json.ToJsonString(), "x").Cells[0]));
    }

    [Fact]
    public void ACloneIsIndependent()
    {
        Notebook notebook = Notebook.Parse(Jupyter, "x");
        notebook.Clone().Cells[1].SetResult(7, [new JsonObject { ["output_type"] = "stream" }]);
        Assert.Equal(Jupyter, notebook.ToText());
    }

    [Fact]
    public void AFileIsWrittenWholeOrNotAtAll()
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
