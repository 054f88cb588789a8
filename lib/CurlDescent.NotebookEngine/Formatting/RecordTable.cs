using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text;

namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>A sequence of records as a table: one row an element, one column a public property (or tuple element).</summary>
internal sealed class RecordTable
{
    private readonly IReadOnlyList<string> _columns;
    private readonly IReadOnlyList<string[]> _rows;
    private readonly string _remark;

    private RecordTable(IReadOnlyList<string> columns, IReadOnlyList<string[]> rows, string remark)
    {
        _columns = columns;
        _rows = rows;
        _remark = remark;
    }

    /// <summary>The table of a sequence whose elements are records of simple values; null for anything else.</summary>
    /// <param name="value">Any object.</param>
    /// <param name="anyProperty">Also takes properties that are objects themselves, as their text.</param>
    /// <param name="limit">Rows shown.</param>
    public static RecordTable? TryCreate(object value, bool anyProperty = false, int limit = 25)
    {
        if (value is string or IDictionary || value is not IEnumerable sequence || ElementType(value.GetType()) is not { } element || IsSimple(element))
            return null;
        MemberInfo[] columns = [.. Columns(element)];
        if (columns.Length == 0 || !anyProperty && !columns.All(column => IsSimple(TypeOf(column))))
            return null;
        var rows = new List<string[]>();
        string remark = "";
        foreach (object? item in sequence)
        {
            if (rows.Count == limit)
            {
                remark = sequence is ICollection all ? $"{limit} of {all.Count} rows" : $"the first {limit} rows";
                break;
            }
            rows.Add([.. columns.Select(column => item is null ? "null" : Text(column, item))]);
        }
        return new RecordTable([.. columns.Select(column => column.Name)], rows, remark);
    }

    public string ToHtml()
    {
        var html = new StringBuilder("<table class=\"records\"><thead><tr>");
        foreach (string column in _columns)
            html.Append("<th>").Append(WebUtility.HtmlEncode(column)).Append("</th>");
        html.Append("</tr></thead><tbody>");
        foreach (string[] row in _rows)
        {
            html.Append("<tr>");
            foreach (string cell in row)
                html.Append("<td>").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
            html.Append("</tr>");
        }
        html.Append("</tbody>");
        if (_remark.Length > 0)
            html.Append($"<caption>{_remark}</caption>");
        return html.Append("</table>").ToString();
    }

    public string ToText()
    {
        string[][] all = [[.. _columns], .. _rows];
        int[] widths = [.. _columns.Select((_, k) => all.Max(row => row[k].Length))];
        var lines = all.Select(row => string.Join("  ", row.Select((cell, k) => cell.PadRight(widths[k]))).TrimEnd());
        return string.Join('\n', _remark.Length > 0 ? [.. lines, _remark] : lines);
    }

    private static IEnumerable<MemberInfo> Columns(Type element) =>
        element.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true
            ? element.GetFields()
            : element.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanRead && p.GetIndexParameters().Length == 0);

    private static Type TypeOf(MemberInfo member) => member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType;

    private static string Text(MemberInfo member, object item)
    {
        try
        {
            object? value = member is FieldInfo field ? field.GetValue(item) : ((PropertyInfo)member).GetValue(item, BindingFlags.DoNotWrapExceptions, null, null, null);
            return value switch
            {
                null => "null",
                double d => d.ToString("G8", CultureInfo.InvariantCulture),
                IFormattable f => f.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString() ?? "",
            };
        }
        catch (Exception e)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    private static Type? ElementType(Type type) => type.IsArray && type.GetArrayRank() == 1
        ? type.GetElementType()
        : type.GetInterfaces().Append(type).Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            .Select(i => i.GetGenericArguments()[0]).FirstOrDefault();

    private static bool IsSimple(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(TimeSpan) || type == typeof(Guid)
            || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(DateOnly) || type == typeof(TimeOnly)
            || type == typeof(object) || type.FullName == "System.Numerics.Complex";
    }
}
