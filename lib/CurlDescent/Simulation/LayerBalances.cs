namespace CurlDescent;

/// <summary>
/// Conservation laws of networks of any depth: for every hidden unit i of layer ℓ, q_i = Σ_j W_ℓij²/d_ℓj − Σ_k W_{ℓ+1,ki}²/d_{ℓ+1,i},
/// with d the signs or grades of the presynaptic neurons. In continuous time it is conserved for a homogeneous φ (linear, ReLU) and
/// constant d ≠ 0 under backpropagation, whatever loss and outputs: the two sums change by −2 Σ_j W_ij ∂C/∂W_ij and −2 Σ_k W_ki ∂C/∂W_ki,
/// which are equal, since W_ℓi times s and W_{ℓ+1,·i} over s give the same outputs. In discrete time it drifts by O(η) per unit of time.
/// For d = ±1 and one hidden layer it is <see cref="ConservedBalance"/>. Not in the paper.
/// </summary>
public static class LayerBalances
{
    /// <summary>Computes the balances.</summary>
    /// <param name="network">Any network.</param>
    /// <param name="signs">L rows of n_0 … n_{L−1} numbers, none of them 0.</param>
    /// <returns>A row of n_ℓ numbers for each hidden layer ℓ = 1 … L − 1.</returns>
    /// <exception cref="SpecException">The signs do not fit, or one is 0.</exception>
    public static double[][] Compute(DeepNetwork network, IReadOnlyList<IReadOnlyList<double>> signs)
    {
        Require.Length("Signs", Require.NotNull("Signs", signs).Count, network.Layers, "rows");
        for (int l = 0; l < network.Layers; l++)
        {
            Require.Length($"Signs[{l}]", signs[l].Count, network.Widths[l], "signs");
            if (signs[l].Contains(0)) throw new SpecException($"Signs[{l}]", 0, "numbers other than 0");
        }

        var balances = new double[network.Layers - 1][];
        for (int l = 1; l < network.Layers; l++)
        {
            int below = network.Widths[l - 1], units = network.Widths[l], above = network.Widths[l + 1];
            ReadOnlySpan<double> incoming = network.Weights(l), outgoing = network.Weights(l + 1);
            balances[l - 1] = new double[units];
            for (int i = 0; i < units; i++)
            {
                double sum = 0, minus = 0;
                for (int j = 0; j < below; j++) sum += incoming[i * below + j] * incoming[i * below + j] / signs[l - 1][j];
                for (int k = 0; k < above; k++) minus += outgoing[k * units + i] * outgoing[k * units + i];
                balances[l - 1][i] = sum - minus / signs[l][i];
            }
        }

        return balances;
    }
}
