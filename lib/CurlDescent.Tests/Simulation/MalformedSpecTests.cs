using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Tests.Simulation;

/// <summary>Each malformed spec gives one error that names field, value and range, before anything is computed.</summary>
public class MalformedSpecTests
{
    private static readonly TrainingSpec Good = new() { Inputs = 6, HiddenUnits = 4, TrainingSamples = 20, BatchSize = 5, Epochs = 10 };

    private static readonly Dictionary<string, (string Field, Func<TrainingSpec> Spec)> Bad = new()
    {
        ["no inputs"] = ("Inputs", () => Good with { Inputs = 0 }),
        ["negative inputs"] = ("Inputs", () => Good with { Inputs = -3 }),
        ["too many inputs"] = ("Inputs", () => Good with { Inputs = 1_000_001 }),
        ["no hidden units"] = ("HiddenUnits", () => Good with { HiddenUnits = 0 }),
        ["negative hidden units"] = ("HiddenUnits", () => Good with { HiddenUnits = int.MinValue }),
        ["too many hidden units"] = ("HiddenUnits", () => Good with { HiddenUnits = int.MaxValue }),
        ["too many weights"] = ("Inputs·HiddenUnits", () => Good with { Inputs = 100_000, HiddenUnits = 100_000 }),
        ["no outputs"] = ("Outputs", () => Good with { Outputs = 0 }),
        ["negative outputs"] = ("Outputs", () => Good with { Outputs = -1 }),
        ["too many outputs"] = ("Outputs", () => Good with { Outputs = 10_001 }),
        ["null activation"] = ("Activation", () => Good with { Activation = null! }),
        ["unknown activation"] = ("Activation", () => Good with { Activation = Activation.Parse("swish") }),
        ["null rule"] = ("Rule", () => Good with { Rule = null! }),
        ["null flips"] = ("Rule.Flips", () => Good with { Rule = LearningRule.CurlDescent(null!) }),
        ["null hidden flips"] = ("Flips.Hidden", () => Good with { Rule = LearningRule.CurlDescent(new RuleFlips { Hidden = null! }) }),
        ["null readout flips"] = ("Flips.Readout", () => Good with { Rule = LearningRule.CurlDescent(new RuleFlips { Readout = null! }) }),
        ["unknown flip side"] = ("Flips.Side", () => Good with { Rule = LearningRule.CurlDescent(new RuleFlips { Side = (FlipSide)7 }) }),
        ["unknown feedback"] = ("Rule.Feedback", () => Good with { Rule = new SignedDeltaRule { Feedback = (Feedback)5 } }),
        ["more hidden flips than inputs"] = ("Flips.Hidden", () => Flipped(RuleFlips.Counts(7, 0))),
        ["negative hidden flips"] = ("Flips.Hidden", () => Flipped(RuleFlips.Counts(-1, 0))),
        ["more readout flips than hidden units"] = ("Flips.Readout", () => Flipped(RuleFlips.Counts(0, 5))),
        ["negative readout flips"] = ("Flips.Readout", () => Flipped(RuleFlips.Counts(0, -2))),
        ["hidden fraction above 1"] = ("Flips.Hidden", () => Flipped(RuleFlips.Fractions(1.01, 0))),
        ["hidden fraction below 0"] = ("Flips.Hidden", () => Flipped(RuleFlips.Fractions(-0.01, 0))),
        ["hidden fraction NaN"] = ("Flips.Hidden", () => Flipped(RuleFlips.Fractions(double.NaN, 0))),
        ["readout fraction above 1"] = ("Flips.Readout", () => Flipped(RuleFlips.Fractions(0, 2))),
        ["readout fraction infinite"] = ("Flips.Readout", () => Flipped(RuleFlips.Fractions(0, double.PositiveInfinity))),
        ["too few hidden signs"] = ("Flips.Hidden", () => Flipped(new RuleFlips { Hidden = LayerFlips.Signs(1, -1) })),
        ["too many readout signs"] = ("Flips.Readout", () => Flipped(new RuleFlips { Readout = LayerFlips.Signs(1, 1, 1, 1, 1) })),
        ["a sign of 0"] = ("Flips.Readout", () => Flipped(new RuleFlips { Readout = LayerFlips.Signs(1, 0, 1, 1) })),
        ["a sign of 2"] = ("Flips.Hidden", () => Flipped(new RuleFlips { Hidden = LayerFlips.Signs(1, 1, 1, 1, 1, 2) })),
        ["more postsynaptic flips than outputs"] = (
            "Flips.Readout", () => Flipped(RuleFlips.Counts(0, 2) with { Side = FlipSide.Postsynaptic })),
        ["more postsynaptic flips than hidden units"] = (
            "Flips.Hidden", () => Flipped(RuleFlips.Counts(5, 0) with { Side = FlipSide.Postsynaptic })),
        ["null student"] = ("Student", () => Good with { Student = null! }),
        ["negative student range"] = ("Student.Range", () => Good with { Student = new(-1) }),
        ["NaN student range"] = ("Student.Range", () => Good with { Student = new(double.NaN) }),
        ["infinite student range"] = ("Student.Range", () => Good with { Student = new(double.PositiveInfinity) }),
        ["unknown student distribution"] = ("Student.Distribution", () => Good with { Student = new(1, (WeightDistribution)9) }),
        ["null start"] = ("Start", () => Good with { Start = null! }),
        ["unknown start layer"] = ("Start.Layer", () => Good with { Start = StartPoint.NearTeacher((WeightLayer)3, 1e-10) }),
        ["negative perturbation"] = ("Start.Perturbation", () => Good with { Start = StartPoint.NearTeacher(WeightLayer.Hidden, -1e-10) }),
        ["NaN perturbation"] = ("Start.Perturbation", () => Good with { Start = StartPoint.NearTeacher(WeightLayer.Readout, double.NaN) }),
        ["null teacher"] = ("Teacher", () => Good with { Teacher = null! }),
        ["null teacher weights"] = ("Teacher.Weights", () => Good with { Teacher = new Teacher { Weights = null! } }),
        ["NaN teacher range"] = ("Teacher.Weights.Range", () => Good with { Teacher = new Teacher { Weights = new(double.NaN) } }),
        ["negative teacher range"] = ("Teacher.Weights.Range", () => Good with { Teacher = new Teacher { Weights = new(-0.5) } }),
        ["zero hidden norm"] = ("Teacher.HiddenNorm", () => Good with { Teacher = new Teacher { HiddenNorm = 0 } }),
        ["NaN hidden norm"] = ("Teacher.HiddenNorm", () => Good with { Teacher = new Teacher { HiddenNorm = double.NaN } }),
        ["negative readout norm"] = ("Teacher.ReadoutNorm", () => Good with { Teacher = new Teacher { ReadoutNorm = -1 } }),
        ["a norm for a teacher of zeros"] = (
            "Teacher.Weights.Range", () => Good with { Teacher = new Teacher { Weights = new(0), HiddenNorm = 1 } }),
        ["no training samples"] = ("TrainingSamples", () => Good with { TrainingSamples = 0 }),
        ["negative training samples"] = ("TrainingSamples", () => Good with { TrainingSamples = -20 }),
        ["too many training samples"] = ("TrainingSamples", () => Good with { TrainingSamples = 10_000_001 }),
        ["no test samples"] = ("TestSamples", () => Good with { TestSamples = 0 }),
        ["negative test samples"] = ("TestSamples", () => Good with { TestSamples = -1 }),
        ["zero input variance"] = ("InputVariance", () => Good with { InputVariance = 0 }),
        ["negative input variance"] = ("InputVariance", () => Good with { InputVariance = -0.5 }),
        ["NaN input variance"] = ("InputVariance", () => Good with { InputVariance = double.NaN }),
        ["no batch"] = ("BatchSize", () => Good with { BatchSize = 0 }),
        ["negative batch"] = ("BatchSize", () => Good with { BatchSize = -5 }),
        ["batch larger than the data"] = ("BatchSize", () => Good with { BatchSize = 21 }),
        ["batch that does not divide the data"] = ("BatchSize", () => Good with { BatchSize = 6 }),
        ["zero learning rate"] = ("LearningRate", () => Good with { LearningRate = 0 }),
        ["negative learning rate"] = ("LearningRate", () => Good with { LearningRate = -0.1 }),
        ["NaN learning rate"] = ("LearningRate", () => Good with { LearningRate = double.NaN }),
        ["infinite learning rate"] = ("LearningRate", () => Good with { LearningRate = double.NegativeInfinity }),
        ["unknown step scaling"] = ("StepScaling", () => Good with { StepScaling = (StepScaling)4 }),
        ["no epochs"] = ("Epochs", () => Good with { Epochs = 0 }),
        ["negative epochs"] = ("Epochs", () => Good with { Epochs = -10 }),
        ["too many epochs"] = ("Epochs", () => Good with { Epochs = 100_000_001 }),
        ["null error schedule"] = ("ErrorSchedule", () => Good with { ErrorSchedule = null! }),
        ["one logarithmic point"] = ("ErrorSchedule.Points", () => Good with { ErrorSchedule = RecordingSchedule.LogSpaced(1) }),
        ["interval 0"] = ("ErrorSchedule.Interval", () => Good with { ErrorSchedule = RecordingSchedule.Every(0) }),
        ["an epoch after the horizon"] = ("ErrorSchedule", () => Good with { ErrorSchedule = RecordingSchedule.At(1, 11) }),
        ["a negative epoch"] = ("ErrorSchedule", () => Good with { ErrorSchedule = RecordingSchedule.At(-1) }),
        ["epochs out of order"] = ("WeightSchedule", () => Good with { WeightSchedule = RecordingSchedule.At(3, 2) }),
        ["an epoch twice"] = ("WeightSchedule", () => Good with { WeightSchedule = RecordingSchedule.At(3, 3) }),
        ["null weight schedule"] = ("WeightSchedule", () => Good with { WeightSchedule = null! }),
        ["window of one epoch"] = ("OrderParameterWindow", () => Good with { OrderParameterWindow = 1 }),
        ["negative window"] = ("OrderParameterWindow", () => Good with { OrderParameterWindow = -4 }),
        ["window longer than the run"] = ("OrderParameterWindow", () => Good with { OrderParameterWindow = 11 }),
        ["negative error floor"] = ("ErrorFloor", () => Good with { ErrorFloor = -1e-16 }),
        ["NaN error floor"] = ("ErrorFloor", () => Good with { ErrorFloor = double.NaN }),
        ["zero threshold"] = ("StopThreshold", () => Good with { StopThreshold = 0 }),
        ["NaN threshold"] = ("StopThreshold", () => Good with { StopThreshold = double.NaN }),
        ["zero divergence threshold"] = ("DivergenceThreshold", () => Good with { DivergenceThreshold = 0 }),
        ["NaN divergence threshold"] = ("DivergenceThreshold", () => Good with { DivergenceThreshold = double.NaN }),
        ["the run number of shared data"] = ("Run", () => Good with { Run = RandomStream.SharedRun }),
        ["empty data"] = ("InputData.Samples", () => Empty()),
        ["data of the wrong width"] = ("InputData.Inputs", () => Wide()),
    };

    public static TheoryData<string> Names => [.. Bad.Keys];

    [Fact]
    public void TheSpecThatIsBentIsGood() => Assert.Same(Good, Good.Validate());

    [Theory, MemberData(nameof(Names))]
    public void IsRefusedWithFieldValueAndRange(string name)
    {
        (string field, Func<TrainingSpec> spec) = Bad[name];
        SpecException error = Assert.Throws<SpecException>(() => Trainer.Run(spec()));
        Assert.Equal(field, error.Field);
        Assert.StartsWith($"{field} = ", error.Message);
        Assert.Contains("allowed: ", error.Message);
    }

    private static TrainingSpec Flipped(RuleFlips flips) => Good with { Rule = LearningRule.CurlDescent(flips) };

    private static TrainingSpec Empty()
    {
        InputData.Create(Matrix<double>.Build.Dense(6, 0), new Teacher().Draw(6, 4, 1, Activation.Linear, 1));
        return Good;
    }

    private static TrainingSpec Wide()
    {
        InputData.Create(Matrix<double>.Build.Dense(7, 3), new Teacher().Draw(6, 4, 1, Activation.Linear, 1));
        return Good;
    }

}
