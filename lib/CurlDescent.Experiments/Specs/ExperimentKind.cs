using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments;

/// <summary>
/// What a run of an experiment computes: name, parameters, rules, how a cell is run and what that costs. A kind is one class that derives
/// from this one; nothing else lists kinds. The same object serves every thread.
/// </summary>
public abstract class ExperimentKind
{
    private static readonly Lazy<IReadOnlyList<ExperimentKind>> Known = new(() =>
    [
        .. typeof(ExperimentKind).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ExperimentKind)) && !t.IsAbstract)
            .Select(t => (ExperimentKind)Activator.CreateInstance(t, nonPublic: true)!).OrderBy(k => k.Name != Usual).ThenBy(
                k => k.Name, StringComparer.Ordinal),
    ]);

    private const string Usual = "training";

    private protected ExperimentKind()
    {
    }

    /// <summary>All kinds: <see cref="Default"/>, then the others by name.</summary>
    public static IReadOnlyList<ExperimentKind> All => Known.Value;

    /// <summary>The kind of an experiment that names none: training.</summary>
    public static ExperimentKind Default => All[0];

    /// <summary>Name in files, such as <c>training</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What a run computes, in a sentence.</summary>
    public abstract string Description { get; }

    /// <summary>Parameters that its experiments have, in the order of the documentation.</summary>
    public abstract IReadOnlyList<ParameterDefinition> Parameters { get; }

    /// <summary>Whether a cell is a network under a learning rule.</summary>
    public bool HasRules => this is NetworkExperiment;

    /// <summary>Whether the runs of a cell differ; where they do not, there is one.</summary>
    public virtual bool IsRandom => true;

    /// <summary>Rules of an experiment that names none.</summary>
    public abstract IReadOnlyList<string> DefaultRules { get; }

    /// <summary>Rules that an experiment can name.</summary>
    public IReadOnlyList<string> KnownRules => HasRules ? Rules.All : DefaultRules;

    /// <summary>Finds a kind by name; null if there is none.</summary>
    /// <param name="name">Exact name.</param>
    public static ExperimentKind? TryFind(string name) => All.FirstOrDefault(k => k.Name == name);

    /// <summary>Gets whether experiments of this kind have a parameter.</summary>
    /// <param name="parameter">Any parameter.</param>
    public bool Has(ParameterDefinition parameter) => Parameters.Contains(parameter);

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Replaces the relative parameters of a cell by counts.</summary>
    /// <exception cref="CellException">They say too little, too much, or what cannot be.</exception>
    internal abstract void Resolve(Dictionary<string, ParameterValue> values);

    /// <summary>Refuses a cell that cannot be run.</summary>
    /// <exception cref="CellException">It cannot, and why.</exception>
    internal virtual void Check(Cell cell, IReadOnlyList<string> rules)
    {
    }

    /// <summary>Computes one run.</summary>
    internal abstract RunData Run(Cell cell, string rule, int seed, SharedProblems shared, CancellationToken cancellation);

    /// <summary>What a run costs if it goes to its horizon.</summary>
    internal abstract RunWork Work(Cell cell, string rule);
}
