using System.Globalization;
using CsvHelper;

namespace CurlDescent.Experiments.Datasets;

/// <summary>Reads what <see cref="TableWriter"/> wrote.</summary>
internal static class TableReader
{
    private static readonly CsvReaderOptions Format = new()
    {
        Separator = ',',
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Throw,
        FieldCountMismatch = CsvFieldCountHandling.Throw,
        FormatProvider = CultureInfo.InvariantCulture,
    };

    public static IReadOnlyList<CellRow> Cells(string path) => Read(path, line =>
    {
        string[] measures = [.. line.Header.Where(h => h.EndsWith(".mean", StringComparison.Ordinal)).Select(h => h[..^".mean".Length])];
        return new CellRow
        {
            Cell = line.Integer(Columns.Cell),
            Grid = line.Text(Columns.Grid),
            Parameters = line.Parameters(),
            Rule = line.Text(Columns.Rule),
            Runs = line.Integer(Columns.Runs),
            Outcomes = Columns.Outcomes.Where(o => line.Header.Contains(o.Name))
                .Select(o => (o.Outcome, Count: line.Integer(o.Name))).Where(o => o.Count > 0).ToDictionary(o => o.Outcome, o => o.Count),
            Measures = measures.ToDictionary(m => m, m => new Summary(
                line.Integer($"{m}.count"), line.Number($"{m}.mean"), line.Number($"{m}.sem"), line.Number($"{m}.median"),
                line.Number($"{m}.min"), line.Number($"{m}.max"))),
        };
    });

    public static IReadOnlyList<RunRow> Runs(string path) => Read(path, line =>
    {
        int outcome = line.Header.IndexOf(Columns.Outcome), end = line.Header.IndexOf(Columns.Path);
        if (outcome < 0 || end < 0) throw new DatasetException($"{path} has no column '{Columns.Outcome}' or '{Columns.Path}'.");
        string text = line.Text(Columns.Outcome);
        return new RunRow
        {
            Cell = line.Integer(Columns.Cell),
            Grid = line.Text(Columns.Grid),
            Parameters = line.Parameters(),
            Rule = line.Text(Columns.Rule),
            Seed = line.Integer(Columns.Seed),
            Outcome = text.Length == 0 ? null : line.OutcomeNamed(text),
            Measures = line.Header.Skip(outcome + 1).Take(end - outcome - 1).ToDictionary(m => m, line.Number),
            Path = line.Text(Columns.Path),
            ResultHash = line.Text(Columns.ResultHash),
        };
    });

    public static IReadOnlyList<CurveRow> Curves(string path) => Read(path, line => new CurveRow
    {
        Cell = line.Integer(Columns.Cell),
        Grid = line.Text(Columns.Grid),
        Parameters = line.Parameters(),
        Rule = line.Text(Columns.Rule),
        Seed = line.Integer(Columns.Seed),
        Series = line.Text(Columns.Series),
        X = line.Number(Columns.X),
        Y = line.Number(Columns.Y),
    });

    private static IReadOnlyList<TRow> Read<TRow>(string path, Func<Line, TRow> row)
    {
        using CsvReader csv = CsvReader.FromFile(path, Format);
        try
        {
            List<string> header = [.. csv.Headers];
            if (header.Count == 0) throw new DatasetException($"{path} is empty.");
            var line = new Line(path, csv, header);
            var rows = new List<TRow>();
            while (csv.Read()) rows.Add(row(line));
            return rows;
        }
        catch (CsvFormatException e)
        {
            throw new DatasetException($"{path} is malformed: {e.Message}", e);
        }
    }

    /// <summary>The present line of a file, by column name.</summary>
    private sealed class Line(string path, CsvReader csv, List<string> header)
    {
        private readonly Dictionary<string, IReadOnlyDictionary<string, ParameterValue>> cells = [];
        private readonly int firstParameter = header.IndexOf(Columns.Grid) + 1;
        private readonly int rule = header.IndexOf(Columns.Rule);

        public List<string> Header => header;

        public string Text(string column)
        {
            int index = header.IndexOf(column);
            if (index < 0) throw new DatasetException($"{path} has no column '{column}'.");
            return csv.GetString(index);
        }

        public double Number(string column)
        {
            string text = Text(column);
            if (text.Length == 0) return double.NaN;
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number : throw Bad(column, text, "a number");
        }

        public int Integer(string column)
        {
            string text = Text(column);
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                ? number : throw Bad(column, text, "an integer");
        }

        public Outcome OutcomeNamed(string text) =>
            Enum.TryParse(text, ignoreCase: true, out Outcome outcome)
                ? outcome : throw Bad(Columns.Outcome, text, string.Join(", ", Columns.Outcomes.Select(o => o.Name)));

        /// <summary>The rows of a cell share one dictionary.</summary>
        public IReadOnlyDictionary<string, ParameterValue> Parameters()
        {
            if (firstParameter == 0 || rule < 0) throw new DatasetException($"{path} has no column '{Columns.Grid}' or '{Columns.Rule}'.");
            string cell = Text(Columns.Cell);
            if (cells.TryGetValue(cell, out IReadOnlyDictionary<string, ParameterValue>? known)) return known;
            var values = new Dictionary<string, ParameterValue>();
            for (int i = firstParameter; i < rule; i++)
            {
                string text = csv.GetString(i);
                if (text.Length > 0) values[header[i]] = ParameterValue.Parse(text);
            }

            return cells[cell] = values;
        }

        private DatasetException Bad(string column, string text, string expected) =>
            new($"{path}, line {csv.LineNumber}, column '{column}': '{text}' is not {expected}.");
    }
}
