using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments;

/// <summary>
/// One parameter point of a sweep. Its seed is derived from the experiment's seed and from every parameter except those that say only how
/// long to train, what to record and what the runs of a cell share (<c>teacherPer</c>, <c>inputsPer</c>): a run has the same teacher,
/// inputs and start under every rule, cells are independent, and the same cell in a larger size, or in another experiment, is the same run,
/// longer.
/// </summary>
public sealed class Cell
{
    private readonly Dictionary<string, ParameterValue> values;

    private readonly ulong experimentSeed;

    internal Cell(
        int index, string grid, Dictionary<string, ParameterValue> values, IReadOnlyDictionary<string, ParameterValue> shown,
        ulong experimentSeed)
    {
        Index = index;
        Grid = grid;
        this.values = values;
        Shown = shown;
        this.experimentSeed = experimentSeed;
    }

    /// <summary>Index in the sweep, from 0.</summary>
    public int Index { get; }

    /// <summary>Name of the grid.</summary>
    public string Grid { get; }

    /// <summary>Every parameter that has a value, with network and flips as counts.</summary>
    public IReadOnlyDictionary<string, ParameterValue> Values => values;

    /// <summary>Parameters shown in tables: axes, whatever else differs between cells, the network and its flips.</summary>
    public IReadOnlyDictionary<string, ParameterValue> Shown { get; }

    /// <summary>Seed of everything that is drawn in the cell.</summary>
    public ulong Seed => SeedOf(experimentSeed, values);

    /// <summary>SHA-256 of seed and parameters, in hexadecimal.</summary>
    public string Hash => SweepSpec.Sha256($"seed={Seed}\n{Canonical(values, _ => true)}");

    /// <summary>Returns a numeric parameter, or null if absent.</summary>
    internal double? Find(string parameter) => values.TryGetValue(parameter, out ParameterValue v) ? v.Number : null;

    internal double Number(string parameter) => values[parameter].Number;

    internal int Integer(string parameter) => (int)values[parameter].Number;

    internal string Word(string parameter) => values[parameter].ToString();

    /// <summary>Makes the spec of one run.</summary>
    /// <param name="rule">One of the sweep's rules.</param>
    /// <param name="run">Number of the run.</param>
    /// <exception cref="InvalidOperationException">The experiment is of a kind without learning rules.</exception>
    public TrainingSpec Training(string rule, int run)
    {
        if (!values.ContainsKey(LearningRate)) throw new InvalidOperationException("This cell has no learning rule.");
        var flips = RuleFlips.Counts(Integer(HiddenFlips), Integer(ReadoutFlips)) with { Side = Value<FlipSide>(Word(FlipSideName)) };
        int epochs = Integer(Epochs);
        return new TrainingSpec
        {
            Inputs = Integer(Inputs),
            HiddenUnits = Integer(HiddenUnits),
            Outputs = Integer(Outputs),
            Activation = Activation.Parse(Word(ActivationName)),
            Rule = Rules.Make(rule, flips, Word(OutputDerivative) == "true"),
            Student = new WeightInitialization(Number(InitialRange), Value<WeightDistribution>(Word(InitialDistribution))),
            Start = Word(Start) == AtRandom
                ? StartPoint.Random : StartPoint.NearTeacher(Value<WeightLayer>(Word(PerturbedLayer)), Number(Perturbation)),
            Teacher = new Teacher
            {
                Weights = new WeightInitialization(Number(TeacherRange), Value<WeightDistribution>(Word(TeacherDistribution))),
                HiddenNorm = Find(TeacherHiddenNorm),
                ReadoutNorm = Find(TeacherReadoutNorm),
            },
            TrainingSamples = Integer(TrainingSamples),
            TestSamples = Integer(TestSamples),
            InputVariance = Number(InputVariance),
            BatchSize = Integer(BatchSize),
            LearningRate = Number(LearningRate),
            StepScaling = Value<StepScaling>(Word(StepScalingName)),
            KeepNorms = Word(KeepNorms) == "true",
            Epochs = epochs,
            ErrorSchedule = RecordingSchedule.LogSpaced(Integer(RecordedEpochs)),
            WeightSchedule = Integer(TracedWeights) > 0 ? RecordingSchedule.Every(Integer(WeightsEvery)) : RecordingSchedule.Never,
            OrderParameterWindow = Integer(OrderParameterWindow),
            ErrorFloor = Find(ErrorFloor),
            StopThreshold = Find(StopThreshold),
            DivergenceThreshold = Number(DivergenceThreshold),
            Seed = Seed,
            Run = (uint)run,
            TeacherPer = Value<DrawnPer>(Word(TeacherPer)),
            InputsPer = Value<DrawnPer>(Word(InputsPer)),
            Precision = values.TryGetValue(PrecisionName, out ParameterValue numbers)
                ? Value<Precision>(numbers.ToString()) : Precision.Double,
        };
    }

    private static ulong SeedOf(ulong experimentSeed, Dictionary<string, ParameterValue> values)
    {
        string text = $"seed={experimentSeed}\n{Canonical(values, p => !Get(p).KeepsSeed)}";
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string Canonical(Dictionary<string, ParameterValue> values, Func<string, bool> included) =>
        string.Concat(values.Where(v => included(v.Key)).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}\n"));
}
