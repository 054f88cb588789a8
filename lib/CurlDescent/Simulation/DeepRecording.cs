namespace CurlDescent;

/// <summary>The direction of a rule beside the negative gradient of the loss, on all training data.</summary>
/// <param name="Angle">Angle between them over all weights, in degrees; NaN where one vanishes.</param>
/// <param name="NormRatio">Norm of the direction over that of the gradient; 1 for flips, which change signs alone.</param>
/// <param name="LayerAngles">The angle of each layer alone, W1 first, in degrees.</param>
public sealed record GradientComparison(double Angle, double NormRatio, IReadOnlyList<double> LayerAngles);

/// <summary>What a training run of a deep network left.</summary>
public sealed class DeepRecording
{
    internal DeepRecording(
        DeepTrainingSpec spec, string path, Outcome outcome, int[] epochs, LossCurves curves, IReadOnlyList<GradientComparison> comparisons,
        DeepNetwork final)
    {
        Spec = spec;
        Path = path;
        Outcome = outcome;
        Epochs = epochs;
        TrainLosses = [.. curves.Train];
        TestLosses = [.. curves.Test];
        TrainAccuracies = [.. curves.TrainAccuracy];
        TestAccuracies = [.. curves.TestAccuracy];
        Comparisons = comparisons;
        Final = final;
    }

    /// <summary>The spec that was run.</summary>
    public DeepTrainingSpec Spec { get; }

    /// <summary>Name of the computational path that ran it.</summary>
    public string Path { get; }

    /// <summary>How the run ended.</summary>
    public Outcome Outcome { get; }

    /// <summary>Recorded epochs.</summary>
    public IReadOnlyList<int> Epochs { get; }

    /// <summary>Training loss at each recorded epoch.</summary>
    public IReadOnlyList<double> TrainLosses { get; }

    /// <summary>Test loss at each recorded epoch.</summary>
    public IReadOnlyList<double> TestLosses { get; }

    /// <summary>
    /// Share of the training samples whose largest output is that of the target, at each recorded epoch; 1 with one output.
    /// </summary>
    public IReadOnlyList<double> TrainAccuracies { get; }

    /// <summary>The same of the test samples.</summary>
    public IReadOnlyList<double> TestAccuracies { get; }

    /// <summary>
    /// The rule beside the gradient at each recorded epoch with finite weights, if <see cref="DeepTrainingSpec.CompareWithGradient"/>; else
    /// empty.
    /// </summary>
    public IReadOnlyList<GradientComparison> Comparisons { get; }

    /// <summary>Weights at the end.</summary>
    public DeepNetwork Final { get; }

    internal sealed class LossCurves
    {
        public List<double> Train { get; } = [];

        public List<double> Test { get; } = [];

        public List<double> TrainAccuracy { get; } = [];

        public List<double> TestAccuracy { get; } = [];
    }
}
