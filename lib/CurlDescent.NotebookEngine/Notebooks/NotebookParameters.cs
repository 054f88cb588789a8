using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CurlDescent.NotebookEngine.Notebooks;

/// <summary>
/// Values given to a notebook from outside, by papermill's convention: the cell tagged <c>parameters</c> declares variables with their
/// usual values, and a cell tagged <c>injected-parameters</c> after it assigns others. An assignment, so the declared types stay.
/// </summary>
public static class NotebookParameters
{
    /// <summary>The tag of the cell that declares.</summary>
    public const string Tag = "parameters";

    /// <summary>The tag of the cell that is put in after it; one of an earlier run is replaced.</summary>
    public const string InjectedTag = "injected-parameters";

    /// <summary>A copy of the notebook with the assignments.</summary>
    /// <param name="notebook">The notebook; stays as it is.</param>
    /// <param name="assignments">Each <c>name=value</c>: numbers, <c>true</c>, <c>false</c>, <c>null</c> and text in quotes as C# writes
    /// them, anything else is text.</param>
    /// <param name="name">How errors name the notebook.</param>
    /// <exception cref="NotebookFormatException">The notebook has no such parameter, or the assignment no such form.</exception>
    public static Notebook Apply(Notebook notebook, IReadOnlyList<string> assignments, string name)
    {
        if (assignments.Count == 0)
            return notebook;
        int declaring = notebook.Cells.ToList().FindIndex(cell => cell.Type == CellType.Code && cell.Tags.Contains(Tag));
        if (declaring < 0)
            throw new NotebookFormatException($"{name}: has no code cell tagged \"{Tag}\", so it takes no --parameter");
        string[] declared = [.. Declared(notebook.Cells[declaring].Source)];
        IEnumerable<string> lines = assignments.Select(assignment => Line(assignment, declared, name));
        var json = (JsonObject)notebook.Json.DeepClone();
        var cells = (JsonArray)json["cells"]!;
        JsonNode cell = cells[declaring]!.DeepClone();
        cell["source"] = string.Join('\n', lines.Prepend("// Parameters"));
        cell["outputs"] = new JsonArray();
        cell["execution_count"] = null;
        cell["metadata"] = new JsonObject { ["tags"] = new JsonArray(InjectedTag) };
        if (cell["id"] is not null)
            cell["id"] = InjectedTag;
        bool isPresent = declaring + 1 < cells.Count && notebook.Cells[declaring + 1].Tags.Contains(InjectedTag);
        if (isPresent)
            cells[declaring + 1] = cell;
        else
            cells.Insert(declaring + 1, cell);
        return Notebook.Parse(json.ToJsonString(), name);
    }

    private static string Line(string assignment, string[] declared, string notebook)
    {
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw new NotebookFormatException($"{notebook}: --parameter {assignment}: expected name=value");
        string name = assignment[..equals].Trim();
        return declared.Contains(name)
            ? $"{name} = {Literal(assignment[(equals + 1)..])};"
            : throw new NotebookFormatException($"{notebook}: has no parameter \"{name}\"; there are {string.Join(", ", declared)}");
    }

    private static string Literal(string value)
    {
        string text = value.Trim();
        bool isCode = text is "true" or "false" or "null" || text.StartsWith('"')
            || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        return isCode ? text : SymbolDisplay.FormatLiteral(value, quote: true);
    }

    private static IEnumerable<string> Declared(string source) =>
        from declaration in CSharpSyntaxTree.ParseText(source,
            new CSharpParseOptions(LanguageVersion.Latest, kind: Microsoft.CodeAnalysis.SourceCodeKind.Script))
            .GetRoot().ChildNodes().SelectMany(node => node.DescendantNodes().OfType<VariableDeclaratorSyntax>())
        select declaration.Identifier.ValueText;
}
