using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>
/// Matrices and vectors as readable tables with their size. A matrix is a two-dimensional array or anything with RowCount, ColumnCount and
/// an indexer of two integers; a vector is anything with Count and an indexer that descends from a type named Vector (MathNet's are both).
/// Its elements are read once, when it is made.
/// </summary>
internal sealed class MatrixView
{
    private const int Most = 12;
    private const int Edge = 5;

    private readonly string _size;
    private readonly string[][] _cells;

    private MatrixView(string kind, int rows, int columns, Func<int, int, object?> item)
    {
        _size = kind == "vector" ? $"vector of {columns}" : $"{rows} × {columns} {kind}";
        _cells = [.. Shown(rows).Select(i => Shown(columns).Select(j => i < 0 || j < 0 ? "…" : Text(item, i, j)).ToArray())];
    }

    public static MatrixView? TryCreate(object value)
    {
        if (value is Array { Rank: 2 } array
            && (LeafText.IsPlain(array.GetType().GetElementType()!)
            || array.GetType().GetElementType()!.IsAssignableTo(typeof(IFormattable))))
            return new MatrixView("array", array.GetLength(0), array.GetLength(1), (i, j) =>
                array.GetValue(i + array.GetLowerBound(0), j + array.GetLowerBound(1)));
        Type type = value.GetType();
        if (type.IsArray || type == typeof(string))
            return null;
        if (type.GetProperty("RowCount", typeof(int)) is { } rows && type.GetProperty("ColumnCount", typeof(int)) is { } columns
            && Indexer(type, 2) is { } item)
            return new MatrixView("matrix", (int)rows.GetValue(value)!, (int)columns.GetValue(value)!, (i, j) =>
                item.GetValue(value, [i, j]));
        if (value is IEnumerable && DescendsFromVector(type) && type.GetProperty("Count", typeof(int)) is { } count
            && Indexer(type, 1) is { } at)
            return new MatrixView("vector", 1, (int)count.GetValue(value)!, (_, j) => at.GetValue(value, [j]));
        return null;
    }

    public string ToHtml()
    {
        var html = new StringBuilder($"<table class=\"matrix\"><caption>{_size}</caption><tbody>");
        foreach (string[] row in _cells)
        {
            html.Append("<tr>");
            foreach (string cell in row)
                html.Append("<td style=\"text-align:right\">").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
            html.Append("</tr>");
        }
        return html.Append("</tbody></table>").ToString();
    }

    public string ToText()
    {
        int[] widths = [.. Enumerable.Range(0, _cells.Length > 0 ? _cells[0].Length : 0).Select(k => _cells.Max(row => row[k].Length))];
        return string.Join('\n', [_size, .. _cells.Select(row => string.Join("  ", row.Select((cell, k) => cell.PadLeft(widths[k]))))]);
    }

    private static string Text(Func<int, int, object?> item, int i, int j)
    {
        try
        {
            return item(i, j) switch
            {
                double d => LeafText.Rounded(d),
                float f => f.ToString("R", CultureInfo.InvariantCulture),
                object o => NodeText.Short(new ValueNode.Leaf(LeafText.Of(o) ?? o.ToString() ?? "")),
                null => "null",
            };
        }
        catch (Exception e) when (!ExecutionGuard.IsInterrupted)
        {
            return TypeNames.Of(e.GetType());
        }
    }

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
