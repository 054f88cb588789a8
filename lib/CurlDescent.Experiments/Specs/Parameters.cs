namespace CurlDescent.Experiments;

/// <summary>All parameters that an experiment can fix or vary.</summary>
public static class Parameters
{
    /// <summary>Name of a size of the network: M, N, c, M + N, K.</summary>
    public const string Inputs = "inputs", HiddenUnits = "hiddenUnits", CompressionRatio = "compressionRatio", Units = "units",
        Outputs = "outputs";

    /// <summary>Name of a number or a fraction of flips, in the hidden or the readout layer.</summary>
    public const string HiddenFlips = "hiddenFlips", ReadoutFlips = "readoutFlips", HiddenFraction = "hiddenFraction",
        ReadoutFraction = "readoutFraction";

    /// <summary>Name of what else axes vary: P, η, and what initial weights and teachers are drawn from.</summary>
    public const string TrainingSamples = "trainingSamples", LearningRate = "learningRate", InitialRange = "initialRange",
        InitialDistribution = "initialDistribution", TeacherRange = "teacherRange";

    /// <summary>Name of a parameter of deep networks: L, the layer in front of which neurons are flipped, their fraction.</summary>
    public const string WeightLayers = "weightLayers", FlippedLayer = "flippedLayer", FlippedFraction = "flippedFraction";

    internal const string FlipSideName = "flipSide", ActivationName = "activation", OutputDerivative = "outputDerivative",
        KeepNorms = "keepNorms";
    internal const string TestSamples = "testSamples", InputVariance = "inputVariance", BatchSize = "batchSize";
    internal const string StepScalingName = "stepScaling", Epochs = "epochs";
    internal const string TeacherDistribution = "teacherDistribution", TeacherHiddenNorm = "teacherHiddenNorm",
        TeacherReadoutNorm = "teacherReadoutNorm";
    internal const string Start = "start", PerturbedLayer = "perturbedLayer", Perturbation = "perturbation";
    internal const string RecordedEpochs = "recordedEpochs", OrderParameterWindow = "orderParameterWindow", ErrorFloor = "errorFloor";
    internal const string StopThreshold = "stopThreshold", DivergenceThreshold = "divergenceThreshold", ErrorThreshold = "errorThreshold",
        TestErrorFloor = "testErrorFloor";
    internal const string TracedWeights = "tracedWeights", WeightsEvery = "weightsEvery";
    internal const string TeacherPer = "teacherPer", InputsPer = "inputsPer";
    internal const string RelativeScale = "relativeScale", PrecisionName = "precision";
    internal const string FullBatch = "full", AtRandom = "random", AtTeacher = "teacher";

    /// <summary>Parameters of an experiment that trains a network, in the order of the documentation.</summary>
    public static IReadOnlyList<ParameterDefinition> OfTraining { get; } =
    [
        Integer(Inputs, "M, number of inputs; or give compressionRatio and units.", null, 1, 1_000_000),
        Integer(HiddenUnits, "N, number of hidden units; or give compressionRatio and units.", null, 1, 1_000_000),
        Positive(CompressionRatio, "c = M/N. With units: N = ⌊units/(1+c)⌋ and M = ⌊units/(1+1/c)⌋.", null),
        Integer(Units, "Total number of inputs and hidden units, shared out by compressionRatio.", null, 2, 2_000_000),
        Integer(Outputs, "K, number of outputs.", 1, 1, 10_000),
        Choice(ActivationName, "φ of both layers.", Activation.Linear.Name, []) with
        {
            WordSource = () => Activation.Names,
        },

        Integer(HiddenFlips, "Number of flipped inputs: presynaptic flips of the hidden weights W1.", null, 0, 1_000_000),
        Fraction(HiddenFraction, "α_h, flipped fraction of the inputs; ⌊M·α_h⌋ are flipped."),
        Integer(ReadoutFlips, "Number of flipped hidden units: presynaptic flips of the readout weights W2.", null, 0, 1_000_000),
        Fraction(ReadoutFraction, "α_r, flipped fraction of the hidden units; ⌊N·α_r⌋ are flipped."),
        Choice(FlipSideName, "Which neuron of a synapse carries the flip.", Word(FlipSide.Presynaptic), Words<FlipSide>()),
        Switch(OutputDerivative, "Whether δ2 contains φ'(a2). The paper's released code leaves it out.", true),
        Switch(KeepNorms, "Whether W1 and W2 are rescaled to their initial Frobenius norms after every step.", false),

        Integer(TrainingSamples, "P, number of training samples.", 250, 1, 10_000_000),
        Integer(TestSamples, "Number of test samples.", 100, 1, 10_000_000),
        Positive(InputVariance, "σ², variance of each input.", 0.5),
        Integer(BatchSize, "B, samples per step; divides P.", 10, 1, 10_000_000) with { WordSource = () => [FullBatch] },
        Positive(LearningRate, "Learning rate; see stepScaling.", 0.1),
        Choice(StepScalingName, "How the step η follows: the learning rate itself, or times B/P (the paper's released code).",
            Word(StepScaling.Constant), Words<StepScaling>()),
        Integer(Epochs, "Horizon: passes over the data.", 1000, 1, 100_000_000) with { KeepsSeed = true },

        NotNegative(InitialRange, "a: initial weights have scale a/√fan-in.", 1),
        Choice(InitialDistribution, "Uniform on ±a/√fan-in, or normal with standard deviation a/√fan-in.", Word(WeightDistribution.Uniform),
            Words<WeightDistribution>()),
        NotNegative(TeacherRange, "The teacher's a.", 1),
        Choice(TeacherDistribution, "The teacher's distribution.", Word(WeightDistribution.Uniform), Words<WeightDistribution>()),
        Positive(TeacherHiddenNorm, "If given, the teacher's W1 is scaled to this Frobenius norm, in units of √N.", null),
        Positive(TeacherReadoutNorm, "If given, the teacher's W2 is scaled to this Frobenius norm.", null),
        Choice(TeacherPer, "Whether each run draws its own teacher, or the runs of a cell share one.", Word(DrawnPer.Run),
            Words<DrawnPer>()) with
        {
            KeepsSeed = true,
        },
        Choice(InputsPer, "Whether each run draws its own training and test inputs, or the runs of a cell share them.", Word(DrawnPer.Run),
            Words<DrawnPer>()) with
        {
            KeepsSeed = true,
        },
        Choice(Start, "Where the student starts: at random weights, or at the teacher with noise.", AtRandom, [AtRandom, AtTeacher]),
        Choice(PerturbedLayer, "Weights that get the noise when the start is the teacher.", Word(WeightLayer.Hidden), Words<WeightLayer>()),
        NotNegative(Perturbation, "Standard deviation of that noise.", 0),

        Integer(RecordedEpochs, "Number of log-spaced epochs at which the errors are recorded, before duplicates are removed.", 100, 2,
            1_000_000) with
        {
            KeepsSeed = true,
        },
        Integer(OrderParameterWindow, "Number of last epochs for the q order parameter; 0 is off.", 0, 0, 100_000_000) with
        {
            KeepsSeed = true,
        },
        NotNegative(ErrorFloor, "If given, a run ends as converged at a recorded training error at or below this.", null) with
        {
            KeepsSeed = true,
        },
        Positive(StopThreshold, "If given, a run ends at the first recorded training error below this.", null) with { KeepsSeed = true },
        Positive(DivergenceThreshold, "A recorded training error above this ends the run as diverged.", 1e12) with { KeepsSeed = true },
        Positive(ErrorThreshold, "Training error whose first crossing is measured as epochsToThreshold.", 1e-3) with { KeepsSeed = true },
        NotNegative(
            TestErrorFloor, "Floor f of log10FinalTestError: the error is rounded to a multiple of f, and f added; 0 for none.", 0) with
        {
            KeepsSeed = true,
        },
        Integer(TracedWeights, "Number of weights of each layer whose traces are kept as curves, evenly spaced by index.", 0, 0, 1000) with
        {
            KeepsSeed = true,
        },
        Integer(WeightsEvery, "Interval of the weight traces, in epochs.", 1, 1, 100_000_000) with { KeepsSeed = true },
    ];

    /// <summary>The numbers that training computes with; for experiments whose measures are errors far above rounding.</summary>
    internal static ParameterDefinition OfPrecision { get; } =
        Choice(PrecisionName, "Numbers that training computes with: double, or single where thresholds lie far above 1e-7.",
            Word(Precision.Double), Words<Precision>()) with
        {
            KeepsSeed = true,
            IsLeftOutAtDefault = true,
        };

    /// <summary>ρ, in experiments on the limiting law.</summary>
    internal static ParameterDefinition OfRelativeScale { get; } =
        Positive(RelativeScale, "ρ = g1²/g2², squared relative scale of hidden and readout weights.", 1);

    // Kinds have parameters of their own, which stand beside what they compute.
    private static readonly Lazy<Dictionary<string, ParameterDefinition>> ByName = new(() =>
        OfTraining.Concat(ExperimentKind.All.SelectMany(k => k.Parameters)).Distinct().ToDictionary(p => p.Name, StringComparer.Ordinal));

    /// <summary>The parameters of every kind of experiment: those of training, then what the other kinds add.</summary>
    public static IReadOnlyCollection<ParameterDefinition> All => ByName.Value.Values;

    /// <summary>Finds a parameter by name.</summary>
    /// <param name="name">Exact name.</param>
    /// <param name="definition">The parameter.</param>
    public static bool TryFind(string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ParameterDefinition? definition) =>
        ByName.Value.TryGetValue(name, out definition);

    /// <summary>A parameter of training, for other kinds that have it too.</summary>
    internal static ParameterDefinition Common(string name) => OfTraining.Single(p => p.Name == name);

    internal static ParameterDefinition Get(string name) => ByName.Value[name];

    /// <summary>Names that might have been meant, for error messages.</summary>
    internal static string Suggest(string name, IEnumerable<ParameterDefinition> known)
    {
        string[] names = [.. known.Select(p => p.Name)];
        string[] near =
            [.. names.Where(
                n => n.Contains(name, StringComparison.OrdinalIgnoreCase) || name.Contains(n, StringComparison.OrdinalIgnoreCase))];
        if (near.Length == 0)
        {
            near = [.. names.Where(n => Edits(n.ToLowerInvariant(), name.ToLowerInvariant()) <= Math.Max(1, name.Length / 5))];
        }

        return string.Join(", ", near.Length > 0 ? near : names);
    }

    // Letters to insert, leave out or replace (Levenshtein 1966).
    private static int Edits(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            (int corner, row[0]) = (i - 1, i);
            for (int j = 1; j <= b.Length; j++)
            {
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }

    internal static string Word<TEnum>(TEnum value) where TEnum : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    internal static TEnum Value<TEnum>(string word) where TEnum : struct, Enum => Enum.Parse<TEnum>(word, ignoreCase: true);

    private static string[] Words<TEnum>() where TEnum : struct, Enum => [.. Enum.GetValues<TEnum>().Select(Word)];

    internal static ParameterDefinition Integer(string name, string description, double? standard, double least, double most) =>
        new()
        {
            Name = name,
            Description = description,
            Type = ParameterType.Integer,
            Default = Optional(standard),
            Least = least,
            Most = most,
        };

    internal static ParameterDefinition Positive(string name, string description, double? standard) => new()
    {
        Name = name,
        Description = description,
        Type = ParameterType.Number,
        Default = Optional(standard),
        Least = 0,
        ExclusiveLeast = true,
    };

    internal static ParameterDefinition NotNegative(string name, string description, double? standard) =>
        new() { Name = name, Description = description, Type = ParameterType.Number, Default = Optional(standard), Least = 0 };

    private static ParameterDefinition Fraction(string name, string description) =>
        new() { Name = name, Description = description, Type = ParameterType.Number, Least = 0, Most = 1 };

    private static ParameterDefinition Switch(string name, string description, bool standard) =>
        new() { Name = name, Description = description, Type = ParameterType.Switch, Default = ParameterDefinition.FromBoolean(standard) };

    private static ParameterDefinition Choice(string name, string description, string standard, string[] words) =>
        new() { Name = name, Description = description, Type = ParameterType.Choice, Default = standard, WordSource = () => words };

    private static ParameterValue? Optional(double? value) => value is { } v ? new ParameterValue(v) : default(ParameterValue?);
}
