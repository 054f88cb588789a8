using System.Globalization;

namespace CurlDescent.Experiments;

/// <summary>What a parameter's value may be.</summary>
public enum ParameterType
{
    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A finite number.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Switch,

    /// <summary>One of a list of words.</summary>
    Choice,
}

/// <summary>
/// One parameter of an experiment: name, type, range and meaning. Files, schema, command line and error messages all follow from it.
/// </summary>
public sealed record ParameterDefinition
{
    /// <summary>Name in files, on the command line and in tables.</summary>
    public required string Name { get; init; }

    /// <summary>Meaning, in a sentence.</summary>
    public required string Description { get; init; }

    /// <summary>What the value may be.</summary>
    public required ParameterType Type { get; init; }

    /// <summary>Value if nothing is said; null means that the parameter is then absent, and that it may be set to <c>null</c>.</summary>
    public ParameterValue? Default { get; init; }

    /// <summary>Least number allowed.</summary>
    public double Least { get; init; } = double.NegativeInfinity;

    /// <summary>Largest number allowed.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>Whether <see cref="Least"/> itself is excluded.</summary>
    public bool ExclusiveLeast { get; init; }

    /// <summary>Words allowed: the choices, or what may stand in place of a number.</summary>
    public IReadOnlyList<string> Words => WordSource();

    /// <summary>Where <see cref="Words"/> come from; asked each time, since users can add nonlinearities.</summary>
    internal Func<IReadOnlyList<string>> WordSource { get; init; } = () => [];

    /// <summary>
    /// Whether the parameter has no part in the cell's seed: it says only how long to train, what to record, or what the runs of a cell
    /// share. A longer run then begins with the shorter one.
    /// </summary>
    public bool KeepsSeed { get; init; }

    /// <summary>
    /// Whether a spec leaves the parameter out where it has its default: one that came later than datasets whose hash must stay.
    /// </summary>
    internal bool IsLeftOutAtDefault { get; init; }

    /// <summary>The allowed values in words.</summary>
    public string Allowed
    {
        get
        {
            string words = string.Join(", ", Words.Select(w => $"\"{w}\""));
            if (Type == ParameterType.Switch) return "true, false";
            if (Type == ParameterType.Choice) return words;
            string noun = Type == ParameterType.Integer ? "an integer" : "a number";
            string range = (double.IsInfinity(Least), double.IsInfinity(Most)) switch
            {
                (true, true) => noun,
                (false, true) => FormattableString.Invariant($"{noun} {(ExclusiveLeast ? ">" : "≥")} {Least}"),
                (true, false) => FormattableString.Invariant($"{noun} ≤ {Most}"),
                _ => FormattableString.Invariant($"{noun} in {(ExclusiveLeast ? "]" : "")}{Least} … {Most}"),
            };
            return range + (words.Length > 0 ? $", or {words}" : "") + (Default is null ? ", or null" : "");
        }
    }

    /// <summary>Whether a value is allowed by itself.</summary>
    /// <param name="value">Any value.</param>
    public bool Allows(ParameterValue value)
    {
        if (!value.IsNumber) return Type == ParameterType.Switch ? value.ToString() is "true" or "false" : Words.Contains(value.ToString());
        if (Type is ParameterType.Switch or ParameterType.Choice) return false;
        double number = value.Number;
        return double.IsFinite(number) && number <= Most && (ExclusiveLeast ? number > Least : number >= Least)
            && (Type == ParameterType.Number || Math.Floor(number) == number);
    }

    internal static ParameterValue FromBoolean(bool value) => value ? "true" : "false";

    internal static ParameterValue FromNumber(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
}
