using System.Collections.Concurrent;

namespace CurlDescent.Experiments;

/// <summary>Makes a learning rule for a cell.</summary>
/// <param name="flips">The cell's flips.</param>
/// <param name="outputDerivative">Whether δ2 contains φ'(a2).</param>
public delegate LearningRule RuleFactory(RuleFlips flips, bool outputDerivative);

/// <summary>The learning rules that an experiment can name: the paper's four, and those that a program adds.</summary>
public static class Rules
{
    private static readonly ConcurrentDictionary<string, RuleFactory> Known = new(StringComparer.Ordinal)
    {
        [RuleName.GradientDescent] = (_, derivative) => LearningRule.GradientDescent with { OutputDerivative = derivative },
        [RuleName.FeedbackAlignment] = (_, derivative) => LearningRule.FeedbackAlignment with { OutputDerivative = derivative },
        [RuleName.FlippedFeedbackAlignment] =
            (flips, derivative) => LearningRule.FlippedFeedbackAlignment(flips) with { OutputDerivative = derivative },
        [RuleName.CurlDescent] = (flips, derivative) => LearningRule.CurlDescent(flips) with { OutputDerivative = derivative },
    };

    /// <summary>The paper's four rules, in its order.</summary>
    public static IReadOnlyList<string> Paper { get; } =
        [RuleName.GradientDescent, RuleName.FeedbackAlignment, RuleName.FlippedFeedbackAlignment, RuleName.CurlDescent];

    /// <summary>The two rules that the paper's figures use.</summary>
    public static IReadOnlyList<string> Figures { get; } = [RuleName.GradientDescent, RuleName.CurlDescent];

    /// <summary>Names of all known rules.</summary>
    public static IReadOnlyList<string> All => [.. Paper, .. Known.Keys.Except(Paper).Order(StringComparer.Ordinal)];

    /// <summary>Adds a rule of one's own; from then on experiments can name it.</summary>
    /// <param name="name">Name in specs and tables; not yet taken.</param>
    /// <param name="factory">Makes the rule for a cell's flips.</param>
    /// <exception cref="SpecException">The name is empty or taken by another rule.</exception>
    public static void Add(string name, RuleFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (string.IsNullOrWhiteSpace(name)) throw new SpecException("Rules.Name", name, "a name");
        if (Known.GetOrAdd(name, factory) != factory) throw new SpecException("Rules.Name", name, "a name that is not taken");
    }

    /// <summary>
    /// Adds a rule of one's own, or replaces it: for notebooks, where the cell that defines a rule is edited and run again.
    /// </summary>
    /// <param name="name">Name in specs and tables; none of the paper's four. A run store knows a rule by its name alone: a changed rule
    /// needs a new one.</param>
    /// <param name="factory">Makes the rule for a cell's flips.</param>
    /// <exception cref="SpecException">The name is empty or that of one of the paper's rules.</exception>
    public static void Define(string name, RuleFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (string.IsNullOrWhiteSpace(name)) throw new SpecException("Rules.Name", name, "a name");
        if (Paper.Contains(name)) throw new SpecException("Rules.Name", name, "a name that is none of the paper's rules");
        Known[name] = factory;
    }

    internal static bool Knows(string name) => Known.ContainsKey(name);

    internal static LearningRule Make(string name, RuleFlips flips, bool outputDerivative) => Known[name](flips, outputDerivative);
}
