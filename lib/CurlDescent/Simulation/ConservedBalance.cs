namespace CurlDescent;

/// <summary>
/// The balance of every hidden unit, q_i = Σ_j D1_j W1_ij² − D2_i Σ_k W2_ki². In continuous time it is conserved for a homogeneous hidden
/// nonlinearity, a linear output, backpropagation, presynaptic flips and free norms; in discrete time it drifts by O(η) per unit time.
/// Not in the paper; follows from the two update rules, whose contributions to dq_i/dt cancel.
/// </summary>
public static class ConservedBalance
{
    /// <summary>Computes the balances.</summary>
    /// <param name="network">Any network.</param>
    /// <param name="flips">Presynaptic flips that fit it.</param>
    /// <returns>N numbers.</returns>
    /// <exception cref="SpecException">The flips are postsynaptic or do not fit.</exception>
    public static double[] Compute(TwoLayerNetwork network, RuleFlips flips)
    {
        if (flips.Side != FlipSide.Presynaptic) throw new SpecException("Flips.Side", flips.Side, nameof(FlipSide.Presynaptic));
        (double[] d1, double[] d2) = flips.Resolve(network.Inputs, network.HiddenUnits, network.Outputs);
        ReadOnlySpan<double> w1 = network.HiddenWeights, w2 = network.ReadoutWeights;
        var balances = new double[network.HiddenUnits];
        for (int i = 0; i < balances.Length; i++)
        {
            double incoming = 0, outgoing = 0;
            for (int j = 0; j < network.Inputs; j++) incoming += d1[j] * w1[i * network.Inputs + j] * w1[i * network.Inputs + j];
            for (int k = 0; k < network.Outputs; k++) outgoing += w2[k * network.HiddenUnits + i] * w2[k * network.HiddenUnits + i];
            balances[i] = incoming - d2[i] * outgoing;
        }

        return balances;
    }
}
