namespace CurlDescent.Experiments;

/// <summary>
/// An experiment's description is wrong. One message that names the file, the line, the field, the value and what is allowed.
/// </summary>
public sealed class ExperimentException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="source">File or command-line option that holds the mistake.</param>
    /// <param name="line">Line in it, from 1; null where there are no lines.</param>
    /// <param name="field">Field, such as <c>fixed.epochs</c>; empty for the whole.</param>
    /// <param name="problem">What is wrong and what is allowed.</param>
    /// <param name="inner">Cause.</param>
    public ExperimentException(string source, int? line, string field, string problem, Exception? inner = null)
        : base($"{source}{(line is { } l ? $", line {l}" : "")}{(field.Length > 0 ? $", {field}" : "")}: {problem}", inner)
    {
        Source = source;
        Line = line;
        Field = field;
    }

    /// <summary>Line of the mistake, from 1, or null.</summary>
    public int? Line { get; }

    /// <summary>Field of the mistake.</summary>
    public string Field { get; }
}
