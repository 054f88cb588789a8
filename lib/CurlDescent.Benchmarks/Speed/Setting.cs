
namespace CurlDescent.Benchmarks.Speed;

/// <summary>A network and data size of the paper's figures.</summary>
/// <param name="Name">Row title.</param>
/// <param name="Spec">What is trained.</param>
public sealed record Setting(string Name, TrainingSpec Spec)
{
    /// <summary>The rows of the table.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Create("linear", 110, 110, 250, 10, hidden: 5),
        Create("linear", 20, 199, 250, 10, hidden: 1),
        Create("linear", 200, 20, 250, 10, hidden: 5),
        Create("linear", 2, 217, 250, 250, readout: 20),
        Create("linear", 90, 129, 250, 250, readout: 20),
        Create("tanh", 100, 10, 2000, 10, readout: 1),
        Create("relu", 100, 10, 2000, 10, readout: 1),
        Create("sigmoid", 100, 10, 2000, 10, readout: 1),
        Create("tanh", 90, 129, 250, 250, readout: 20),
    ];

    /// <summary>Creates a setting under the conventions of the paper's released code.</summary>
    public static Setting Create(string activation, int inputs, int hiddenUnits, int samples, int batch, int hidden = 0, int readout = 0) =>
        new(
            $"{activation} M={inputs} N={hiddenUnits} B={batch}",
            new TrainingSpec
            {
                Activation = Activation.Parse(activation),
                Inputs = inputs,
                HiddenUnits = hiddenUnits,
                TrainingSamples = samples,
                BatchSize = batch,
                Rule = LearningRule.CurlDescent(RuleFlips.Counts(hidden, readout)),
                Epochs = 100_000,
            }.WithPaperConventions());

    /// <summary>Steps in an epoch.</summary>
    public int StepsPerEpoch => Spec.TrainingSamples / Spec.BatchSize;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
