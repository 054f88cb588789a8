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

    public static T NotNull<T>(string field, T? value) where T : class => value ?? throw new SpecException(field, null, "a value");

    public static void Defined<TEnum>(string field, TEnum value) where TEnum : struct, Enum
    {
        if (!Enum.IsDefined(value)) throw new SpecException(field, value, string.Join(", ", Enum.GetNames<TEnum>()));
    }
}
