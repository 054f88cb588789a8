using CurlDescent.Experiments.Specs;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments;

/// <summary>
/// A kind whose cells are networks under a learning rule. It has every parameter of training, so that equal cells have equal seeds:
/// teacher, data and start are those that training of the same cell and run uses.
/// </summary>
public abstract class NetworkExperiment : ExperimentKind
{
    private protected NetworkExperiment()
    {
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDefinition> Parameters => OfTraining;

    /// <inheritdoc/>
    public override IReadOnlyList<string> DefaultRules => Rules.Paper;

    internal override void Resolve(Dictionary<string, ParameterValue> values)
    {
        (int inputs, int hiddenUnits) = RelativeParameters.ResolveNetwork(values);
        bool presynaptic = values[FlipSideName].ToString() == Word(FlipSide.Presynaptic);
        RelativeParameters.ResolveFlips(values, HiddenFlips, HiddenFraction, presynaptic ? inputs : hiddenUnits);
        RelativeParameters.ResolveFlips(values, ReadoutFlips, ReadoutFraction, presynaptic ? hiddenUnits : (int)values[Outputs].Number);
        if (!values[BatchSize].IsNumber) values[BatchSize] = values[TrainingSamples];
    }

    internal override void Check(Cell cell, IReadOnlyList<string> rules)
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
                nameof(TrainingSpec.Precision) => [PrecisionName, Start, OrderParameterWindow],
                nameof(TrainingSpec.ErrorFloor) => [ErrorFloor, PrecisionName],
                nameof(TrainingSpec.StopThreshold) => [StopThreshold, PrecisionName],
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
}
