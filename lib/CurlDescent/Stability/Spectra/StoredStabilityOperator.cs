using System.Numerics.Tensors;
using CurlDescent.Arithmetic;

namespace CurlDescent.Stability.Spectra;

/// <summary><see cref="StabilityOperator"/> with W1 in memory.</summary>
internal sealed class StoredStabilityOperator : StabilityOperator
{
    private readonly double[] weights;

    public StoredStabilityOperator(double[] hiddenWeights, double[] inputSigns, double[] hiddenSigns, double scale, int threads)
        : base(inputSigns, hiddenSigns, scale, inputSigns?.Length ?? 0, 1, threads)
    {
        weights = Require.NotNull("HiddenWeights", hiddenWeights);
        if (weights.LongLength != (long)Dimension * HiddenUnits)
            throw new SpecException("HiddenWeights", $"{weights.Length} values", $"{HiddenUnits}×{Dimension} values");
    }

    private protected override ReadOnlySpan<double> RowMajorWeights(CancellationToken cancellation) => weights;

    private protected override void Accumulate(int firstRow, ReadOnlySpan<double> signs, ReadOnlySpan<double> vector, Span<double> sum)
    {
        for (int i = 0; i < signs.Length; i++)
        {
            ReadOnlySpan<double> row = weights.AsSpan((firstRow + i) * Dimension, Dimension);
            TensorPrimitives.MultiplyAdd(row, signs[i] * FixedOrder.Dot(row, vector), sum, sum);
        }
    }
}
