using System.Numerics.Tensors;
using CurlDescent.Arithmetic;
using CurlDescent.Stability.Spectra;

namespace CurlDescent;

/// <summary>
/// The matrix X = λD1 + W1ᵀD2W1 (derived in notebook 04, section 1) as an operator: v ↦ λD1v + W1ᵀ(D2(W1v)), in one pass over the rows of
/// W1. Rows are split into a fixed number of blocks, each with a partial sum of its own; the sums are added in the order of the blocks.
/// Not thread-safe: products share buffers.
/// </summary>
public abstract class StabilityOperator : ISymmetricOperator
{
    private const int MaximumBlocks = 64, LeastRowsPerBlock = 64;

    private readonly double[] inputSigns, hiddenSigns, padded;
    private readonly double[][] partial;
    private readonly int rowsPerBlock;
    private readonly ParallelOptions parallel;

    private protected StabilityOperator(
        double[] inputSigns, double[] hiddenSigns, double scale, int paddedInputs, int rowMultiple, int threads)
    {
        RequireSigns("D1", inputSigns);
        RequireSigns("D2", hiddenSigns);
        Require.NotNegative("Scale", scale);
        if (threads is 0 or < -1) throw new SpecException("Threads", threads, "-1 or at least 1");
        this.inputSigns = (double[])inputSigns.Clone();
        this.hiddenSigns = (double[])hiddenSigns.Clone();
        Scale = scale;
        int rows = Math.Max(LeastRowsPerBlock, (hiddenSigns.Length + MaximumBlocks - 1) / MaximumBlocks);
        rowsPerBlock = (rows + rowMultiple - 1) / rowMultiple * rowMultiple;
        padded = new double[paddedInputs];
        partial = new double[(hiddenSigns.Length + rowsPerBlock - 1) / rowsPerBlock][];
        for (int block = 0; block < partial.Length; block++) partial[block] = new double[paddedInputs];
        parallel = new ParallelOptions { MaxDegreeOfParallelism = threads };
    }

    /// <summary>M, the number of rows of X.</summary>
    public int Dimension => inputSigns.Length;

    /// <summary>N, the number of rows of W1.</summary>
    public int HiddenUnits => hiddenSigns.Length;

    /// <summary>λ.</summary>
    public double Scale { get; }

    /// <summary>Creates the operator of a network with its weights stored.</summary>
    /// <param name="network">W1 and W2; copied.</param>
    /// <param name="flips">Presynaptic flips: D1 of the inputs, D2 of the hidden units.</param>
    /// <param name="scale">λ; without it ‖W2‖², right for one output.</param>
    /// <param name="threads">Largest number of threads; −1 for all processors.</param>
    /// <exception cref="SpecException">Postsynaptic flips, flips that do not fit, several outputs without λ, or a value outside its
    /// range.</exception>
    public static StabilityOperator Create(TwoLayerNetwork network, RuleFlips flips, double? scale = null, int threads = -1)
    {
        Require.NotNull("Network", network);
        Require.NotNull("Flips", flips);
        if (flips.Side != FlipSide.Presynaptic) throw new SpecException("Flips.Side", flips.Side, "Presynaptic");
        if (scale is null && network.Outputs > 1)
            throw new SpecException("Scale", null, "an eigenvalue of W2W2ᵀ, because the network has several outputs");
        (double[] d1, double[] d2) = flips.Resolve(network.Inputs, network.HiddenUnits, network.Outputs);
        return new StoredStabilityOperator(
            network.HiddenWeights.ToArray(), d1, d2, scale ?? FixedOrder.SumOfSquares(network.ReadoutWeights), threads);
    }

    /// <summary>Creates the operator of stored hidden weights.</summary>
    /// <param name="hiddenWeights">W1, row-major N×M; not copied.</param>
    /// <param name="inputSigns">Diagonal of D1, M values of ±1.</param>
    /// <param name="hiddenSigns">Diagonal of D2, N values of ±1.</param>
    /// <param name="scale">λ, finite and ≥ 0.</param>
    /// <param name="threads">Largest number of threads; −1 for all processors.</param>
    /// <exception cref="SpecException">A shape does not fit or a value is outside its range.</exception>
    public static StabilityOperator Create(
        double[] hiddenWeights, double[] inputSigns, double[] hiddenSigns, double scale, int threads = -1) =>
        new StoredStabilityOperator(hiddenWeights, inputSigns, hiddenSigns, scale, threads);

    /// <summary>Creates the operator of random hidden weights that are regenerated row by row in every product instead of stored.</summary>
    /// <param name="weights">Random W1: its shape, law and seed.</param>
    /// <param name="inputSigns">Diagonal of D1, M values of ±1.</param>
    /// <param name="hiddenSigns">Diagonal of D2, N values of ±1.</param>
    /// <param name="scale">λ, finite and ≥ 0.</param>
    /// <param name="threads">Largest number of threads; −1 for all processors.</param>
    /// <exception cref="SpecException">A shape does not fit or a value is outside its range.</exception>
    public static StabilityOperator Create(RandomWeights weights, double[] inputSigns, double[] hiddenSigns, double scale, int threads = -1)
    {
        Require.NotNull("Weights", weights);
        return weights.Law == WeightLaw.Signs
            ? new SignStabilityOperator(weights, inputSigns, hiddenSigns, scale, threads)
            : new RegeneratedStabilityOperator(weights, inputSigns, hiddenSigns, scale, threads);
    }

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<double> vector, Span<double> result)
    {
        if (vector.Length != Dimension)
        {
            throw new ArgumentException($"The vector has {vector.Length} values, expected {Dimension}.", nameof(vector));
        }

        if (result.Length != Dimension)
        {
            throw new ArgumentException($"The result has {result.Length} values, expected {Dimension}.", nameof(result));
        }

        vector.CopyTo(padded);
        Parallel.For(0, partial.Length, parallel, block =>
        {
            Array.Clear(partial[block]);
            int from = block * rowsPerBlock;
            Accumulate(from, hiddenSigns.AsSpan(from, Math.Min(rowsPerBlock, hiddenSigns.Length - from)), padded, partial[block]);
        });
        result.Clear();
        foreach (double[] sum in partial) TensorPrimitives.Add(result, sum.AsSpan(0, Dimension), result);
        for (int j = 0; j < result.Length; j++) result[j] = Scale * inputSigns[j] * vector[j] + WeightFactor * result[j];
    }

    /// <summary>Forms X as a full row-major M×M matrix, for sizes at which that is possible.</summary>
    /// <param name="cancellation">Looked at throughout.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public double[] ToDense(CancellationToken cancellation = default) => StabilityMatrix.Form(
        RowMajorWeights(cancellation), inputSigns, hiddenSigns, Scale,
        new ParallelOptions { MaxDegreeOfParallelism = parallel.MaxDegreeOfParallelism, CancellationToken = cancellation });

    /// <summary>W1, row-major N×M.</summary>
    private protected abstract ReadOnlySpan<double> RowMajorWeights(CancellationToken cancellation);

    /// <summary>Common factor of W1ᵀD2W1 left out by <see cref="Accumulate"/>.</summary>
    private protected virtual double WeightFactor => 1;

    /// <summary>Adds Σ_i d_i (w_i·v) w_i over a block of rows.</summary>
    private protected abstract void Accumulate(int firstRow, ReadOnlySpan<double> signs, ReadOnlySpan<double> vector, Span<double> sum);

    private static void RequireSigns(string field, double[] signs)
    {
        if (Require.NotNull(field, signs).Length == 0) throw new SpecException(field, "an empty diagonal", "at least one sign");
        foreach (double sign in signs)
        {
            if (sign is not (1 or -1)) throw new SpecException(field, sign, "+1 or −1");
        }
    }
}
