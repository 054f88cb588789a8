using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>
/// Matrices and vectors as readable tables with their size. A matrix is a two-dimensional array or anything with RowCount, ColumnCount and an
/// indexer of two integers; a vector is anything with Count and an indexer that descends from a type named Vector (MathNet's are both).
/// </summary>
internal sealed class MatrixView
{
    private const int Most = 12;
    private const int Edge = 5;

    private readonly string _kind;
    private readonly int _rows;
    private readonly int _columns;
    private readonly Func<int, int, object?> _item;

    private MatrixView(string kind, int rows, int columns, Func<int, int, object?> item)
    {
        _kind = kind;
        _rows = rows;
        _columns = columns;
        _item = item;
    }

    private string Size => _kind == "vector" ? $"vector of {_columns}" : $"{_rows} × {_columns} {_kind}";

    public static MatrixView? TryCreate(object value)
    {
        if (value is Array { Rank: 2 } array)
            return new MatrixView("array", array.GetLength(0), array.GetLength(1), (i, j) => array.GetValue(i + array.GetLowerBound(0), j + array.GetLowerBound(1)));
        Type type = value.GetType();
        if (type.GetProperty("RowCount", typeof(int)) is { } rows && type.GetProperty("ColumnCount", typeof(int)) is { } columns && Indexer(type, 2) is { } item)
            return new MatrixView("matrix", (int)rows.GetValue(value)!, (int)columns.GetValue(value)!, (i, j) => item.GetValue(value, [i, j]));
        if (value is IEnumerable && DescendsFromVector(type) && type.GetProperty("Count", typeof(int)) is { } count && Indexer(type, 1) is { } at)
            return new MatrixView("vector", 1, (int)count.GetValue(value)!, (_, j) => at.GetValue(value, [j]));
        return null;
    }

    public string ToHtml()
    {
        var html = new StringBuilder($"<table class=\"matrix\"><caption>{Size}</caption><tbody>");
        foreach (int i in Shown(_rows))
        {
            html.Append("<tr>");
            foreach (int j in Shown(_columns))
                html.Append("<td style=\"text-align:right\">").Append(WebUtility.HtmlEncode(Text(i, j))).Append("</td>");
            html.Append("</tr>");
        }
        return html.Append("</tbody></table>").ToString();
    }

    public string ToText()
    {
        int[] columns = [.. Shown(_columns)];
        string[][] cells = [.. Shown(_rows).Select(i => columns.Select(j => Text(i, j)).ToArray())];
        int[] widths = [.. columns.Select((_, k) => cells.Select(row => row[k].Length).DefaultIfEmpty(0).Max())];
        return string.Join('\n', [Size, .. cells.Select(row => string.Join("  ", row.Select((cell, k) => cell.PadLeft(widths[k]))))]);
    }

    private string Text(int i, int j) => i < 0 || j < 0 ? "…" : _item(i, j) switch
    {
        double d => d.ToString("G6", CultureInfo.InvariantCulture),
        float f => f.ToString("G6", CultureInfo.InvariantCulture),
        IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
        object o => o.ToString() ?? "",
        null => "null",
    };

    // −1 stands for the rows or columns left out.
    private static IEnumerable<int> Shown(int count) =>
        count <= Most ? Enumerable.Range(0, count) : [.. Enumerable.Range(0, Edge), -1, .. Enumerable.Range(count - Edge, Edge)];

    private static PropertyInfo? Indexer(Type type, int rank) =>
        type.GetProperties().FirstOrDefault(p => p.CanRead && p.GetIndexParameters() is var parameters && parameters.Length == rank
            && parameters.All(parameter => parameter.ParameterType == typeof(int)));

    private static bool DescendsFromVector(Type type)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
            if (t.Name == "Vector`1" && t.Namespace?.StartsWith("System", StringComparison.Ordinal) != true)
                return true;
        return false;
    }
}
