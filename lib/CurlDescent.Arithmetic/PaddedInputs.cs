using System.Runtime.Intrinsics.X86;

namespace CurlDescent.Arithmetic;

/// <summary>
/// The inputs of a data set with rows padded by zeros to whole cache lines. Made once per data set, shared by all its runs, never written
/// again.
/// </summary>
internal sealed class PaddedInputs
{
    // Rows asked for at once; in a larger batch the processor itself can run ahead.
    private const int MostPrefetched = 16;

    // 256 KB, which the second-level cache of any present processor holds.
    private const int MostCached = 1 << 15;

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

    /// <summary>
    /// Asks for rows that are read soon. A shuffled data set larger than the caches is read in an order that the processor cannot foresee.
    /// </summary>
    /// <param name="samples">The rows; those beyond a small number are left out.</param>
    public unsafe void Prefetch(ReadOnlySpan<int> samples)
    {
        if (!Sse.IsSupported || Values.Length <= MostCached) return;
        fixed (double* x = values.Span)
        {
            foreach (int sample in samples[..Math.Min(samples.Length, MostPrefetched)])
            {
                double* row = x + sample * (nint)Stride;
                for (int j = 0; j < Stride; j += Lanes.Count) Sse.Prefetch1(row + j);
            }
        }
    }
}
