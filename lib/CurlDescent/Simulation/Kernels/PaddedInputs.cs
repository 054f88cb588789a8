namespace CurlDescent.Simulation.Kernels;

/// <summary>The inputs of a data set with rows padded by zeros to whole cache lines. Made once per data set, shared by all its runs, never written again.</summary>
internal sealed class PaddedInputs
{
    private readonly AlignedBuffer values;

    public PaddedInputs(double[] inputs, int samples)
    {
        Samples = samples;
        Inputs = inputs.Length / samples;
        Stride = Lanes.RoundUp(Inputs);
        values = new AlignedBuffer((long)samples * Stride);
        for (int p = 0; p < samples; p++) inputs.AsSpan(p * Inputs, Inputs).CopyTo(values.Span[(p * Stride)..]);
    }

    /// <summary>P.</summary>
    public int Samples { get; }

    /// <summary>M.</summary>
    public int Inputs { get; }

    /// <summary>Numbers per row, a multiple of 8.</summary>
    public int Stride { get; }

    /// <summary>X, P rows.</summary>
    public ReadOnlySpan<double> Values => values.Span;
}
