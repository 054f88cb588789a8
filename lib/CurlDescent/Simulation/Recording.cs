namespace CurlDescent;

/// <summary>How a run ended.</summary>
public enum Outcome
{
    /// <summary>All epochs were trained.</summary>
    HorizonReached,

    /// <summary>The training error reached the error floor.</summary>
    Converged,

    /// <summary>The training error fell below the threshold that was asked for.</summary>
    ThresholdReached,

    /// <summary>The training error exceeded the divergence threshold.</summary>
    Diverged,

    /// <summary>A weight or error became NaN or infinite.</summary>
    NonFinite,
}

/// <summary>Weights at one epoch.</summary>
/// <param name="Epoch">Number of epochs trained.</param>
/// <param name="Network">Copy of the student.</param>
public sealed record WeightSnapshot(int Epoch, TwoLayerNetwork Network);

/// <summary>What one training run left: errors at the recorded epochs, weights where asked for, and the outcome.</summary>
public sealed class Recording
{
    internal Recording(
        TrainingSpec spec,
        string path,
        Outcome outcome,
        int[] epochs,
        double[] trainErrors,
        double[] testErrors,
        IReadOnlyList<WeightSnapshot> weights,
        double? orderParameter,
        TwoLayerNetwork final)
    {
        Spec = spec;
        Path = path;
        Outcome = outcome;
        Epochs = epochs;
        TrainErrors = trainErrors;
        TestErrors = testErrors;
        Weights = weights;
        OrderParameter = orderParameter;
        Final = final;
    }

    /// <summary>The spec that was run.</summary>
    public TrainingSpec Spec { get; }

    /// <summary>Name of the computational path that ran it.</summary>
    public string Path { get; }

    /// <summary>How the run ended.</summary>
    public Outcome Outcome { get; }

    /// <summary>Recorded epochs, strictly increasing; the last is where the run ended.</summary>
    public IReadOnlyList<int> Epochs { get; }

    /// <summary>Training error ½·mean‖ŷ − y‖² at each recorded epoch.</summary>
    public IReadOnlyList<double> TrainErrors { get; }

    /// <summary>Test error at each recorded epoch.</summary>
    public IReadOnlyList<double> TestErrors { get; }

    /// <summary>Weight snapshots, in order.</summary>
    public IReadOnlyList<WeightSnapshot> Weights { get; }

    /// <summary>
    /// q over the last <see cref="TrainingSpec.OrderParameterWindow"/> epochs; null if not asked for or if the run ended before the window
    /// was full.
    /// </summary>
    public double? OrderParameter { get; }

    /// <summary>The student at the end.</summary>
    public TwoLayerNetwork Final { get; }

    /// <summary>Training error at the end.</summary>
    public double FinalTrainError => TrainErrors[^1];

    /// <summary>Test error at the end.</summary>
    public double FinalTestError => TestErrors[^1];

    /// <summary>Largest recorded training error.</summary>
    public double MaxTrainError => TrainErrors.Max();

    /// <summary>
    /// First recorded epoch whose training error is below <paramref name="threshold"/>, or null: then the run is censored at its last
    /// epoch.
    /// </summary>
    /// <param name="threshold">Training error to fall below.</param>
    public int? EpochsToThreshold(double threshold)
    {
        for (int i = 0; i < TrainErrors.Count; i++)
        {
            if (TrainErrors[i] < threshold) return Epochs[i];
        }

        return null;
    }
}
