namespace CurlDescent;

/// <summary>How the teacher's fixed weights are drawn.</summary>
public sealed record Teacher
{
    /// <summary>Distribution of the weights.</summary>
    public WeightInitialization Weights { get; init; } = new();

    /// <summary>If given, W1 is scaled to this Frobenius norm, in units of √N; 1 gives ‖W1‖_F = √N.</summary>
    public double? HiddenNorm { get; init; }

    /// <summary>If given, W2 is scaled to this Frobenius norm.</summary>
    public double? ReadoutNorm { get; init; }

    /// <summary>Draws a teacher.</summary>
    /// <param name="inputs">M.</param>
    /// <param name="hiddenUnits">N.</param>
    /// <param name="outputs">K.</param>
    /// <param name="activation">φ.</param>
    /// <param name="seed">Seed of the cell.</param>
    /// <param name="run">Number of the run whose own teacher it is, or <see cref="RandomStream.SharedRun"/> for the one that all runs of
    /// the cell share.</param>
    public TwoLayerNetwork Draw(
        int inputs, int hiddenUnits, int outputs, Activation activation, ulong seed, uint run = RandomStream.SharedRun)
    {
        if (HiddenNorm is { } hiddenNorm) Require.NotNegative("Teacher.HiddenNorm", hiddenNorm);
        if (ReadoutNorm is { } readoutNorm) Require.NotNegative("Teacher.ReadoutNorm", readoutNorm);
        var network = new TwoLayerNetwork(inputs, hiddenUnits, outputs, activation);
        Weights.Fill(
            network,
            new RandomStream(seed, run, RandomPurpose.TeacherHidden),
            new RandomStream(seed, run, RandomPurpose.TeacherReadout));
        if (HiddenNorm is { } h) Rescale(network.HiddenWeights, h * Math.Sqrt(hiddenUnits));
        if (ReadoutNorm is { } r) Rescale(network.ReadoutWeights, r);
        return network;
    }

    internal void Validate(string field)
    {
        Require.NotNull($"{field}.{nameof(Weights)}", Weights).Validate($"{field}.{nameof(Weights)}");
        if (HiddenNorm is { } h) Require.Positive($"{field}.{nameof(HiddenNorm)}", h);
        if (ReadoutNorm is { } r) Require.Positive($"{field}.{nameof(ReadoutNorm)}", r);
        if ((HiddenNorm ?? ReadoutNorm) is not null && Weights.Range == 0)
            throw new SpecException($"{field}.{nameof(Weights)}.{nameof(Weights.Range)}", 0.0, "> 0 when a norm of the teacher is given");
    }

    // One by one: a library's vectorised norm adds in an order that depends on the processor.
    private static void Rescale(Span<double> weights, double norm)
    {
        double squares = 0;
        foreach (double weight in weights) squares += weight * weight;
        double factor = norm / Math.Sqrt(squares);
        foreach (ref double weight in weights) weight *= factor;
    }
}
