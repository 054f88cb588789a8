namespace CurlDescent;

/// <summary>How the step η follows from the learning rate.</summary>
public enum StepScaling
{
    /// <summary>η is the learning rate.</summary>
    Constant,

    /// <summary>η = learning rate · B/P, the convention of the paper's released code.</summary>
    BatchFraction,
}

/// <summary>What shares one draw: see <see cref="TrainingSpec.TeacherPer"/> and <see cref="TrainingSpec.InputsPer"/>.</summary>
public enum DrawnPer
{
    /// <summary>Each run draws its own.</summary>
    Run,

    /// <summary>Drawn once for all runs of a seed: the runs of a cell.</summary>
    Cell,
}

/// <summary>
/// Everything that determines one training run. Immutable; the same spec gives the same bits. Change a copy with <c>with</c>.
/// Checked once, by <see cref="Validate"/>, when a <see cref="Trainer"/> takes it.
/// </summary>
public sealed record TrainingSpec
{
    /// <summary>M, number of inputs; 1 … 1,000,000.</summary>
    public required int Inputs { get; init; }

    /// <summary>N, number of hidden units; 1 … 1,000,000.</summary>
    public required int HiddenUnits { get; init; }

    /// <summary>K, number of outputs; 1 … 10,000.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>φ of both layers.</summary>
    public Activation Activation { get; init; } = Activation.Linear;

    /// <summary>Learning rule.</summary>
    public LearningRule Rule { get; init; } = LearningRule.GradientDescent;

    /// <summary>Initial weights of the student.</summary>
    public WeightInitialization Student { get; init; } = new();

    /// <summary>Where the student starts.</summary>
    public StartPoint Start { get; init; } = StartPoint.Random;

    /// <summary>The teacher.</summary>
    public Teacher Teacher { get; init; } = new();

    /// <summary>P, number of training samples; 1 … 10,000,000.</summary>
    public int TrainingSamples { get; init; } = 250;

    /// <summary>Number of test samples; 1 … 10,000,000.</summary>
    public int TestSamples { get; init; } = 100;

    /// <summary>σ², variance of each input; &gt; 0.</summary>
    public double InputVariance { get; init; } = 0.5;

    /// <summary>B, samples per step; divides P.</summary>
    public int BatchSize { get; init; } = 10;

    /// <summary>Learning rate; &gt; 0. See <see cref="StepScaling"/>.</summary>
    public double LearningRate { get; init; } = 0.1;

    /// <summary>How η follows from the learning rate.</summary>
    public StepScaling StepScaling { get; init; } = StepScaling.Constant;

    /// <summary>Whether W1 and W2 are rescaled to their initial Frobenius norms after every step.</summary>
    public bool KeepNorms { get; init; }

    /// <summary>Horizon: number of epochs (passes over the data); 1 … 100,000,000.</summary>
    public int Epochs { get; init; } = 1000;

    /// <summary>Epochs at which the errors are recorded. The last epoch is always recorded too.</summary>
    public RecordingSchedule ErrorSchedule { get; init; } = RecordingSchedule.LogSpaced();

    /// <summary>Epochs at which the weights are recorded.</summary>
    public RecordingSchedule WeightSchedule { get; init; } = RecordingSchedule.Never;

    /// <summary>Number of last epochs over which the q order parameter is computed; 0 (off) or 2 … <see cref="Epochs"/>.</summary>
    public int OrderParameterWindow { get; init; }

    /// <summary>If given, training stops as converged at the first recorded epoch whose training error is at or below this; ≥ 0.</summary>
    public double? ErrorFloor { get; init; }

    /// <summary>
    /// If given, training stops at the first recorded epoch whose training error is below this; &gt; 0. For runs of which only the epochs
    /// to threshold matter.
    /// </summary>
    public double? StopThreshold { get; init; }

    /// <summary>A recorded training error above this ends the run as diverged; &gt; 0.</summary>
    public double DivergenceThreshold { get; init; } = 1e12;

    /// <summary>
    /// The numbers that training computes with. Single precision is refused where rounding would show: a start at the teacher, the q order
    /// parameter, an error to reach below <see cref="LeastSingleError"/>; and for rules without fast kernels.
    /// </summary>
    public Precision Precision { get; init; } = Precision.Double;

    /// <summary>Seed of the cell: with <see cref="Run"/>, determines everything that is drawn.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// Run within the cell: determines initial weights, feedback, sample order, and what <see cref="TeacherPer"/> and
    /// <see cref="InputsPer"/> leave to it; 0 … 4,294,967,294.
    /// </summary>
    public uint Run { get; init; }

    /// <summary>
    /// Whether each run draws its own teacher, as in the paper. With one teacher for all, an interval over runs says nothing about other
    /// teachers.
    /// </summary>
    public DrawnPer TeacherPer { get; init; } = DrawnPer.Run;

    /// <summary>
    /// Whether each run draws its own training and test inputs. The paper's runs share theirs (<see cref="WithPaperConventions"/>).
    /// </summary>
    public DrawnPer InputsPer { get; init; } = DrawnPer.Run;

    /// <summary>η, the factor of the mean update over a batch.</summary>
    public double StepSize => StepScaling == StepScaling.BatchFraction ? LearningRate * BatchSize / TrainingSamples : LearningRate;

    /// <summary>Compression ratio c = M/N.</summary>
    public double CompressionRatio => (double)Inputs / HiddenUnits;

    /// <summary>
    /// Returns this spec under the conventions of the paper's released code: η = rate·B/P, norms kept, no φ'(a2) in the rule, a teacher for
    /// each run and one set of inputs for all runs of a cell.
    /// </summary>
    public TrainingSpec WithPaperConventions() => this with
    {
        StepScaling = StepScaling.BatchFraction,
        KeepNorms = true,
        TeacherPer = DrawnPer.Run,
        InputsPer = DrawnPer.Cell,
        Rule = Rule is SignedDeltaRule rule ? rule with { OutputDerivative = false } : Rule,
    };

    /// <summary>Checks every field.</summary>
    /// <returns>This spec.</returns>
    /// <exception cref="SpecException">A field is outside its range; the message names field, value and range.</exception>
    public TrainingSpec Validate()
    {
        Require.InRange(nameof(Inputs), Inputs, 1, 1_000_000);
        Require.InRange(nameof(HiddenUnits), HiddenUnits, 1, 1_000_000);
        Require.InRange(nameof(Outputs), Outputs, 1, 10_000);
        RequireStorable("Inputs·HiddenUnits", (long)Inputs * HiddenUnits);
        Require.NotNull(nameof(Activation), Activation);
        Require.NotNull(nameof(Student), Student).Validate(nameof(Student));
        Require.NotNull(nameof(Teacher), Teacher).Validate(nameof(Teacher));
        if (Require.NotNull(nameof(Start), Start) is StartPoint.AtTeacher start)
        {
            Require.Defined("Start.Layer", start.Layer);
            Require.NotNegative("Start.Perturbation", start.Perturbation);
        }

        Require.InRange(nameof(TrainingSamples), TrainingSamples, 1, 10_000_000);
        Require.InRange(nameof(TestSamples), TestSamples, 1, 10_000_000);
        RequireStorable("TrainingSamples·Inputs", (long)TrainingSamples * Inputs);
        RequireStorable("TestSamples·Inputs", (long)TestSamples * Inputs);
        Require.Positive(nameof(InputVariance), InputVariance);
        Require.InRange(nameof(BatchSize), BatchSize, 1, TrainingSamples);
        if (TrainingSamples % BatchSize != 0)
        {
            throw new SpecException(nameof(BatchSize), BatchSize, $"a divisor of TrainingSamples = {TrainingSamples}");
        }

        Require.Positive(nameof(LearningRate), LearningRate);
        Require.Defined(nameof(StepScaling), StepScaling);
        Require.InRange(nameof(Epochs), Epochs, 1, 100_000_000);
        Require.NotNull(nameof(ErrorSchedule), ErrorSchedule).Resolve(Epochs, nameof(ErrorSchedule));
        Require.NotNull(nameof(WeightSchedule), WeightSchedule).Resolve(Epochs, nameof(WeightSchedule));
        if (OrderParameterWindow != 0) Require.InRange(nameof(OrderParameterWindow), OrderParameterWindow, 2, Epochs);
        if (ErrorFloor is { } floor) Require.NotNegative(nameof(ErrorFloor), floor);
        if (StopThreshold is { } threshold) Require.Positive(nameof(StopThreshold), threshold);
        Require.Positive(nameof(DivergenceThreshold), DivergenceThreshold);
        Require.Defined(nameof(TeacherPer), TeacherPer);
        Require.Defined(nameof(InputsPer), InputsPer);
        if (Run == RandomStream.SharedRun) throw new SpecException(nameof(Run), Run, $"0 … {RandomStream.SharedRun - 1}");
        Require.NotNull(nameof(Rule), Rule).Bind(Inputs, HiddenUnits, Outputs, Seed, Run);
        ValidatePrecision();
        return this;
    }

    /// <summary>
    /// Least error at which a run in single precision may end or be measured, 1e-6: residuals of a thousandth, with outputs of order 1
    /// rounded at 6e-8.
    /// </summary>
    public const double LeastSingleError = 1e-6;

    private void ValidatePrecision()
    {
        Require.Defined(nameof(Precision), Precision);
        if (Precision == Precision.Double) return;
        SpecException Refused(string because) => new(nameof(Precision), Precision, $"{Precision.Double}, {because}");
        if (Rule is not SignedDeltaRule) throw Refused($"for rule {Rule.Name}; {Precision.Single} for rules with flips only");
        if (Start is StartPoint.AtTeacher) throw Refused($"for a start at the teacher; {Precision.Single} for random starts only");
        if (OrderParameterWindow != 0) throw Refused($"for the q order parameter; {Precision.Single} with OrderParameterWindow = 0 only");
        if (ErrorFloor is { } floor && floor < LeastSingleError) throw TooSmall(nameof(ErrorFloor), floor);
        if (StopThreshold is { } threshold && threshold < LeastSingleError) throw TooSmall(nameof(StopThreshold), threshold);
    }

    private static SpecException TooSmall(string field, double value) =>
        new(field, value, string.Create(
            System.Globalization.CultureInfo.InvariantCulture, $"≥ {LeastSingleError} in single precision, or Precision = Double"));

    // A matrix must fit one array with its rows padded to whole cache lines.
    private static void RequireStorable(string field, long size)
    {
        if (size > LargestMatrix) throw new SpecException(field, size, $"1 … {LargestMatrix}");
    }

    private const long LargestMatrix = 1_000_000_000;
}
