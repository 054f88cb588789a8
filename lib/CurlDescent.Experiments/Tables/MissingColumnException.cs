namespace CurlDescent.Experiments;

/// <summary>A result table lacks a parameter or a measure, as one made by an earlier version may.</summary>
/// <param name="kind">What is missing: a parameter or a measure.</param>
/// <param name="name">Its name.</param>
/// <param name="present">Names that the table has.</param>
public sealed class MissingColumnException(string kind, string name, IEnumerable<string> present)
    : KeyNotFoundException($"No {kind} '{name}' in this table; it has {string.Join(", ", present)}.");
