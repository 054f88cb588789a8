using System.Globalization;
using CsvHelper;

namespace CurlDescent.Experiments.Datasets;

/// <summary>
/// Writes the tables as CSV: invariant culture, doubles with as many digits as it takes to read the same bits back, an empty field for no
/// value. A text that a spreadsheet would take for a formula is not written.
/// </summary>
internal static class TableWriter
{
    private static readonly CsvWriterOptions Format = new() { NewLine = "\n", FormatProvider = CultureInfo.InvariantCulture };

    public static void Cells(string path, IReadOnlyList<CellRow> rows) => Write(path, rows, Head(rows, [
        (Columns.Runs, r => r.Runs.ToString(CultureInfo.InvariantCulture)),
        .. UsedOutcomes(rows).Select(o => Column<CellRow>(o.Name, r => Text(r.Outcomes.GetValueOrDefault(o.Outcome)))),
        .. Names(rows, r => r.Measures.Keys).SelectMany(m => Columns.Statistics.Select(s =>
            Column<CellRow>($"{m}.{s.Name}", r => Text(r.Measures.TryGetValue(m, out Summary summary) ? s.Of(summary) : double.NaN)))),
    ]));

    public static void Runs(string path, IReadOnlyList<RunRow> rows) => Write(path, rows, Head(rows, [
        (Columns.Seed, r => r.Seed.ToString(CultureInfo.InvariantCulture)),
        (Columns.Outcome, r => r.Outcome is { } o ? Columns.OutcomeName(o) : ""),
        .. Names(rows, r => r.Measures.Keys).Select(m => Column<RunRow>(m, r => Text(r.Measures.GetValueOrDefault(m, double.NaN)))),
        (Columns.Path, r => r.Path),
        (Columns.ResultHash, r => r.ResultHash),
    ]));

    public static void Curves(string path, IReadOnlyList<CurveRow> rows) => Write(path, rows, Head(rows, [
        (Columns.Seed, r => r.Seed.ToString(CultureInfo.InvariantCulture)),
        (Columns.Series, r => r.Series),
        (Columns.X, r => Text(r.X)),
        (Columns.Y, r => Text(r.Y)),
    ]));

    private static (string Name, Func<TRow, string> Of)[] Head<TRow>(
        IReadOnlyList<TRow> rows, (string, Func<TRow, string>)[] rest) where TRow : Row =>
    [
        (Columns.Cell, r => r.Cell.ToString(CultureInfo.InvariantCulture)),
        (Columns.Grid, r => r.Grid),
        .. Names(rows, r => r.Parameters.Keys)
            .Select(p => Column<TRow>(p, r => r.Parameters.TryGetValue(p, out ParameterValue v) ? v.ToString() : "")),
        (Columns.Rule, r => r.Rule),
        .. rest,
    ];

    private static (string, Func<TRow, string>) Column<TRow>(string name, Func<TRow, string> of) => (name, of);

    private static IEnumerable<string> Names<TRow>(IReadOnlyList<TRow> rows, Func<TRow, IEnumerable<string>> of) =>
        rows.SelectMany(of).Distinct();

    private static IEnumerable<(string Name, Outcome Outcome)> UsedOutcomes(IReadOnlyList<CellRow> rows) =>
        rows.Any(r => r.Outcomes.Count > 0) ? Columns.Outcomes : [];

    private static string Text(double value) => double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);

    // Names come from stores and experiments that anybody may have made, and spreadsheets run what begins so.
    private static string Text(string path, string text) =>
        text.Length == 0 || !"=+-@\t\r".Contains(text[0]) || double.TryParse(text, CultureInfo.InvariantCulture, out _)
        ? text
        : throw new DatasetException(
            $"{Path.GetFileName(path)} is not written: a spreadsheet would take the name '{text}' for a formula. Nothing was changed.");

    private static void Write<TRow>(string path, IReadOnlyList<TRow> rows, (string Name, Func<TRow, string> Of)[] columns)
    {
        using CsvWriter csv = CsvWriter.ToFile(path, Format);
        csv.WriteHeader([.. columns.Select(c => Text(path, c.Name))]);
        foreach (TRow row in rows)
        {
            foreach ((_, Func<TRow, string> of) in columns) csv.WriteField(Text(path, of(row)));
            csv.EndRecord();
        }
    }
}
