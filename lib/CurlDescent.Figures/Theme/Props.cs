using System.Collections;
using Plotly.NET;

namespace CurlDescent.Figures.Theme;

/// <summary>
/// One JSON object of a Plotly figure, written as it reads in Plotly's reference. The only place where plain values become Plotly.NET
/// objects: numbers are kept to seven significant digits (no reader of a figure sees more, and pages stay light) and what is not finite
/// becomes a gap.
/// </summary>
internal sealed class Props : IEnumerable<KeyValuePair<string, object?>>
{
    private const int SignificantDigits = 7;
    private readonly Dictionary<string, object?> entries = [];

    /// <summary>Sets an entry; null removes it.</summary>
    public object? this[string key]
    {
        get => entries.GetValueOrDefault(key);
        set
        {
            if (value is null) entries.Remove(key);
            else entries[key] = value;
        }
    }

    public Props With(string key, object? value)
    {
        this[key] = value;
        return this;
    }

    public Props With(Props others)
    {
        foreach ((string key, object? value) in others) this[key] = value;
        return this;
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public Trace ToTrace() => Fill(new Trace((string)(this["type"] ?? "scatter")));

    public Layout ToLayout() => Fill(new Layout());

    public Config ToConfig() => Fill(new Config());

    private T Fill<T>(T target) where T : DynamicObj.DynamicObj
    {
        foreach ((string key, object? value) in entries) target.SetProperty(key, Convert(value));
        return target;
    }

    private static object? Convert(object? value) => value switch
    {
        null or string or bool or int => value,
        double number => Number(number),
        Props props => props.Fill(new DynamicObj.DynamicObj()),
        IReadOnlyDictionary<string, string> map => map,
        double[,] matrix => Rows(matrix),
        IEnumerable<double> numbers => numbers.Select(Number).ToArray(),
        IEnumerable<double?> numbers => numbers.Select(n => n is { } v ? Number(v) : null).ToArray(),
        IEnumerable items => items.Cast<object?>().Select(Convert).ToArray(),
        _ => throw new ArgumentException($"A figure holds a value of type {value.GetType().Name}."),
    };

    private static object[] Rows(double[,] matrix) =>
        [.. Enumerable.Range(0, matrix.GetLength(0))
            .Select(row => (object)Enumerable.Range(0, matrix.GetLength(1)).Select(column => Number(matrix[row, column])).ToArray())];

    private static object? Number(double value)
    {
        if (!double.IsFinite(value)) return null;
        double rounded = Round(value);
        return rounded == Math.Truncate(rounded) && Math.Abs(rounded) < 1e9 ? (object)(long)rounded : rounded;
    }

    internal static double Round(double value)
    {
        if (value == 0 || !double.IsFinite(value)) return value;
        int digits = SignificantDigits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return digits is >= 0 and <= 15
            ? Math.Round(value, digits)
            : double.Parse(
                value.ToString("E6", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture);
    }
}
