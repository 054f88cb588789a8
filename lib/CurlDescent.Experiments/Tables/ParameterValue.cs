using System.Globalization;

namespace CurlDescent.Experiments;

/// <summary>The value of one parameter: a number, or a word (names, and <c>true</c>/<c>false</c>).</summary>
public readonly record struct ParameterValue
{
    private readonly double number;
    private readonly string? text;

    /// <summary>Holds a number.</summary>
    /// <param name="number">Any double.</param>
    public ParameterValue(double number) => this.number = number;

    /// <summary>Holds a word.</summary>
    /// <param name="text">Any text.</param>
    public ParameterValue(string text) => this.text = text ?? throw new ArgumentNullException(nameof(text));

    /// <summary>Whether this is a number.</summary>
    public bool IsNumber => text is null;

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">This is a word.</exception>
    public double Number => text is null ? number : throw new InvalidOperationException($"'{text}' is not a number.");

    /// <summary>Reads a number if the text is one, else a word.</summary>
    /// <param name="text">As written by <see cref="ToString"/>.</param>
    public static ParameterValue Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? new(number) : new(text);

    /// <summary>Holds a number.</summary>
    /// <param name="number">Any double.</param>
    public static implicit operator ParameterValue(double number) => new(number);

    /// <summary>Holds a word.</summary>
    /// <param name="text">Any text.</param>
    public static implicit operator ParameterValue(string text) => new(text);

    /// <summary>Returns the word, or the number with as many digits as it takes to read the same double back.</summary>
    public override string ToString() => text ?? number.ToString("R", CultureInfo.InvariantCulture);
}
