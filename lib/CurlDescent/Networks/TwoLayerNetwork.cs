using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// A network ŷ = φ(W2 φ(W1 x)) with M inputs, N hidden units and K outputs.
/// Weights are stored row-major: <see cref="HiddenWeights"/> is W1 (N×M), <see cref="ReadoutWeights"/> is W2 (K×N).
/// </summary>
public sealed class TwoLayerNetwork
{
    private readonly double[] hidden, readout;

    /// <summary>Creates a network with zero weights.</summary>
    /// <param name="inputs">M, at least 1.</param>
    /// <param name="hiddenUnits">N, at least 1.</param>
    /// <param name="outputs">K, at least 1.</param>
    /// <param name="activation">φ of both layers.</param>
    /// <exception cref="SpecException">A size is below 1.</exception>
    public TwoLayerNetwork(int inputs, int hiddenUnits, int outputs, Activation activation)
    {
        Require.InRange("Inputs", inputs, 1, int.MaxValue);
        Require.InRange("HiddenUnits", hiddenUnits, 1, int.MaxValue);
        Require.InRange("Outputs", outputs, 1, int.MaxValue);
        Inputs = inputs;
        HiddenUnits = hiddenUnits;
        Outputs = outputs;
        Activation = Require.NotNull("Activation", activation);
        hidden = new double[(long)hiddenUnits * inputs];
        readout = new double[(long)outputs * hiddenUnits];
    }

    /// <summary>M.</summary>
    public int Inputs { get; }

    /// <summary>N.</summary>
    public int HiddenUnits { get; }

    /// <summary>K.</summary>
    public int Outputs { get; }

    /// <summary>φ of both layers.</summary>
    public Activation Activation { get; }

    /// <summary>Compression ratio c = M/N.</summary>
    public double CompressionRatio => (double)Inputs / HiddenUnits;

    /// <summary>Number of weights, N·M + K·N.</summary>
    public int WeightCount => hidden.Length + readout.Length;

    /// <summary>W1, row-major N×M; writable.</summary>
    public Span<double> HiddenWeights => hidden;

    /// <summary>W2, row-major K×N; writable.</summary>
    public Span<double> ReadoutWeights => readout;

    /// <summary>Returns a copy of W1 as an N×M matrix.</summary>
    public Matrix<double> HiddenMatrix() => Matrix<double>.Build.DenseOfRowMajor(HiddenUnits, Inputs, hidden);

    /// <summary>Returns a copy of W2 as a K×N matrix.</summary>
    public Matrix<double> ReadoutMatrix() => Matrix<double>.Build.DenseOfRowMajor(Outputs, HiddenUnits, readout);

    /// <summary>Overwrites the weights.</summary>
    /// <param name="hiddenWeights">W1, N×M.</param>
    /// <param name="readoutWeights">W2, K×N.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public void SetWeights(Matrix<double> hiddenWeights, Matrix<double> readoutWeights)
    {
        if (hiddenWeights.RowCount != HiddenUnits || hiddenWeights.ColumnCount != Inputs)
            throw new ArgumentException(
                $"W1 is {hiddenWeights.RowCount}×{hiddenWeights.ColumnCount}, expected {HiddenUnits}×{Inputs}.", nameof(hiddenWeights));
        if (readoutWeights.RowCount != Outputs || readoutWeights.ColumnCount != HiddenUnits)
            throw new ArgumentException(
                $"W2 is {readoutWeights.RowCount}×{readoutWeights.ColumnCount}, expected {Outputs}×{HiddenUnits}.", nameof(readoutWeights));
        hiddenWeights.ToRowMajorArray().CopyTo(hidden, 0);
        readoutWeights.ToRowMajorArray().CopyTo(readout, 0);
    }

    /// <summary>Computes the outputs for a set of inputs.</summary>
    /// <param name="inputs">M×B, one sample per column.</param>
    /// <returns>K×B.</returns>
    public Matrix<double> Output(Matrix<double> inputs) => Activation.Apply(ReadoutMatrix() * Activation.Apply(HiddenMatrix() * inputs));

    /// <summary>Returns an independent copy.</summary>
    public TwoLayerNetwork Clone()
    {
        var copy = new TwoLayerNetwork(Inputs, HiddenUnits, Outputs, Activation);
        hidden.CopyTo(copy.hidden, 0);
        readout.CopyTo(copy.readout, 0);
        return copy;
    }
}
