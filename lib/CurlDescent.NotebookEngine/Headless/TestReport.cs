using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Headless;

/// <summary>
/// Runs of notebooks as a test report that build servers read (Visual Studio's TRX): a notebook is a class, each of its code cells a test.
/// </summary>
public sealed class TestReport
{
    private static readonly XNamespace s_trx = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
    private const string UnitTestType = "13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b";
    private const string AllResults = "19431567-8539-422a-85d7-44ee4e166bda";

    private readonly List<XElement> _results = [];
    private readonly List<XElement> _definitions = [];
    private readonly List<XElement> _entries = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal) { ["Passed"] = 0, ["Failed"] = 0, ["NotExecuted"] = 0 };
    private readonly DateTimeOffset _start;

    /// <param name="start">When the first notebook began.</param>
    public TestReport(DateTimeOffset start) => _start = start;

    /// <summary>Adds a notebook that ran; cells that were not reached count as not executed.</summary>
    /// <param name="name">The notebook.</param>
    /// <param name="path">Its file.</param>
    /// <param name="run">What it did.</param>
    public void Add(string name, string path, NotebookRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var cells = run.Executed.Cells.Select((cell, index) => (cell, index))
            .Where(c => c.cell.Type == CellType.Code && !string.IsNullOrWhiteSpace(c.cell.Source));
        int number = 0;
        foreach ((NotebookCell cell, int index) in cells)
        {
            number++;
            string test = string.Create(CultureInfo.InvariantCulture, $"Cell[{number}] {FirstLine(cell.Source)}");
            if (run.Cells.FirstOrDefault(c => c.Index == index) is { } ran)
                Add(name, path, test, ran.Error is null ? "Passed" : "Failed", ran.Seconds, ran.Error is { } error
                    ? ($"{error.Name}: {error.Message}", error.Traceback) : null);
            else
                Add(name, path, test, "NotExecuted", 0, null);
        }
        // Its process ended outside of a cell.
        if (run.Failure is { } failure && run.Cells.All(cell => cell.Error is null))
            AddFailure(name, path, failure.Summary, failure.Traceback);
    }

    /// <summary>Adds a notebook that could not run.</summary>
    /// <param name="name">The notebook.</param>
    /// <param name="path">Its file.</param>
    /// <param name="message">Why.</param>
    /// <param name="traceback">Further lines.</param>
    public void AddFailure(string name, string path, string message, IReadOnlyList<string> traceback) =>
        Add(name, path, "the notebook", "Failed", 0, (message, traceback));

    /// <summary>Writes the report.</summary>
    /// <param name="path">The file.</param>
    /// <param name="end">When the last notebook ended.</param>
    public void Save(string path, DateTimeOffset end)
    {
        int executed = _counts["Passed"] + _counts["Failed"];
        var document = new XElement(s_trx + "TestRun",
            new XAttribute("id", Id(path + _start.ToString("O", CultureInfo.InvariantCulture))), new XAttribute("name", "notebooks"),
            new XElement(s_trx + "Times", new XAttribute("creation", Time(_start)), new XAttribute("queuing", Time(_start)),
                new XAttribute("start", Time(_start)), new XAttribute("finish", Time(end))),
            new XElement(s_trx + "Results", _results),
            new XElement(s_trx + "TestDefinitions", _definitions),
            new XElement(s_trx + "TestEntries", _entries),
            new XElement(s_trx + "TestLists", new XElement(s_trx + "TestList", new XAttribute("name", "All Loaded Results"),
                new XAttribute("id", AllResults))),
            new XElement(s_trx + "ResultSummary", new XAttribute("outcome", _counts["Failed"] > 0 ? "Failed" : "Completed"),
                new XElement(s_trx + "Counters", new XAttribute("total", _results.Count), new XAttribute("executed", executed),
                    new XAttribute("passed", _counts["Passed"]), new XAttribute("failed", _counts["Failed"]),
                        new XAttribute("notExecuted", _counts["NotExecuted"]))));
        AtomicFile.WriteAllText(path, $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{document}\n");
    }

    private void Add(string notebook, string path, string test, string outcome, double seconds,
        (string Message, IReadOnlyList<string> Traceback)? error)
    {
        _counts[outcome]++;
        string id = Id($"{notebook}/{test}"), execution = Id($"{notebook}/{test}/{_start:O}");
        XElement? output = error is { } e
            ? new XElement(s_trx + "Output", new XElement(s_trx + "ErrorInfo",
                new XElement(s_trx + "Message", Printable(e.Message)),
                    new XElement(s_trx + "StackTrace", Printable(string.Join('\n', e.Traceback)))))
            : null;
        _results.Add(new XElement(s_trx + "UnitTestResult",
            new XAttribute("executionId", execution), new XAttribute("testId", id),
                new XAttribute("testName", Printable($"{notebook}: {test}")),
            new XAttribute("computerName", "notebooks"), new XAttribute("duration", TimeSpan.FromSeconds(seconds)
                .ToString("c", CultureInfo.InvariantCulture)),
            new XAttribute("testType", UnitTestType), new XAttribute("outcome", outcome), new XAttribute("testListId", AllResults),
                output));
        _definitions.Add(new XElement(s_trx + "UnitTest", new XAttribute("name", Printable($"{notebook}: {test}")),
            new XAttribute("storage", path), new XAttribute("id", id),
            new XElement(s_trx + "Execution", new XAttribute("id", execution)),
            new XElement(s_trx + "TestMethod", new XAttribute("codeBase", path), new XAttribute("adapterTypeName", "notebooks"),
                new XAttribute("className", notebook), new XAttribute("name", Printable(test)))));
        _entries.Add(new XElement(s_trx + "TestEntry", new XAttribute("testId", id), new XAttribute("executionId", execution),
            new XAttribute("testListId", AllResults)));
    }

    private static string FirstLine(string source)
    {
        string line = source.Trim().Split('\n', 2)[0].Trim();
        return line.Length <= 80 ? line : line[..79] + "…";
    }

    // XML has no way to write control characters.
    private static string Printable(string text) => string.Concat(text.Where(c =>
        c is '\n' or '\t' || !char.IsControl(c) && !char.IsSurrogate(c)));

    private static string Time(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static string Id(string text) => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text))[..16]).ToString();
}
