using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// The balance of every hidden unit, q_i = Σ_j D1_j W1_ij² − D2_i Σ_k W2_ki². In continuous time it is conserved for a homogeneous hidden
/// nonlinearity, a linear output, backpropagation, presynaptic flips and free norms; in discrete time it drifts by O(η) per unit time.
/// Not in the paper; follows from the two update rules, whose contributions to dq_i/dt cancel. With any other φ they do not cancel quite:
/// <see cref="Rates"/>.
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

    /// <summary>
    /// Computes how fast the balances change in continuous time under backpropagation and free norms, whatever the presynaptic flips:
    /// dq_i/dt = 2·mean[b_i (φ(a_i) − a_i φ'(a_i))], with a_i the preactivation of the hidden unit and b_i = Σ_k W2_ki δ2_k the error that
    /// comes back to it. For a homogeneous φ it is 0. The two layers contribute 2 D1_j W1_ij ΔW1_ij and −2 D2_i W2_ki ΔW2_ki; each
    /// update has its sign once more, and the squares of signs are 1. Not in the paper.
    /// </summary>
    /// <param name="network">Any network.</param>
    /// <param name="data">Inputs and targets that fit; all of them are one batch.</param>
    /// <param name="outputDerivative">Whether δ2 contains φ'(a2) (<see cref="SignedDeltaRule.OutputDerivative"/>).</param>
    /// <returns>N numbers per unit of learning time (1/η steps).</returns>
    /// <exception cref="SpecException">The data do not fit the network.</exception>
    public static double[] Rates(TwoLayerNetwork network, InputData data, bool outputDerivative = true)
    {
        Require.NotNull(nameof(data), data).RequireFit(Require.NotNull(nameof(network), network));
        Activation phi = network.Activation;
        Matrix<double> a = network.HiddenMatrix() * data.InputMatrix(), h = phi.Apply(a), slope = phi.Derivative(a);
        Matrix<double> output = network.ReadoutMatrix() * h, delta = phi.Apply(output) - data.TargetMatrix();
        if (outputDerivative) delta = delta.PointwiseMultiply(phi.Derivative(output));
        Matrix<double> back = network.ReadoutMatrix().TransposeThisAndMultiply(delta);
        var rates = new double[network.HiddenUnits];
        for (int i = 0; i < rates.Length; i++)
        {
            double sum = 0;
            for (int p = 0; p < data.Samples; p++) sum += back[i, p] * (h[i, p] - a[i, p] * slope[i, p]);
            rates[i] = 2 * sum / data.Samples;
        }

        return rates;
    }
}
