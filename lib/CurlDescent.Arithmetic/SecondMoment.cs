using System.Runtime.Intrinsics;

namespace CurlDescent.Arithmetic;

/// <summary>Σ = XXᵀ/P in <see cref="Panels"/>. Made once per data set, shared by all its runs, never written again.</summary>
internal sealed class SecondMoment
{
    private readonly AlignedBuffer values;

    public SecondMoment(PaddedInputs data)
    {
        Rows = Panels.PaddedRows(data.Inputs);
        Stride = data.Stride;
        var sums = new double[data.Inputs * data.Inputs];
        using var row = new AlignedBuffer(Stride);
        for (int i = 0; i < data.Inputs; i++)
        {
            row.Span.Clear();
            for (int p = 0; p < data.Samples; p++)
            {
                ReadOnlySpan<double> x = data.Values.Slice(p * Stride, Stride);
                Vector512<double> xi = Vector512.Create(x[i]);
                for (int j = 0; j < Stride; j += Lanes.Count)
                    Lanes.MultiplyAdd(xi, Vector512.Create(x[j..]), Vector512.Create<double>(row.Span[j..])).CopyTo(row.Span[j..]);
            }

            for (int j = 0; j < data.Inputs; j++) sums[i * data.Inputs + j] = row.Span[j] / data.Samples;
        }

        values = new AlignedBuffer((long)Rows * Stride);
        Panels.Pack(sums, data.Inputs, values.Span, Stride);
    }

    /// <summary>M, padded to whole panels.</summary>
    public int Rows { get; }

    /// <summary>Numbers per row.</summary>
    public int Stride { get; }

    /// <summary>Σ.</summary>
    public ReadOnlySpan<double> Values => values.Span;
}
