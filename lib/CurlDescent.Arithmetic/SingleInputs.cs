using System.Runtime.Intrinsics.X86;

namespace CurlDescent.Arithmetic;

/// <summary>
/// The inputs of a data set rounded to single precision, rows padded by zeros (<see cref="SingleLayout"/>). Made once per
/// data set, shared by all its runs, never written again.
/// </summary>
internal sealed class SingleInputs
{
    // As in PaddedInputs.
    private const int MostPrefetched = 16, MostCached = 1 << 16;

    private readonly SingleBuffer values;

    public SingleInputs(double[] inputs, int samples)
    {
        Samples = samples;
        int width = inputs.Length / samples;
        Stride = SingleLayout.InputStride(width);
        values = new SingleBuffer((long)samples * Stride);
        Span<float> to = values.Span;
        for (int p = 0; p < samples; p++)
        {
            for (int j = 0; j < width; j++) to[p * Stride + j] = (float)inputs[p * width + j];
        }
    }

    /// <summary>P.</summary>
    public int Samples { get; }

    /// <summary>Numbers per row.</summary>
    public int Stride { get; }

    /// <summary>The first value of the first row.</summary>
    public ref float First => ref values.First;

    /// <summary>Asks for rows that are read soon; see <see cref="PaddedInputs.Prefetch"/>.</summary>
    /// <param name="samples">The rows; those beyond a small number are left out.</param>
    public unsafe void Prefetch(ReadOnlySpan<int> samples)
    {
        if (!Sse.IsSupported || (long)Samples * Stride <= MostCached) return;
        fixed (float* x = values.Span)
        {
            foreach (int sample in samples[..Math.Min(samples.Length, MostPrefetched)])
            {
                float* row = x + sample * (nint)Stride;
                for (int j = 0; j < Stride; j += SinglePanels.Lanes) Sse.Prefetch1(row + j);
            }
        }
    }
}
