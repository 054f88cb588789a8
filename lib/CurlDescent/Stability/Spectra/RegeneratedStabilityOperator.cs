using System.Numerics.Tensors;
using CurlDescent.Arithmetic;

namespace CurlDescent.Stability.Spectra;

/// <summary><see cref="StabilityOperator"/> with rows of W1 of any law regenerated in every product.</summary>
internal sealed class RegeneratedStabilityOperator : StabilityOperator
{
    private readonly RandomWeights weights;

    public RegeneratedStabilityOperator(RandomWeights weights, double[] inputSigns, double[] hiddenSigns, double scale, int threads)
        : base(inputSigns, hiddenSigns, scale, weights.Inputs, 1, threads)
    {
        this.weights = weights;
        RequireShape(weights, this);
    }

    internal static void RequireShape(RandomWeights weights, StabilityOperator target)
    {
        if (target.Dimension != weights.Inputs)
        {
            throw new SpecException("D1", $"{target.Dimension} signs", $"{weights.Inputs} signs, one per input");
        }

        if (target.HiddenUnits != weights.HiddenUnits)
            throw new SpecException("D2", $"{target.HiddenUnits} signs", $"{weights.HiddenUnits} signs, one per hidden unit");
    }

    private protected override ReadOnlySpan<double> RowMajorWeights(CancellationToken cancellation) => weights.ToArray(cancellation);

    private protected override void Accumulate(int firstRow, ReadOnlySpan<double> signs, ReadOnlySpan<double> vector, Span<double> sum)
    {
        var row = new double[vector.Length];
        for (int i = 0; i < signs.Length; i++)
        {
            weights.CopyRow(firstRow + i, row);
            TensorPrimitives.MultiplyAdd(row, signs[i] * FixedOrder.Dot(row, vector), sum, sum);
        }
    }
}
