using System.Numerics.Tensors;
using CurlDescent.Arithmetic;
using CurlDescent.Simulation;
using CurlDescent.Stability.Lyapunov;

namespace CurlDescent;

/// <summary>
/// One training step as a map of weight space with its tangent dynamics: the update of a batch, then, if norms are kept, the rescaling of
/// each layer. Batches are those of <see cref="Trainer"/>. State: W1 row-major, then W2 row-major.
/// </summary>
public abstract class TrainingMap : ITangentMap
{
    private readonly TrainingSpec spec;
    private readonly TwoLayerNetwork student;
    private readonly int hidden;
    private readonly double hiddenNorm, readoutNorm;
    private readonly SampleOrder order;
    private long epoch = -1;

    private protected TrainingMap(TrainingProblem problem)
    {
        problem.RequireDouble("the training map and its tangents");
        spec = problem.Spec;
        student = problem.Student;
        hidden = student.HiddenWeights.Length;
        hiddenNorm = FixedOrder.Norm(student.HiddenWeights);
        readoutNorm = FixedOrder.Norm(student.ReadoutWeights);
        order = new SampleOrder(spec);
    }

    /// <inheritdoc/>
    public int Dimension => student.WeightCount;

    /// <inheritdoc/>
    public int TangentDimension => Dimension - (spec.KeepNorms ? (hiddenNorm > 0 ? 1 : 0) + (readoutNorm > 0 ? 1 : 0) : 0);

    /// <summary>P/B.</summary>
    public int StepsPerEpoch => spec.TrainingSamples / spec.BatchSize;

    /// <summary>η.</summary>
    public double StepSize => spec.StepSize;

    /// <summary>Name of the arithmetic that runs it.</summary>
    internal abstract string Name { get; }

    /// <summary>Creates the map of a problem.</summary>
    /// <param name="problem">Not changed.</param>
    /// <exception cref="SpecException">The rule has no derivative.</exception>
    public static TrainingMap Create(TrainingProblem problem) => problem.Rule switch
    {
        SignedDeltaUpdate rule when problem.Spec.Activation == Activation.Linear && problem.Spec.Outputs == 1 =>
            new LinearTrainingMap(problem, rule),
        SignedDeltaUpdate rule => problem.Spec.Activation.Accept(new NetworkMapFactory(problem, rule)),
        _ => new PlainTrainingMap(problem),
    };

    /// <summary>Returns the weights of the problem's student.</summary>
    public double[] Start() => LearningField.Flatten(student);

    /// <inheritdoc/>
    public void Step(long step, Span<double> state, Span<double> tangents)
    {
        Update(Batch(step), state, tangents);
        if (!spec.KeepNorms) return;
        Rescale(hiddenNorm, state[..hidden], 0, tangents);
        Rescale(readoutNorm, state[hidden..], hidden, tangents);
    }

    /// <summary>Advances state and tangents by θ += η·F(θ) over a batch.</summary>
    private protected abstract void Update(ReadOnlySpan<int> samples, Span<double> state, Span<double> tangents);

    private protected static void AddScaled(ReadOnlySpan<double> row, double factor, Span<double> destination) =>
        TensorPrimitives.MultiplyAdd(row, factor, destination, destination);

    private ReadOnlySpan<int> Batch(long step)
    {
        long current = step / StepsPerEpoch;
        ReadOnlySpan<int> samples = current == epoch ? order.Current : order.Epoch((int)current);
        epoch = current;
        return samples.Slice((int)(step % StepsPerEpoch) * spec.BatchSize, spec.BatchSize);
    }

    // w ↦ s·w with s = norm/‖w‖; its derivative along v is s·(v − w(w·v)/‖w‖²).
    private void Rescale(double norm, Span<double> weights, int offset, Span<double> tangents)
    {
        // A layer of zeros has no direction to keep: it stays as it is.
        if (norm == 0) return;
        double square = FixedOrder.SumOfSquares(weights), scale = norm / Math.Sqrt(square);
        for (; tangents.Length > 0; tangents = tangents[Dimension..])
        {
            Span<double> v = tangents.Slice(offset, weights.Length);
            FusedPairs.ScaleAdd(scale, v, -scale * FixedOrder.Dot(weights, v) / square, weights);
        }

        TensorPrimitives.Multiply(weights, scale, weights);
    }

    private sealed class NetworkMapFactory(TrainingProblem problem, SignedDeltaUpdate rule) : IActivationVisitor<TrainingMap>
    {
        public TrainingMap Visit<TActivation>() where TActivation : struct, IActivation =>
            new NetworkTrainingMap<TActivation>(problem, rule);
    }
}
