namespace CurlDescent.Figures.Composition;

/// <summary>Checks on a figure's data; each throws <see cref="SpecException"/> with field, value and what is allowed.</summary>
internal static class Check
{
    public static void SameLength(string field, int length, string other, int expected)
    {
        if (length != expected) throw new SpecException(field, $"{length} values", $"{expected} values, as many as {other}");
    }

    public static void NotEmpty(string field, int count)
    {
        if (count == 0) throw new SpecException(field, "nothing", "at least one");
    }

    public static void Shape(string field, double[,] values, int rows, int columns)
    {
        if (values.GetLength(0) != rows || values.GetLength(1) != columns)
            throw new SpecException(
                field, $"{values.GetLength(0)}×{values.GetLength(1)} values", $"{rows}×{columns}, one row per y and one column per x");
    }

    public static void Increasing(string field, IReadOnlyList<double> values)
    {
        for (int i = 1; i < values.Count; i++)
        {
            if (!(values[i] > values[i - 1])) throw new SpecException($"{field}[{i}]", values[i], "values that increase strictly");
        }
    }

    public static void Within(string field, int value, int least, int most)
    {
        if (value < least || value > most) throw new SpecException(field, value, $"{least} … {most}");
    }

    public static void Within(string field, double value, double least, double most)
    {
        if (!(value >= least && value <= most)) throw new SpecException(field, value, FormattableString.Invariant($"{least} … {most}"));
    }
}
