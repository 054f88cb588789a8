using System.Globalization;

namespace CurlDescent;

/// <summary>A specification holds a value outside its allowed range. The message names the field, the value and the range.</summary>
public sealed class SpecException : ArgumentException
{
    /// <summary>Creates the error for one field.</summary>
    /// <param name="field">Name of the field, as the user wrote it.</param>
    /// <param name="value">The rejected value.</param>
    /// <param name="allowed">The allowed range in words.</param>
    public SpecException(string field, object? value, string allowed)
        : base(string.Create(CultureInfo.InvariantCulture, $"{field} = {value ?? "null"} is not allowed; allowed: {allowed}."))
    {
        Field = field;
        Value = value;
        Allowed = allowed;
    }

    /// <summary>Name of the rejected field.</summary>
    public string Field { get; }

    /// <summary>The rejected value.</summary>
    public object? Value { get; }

    /// <summary>The allowed range in words.</summary>
    public string Allowed { get; }
}
