using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>
/// Any network with one hidden layer under a <see cref="SignedDeltaRule"/>, by <see cref="Backpropagation{TActivation}"/>.
/// </summary>
/// <typeparam name="TActivation">φ on eight lanes.</typeparam>
internal sealed class BackpropagationPath<TActivation>(
    TrainingProblem problem, string name, int mostCoefficients = Backpropagation<TActivation>.MostCoefficients) : TrainingPath
    where TActivation : struct, IVectorActivation
{
    private readonly Backpropagation<TActivation> network = new(Layered(problem), mostCoefficients);

    public override string Name => name;

    public override bool IsLost => network.IsLost;

    public override void RunEpoch(ReadOnlySpan<int> order) => network.RunEpoch(order);

    public override (double Train, double Test) Errors() => network.Errors();

    public override void CopyWeights(TwoLayerNetwork destination)
    {
        network.CopyWeights(0, destination.HiddenWeights);
        network.CopyWeights(1, destination.ReadoutWeights);
    }

    public override void Dispose()
    {
        network.Dispose();
        base.Dispose();
    }

    private static LayeredProblem Layered(TrainingProblem problem)
    {
        TrainingSpec spec = problem.Spec;
        var rule = (SignedDeltaUpdate)problem.Rule;
        return new LayeredProblem
        {
            Training = problem.Shared.Training,
            Test = problem.Shared.Test,
            TrainTargets = problem.Training.Targets,
            TestTargets = problem.Test.Targets,
            Widths = [spec.Inputs, spec.HiddenUnits, spec.Outputs],
            Weights = layer => layer == 0 ? problem.Student.HiddenWeights : problem.Student.ReadoutWeights,
            ColumnSigns = [rule.HiddenColumns],
            RowSigns = rule.HiddenRows,
            ReadoutRows = rule.ReadoutRows,
            ReadoutColumns = rule.ReadoutColumns,
            Feedback = rule.FeedbackWeights is { } feedback ? [feedback] : null,
            Output = new SquaredError<TActivation>(rule.Rule.OutputDerivative),
            BatchSize = spec.BatchSize,
            StepSize = spec.StepSize,
            KeepNorms = spec.KeepNorms,
        };
    }
}
