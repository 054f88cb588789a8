using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Documents;

namespace CurlDescent.NotebookEngine.Notebooks;

/// <summary>
/// Notebooks as plain text, without outputs: <c>.dib</c> as Polyglot Notebooks writes it, and <c>.csx</c> with a <c>// %%</c> line before
/// each cell (jupytext's percent format), which a C# editor reads.
/// </summary>
public static class NotebookText
{
    private const string Percent = "// %%", PercentMarkdown = "// %% [markdown]";

    private static readonly string[] s_languages = ["fsharp", "html", "javascript", "mermaid", "pwsh", "sql", "kql", "http", "value"];

    /// <summary>Reads any of the three forms by the file's extension; text without <c>.dib</c> or <c>.csx</c> is <c>.ipynb</c>.</summary>
    /// <exception cref="NotebookFormatException">It is none.</exception>
    public static Notebook Parse(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".dib" => FromDib(text, path),
            ".csx" or ".cs" => FromPercent(text, path),
            _ => Notebook.Parse(text, path),
        };
    }

    /// <summary>Writes the form that the path's extension names.</summary>
    /// <exception cref="NotebookFormatException">The extension is none of the three.</exception>
    public static string Write(Notebook notebook, string path)
    {
        ArgumentNullException.ThrowIfNull(notebook);
        return Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".ipynb" => notebook.ToText(),
            ".dib" => ToDib(notebook),
            ".csx" => ToPercent(notebook),
            var other =>
                throw new NotebookFormatException($"{path}: a notebook is not written as \"{other}\"; supported: .ipynb, .dib, .csx"),
        };
    }

    private static Notebook FromDib(string text, string path)
    {
        var kernels = new KernelInfoCollection { new KernelInfo("csharp", "csharp", ["c#", "C#"]) };
        foreach (string language in s_languages)
            kernels.Add(new KernelInfo(language, language, language == "javascript" ? ["js"] : []));
        kernels.DefaultKernelName = "csharp";
        InteractiveDocument document;
        try
        {
            document = CodeSubmission.Parse(text.ReplaceLineEndings("\n"), kernels);
        }
        catch (JsonException e)
        {
            throw new NotebookFormatException($"{path}: the text below #!meta is not JSON: {e.Message}", e);
        }
        return Create(document.Elements.Select(element => (element.KernelName ?? "csharp", element.Contents)), path);
    }

    private static string ToDib(Notebook notebook)
    {
        var text = new StringBuilder(
            "#!meta\n\n{\"kernelInfo\":{\"defaultKernelName\":\"csharp\",\"items\":[{\"aliases\":[],\"name\":\"csharp\"}]}}\n");
        foreach (NotebookCell cell in notebook.Cells.Where(cell => cell.Type != CellType.Raw && !string.IsNullOrWhiteSpace(cell.Source)))
            text.Append($"\n#!{KernelOf(cell)}\n\n{cell.Source.ReplaceLineEndings("\n").Trim('\n')}\n");
        return text.ToString();
    }

    private static Notebook FromPercent(string text, string path)
    {
        var cells = new List<(string Kernel, string Source)>();
        string kernel = "csharp";
        var lines = new List<string>();
        void End()
        {
            string source = string.Join('\n', lines).Trim('\n');
            if (source.Length > 0)
                cells.Add((kernel, source));
            lines.Clear();
        }
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith(Percent, StringComparison.Ordinal) || line.StartsWith("//%%", StringComparison.Ordinal))
            {
                End();
                kernel = line.Contains("[markdown]", StringComparison.Ordinal) ? "markdown" : "csharp";
            }
            else
            {
                lines.Add(kernel != "markdown" ? line : line == "//" ? "" : line.StartsWith("// ", StringComparison.Ordinal) ? line[3..]
                    : line);
            }
        }
        End();
        return Create(cells, path);
    }

    private static string ToPercent(Notebook notebook)
    {
        var text = new StringBuilder();
        foreach (NotebookCell cell in notebook.Cells.Where(cell => cell.Type != CellType.Raw && !string.IsNullOrWhiteSpace(cell.Source)))
        {
            string source = cell.Source.ReplaceLineEndings("\n").Trim('\n'), kernel = KernelOf(cell);
            if (cell.Type == CellType.Markdown)
                source = string.Join('\n', source.Split('\n').Select(line => line.Length == 0 ? "//" : "// " + line));
            else if (kernel != "csharp")
                source = $"#!{kernel}\n{source}";
            text.Append(text.Length > 0 ? "\n" : "").Append(cell.Type == CellType.Markdown ? PercentMarkdown : Percent).Append('\n')
                .Append(source).Append('\n');
        }
        return text.ToString();
    }

    private static string KernelOf(NotebookCell cell) => cell.Type == CellType.Markdown ? "markdown" : cell.Language switch
    {
        null or "c#" or "polyglot-notebook" or ".net-csharp" => "csharp",
        string language => language,
    };

    private static Notebook Create(IEnumerable<(string Kernel, string Source)> cells, string path)
    {
        var nodes = new JsonArray();
        foreach ((string kernel, string source) in cells)
        {
            bool isMarkdown = kernel == "markdown";
            var cell = new JsonObject { ["cell_type"] = isMarkdown ? "markdown" : "code" };
            if (!isMarkdown)
                cell["execution_count"] = null;
            cell["metadata"] = isMarkdown ? [] : new JsonObject
            {
                ["dotnet_interactive"] = new JsonObject { ["language"] = kernel },
                ["polyglot_notebook"] = new JsonObject { ["kernelName"] = kernel },
            };
            if (!isMarkdown)
                cell["outputs"] = new JsonArray();
            cell["source"] = MultilineText.Lines(source);
            nodes.Add(cell);
        }
        var kernelInfo = new JsonObject
        {
            ["defaultKernelName"] = "csharp",
            ["items"] = new JsonArray(new JsonObject { ["aliases"] = new JsonArray(), ["languageName"] = "csharp", ["name"] = "csharp" }),
        };
        var json = new JsonObject
        {
            ["cells"] = nodes,
            ["metadata"] = new JsonObject
            {
                ["kernelspec"] = new JsonObject { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" },
                ["language_info"] = new JsonObject
                {
                    ["file_extension"] = ".cs",
                    ["mimetype"] = "text/x-csharp",
                    ["name"] = "C#",
                    ["pygments_lexer"] = "csharp"
                },
                ["polyglot_notebook"] = new JsonObject { ["kernelInfo"] = kernelInfo },
            },
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        Notebook notebook = Notebook.Parse(json.ToJsonString(), path);
        notebook.EnsureCellIds();
        return notebook;
    }
}
