namespace CurlDescent;

/// <summary>
/// A learning rule for networks of any depth, ΔW_ℓ = −η·(∂C/∂W_ℓ)·D_ℓ with a sign or grade d ∈ [−1, 1] for every presynaptic neuron: 1 is
/// gradient descent, −1 a rule flip, 0 no plasticity. With one hidden layer and d = ±1 it is a presynaptic <see cref="SignedDeltaRule"/>.
/// Not in the paper, whose networks have one hidden layer.
/// </summary>
public sealed record DeepRule
{
    /// <summary>Which neurons are flipped in front of each layer of weights, W1 first; none where the list ends.</summary>
    public IReadOnlyList<LayerFlips> Flips { get; init; } = [];

    /// <summary>d of the flipped neurons, −1 … 1.</summary>
    public double FlippedSign { get; init; } = -1;

    /// <summary>
    /// If given, d of every neuron in front of each layer, in place of <see cref="Flips"/> and <see cref="FlippedSign"/>: L rows of n_0 …
    /// n_{L−1} numbers, −1 … 1.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<double>>? Signs { get; init; }

    /// <summary>
    /// Backpropagation, or feedback alignment: a fixed random matrix in place of each W_ℓᵀ on the way down, uniform on ±1/√n below.
    /// </summary>
    public Feedback Feedback { get; init; } = Feedback.Backpropagation;

    /// <summary>Whether δ of the outputs contains ψ'; of no effect with linear outputs or cross-entropy.</summary>
    public bool OutputDerivative { get; init; } = true;

    /// <summary>
    /// Epoch up to which d stays as given; from there it goes linearly to 1, which it reaches at <see cref="AnnealTo"/>: curl descent
    /// early, gradient descent late.
    /// </summary>
    public int AnnealFrom { get; init; } = int.MaxValue;

    /// <summary>First epoch of gradient descent; at least <see cref="AnnealFrom"/>. Equal: the flips end at once.</summary>
    public int AnnealTo { get; init; } = int.MaxValue;

    /// <summary>Returns d of every presynaptic neuron at the start.</summary>
    /// <param name="widths">n_0 … n_L.</param>
    /// <returns>L rows of n_0 … n_{L−1} numbers.</returns>
    /// <exception cref="SpecException">A number is outside its range, or flips or signs do not fit the widths.</exception>
    public double[][] Resolve(IReadOnlyList<int> widths)
    {
        int layers = DeepNetwork.RequireWidths(widths).Count - 1;
        Require.Defined("Rule.Feedback", Feedback);
        Grade("Rule.FlippedSign", FlippedSign);
        Require.InRange("Rule.AnnealFrom", AnnealFrom, 0, AnnealTo);
        if (Signs is { } signs)
        {
            Require.Length("Rule.Signs", signs.Count, layers, "rows");
            for (int l = 0; l < layers; l++)
            {
                Require.Length($"Rule.Signs[{l}]", Require.NotNull($"Rule.Signs[{l}]", signs[l]).Count, widths[l], "signs");
                foreach (double sign in signs[l]) Grade($"Rule.Signs[{l}]", sign);
            }

            return [.. signs.Select(row => row.ToArray())];
        }

        if (Require.NotNull("Rule.Flips", Flips).Count > layers)
            throw new SpecException("Rule.Flips", $"{Flips.Count} layers", $"at most {layers} layers");
        return
        [
            .. Enumerable.Range(0, layers).Select(l => Array.ConvertAll(
                (l < Flips.Count ? Flips[l] : LayerFlips.None).Resolve(widths[l], $"Rule.Flips[{l}]"), d => d < 0 ? FlippedSign : 1)),
        ];
    }

    /// <summary>Returns d of every presynaptic neuron after some epochs.</summary>
    /// <param name="start">From <see cref="Resolve"/>.</param>
    /// <param name="epoch">Epochs trained before.</param>
    internal double[][] Annealed(double[][] start, int epoch)
    {
        double gone = Gone(epoch);
        return gone == 0 ? start : [.. start.Select(row => Array.ConvertAll(row, d => d + (1 - d) * gone))];
    }

    /// <summary>Whether the signs of an epoch differ from those of the one before.</summary>
    internal bool ChangesAt(int epoch) => epoch > 0 && Gone(epoch) != Gone(epoch - 1);

    private double Gone(int epoch) =>
        epoch >= AnnealTo ? 1 : epoch <= AnnealFrom ? 0 : (double)(epoch - AnnealFrom) / (AnnealTo - AnnealFrom);

    private static void Grade(string field, double value)
    {
        if (!(value >= -1 && value <= 1)) throw new SpecException(field, value, "-1 … 1");
    }
}
