using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// A network ŷ = ψ(W_L φ(W_{L−1} … φ(W1 x))) with L ≥ 2 layers of weights, that is L − 1 hidden layers of any widths. Weights are stored
/// row-major: W_ℓ is n_ℓ × n_{ℓ−1}, with n_0 inputs and n_L outputs. Without biases; an input that is always 1 gives the first hidden layer
/// some.
/// </summary>
public sealed class DeepNetwork
{
    private readonly int[] widths;
    private readonly double[][] weights;

    /// <summary>Creates a network with zero weights.</summary>
    /// <param name="widths">n_0 … n_L from inputs to outputs: at least three numbers, each 1 … 100,000.</param>
    /// <param name="activation">φ of the hidden layers.</param>
    /// <param name="outputActivation">ψ; linear if not given.</param>
    /// <exception cref="SpecException">There are fewer than three widths, or one is outside its range.</exception>
    public DeepNetwork(IReadOnlyList<int> widths, Activation activation, Activation? outputActivation = null)
    {
        this.widths = [.. RequireWidths(widths)];
        Activation = Require.NotNull(nameof(Activation), activation);
        OutputActivation = outputActivation ?? Activation.Linear;
        weights = [.. Enumerable.Range(0, widths.Count - 1).Select(l => new double[(long)widths[l + 1] * widths[l]])];
    }

    /// <summary>n_0 … n_L.</summary>
    public IReadOnlyList<int> Widths => widths;

    /// <summary>L, the number of layers of weights.</summary>
    public int Layers => weights.Length;

    /// <summary>φ of the hidden layers.</summary>
    public Activation Activation { get; }

    /// <summary>ψ of the outputs.</summary>
    public Activation OutputActivation { get; }

    /// <summary>Number of weights.</summary>
    public int WeightCount => weights.Sum(w => w.Length);

    /// <summary>Returns W_ℓ, row-major n_ℓ × n_{ℓ−1}; writable.</summary>
    /// <param name="layer">ℓ, 1 … L.</param>
    public Span<double> Weights(int layer) => weights[layer - 1];

    /// <summary>Returns a copy of W_ℓ, n_ℓ × n_{ℓ−1}.</summary>
    /// <param name="layer">ℓ, 1 … L.</param>
    public Matrix<double> Matrix(int layer) => Matrix<double>.Build.DenseOfRowMajor(widths[layer], widths[layer - 1], weights[layer - 1]);

    /// <summary>Overwrites W_ℓ.</summary>
    /// <param name="layer">ℓ, 1 … L.</param>
    /// <param name="matrix">n_ℓ × n_{ℓ−1}.</param>
    /// <exception cref="SpecException">The shape does not fit.</exception>
    public void SetMatrix(int layer, Matrix<double> matrix)
    {
        if (matrix.RowCount != widths[layer] || matrix.ColumnCount != widths[layer - 1])
            throw new SpecException($"W{layer}", $"{matrix.RowCount}×{matrix.ColumnCount}", $"{widths[layer]}×{widths[layer - 1]}");
        matrix.ToRowMajorArray().CopyTo(weights[layer - 1], 0);
    }

    /// <summary>Computes the outputs for a set of inputs; under cross-entropy their softmax are the probabilities.</summary>
    /// <param name="inputs">n_0×B, one sample per column.</param>
    /// <returns>n_L×B.</returns>
    public Matrix<double> Output(Matrix<double> inputs)
    {
        Matrix<double> h = inputs;
        for (int layer = 1; layer < Layers; layer++) h = Activation.Apply(Matrix(layer) * h);
        return OutputActivation.Apply(Matrix(Layers) * h);
    }

    /// <summary>Returns an independent copy.</summary>
    public DeepNetwork Clone()
    {
        var copy = new DeepNetwork(widths, Activation, OutputActivation);
        for (int l = 0; l < weights.Length; l++) weights[l].CopyTo(copy.weights[l], 0);
        return copy;
    }

    /// <summary>Draws weights of scale a/√fan-in. With one hidden layer they are those of a <see cref="TwoLayerNetwork"/>.</summary>
    internal void Draw(WeightInitialization initialization, ulong seed, uint run, RandomPurpose hidden, RandomPurpose readout)
    {
        for (int l = 0; l < weights.Length; l++)
        {
            bool isLast = l == weights.Length - 1;
            initialization.Fill(weights[l], widths[l], new RandomStream(seed, run, isLast ? readout : hidden, isLast ? 0u : (uint)l));
        }
    }

    internal static IReadOnlyList<int> RequireWidths(IReadOnlyList<int> widths)
    {
        Require.InRange("Widths.Count", Require.NotNull(nameof(Widths), widths).Count, 3, 64);
        foreach (int width in widths) Require.InRange(nameof(Widths), width, 1, 100_000);
        return widths;
    }
}
