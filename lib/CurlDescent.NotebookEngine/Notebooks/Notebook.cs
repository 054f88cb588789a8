using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Notebooks;

/// <summary>
/// A Jupyter notebook (nbformat 4.x). Holds the file's JSON, so that unknown fields and their order survive;
/// writes it as Jupyter does: one space of indent, characters unescaped, a newline at the end.
/// </summary>
public sealed partial class Notebook
{
    private static readonly JsonDocumentOptions ParseOptions = new() { AllowDuplicateProperties = false, MaxDepth = 200 };

    private static readonly JsonSerializerOptions ChartOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 200
    };

    private static readonly JsonSerializerOptions WriteOptions = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 200,
    };

    private Notebook(JsonObject json, IReadOnlyList<NotebookCell> cells, IReadOnlyList<string> repairs)
    {
        Json = json;
        Cells = cells;
        Repairs = repairs;
    }

    /// <summary>The notebook as it stands in the file.</summary>
    public JsonObject Json { get; }

    /// <summary>The cells in order.</summary>
    public IReadOnlyList<NotebookCell> Cells { get; }

    /// <summary>What was put right when it was read, one line each: as in Jupyter, a notebook with a small fault opens.</summary>
    public IReadOnlyList<string> Repairs { get; }

    /// <summary>The text of the first level-one heading, or null.</summary>
    public string? Title =>
        (from cell in Cells
         where cell.Type == CellType.Markdown
         from line in cell.Source.Split('\n')
         where line.StartsWith("# ", StringComparison.Ordinal)
         select line[2..].Trim()).FirstOrDefault();

    /// <summary>Reads a notebook from a file.</summary>
    /// <exception cref="NotebookFormatException">The file is missing, unreadable or not a C# notebook of nbformat 4.</exception>
    public static Notebook Load(string path)
    {
        try
        {
            return NotebookText.Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes(path)), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotebookFormatException($"{path}: cannot be read: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new NotebookFormatException($"{path}: is not UTF-8 text: {e.Message}", e);
        }
    }

    /// <summary>Reads a notebook from JSON text; <paramref name="name"/> stands in error messages.</summary>
    /// <exception cref="NotebookFormatException">The text is not a C# notebook of nbformat 4.</exception>
    public static Notebook Parse(string text, string name)
    {
        NotebookFormatException Fail(string what, Exception? inner = null) => new($"{name}: {what}", inner);
        if (string.IsNullOrWhiteSpace(text.TrimStart('\uFEFF')))
            throw Fail("is empty; expected a notebook (JSON of nbformat 4)");
        var repairs = new List<string>();
        string jsonText = NotebookJson.WithoutLoneSurrogates(text.TrimStart('\uFEFF'), repairs);
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(jsonText, documentOptions: ParseOptions);
        }
        catch (JsonException e)
        {
            if (e.LineNumber is null && NotebookJson.FindRepeatedKey(jsonText, ParseOptions.MaxDepth) is { } twice)
                throw Fail(string.Create(CultureInfo.InvariantCulture,
                    $"line {twice.Line}, column {twice.Column}: the key \"{twice.Key}\" stands twice in one object"), e);
            throw Fail($"is not JSON: line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: {FirstSentence(e.Message)}", e);
        }
        if (root is not JsonObject json)
            throw Fail("is not a notebook: the top level must be a JSON object");
        if (json["nbformat"] is not JsonValue format || !format.TryGetValue(out int major))
            throw Fail("is not a notebook: field nbformat is missing or not an integer; supported: 4");
        if (major != 4)
            throw Fail($"nbformat is {major}; supported: 4 (convert it with: jupyter nbconvert --to notebook)");
        if (json["nbformat_minor"] is not JsonValue minor || !minor.TryGetValue(out int minorVersion) || minorVersion < 0)
            throw Fail("is not a notebook: field nbformat_minor is missing or not an integer ≥ 0");
        if (json["metadata"] is not null and not JsonObject)
            throw Fail("field metadata must be an object");
        CheckLanguage(json, Fail);
        if (json["cells"] is not JsonArray cellNodes)
            throw Fail("has no cells: field cells is missing or not an array");
        var cells = cellNodes.Select((node, index) => ReadCell(node, what => Fail($"cell {index + 1} of {cellNodes.Count}: {what}")))
            .ToList();
        RepairIds(cells, repairs);
        return new Notebook(json, cells, repairs);
    }

    /// <summary>A deep copy: changing one leaves the other.</summary>
    public Notebook Clone()
    {
        var copy = (JsonObject)Json.DeepClone();
        var nodes = (JsonArray)copy["cells"]!;
        return new Notebook(copy, [.. Cells.Select((cell, i) => new NotebookCell((JsonObject)nodes[i]!, cell.Type))], Repairs);
    }

    /// <summary>
    /// Gives every cell an id (nbformat 4.5) and raises the minor version to at least 5. An id that is missing is made from the cell's
    /// place and source, so the same file always gets the same ids.
    /// </summary>
    public void EnsureCellIds()
    {
        var taken = Cells.Select(cell => cell.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        for (int i = 0; i < Cells.Count; i++)
        {
            if (Cells[i].Id is not null)
                continue;
            JsonObject cell = Cells[i].Json;
            cell.Insert(Math.Min(1, cell.Count), "id", NewId(Cells[i], i, taken));
        }
        if ((int)Json["nbformat_minor"]! < 5)
            Json["nbformat_minor"] = 5;
    }

    /// <summary>
    /// Gives the notebook what nbformat requires and other programs go by: ids, metadata of every cell, and what says that its code is C#
    /// (without it nbconvert colours it as Python and saves it as .txt). What is there stays.
    /// </summary>
    public void Complete()
    {
        EnsureCellIds();
        JsonObject metadata = Section(Json, "metadata");
        Fill(Section(metadata, "kernelspec"), CSharpNotebook.KernelSpec());
        Fill(Section(metadata, "language_info"), CSharpNotebook.LanguageInfo());
        foreach (NotebookCell cell in Cells)
            Section(cell.Json, "metadata");

        static JsonObject Section(JsonObject parent, string name)
        {
            if (parent[name] is JsonObject found)
                return found;
            var made = new JsonObject();
            parent[name] = made;
            return made;
        }

        static void Fill(JsonObject section, JsonObject standard)
        {
            foreach ((string name, JsonNode? value) in standard)
            {
                if (section[name] is null)
                    section[name] = value!.DeepClone();
            }
        }
    }

    /// <summary>The notebook as text, in Jupyter's layout but for the data of charts: one line each, since a line per number multiplies the
    /// file.</summary>
    public string ToText()
    {
        var written = (JsonObject)Json.DeepClone();
        var charts = new List<string>();
        foreach (JsonObject data in written["cells"]!.AsArray().Select(cell => cell!["outputs"]).OfType<JsonArray>()
            .SelectMany(outputs => outputs).Select(output => output?["data"]).OfType<JsonObject>())
        {
            if (data[MimeBundle.Plotly] is not JsonObject chart)
                continue;
            data[MimeBundle.Plotly] = $"chart {charts.Count}";
            charts.Add(chart.ToJsonString(ChartOptions));
        }
        string text = written.ToJsonString(WriteOptions);
        if (charts.Count > 0)
            text = ChartPattern().Replace(text, match =>
                $"\"{MimeBundle.Plotly}\": {charts[int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)]}");
        return UnescapeAstral(text) + "\n";
    }

    /// <summary>Writes the notebook whole or not at all.</summary>
    public void Save(string path) => AtomicFile.WriteAllText(path, ToText());

    private static void CheckLanguage(JsonObject json, Func<string, Exception?, NotebookFormatException> fail)
    {
        JsonNode? metadata = json["metadata"];
        foreach ((string section, string field) in new[] { ("kernelspec", "language"), ("language_info", "name") })
        {
            if (metadata?[section] is JsonObject named && named[field] is JsonValue value && !CSharpNotebook.IsCSharp(value.ToString()))
                throw fail($"is written in {value} (metadata.{section}.{field}); supported: C#", null);
        }
    }

    // As Jupyter does: the first cell keeps an id, a later one with the same, or one that is no id, gets a new one.
    private static void RepairIds(List<NotebookCell> cells, List<string> repairs)
    {
        static string? Valid(NotebookCell cell) =>
            cell.Json["id"] is JsonValue value && value.TryGetValue(out string? text) && CellIdPattern().IsMatch(text) ? text : null;
        var taken = cells.Select(Valid).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < cells.Count; i++)
        {
            if (cells[i].Json["id"] is not { } old)
            {
                cells[i].Json.Remove("id");
                continue;
            }
            string? valid = Valid(cells[i]);
            if (valid is not null && seen.Add(valid))
                continue;
            string id = NewId(cells[i], i, taken);
            cells[i].Json["id"] = id;
            string was = old.ToJsonString(ChartOptions);
            string why = valid is null ? "is not 1 to 64 letters, digits, - or _" : "is that of an earlier cell";
            repairs.Add($"cell {i + 1}: id {(was.Length > 80 ? was[..80] + "…" : was)} {why}; it is now \"{id}\"");
        }
    }

    // Made from the cell's place and source, so the same file always gets the same ids.
    private static string NewId(NotebookCell cell, int index, HashSet<string> taken)
    {
        string id;
        int salt = 0;
        do
            id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{index}/{salt++}/{cell.Source}")))[..8];
        while (!taken.Add(id));
        return id;
    }

    private static NotebookCell ReadCell(JsonNode? node, Func<string, NotebookFormatException> fail)
    {
        if (node is not JsonObject cell)
            throw fail("must be an object");
        CellType type = cell["cell_type"]?.ToString() switch
        {
            "code" => CellType.Code,
            "markdown" => CellType.Markdown,
            "raw" => CellType.Raw,
            null => throw fail("field cell_type is missing"),
            string other => throw fail($"cell_type is \"{other}\"; supported: code, markdown, raw"),
        };
        if (!MultilineText.IsValid(cell["source"]))
            throw fail("field source must be a string or an array of strings");
        if (cell["metadata"] is not null and not JsonObject)
            throw fail("field metadata must be an object");
        if (type == CellType.Code)
        {
            if (cell["outputs"] is null)
                cell["outputs"] = new JsonArray();
            if (cell["outputs"] is not JsonArray outputs || outputs.Any(output => output is not JsonObject))
                throw fail("field outputs must be an array of objects");
            if (!cell.ContainsKey("execution_count"))
                cell["execution_count"] = null;
        }
        return new NotebookCell(cell, type);
    }

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        int path = message.IndexOf(" Path:", StringComparison.Ordinal);
        end = path >= 0 && (end < 0 || path < end) ? path : end;
        return end < 0 ? message : message[..end];
    }

    // The relaxed encoder still escapes characters beyond U+FFFF and a few others; Jupyter writes them as they are, and hex digits in lower
    // case.
    private static string UnescapeAstral(string json) => EscapePattern().Replace(json, match =>
    {
        string escape = match.Value;
        int backslashes = escape.IndexOf('u');
        if (backslashes % 2 == 0)
            return escape;
        var text = new StringBuilder().Append('\\', backslashes - 1);
        for (int i = backslashes - 1; i < escape.Length; i += 6)
            text.Append((char)Convert.ToInt32(escape.Substring(i + 2, 4), 16));
        string plain = text.ToString(backslashes - 1, text.Length - backslashes + 1);
        bool printable = !plain.Any(c => c is < ' ' or '"' or '\\')
            && (plain.Length == 2 ? char.IsSurrogatePair(plain, 0) : !char.IsSurrogate(plain[0]));
        return printable ? text.ToString() : escape.ToLowerInvariant();
    });

    [GeneratedRegex(@"""application/vnd\.plotly\.v1\+json"": ""chart ([0-9]+)""")]
    private static partial Regex ChartPattern();

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}\z")]
    private static partial Regex CellIdPattern();

    [GeneratedRegex(@"\\+u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\+u[0-9a-fA-F]{4}")]
    private static partial Regex EscapePattern();
}
