using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments.Kinds;

/// <summary>Parameters and rules that experiments with networks of any depth share.</summary>
internal static class DeepRuns
{
    public const string Width = "width", FlippedSign = "flippedSign", AnnealFrom = "annealFrom", AnnealTo = "annealTo";

    private const int Most = 100_000_000;

    public static IReadOnlyList<ParameterDefinition> OfFlips { get; } =
    [
        Integer(WeightLayers, "L, layers of weights, the readout among them.", 2, 2, 16),
        Integer(Width, "N, units of each hidden layer.", 40, 1, 100_000),
        Integer(FlippedLayer, "Layer of weights, 1 … L, in front of which neurons are flipped; 0: in front of every layer.", 1, 0, 16),
        new ParameterDefinition
        {
            Name = FlippedFraction,
            Description = "α, flipped fraction of those neurons; the first ⌊n·α⌋ are flipped.",
            Type = ParameterType.Number,
            Default = 0,
            Least = 0,
            Most = 1,
        },
        new ParameterDefinition
        {
            Name = FlippedSign,
            Description = "d of the flipped neurons: −1 a flip, 0 no plasticity, 1 gradient descent.",
            Type = ParameterType.Number,
            Default = -1,
            Least = -1,
            Most = 1,
        },
        Integer(AnnealFrom, "Epoch from which flips fade, d going linearly to 1; read where annealTo is given.", 0, 0, Most),
        Integer(AnnealTo, "First epoch of gradient descent; 0: flips stay.", 0, 0, Most),
    ];

    /// <summary>n_0 … n_L of a cell.</summary>
    public static int[] Widths(Cell cell, int inputs, int outputs) =>
        [inputs, .. Enumerable.Repeat(cell.Integer(Width), cell.Integer(WeightLayers) - 1), outputs];

    /// <summary>The rule of a name, with the cell's flips where it has any.</summary>
    public static DeepRule Rule(Cell cell, string rule)
    {
        int layer = cell.Integer(FlippedLayer), end = cell.Integer(AnnealTo);
        var fraction = LayerFlips.Fraction(cell.Number(FlippedFraction));
        bool flipped = rule is RuleName.CurlDescent or RuleName.FlippedFeedbackAlignment;
        return new DeepRule
        {
            Flips = !flipped ? [] : [.. Enumerable.Range(1, cell.Integer(WeightLayers)).Select(l =>
                layer == 0 || layer == l ? fraction : LayerFlips.None)],
            FlippedSign = cell.Number(FlippedSign),
            AnnealFrom = end == 0 ? int.MaxValue : cell.Integer(AnnealFrom),
            AnnealTo = end == 0 ? int.MaxValue : end,
            Feedback = rule is RuleName.FeedbackAlignment or RuleName.FlippedFeedbackAlignment
                ? Feedback.FixedRandom : Feedback.Backpropagation,
        };
    }

    /// <summary>Refuses flips in front of a layer that is not there, and specs that their library refuses.</summary>
    public static void Check(Cell cell, Func<DeepTrainingSpec> spec)
    {
        int layers = cell.Integer(WeightLayers);
        if (cell.Integer(FlippedLayer) > layers)
        {
            throw new Specs.CellException(
                $"flippedLayer = {cell.Integer(FlippedLayer)} of {layers} layers; allowed: 0 … {layers}.", [FlippedLayer, WeightLayers]);
        }

        try
        {
            spec().Validate();
        }
        catch (SpecException e)
        {
            throw new Specs.CellException(e.Message, e.Field == nameof(DeepTrainingSpec.BatchSize) ? [BatchSize, TrainingSamples] : [], e);
        }
    }

    /// <summary>Multiply–adds of an epoch: forward, backward and update.</summary>
    public static double EpochUnits(DeepTrainingSpec spec)
    {
        double weights = 0, units = 0;
        for (int l = 1; l < spec.Widths.Count; l++)
        {
            weights += (double)spec.Widths[l] * spec.Widths[l - 1];
            units += spec.Widths[l];
        }

        return spec.TrainingSamples * (3 * weights / 8 + 2 * units) + 300.0 * spec.TrainingSamples / spec.BatchSize;
    }
}
