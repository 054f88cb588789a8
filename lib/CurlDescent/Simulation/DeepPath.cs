using CurlDescent.Arithmetic;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Simulation;

/// <summary>One way to compute the training of a deep network.</summary>
internal abstract class DeepPath : IDisposable
{
    /// <summary>Name in recordings.</summary>
    public abstract string Name { get; }

    /// <summary>Trains one epoch: consecutive batches of <paramref name="order"/>, under the signs of that epoch.</summary>
    public abstract void RunEpoch(ReadOnlySpan<int> order, int epoch);

    /// <summary>Computes loss and accuracy of the present weights.</summary>
    public abstract (LossAndAccuracy Train, LossAndAccuracy Test) Scores();

    /// <summary>Copies the present weights into a network of the same widths.</summary>
    public abstract void CopyWeights(DeepNetwork destination);

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }

    /// <summary>Opens a path.</summary>
    /// <param name="problem">What to train.</param>
    /// <param name="plain">Whether in plain matrices.</param>
    public static DeepPath Open(DeepProblem problem, bool plain) =>
        plain ? new PlainDeepPath(problem) : problem.Spec.Activation.AcceptOnLanes(new HiddenOpener(problem));

    private sealed class HiddenOpener(DeepProblem problem) : IVectorActivationVisitor<DeepPath>
    {
        public DeepPath Visit<THidden>() where THidden : struct, IVectorActivation =>
            problem.Spec.OutputActivation.AcceptOnLanes(new OutputOpener<THidden>(problem));
    }

    private sealed class OutputOpener<THidden>(DeepProblem problem) : IVectorActivationVisitor<DeepPath>
        where THidden : struct, IVectorActivation
    {
        public DeepPath Visit<TOutput>() where TOutput : struct, IVectorActivation =>
            new FastDeepPath<THidden>(problem, problem.Open<THidden, TOutput>());
    }
}

/// <summary>By <see cref="Backpropagation{TActivation}"/>.</summary>
/// <typeparam name="TActivation">φ of the hidden units on eight lanes.</typeparam>
internal sealed class FastDeepPath<TActivation>(DeepProblem problem, Backpropagation<TActivation> network) : DeepPath
    where TActivation : struct, IVectorActivation
{
    public override string Name => "backpropagation";

    public override void RunEpoch(ReadOnlySpan<int> order, int epoch)
    {
        if (problem.Spec.Rule.ChangesAt(epoch))
        {
            double[][] signs = problem.SignRowsAt(epoch);
            network.SetSigns(signs[..^1], signs[^1]);
        }

        network.RunEpoch(order);
    }

    public override (LossAndAccuracy Train, LossAndAccuracy Test) Scores() => network.Scores();

    public override void CopyWeights(DeepNetwork destination)
    {
        for (int l = 1; l <= destination.Layers; l++) network.CopyWeights(l - 1, destination.Weights(l));
    }

    public override void Dispose() => network.Dispose();
}

/// <summary>The definition of training, in plain matrices (<see cref="DeepUpdate"/>).</summary>
internal sealed class PlainDeepPath(DeepProblem problem) : DeepPath
{
    private readonly DeepNetwork network = problem.Student.Clone();
    private readonly Matrix<double> inputs = problem.Training.InputMatrix(), targets = problem.Training.TargetMatrix();

    public override string Name => "plain reference";

    public override void RunEpoch(ReadOnlySpan<int> order, int epoch)
    {
        int batch = problem.Spec.BatchSize;
        double[][] signs = problem.SignRowsAt(epoch);
        for (int start = 0; start < order.Length; start += batch)
        {
            ReadOnlySpan<int> samples = order.Slice(start, batch);
            Matrix<double>[] update = DeepUpdate.Direction(
                problem.Spec, network, PlainReference.Columns(inputs, samples), PlainReference.Columns(targets, samples), signs,
                problem.FeedbackWeights);
            for (int l = 1; l <= network.Layers; l++)
            {
                Matrix<double> weights = network.Matrix(l) + problem.Spec.LearningRate * update[l - 1];
                if (l > 1 && problem.CellTypes is { } types)
                    weights.MapIndexedInplace((_, j, w) => w * types[l - 2][j] < 0 ? 0 : w, Zeros.Include);
                network.SetMatrix(l, weights);
            }
        }
    }

    public override (LossAndAccuracy Train, LossAndAccuracy Test) Scores() => (Score(problem.Training), Score(problem.Test));

    public override void CopyWeights(DeepNetwork destination)
    {
        for (int l = 1; l <= network.Layers; l++) network.Weights(l).CopyTo(destination.Weights(l));
    }

    private LossAndAccuracy Score(InputData data)
    {
        Matrix<double> output = network.Output(data.InputMatrix()), wanted = data.TargetMatrix();
        int right = Enumerable.Range(0, data.Samples).Count(p => output.Column(p).MaximumIndex() == wanted.Column(p).MaximumIndex());
        return new LossAndAccuracy(DeepUpdate.Loss(problem.Spec.Loss, network, data), (double)right / data.Samples);
    }
}
