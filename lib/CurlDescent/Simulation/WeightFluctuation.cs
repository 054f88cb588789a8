namespace CurlDescent;

/// <summary>
/// The q order parameter of the paper: q = mean_{t,w}(w(t) − ⟨w⟩_t)² / Var_w(⟨w⟩_t) over a window of epochs, all weights pooled.
/// About 1e-30 where training has converged, O(1e-3 … 1) in the chaotic phase; 0 at an exact fixed point.
/// </summary>
/// <remarks>Running means and sums of squares per weight (Welford, 1962): no history is stored.</remarks>
public sealed class WeightFluctuation
{
    private readonly double[] means, squares;
    private int count;

    /// <summary>Creates an empty accumulator.</summary>
    /// <param name="weights">Number of weights.</param>
    public WeightFluctuation(int weights)
    {
        means = new double[weights];
        squares = new double[weights];
    }

    /// <summary>Number of states added.</summary>
    public int Count => count;

    /// <summary>Adds the weights of one epoch.</summary>
    /// <param name="network">All its weights, W1 then W2.</param>
    public void Add(TwoLayerNetwork network)
    {
        count++;
        int hidden = network.HiddenWeights.Length;
        Add(network.HiddenWeights, means.AsSpan(0, hidden), squares.AsSpan(0, hidden));
        Add(network.ReadoutWeights, means.AsSpan(hidden), squares.AsSpan(hidden));
    }

    /// <summary>Computes q; NaN before two states were added, 0 if no weight moved.</summary>
    public double OrderParameter()
    {
        if (count < 2) return double.NaN;
        double fluctuation = 0, mean = 0, variance = 0;
        for (int w = 0; w < means.Length; w++)
        {
            fluctuation += squares[w];
            mean += means[w];
        }

        if (fluctuation == 0) return 0;
        mean /= means.Length;
        foreach (double m in means) variance += (m - mean) * (m - mean);
        return fluctuation / count / variance;
    }

    private void Add(ReadOnlySpan<double> weights, Span<double> mean, Span<double> square)
    {
        for (int w = 0; w < weights.Length; w++)
        {
            double before = weights[w] - mean[w];
            mean[w] += before / count;
            square[w] += before * (weights[w] - mean[w]);
        }
    }
}
