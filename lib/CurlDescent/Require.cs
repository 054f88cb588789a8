namespace CurlDescent;

/// <summary>Checks at the edge; each throws <see cref="SpecException"/> with field, value and range.</summary>
internal static class Require
{
    public static void InRange(string field, int value, int least, int most)
    {
        if (value < least || value > most) throw new SpecException(field, value, $"{least} … {most}");
    }

    public static void Finite(string field, double value)
    {
        if (!double.IsFinite(value)) throw new SpecException(field, value, "a finite number");
    }

    public static void Positive(string field, double value)
    {
        if (!(value > 0) || !double.IsFinite(value)) throw new SpecException(field, value, "a finite number > 0");
    }

    public static void NotNegative(string field, double value)
    {
        if (!(value >= 0) || !double.IsFinite(value)) throw new SpecException(field, value, "a finite number ≥ 0");
    }

    public static void Fraction(string field, double value)
    {
        if (!(value >= 0 && value <= 1)) throw new SpecException(field, value, "0 … 1");
    }

    public static void Length(string field, int length, int expected, string what = "coordinates")
    {
        if (length != expected) throw new SpecException(field, $"{length} {what}", $"{expected} {what}");
    }

    public static void AllFinite(string field, ReadOnlySpan<double> values)
    {
        foreach (double value in values) Finite(field, value);
    }

    /// <summary>Square, of the given size, and symmetric up to rounding.</summary>
    public static void Symmetric(string field, MathNet.Numerics.LinearAlgebra.Matrix<double> matrix, int size)
    {
        if (NotNull(field, matrix).RowCount != size || matrix.ColumnCount != size)
            throw new SpecException(field, $"{matrix.RowCount}×{matrix.ColumnCount}", $"{size}×{size}");
        double largest = 0, worst = 0;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                largest = Math.Max(largest, Math.Abs(matrix[i, j]));
                worst = Math.Max(worst, Math.Abs(matrix[i, j] - matrix[j, i]));
            }
        }

        if (worst > 1e-9 * largest)
        {
            throw new SpecException(field, FormattableString.Invariant($"asymmetry {worst:e1}"), "a symmetric matrix");
        }
    }

    public static T NotNull<T>(string field, T? value) where T : class => value ?? throw new SpecException(field, null, "a value");

    public static void Defined<TEnum>(string field, TEnum value) where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value)) throw new SpecException(field, value, string.Join(", ", Enum.GetNames<TEnum>()));
    }
}
