namespace CurlDescent.Figures.Explorables;

/// <summary>
/// Known by its name to the formatter library that notebook engines for .NET share: a type can bring its own formats without a reference to
/// an engine.
/// </summary>
/// <param name="formatterSourceType">A type with a method CreateTypeFormatters.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type that makes the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>Formats in which a value is shown, best first.</summary>
    public string[] PreferredMimeTypes { get; set; } =
        [ExplorableFormatters.Description, ExplorableFormatters.Html, ExplorableFormatters.Plain];
}
