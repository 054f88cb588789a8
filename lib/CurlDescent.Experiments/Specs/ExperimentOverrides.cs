using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments;

/// <summary>What the command line changes in an experiment.</summary>
public sealed record ExperimentOverrides
{
    private const string Option = "--set";

    /// <summary>Nothing is changed.</summary>
    public static ExperimentOverrides None { get; } = new();

    /// <summary>
    /// New values by parameter. One that is an axis gets these values; several values make an axis; an empty list takes the parameter away.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<ParameterValue>> Set { get; init; } =
        new Dictionary<string, IReadOnlyList<ParameterValue>>();

    /// <summary>Number of runs in each cell under each rule.</summary>
    public int? Seeds { get; init; }

    /// <summary>Seed of the experiment.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Rules.</summary>
    public IReadOnlyList<string>? Rules { get; init; }

    /// <summary>Whether anything is changed.</summary>
    public bool Any => Set.Count > 0 || Seeds is not null || Seed is not null || Rules is not null;

    /// <summary>
    /// Reads assignments such as <c>epochs=500</c>, <c>hiddenFraction=linspace(0,1,5)</c>, <c>trainingSamples=100,200</c>,
    /// <c>stopThreshold=none</c>.
    /// </summary>
    /// <param name="assignments">One a parameter.</param>
    /// <exception cref="ExperimentException">An assignment is malformed, names no parameter, or gives a value that is not
    /// allowed.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<ParameterValue>> ParseSet(IEnumerable<string> assignments)
    {
        var set = new Dictionary<string, IReadOnlyList<ParameterValue>>(StringComparer.Ordinal);
        foreach (string assignment in assignments)
        {
            int equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) throw new ExperimentException(Option, null, "", $"'{assignment}' is not of the form parameter=value.");
            (string name, string text) = (assignment[..equals].Trim(), assignment[(equals + 1)..].Trim());
            if (!Parameters.TryFind(name, out ParameterDefinition? parameter))
                throw new ExperimentException(
                    Option, null, name, $"no such parameter; there are {Parameters.Suggest(name, Parameters.OfTraining)}.");
            bool none = text is "none" or "null" && parameter.Default is null;
            if (!set.TryAdd(name, none ? [] : ValueList.FromText(parameter, text, Option)))
            {
                throw new ExperimentException(Option, null, name, "given twice.");
            }
        }

        return set;
    }
}
