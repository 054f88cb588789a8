using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CurlDescent.Networks;
using CurlDescent.Plasticity;
using CurlDescent.Simulation;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments;

/// <summary>
/// One parameter point of a sweep. Its seed is derived from the experiment's seed and from every parameter except those that say only how long
/// to train, what to record and what the runs of a cell share (<c>teacherPer</c>, <c>inputsPer</c>): a run has the same teacher, inputs and start under every rule,
/// cells are independent, and the same cell in a larger size, or in another experiment, is the same run, longer.
/// </summary>
public sealed class Cell
{
    private static readonly string[] Counts = [Inputs, HiddenUnits, HiddenFlips, ReadoutFlips];

    private readonly Dictionary<string, ParameterValue> values;

    private readonly ulong experimentSeed;

    private Cell(int index, string grid, Dictionary<string, ParameterValue> values, IReadOnlyDictionary<string, ParameterValue> shown, ulong experimentSeed)
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
            Start = Word(Start) == AtRandom ? StartPoint.Random : StartPoint.NearTeacher(Value<WeightLayer>(Word(PerturbedLayer)), Number(Perturbation)),
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
        };
    }

    /// <summary>The fixed parameters of a grid: defaults, experiment, grid, without its axes. An absent parameter is null.</summary>
    internal static Dictionary<string, ParameterValue?> FixedValues(ExperimentSpec spec, Grid grid)
    {
        var values = new Dictionary<string, ParameterValue?>(StringComparer.Ordinal);
        foreach (ParameterDefinition parameter in All.Where(p => p.Kinds.HasFlag(spec.Kind))) values[parameter.Name] = parameter.Default;
        foreach ((string name, ParameterValue? value) in spec.Fixed) values[name] = value;
        foreach ((string name, ParameterValue? value) in grid.Fixed) values[name] = value;
        foreach ((string name, _) in grid.Axes) values.Remove(name);
        return values;
    }

    internal static Cell[] CreateAll(ExperimentSpec spec)
    {
        var cells = new List<Cell>();
        string[] shown = [.. ShownParameters(spec)];
        foreach (Grid grid in spec.Grids)
        {
            KeyValuePair<string, ParameterValue>[] constants =
                [.. FixedValues(spec, grid).Where(v => v.Value is not null).Select(v => KeyValuePair.Create(v.Key, v.Value!.Value))];
            try
            {
                foreach (Dictionary<string, ParameterValue> values in grid.Points())
                {
                    foreach ((string name, ParameterValue value) in constants) values.Add(name, value);
                    cells.Add(Create(spec, grid.Name, cells.Count, values, shown));
                }
            }
            catch (CellException e)
            {
                throw e.In(grid.Name);
            }
        }

        return [.. cells];
    }

    private static Cell Create(ExperimentSpec spec, string grid, int index, Dictionary<string, ParameterValue> values, string[] shownParameters)
    {
        var shown = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);
        foreach (string parameter in shownParameters)
        {
            if (values.TryGetValue(parameter, out ParameterValue value)) shown[parameter] = value;
        }

        Resolve(spec.Kind, values);
        foreach (string parameter in Counts)
        {
            if (values.TryGetValue(parameter, out ParameterValue value)) shown[parameter] = value;
        }

        var cell = new Cell(index, grid, values, shown, spec.Seed);
        if (spec.Kind.HasRules()) Check(cell, spec.Rules);
        return cell;
    }

    /// <summary>Axes of any grid, and parameters that one grid fixes otherwise than another.</summary>
    private static IEnumerable<string> ShownParameters(ExperimentSpec spec)
    {
        var effective = spec.Grids.Select(g => FixedValues(spec, g)).ToArray();
        return spec.Grids.SelectMany(g => g.Axes.Select(a => a.Parameter))
            .Concat(effective.SelectMany(v => v.Keys).Where(p => effective.Select(v => v.GetValueOrDefault(p)).Distinct().Count() > 1))
            .Distinct();
    }

    /// <summary>Replaces the relative parameters by counts.</summary>
    private static void Resolve(ExperimentKind kind, Dictionary<string, ParameterValue> values)
    {
        if (kind == ExperimentKind.Theory)
        {
            if (!values.ContainsKey(CompressionRatio)) throw new CellException("the theory needs compressionRatio.", [CompressionRatio]);
            values.TryAdd(HiddenFraction, 0);
            values.TryAdd(ReadoutFraction, 0);
            return;
        }

        ResolveNetwork(values);
        (int inputs, int hiddenUnits) = ((int)values[Inputs].Number, (int)values[HiddenUnits].Number);
        bool presynaptic = kind == ExperimentKind.Spectrum || values[FlipSideName].ToString() == Parameters.Word(FlipSide.Presynaptic);
        int outputs = kind == ExperimentKind.Spectrum ? 1 : (int)values[Outputs].Number;
        ResolveFlips(values, HiddenFlips, HiddenFraction, presynaptic ? inputs : hiddenUnits);
        ResolveFlips(values, ReadoutFlips, ReadoutFraction, presynaptic ? hiddenUnits : outputs);
        if (values.TryGetValue(BatchSize, out ParameterValue batch) && !batch.IsNumber) values[BatchSize] = values[TrainingSamples];
    }

    private static void ResolveNetwork(Dictionary<string, ParameterValue> values)
    {
        bool bySize = values.ContainsKey(Inputs) && values.ContainsKey(HiddenUnits) && !values.ContainsKey(CompressionRatio) && !values.ContainsKey(Units);
        bool byRatio = values.ContainsKey(CompressionRatio) && values.ContainsKey(Units) && !values.ContainsKey(Inputs) && !values.ContainsKey(HiddenUnits);
        if (bySize) return;
        if (!byRatio) throw new CellException("give either inputs and hiddenUnits, or compressionRatio and units.", [CompressionRatio, Units, Inputs, HiddenUnits]);
        (double c, double units) = (values[CompressionRatio].Number, values[Units].Number);
        (double n, double m) = (Math.Floor(units / (1 + c)), Math.Floor(units / (1 + 1 / c)));
        if (n < 1 || m < 1) throw new CellException(FormattableString.Invariant($"compressionRatio = {c} with units = {units} leaves {m} inputs and {n} hidden units; at least 1 of each is needed."), [CompressionRatio, Units]);
        values.Remove(CompressionRatio);
        values.Remove(Units);
        values[Inputs] = m;
        values[HiddenUnits] = n;
    }

    private static void ResolveFlips(Dictionary<string, ParameterValue> values, string count, string fraction, int neurons)
    {
        if (values.ContainsKey(count) && values.ContainsKey(fraction)) throw new CellException($"give either {count} or {fraction}, not both.", [count, fraction]);
        if (values.Remove(fraction, out ParameterValue alpha)) values[count] = LayerFlips.FlippedCount(neurons, alpha.Number);
        values.TryAdd(count, 0);
        if (values[count].Number > neurons) throw new CellException($"{values[count]} flips of {neurons} neurons; allowed: 0 … {neurons}.", [count]);
    }

    private static void Check(Cell cell, IReadOnlyList<string> rules)
    {
        try
        {
            foreach (string rule in rules) cell.Training(rule, 0).Validate();
        }
        catch (SpecException e)
        {
            string[] likely = e.Field switch
            {
                nameof(TrainingSpec.BatchSize) => [BatchSize, TrainingSamples],
                nameof(TrainingSpec.OrderParameterWindow) => [OrderParameterWindow, Epochs],
                "Inputs·HiddenUnits" => [Inputs, HiddenUnits, Units],
                _ when e.Field.StartsWith("Teacher", StringComparison.Ordinal) => [TeacherRange, TeacherHiddenNorm, TeacherReadoutNorm],
                _ when e.Field.StartsWith("Flips.Hidden", StringComparison.Ordinal) => [HiddenFlips, HiddenFraction],
                _ when e.Field.StartsWith("Flips.Readout", StringComparison.Ordinal) => [ReadoutFlips, ReadoutFraction],
                _ => [],
            };
            throw new CellException(e.Message, likely, e);
        }
    }

    private static ulong SeedOf(ulong experimentSeed, Dictionary<string, ParameterValue> values)
    {
        string text = $"seed={experimentSeed}\n{Canonical(values, p => !Get(p).KeepsSeed)}";
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    private static string Canonical(Dictionary<string, ParameterValue> values, Func<string, bool> included) =>
        string.Concat(values.Where(v => included(v.Key)).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}\n"));
}
