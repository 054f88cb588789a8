namespace CurlDescent;

/// <summary>Whether a flip belongs to the sending or the receiving neuron of a synapse.</summary>
public enum FlipSide
{
    /// <summary>A presynaptic neuron flips its outgoing synapses: columns of the weight matrix.</summary>
    Presynaptic,

    /// <summary>A postsynaptic neuron flips its incoming synapses: rows of the weight matrix.</summary>
    Postsynaptic,
}

/// <summary>
/// Rule flips of both layers. Presynaptic (the paper's): D1 has one sign per input and D2 one per hidden unit.
/// Postsynaptic: D1 has one sign per hidden unit and D2 one per output.
/// </summary>
public sealed record RuleFlips
{
    /// <summary>No flips: gradient descent.</summary>
    public static RuleFlips None { get; } = new();

    /// <summary>Flips of the hidden weights W1.</summary>
    public LayerFlips Hidden { get; init; } = LayerFlips.None;

    /// <summary>Flips of the readout weights W2.</summary>
    public LayerFlips Readout { get; init; } = LayerFlips.None;

    /// <summary>Which neuron of a synapse carries the flip.</summary>
    public FlipSide Side { get; init; } = FlipSide.Presynaptic;

    /// <summary>Presynaptic flips by fraction: α_h of the inputs, α_r of the hidden units.</summary>
    /// <param name="hidden">α_h, 0 … 1.</param>
    /// <param name="readout">α_r, 0 … 1.</param>
    public static RuleFlips Fractions(double hidden, double readout) =>
        new() { Hidden = LayerFlips.Fraction(hidden), Readout = LayerFlips.Fraction(readout) };

    /// <summary>Presynaptic flips by count.</summary>
    /// <param name="hidden">Number of flipped inputs.</param>
    /// <param name="readout">Number of flipped hidden units.</param>
    public static RuleFlips Counts(int hidden, int readout) =>
        new() { Hidden = LayerFlips.Count(hidden), Readout = LayerFlips.Count(readout) };

    /// <summary>Returns the signs for given layer sizes.</summary>
    /// <param name="inputs">M.</param>
    /// <param name="hiddenUnits">N.</param>
    /// <param name="outputs">K.</param>
    /// <returns>D1 and D2: (M, N) signs presynaptic, (N, K) postsynaptic.</returns>
    /// <exception cref="SpecException">A layer's flips do not fit its size.</exception>
    public (double[] Hidden, double[] Readout) Resolve(int inputs, int hiddenUnits, int outputs)
    {
        Require.Defined("Flips.Side", Side);
        bool pre = Side == FlipSide.Presynaptic;
        return (
            Require.NotNull("Flips.Hidden", Hidden).Resolve(pre ? inputs : hiddenUnits, "Flips.Hidden"),
            Require.NotNull("Flips.Readout", Readout).Resolve(pre ? hiddenUnits : outputs, "Flips.Readout"));
    }
}
