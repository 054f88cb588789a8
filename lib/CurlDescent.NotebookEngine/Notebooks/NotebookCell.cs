using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Notebooks;

/// <summary>The three cell types of nbformat 4.</summary>
public enum CellType
{
    /// <summary>A code cell: source, outputs, execution count.</summary>
    Code,

    /// <summary>A Markdown cell.</summary>
    Markdown,

    /// <summary>A raw cell: neither run nor rendered.</summary>
    Raw,
}

/// <summary>One cell: a typed view on its JSON, so that fields this engine does not know survive reading and writing.</summary>
public sealed class NotebookCell
{
    internal NotebookCell(JsonObject json, CellType type)
    {
        Json = json;
        Type = type;
    }

    /// <summary>The cell as it stands in the file.</summary>
    public JsonObject Json { get; }

    /// <summary>The cell's type.</summary>
    public CellType Type { get; }

    /// <summary>The cell's id (nbformat 4.5), or null where an older file has none.</summary>
    public string? Id => (string?)Json["id"];

    /// <summary>The source as one string.</summary>
    public string Source => MultilineText.Read(Json["source"]!);

    /// <summary>The outputs of a code cell; empty for other cells.</summary>
    public JsonArray Outputs => Type == CellType.Code ? (JsonArray)Json["outputs"]! : [];

    /// <summary>The execution count, or null where the cell has not run.</summary>
    public int? ExecutionCount => Json["execution_count"] is JsonValue v && v.TryGetValue(out int n) ? n : null;

    /// <summary>The tags of the cell's metadata.</summary>
    public IReadOnlyList<string> Tags =>
        Json["metadata"]?["tags"] is JsonArray tags ? [.. tags.OfType<JsonValue>().Select(tag => tag.ToString())] : [];

    /// <summary>The language the cell's metadata names (VS Code's and Polyglot's fields), as <see cref="CSharpNotebook.PlainName"/> gives
    /// it; null where none is named.</summary>
    public string? Language
    {
        get
        {
            JsonNode? metadata = Json["metadata"];
            JsonNode? named = Field(metadata, "polyglot_notebook", "kernelName") ?? Field(metadata, "dotnet_interactive", "language")
                ?? Field(metadata, "vscode", "languageId");
            return named is null ? null : CSharpNotebook.PlainName(named.ToString());
        }
    }

    /// <summary>Whether a run leaves the cell out by its tag <c>skip-execution</c>, as nbclient does: its outputs stay as they
    /// are.</summary>
    public bool IsSkipped => Type == CellType.Code && Tags.Contains("skip-execution");

    /// <summary>
    /// Whether a page shows the source folded: the tag <c>hide-input</c> (Jupyter Book's), or <c>jupyter.source_hidden</c>, where
    /// JupyterLab keeps that the reader has folded it.
    /// </summary>
    internal bool IsInputHidden => Tags.Any(tag => tag is "hide-input" or "hide_input") || Asks("source_hidden");

    /// <summary>Whether a page leaves the source out: the tag <c>remove-input</c>.</summary>
    internal bool IsInputRemoved => Tags.Any(tag => tag is "remove-input" or "remove_input");

    /// <summary>Whether a page shows the outputs folded: the tag <c>hide-output</c>, or <c>jupyter.outputs_hidden</c>.</summary>
    internal bool IsOutputHidden => Tags.Any(tag => tag is "hide-output" or "hide_output") || Asks("outputs_hidden");

    /// <summary>Whether a page leaves the outputs out: the tag <c>remove-output</c>.</summary>
    internal bool IsOutputRemoved => Tags.Any(tag => tag is "remove-output" or "remove_output");

    /// <summary>Whether a page leaves the cell out: the tag <c>remove-cell</c>.</summary>
    internal bool IsRemoved => Tags.Any(tag => tag is "remove-cell" or "remove_cell");

    /// <summary>Whether a run executes the cell: a code cell with a source that is not skipped.</summary>
    public bool IsExecuted => Type == CellType.Code && !IsSkipped && !string.IsNullOrWhiteSpace(Source);

    /// <summary>
    /// Whether the metadata asks front ends to show the cell folded, source and outputs (Jupyter's <c>source_hidden</c> and
    /// <c>outputs_hidden</c>).
    /// </summary>
    public bool IsFolded => Asks("source_hidden") && Asks("outputs_hidden");

    /// <summary>Replaces outputs and execution count of a code cell; the outputs must have no other parent.</summary>
    public void SetResult(int? executionCount, JsonArray outputs)
    {
        if (Type != CellType.Code)
            throw new InvalidOperationException("Only a code cell has outputs.");
        Json["execution_count"] = executionCount;
        Json["outputs"] = outputs;
    }

    private bool Asks(string what) =>
        Field(Json["metadata"], "jupyter", what) is JsonValue value && value.TryGetValue(out bool asked) && asked;

    private static JsonNode? Field(JsonNode? metadata, string section, string name) =>
        metadata is JsonObject outer && outer[section] is JsonObject inner ? inner[name] : null;
}
