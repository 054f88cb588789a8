namespace CurlDescent;

/// <summary>What training of a deep network minimises under gradient descent.</summary>
public enum DeepLoss
{
    /// <summary>½·mean‖ŷ − y‖².</summary>
    SquaredError,

    /// <summary>−mean Σ_k y_k log p_k, p the softmax of linear outputs: for targets that are probabilities.</summary>
    CrossEntropy,
}

/// <summary>
/// Everything that determines one training run of a deep network, apart from data that are given. Immutable; the same spec gives the same
/// bits, whatever the number of threads and the width of the processor's vectors. Norms are free. Checked by <see cref="Validate"/> when a
/// <see cref="DeepProblem"/> takes it.
/// </summary>
public sealed record DeepTrainingSpec
{
    /// <summary>n_0 … n_L from inputs to outputs, at least three numbers, each 1 … 100,000.</summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>φ of the hidden layers.</summary>
    public Activation Activation { get; init; } = Activation.Linear;

    /// <summary>ψ of the outputs; linear under cross-entropy.</summary>
    public Activation OutputActivation { get; init; } = Activation.Linear;

    /// <summary>The loss.</summary>
    public DeepLoss Loss { get; init; } = DeepLoss.SquaredError;

    /// <summary>Learning rule.</summary>
    public DeepRule Rule { get; init; } = new();

    /// <summary>Initial weights of the student.</summary>
    public WeightInitialization Student { get; init; } = new();

    /// <summary>Weights of the teacher, where one is drawn.</summary>
    public WeightInitialization Teacher { get; init; } = new();

    /// <summary>
    /// If given, the student starts at the teacher, with normal noise of this standard deviation on every weight; ≥ 0.
    /// </summary>
    public double? TeacherPerturbation { get; init; }

    /// <summary>
    /// If given, Dale's law: in each hidden layer the first ⌊n·f⌋ units are inhibitory, the others excitatory. Their outgoing weights start
    /// with that sign, and one that a step would carry over 0 stays at 0. Inputs have no type; 0 … 1.
    /// </summary>
    public double? InhibitoryFraction { get; init; }

    /// <summary>P, number of training samples that are drawn; 1 … 1,000,000.</summary>
    public int TrainingSamples { get; init; } = 250;

    /// <summary>Number of test samples that are drawn; 1 … 1,000,000.</summary>
    public int TestSamples { get; init; } = 100;

    /// <summary>σ², variance of each drawn input; &gt; 0.</summary>
    public double InputVariance { get; init; } = 0.5;

    /// <summary>B, samples per step; divides P.</summary>
    public int BatchSize { get; init; } = 10;

    /// <summary>η, the factor of the mean update over a batch; &gt; 0.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>Horizon: number of epochs (passes over the data); 1 … 100,000,000.</summary>
    public int Epochs { get; init; } = 1000;

    /// <summary>Epochs at which losses are recorded. The last epoch is always recorded too.</summary>
    public RecordingSchedule Schedule { get; init; } = RecordingSchedule.LogSpaced();

    /// <summary>Whether the rule's direction is compared with the gradient at every recorded epoch.</summary>
    public bool CompareWithGradient { get; init; }

    /// <summary>If given, training stops as converged at the first recorded epoch whose training loss is at or below this; ≥ 0.</summary>
    public double? ErrorFloor { get; init; }

    /// <summary>A recorded training loss above this ends the run as diverged; &gt; 0.</summary>
    public double DivergenceThreshold { get; init; } = 1e12;

    /// <summary>Seed of the cell: with <see cref="Run"/>, determines everything that is drawn.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Run within the cell; each draws its own teacher, inputs, start, feedback and order of samples; 0 … 4,294,967,294.</summary>
    public uint Run { get; init; }

    /// <summary>Checks every field.</summary>
    /// <returns>This spec.</returns>
    /// <exception cref="SpecException">A field is outside its range; the message names field, value and range.</exception>
    public DeepTrainingSpec Validate()
    {
        DeepNetwork.RequireWidths(Widths);
        for (int l = 1; l < Widths.Count; l++)
        {
            if ((long)Widths[l] * Widths[l - 1] > 100_000_000)
                throw new SpecException(nameof(Widths), (long)Widths[l] * Widths[l - 1], "at most 100,000,000 weights in a layer");
        }

        Require.NotNull(nameof(Activation), Activation);
        Require.NotNull(nameof(OutputActivation), OutputActivation);
        Require.Defined(nameof(Loss), Loss);
        if (Loss == DeepLoss.CrossEntropy && OutputActivation != Activation.Linear)
            throw new SpecException(nameof(OutputActivation), OutputActivation.Name, "linear under cross-entropy");
        Require.NotNull(nameof(Student), Student).Validate(nameof(Student));
        Require.NotNull(nameof(Teacher), Teacher).Validate(nameof(Teacher));
        if (TeacherPerturbation is { } noise) Require.NotNegative(nameof(TeacherPerturbation), noise);
        if (InhibitoryFraction is { } fraction)
        {
            Require.Fraction(nameof(InhibitoryFraction), fraction);
            if (TeacherPerturbation is not null)
                throw new SpecException(nameof(InhibitoryFraction), fraction, "none with a start at the teacher, whose units have no type");
        }

        Require.InRange(nameof(TrainingSamples), TrainingSamples, 1, 1_000_000);
        Require.InRange(nameof(TestSamples), TestSamples, 1, 1_000_000);
        Require.Positive(nameof(InputVariance), InputVariance);
        Require.InRange(nameof(BatchSize), BatchSize, 1, TrainingSamples);
        if (TrainingSamples % BatchSize != 0)
            throw new SpecException(nameof(BatchSize), BatchSize, $"a divisor of TrainingSamples = {TrainingSamples}");
        Require.Positive(nameof(LearningRate), LearningRate);
        Require.InRange(nameof(Epochs), Epochs, 1, 100_000_000);
        Require.NotNull(nameof(Schedule), Schedule).Resolve(Epochs, nameof(Schedule));
        if (ErrorFloor is { } floor) Require.NotNegative(nameof(ErrorFloor), floor);
        Require.Positive(nameof(DivergenceThreshold), DivergenceThreshold);
        if (Run == RandomStream.SharedRun) throw new SpecException(nameof(Run), Run, $"0 … {RandomStream.SharedRun - 1}");
        Require.NotNull(nameof(Rule), Rule).Resolve(Widths);
        return this;
    }
}
