using CurlDescent.Simulation;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Stability.Lyapunov;

/// <summary>The training map of any differentiable rule, in plain matrices: the definition that the fast maps are tested against.</summary>
internal sealed class PlainTrainingMap : TrainingMap
{
    private readonly BoundRule rule;
    private readonly IDifferentiableRule derivative;
    private readonly TwoLayerNetwork network, direction;
    private readonly Matrix<double> inputs, targets;
    private readonly double[] update;

    public PlainTrainingMap(TrainingProblem problem) : base(problem)
    {
        rule = problem.Rule;
        derivative = LearningField.RequireDerivative(rule);
        network = problem.Student.Clone();
        direction = problem.Student.Clone();
        inputs = problem.Training.InputMatrix();
        targets = problem.Training.TargetMatrix();
        update = new double[Dimension];
    }

    internal override string Name => "plain reference";

    private protected override void Update(ReadOnlySpan<int> samples, Span<double> state, Span<double> tangents)
    {
        Matrix<double> x = PlainReference.Columns(inputs, samples), y = PlainReference.Columns(targets, samples);
        LearningField.Unflatten(state, network);
        for (; tangents.Length > 0; tangents = tangents[Dimension..])
        {
            LearningField.Unflatten(tangents[..Dimension], direction);
            Add(derivative.DirectionalDerivative(network, x, y, new WeightUpdate(direction.HiddenMatrix(), direction.ReadoutMatrix())),
                tangents);
        }

        Add(rule.Direction(network, x, y), state);
    }

    private void Add(WeightUpdate change, Span<double> destination)
    {
        LearningField.Flatten(change, update);
        for (int w = 0; w < update.Length; w++) destination[w] += StepSize * update[w];
    }
}
