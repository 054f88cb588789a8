namespace CurlDescent.Experiments;

/// <summary>Names of the rules that a cell is run under: values of <see cref="Row.Rule"/>.</summary>
public static class RuleName
{
    /// <summary>Backpropagation, no flips.</summary>
    public const string GradientDescent = "gradient descent";

    /// <summary>Fixed random feedback, no flips.</summary>
    public const string FeedbackAlignment = "feedback alignment";

    /// <summary>Fixed random feedback with the cell's flips.</summary>
    public const string FlippedFeedbackAlignment = "flipped feedback alignment";

    /// <summary>Backpropagation with the cell's flips.</summary>
    public const string CurlDescent = "curl descent";

    /// <summary>Nothing is trained: the limiting theory.</summary>
    public const string Theory = "theory";

    /// <summary>Nothing is trained: a sampled matrix.</summary>
    public const string SampledMatrix = "sampled matrix";

    /// <summary>Returns the rules that the paper's figures compare, gradient and curl descent, as far as a table has them.</summary>
    /// <param name="table">Any table.</param>
    public static IEnumerable<string> OfThePaperIn(ResultTable table) => new[] { GradientDescent, CurlDescent }.Where(table.Rules.Contains);
}
