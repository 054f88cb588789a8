using System.Collections;
using System.Globalization;
using System.Net;
using System.Text;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Magics;

/// <summary>The session's variables as a table: name, type, shape, the beginning of the value.</summary>
internal static class VariableTable
{
    private const int MostElements = 6, MostText = 120;

    public static string ToHtml(IEnumerable<SessionVariable> variables, ValueFormatter formatter)
    {
        var html = new StringBuilder(
            "<table class=\"variables\"><thead><tr><th>Variable</th><th>Type</th><th>Shape</th><th>Value</th></tr></thead><tbody>");
        foreach (SessionVariable variable in variables)
        {
            string type = TypeName(variable.Value?.GetType() is { IsVisible: true } visible ? visible : variable.Type);
            string[] cells = Read(variable, type, formatter);
            html.Append("<tr>");
            for (int i = 0; i < cells.Length; i++)
                html.Append(i == cells.Length - 1 ? "<td><pre>" : "<td>").Append(WebUtility.HtmlEncode(cells[i]))
                    .Append(i == cells.Length - 1 ? "</pre></td>" : "</td>");
            html.Append("</tr>");
        }
        return html.Append("</tbody></table>").ToString();
    }

    // A value's own code may never answer.
    private static string[] Read(SessionVariable variable, string type, ValueFormatter formatter)
    {
        try
        {
            return formatter.Runner.Run(_ => (string[])[variable.Name, type, Shape(variable.Value), Preview(variable.Value, formatter)],
                () => [variable.Name, type, "", "(did not answer in time)"]);
        }
        catch (Exception e) when (!ExecutionGuard.IsInterrupted)
        {
            return [variable.Name, type, "", ExceptionText.Line(e)];
        }
    }

    /// <summary>A type as C# writes it, without namespaces.</summary>
    public static string TypeName(Type type)
    {
        if (type.IsArray)
            return $"{TypeName(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return TypeName(underlying) + "?";
        if (type.IsGenericType)
            return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>";
        return Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => type.Name,
            TypeCode.Boolean => "bool",
            TypeCode.Double => "double",
            TypeCode.Int32 => "int",
            TypeCode.Int64 => "long",
            TypeCode.Single => "float",
            TypeCode.String => "string",
            _ => type.Name,
        };
    }

    /// <summary>Rows × columns of arrays and matrices, the length of anything else that has one; empty for single values.</summary>
    private static string Shape(object? value)
    {
        switch (value)
        {
            case null or string:
                return "";
            case Array array:
                return string.Join("×", Enumerable.Range(0, array.Rank).Select(array.GetLength));
        }
        Type type = value.GetType();
        // Matrices and vectors of libraries, known by their properties.
        if (Number(type, value, "RowCount") is { } rows && Number(type, value, "ColumnCount") is { } columns)
            return string.Create(CultureInfo.InvariantCulture, $"{rows}×{columns}");
        return value is IEnumerable && (Number(type, value, "Count") ?? Number(type, value, "Length")) is { } count
            ? count.ToString(CultureInfo.InvariantCulture)
            : "";
    }

    private static int? Number(Type type, object value, string property)
    {
        try
        {
            return type.GetProperty(property, typeof(int))?.GetValue(value) as int?;
        }
        catch (Exception)
        {
            // A property that throws says nothing.
            return null;
        }
    }

    private static string Preview(object? value, ValueFormatter formatter)
    {
        string text = value is IEnumerable sequence and not string && Elements(sequence) is { } elements
            ? elements
            : formatter.Line(value, MostText + 1);
        text = text.ReplaceLineEndings(" ");
        return text.Length > MostText ? text[..MostText] + "…" : text;
    }

    // Lazy sequences are not run for a look at them.
    private static string? Elements(IEnumerable sequence)
    {
        if (sequence is not ICollection and not Array && sequence.GetType().GetProperty("Count") is null)
            return null;
        string[] first = [.. sequence.Cast<object?>().Take(MostElements + 1).Select(Element)];
        return $"[{string.Join(", ", first.Take(MostElements))}{(first.Length > MostElements ? ", …" : "")}]";
    }

    private static string Element(object? value) => value switch
    {
        null => "null",
        double number => number.ToString("G6", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable sequence and not string => Elements(sequence) ?? value.GetType().Name,
        _ => value.ToString() ?? "",
    };
}
