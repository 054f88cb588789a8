namespace CurlDescent;

/// <summary>Distribution of initial weights.</summary>
public enum WeightDistribution
{
    /// <summary>Uniform on (−a/√fan-in, a/√fan-in).</summary>
    Uniform,

    /// <summary>Normal with standard deviation a/√fan-in.</summary>
    Normal,
}

/// <summary>Random weights whose scale is <paramref name="Range"/>/√fan-in; the fan-in is M for W1 and N for W2.</summary>
/// <param name="Range">a; finite and ≥ 0.</param>
/// <param name="Distribution">Shape of the distribution.</param>
public sealed record WeightInitialization(double Range = 1, WeightDistribution Distribution = WeightDistribution.Uniform)
{
    /// <summary>Fills both layers of a network.</summary>
    /// <param name="network">Overwritten.</param>
    /// <param name="hidden">Stream for W1.</param>
    /// <param name="readout">Stream for W2.</param>
    public void Fill(TwoLayerNetwork network, RandomStream hidden, RandomStream readout)
    {
        Fill(network.HiddenWeights, network.Inputs, hidden);
        Fill(network.ReadoutWeights, network.HiddenUnits, readout);
    }

    internal void Validate(string field)
    {
        Require.NotNegative($"{field}.{nameof(Range)}", Range);
        Require.Defined($"{field}.{nameof(Distribution)}", Distribution);
    }

    internal void Fill(Span<double> weights, int fanIn, RandomStream stream)
    {
        double scale = Range / Math.Sqrt(fanIn);
        if (Distribution == WeightDistribution.Uniform) stream.FillUniform(scale, weights);
        else stream.FillNormal(scale, weights);
    }
}
