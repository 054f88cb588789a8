using CurlDescent.Arithmetic;
using CurlDescent.Simulation;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// Learning that goes on under noise, in plain matrices and for every rule: at each step W += η·direction of a batch with noisy inputs and
/// targets, plus the
/// Langevin term of <see cref="LearningNoise.SynapticVariance"/>; then, if norms are kept, each layer is rescaled. Batches are those of
/// <see cref="Trainer"/>.
/// Not thread-safe.
/// </summary>
public sealed class OngoingLearning
{
    private readonly TrainingSpec spec;
    private readonly LearningNoise noise;
    private readonly BoundRule rule;
    private readonly TwoLayerNetwork network;
    private readonly Matrix<double> inputs, targets;
    private readonly SampleOrder order;
    private readonly RandomStream inputNoise, labelNoise, synapticNoise;
    private readonly double hiddenNorm, readoutNorm;

    /// <summary>Starts learning.</summary>
    /// <param name="problem">Data, rule, step, batches; not changed. Its seed and run name the streams of the noise.</param>
    /// <param name="start">Where the weights start, such as <see cref="TrainingProblem.Teacher"/>; not changed.</param>
    /// <param name="noise">Validated here.</param>
    /// <exception cref="SpecException">A variance is negative, or the network does not fit the data.</exception>
    public OngoingLearning(TrainingProblem problem, TwoLayerNetwork start, LearningNoise noise)
    {
        this.noise = noise.Validate();
        problem.RequireDouble("learning under noise");
        problem.Training.RequireFit(start);
        spec = problem.Spec;
        rule = problem.Rule;
        network = start.Clone();
        inputs = problem.Training.InputMatrix();
        targets = problem.Training.TargetMatrix();
        order = new SampleOrder(spec);
        RandomStream Stream(RandomPurpose purpose) => new(spec.Seed, spec.Run, purpose);
        (inputNoise, labelNoise, synapticNoise) = (Stream(RandomPurpose.InputNoise), Stream(RandomPurpose.LabelNoise),
            Stream(RandomPurpose.SynapticNoise));
        hiddenNorm = FixedOrder.Norm(start.HiddenWeights);
        readoutNorm = FixedOrder.Norm(start.ReadoutWeights);
    }

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    /// <summary>Learning time, η times the steps done.</summary>
    public double Time => Step * spec.StepSize;

    /// <summary>The weights as one vector, W1 row-major, then W2 row-major; a copy.</summary>
    public double[] Weights => LearningField.Flatten(network);

    /// <summary>The network as it is now; a copy.</summary>
    public TwoLayerNetwork Network => network.Clone();

    /// <summary>Computes the errors ŷ − y on the clean training data, K×P.</summary>
    public Matrix<double> Errors() => network.Output(inputs) - targets;

    /// <summary>Learns on.</summary>
    /// <param name="steps">Number of steps; ≥ 0.</param>
    /// <param name="cancellation">Looked at every step.</param>
    public void Advance(long steps, CancellationToken cancellation = default)
    {
        for (long end = Step + steps; Step < end; Step++)
        {
            cancellation.ThrowIfCancellationRequested();
            AdvanceOnce();
        }
    }

    private void AdvanceOnce()
    {
        int perEpoch = spec.TrainingSamples / spec.BatchSize, at = (int)(Step % perEpoch);
        ReadOnlySpan<int> samples = (at == 0 ? order.Epoch((int)(Step / perEpoch)) : order.Current).Slice(at * spec.BatchSize,
            spec.BatchSize);
        Matrix<double> x = PlainReference.Columns(inputs, samples), y = PlainReference.Columns(targets, samples);
        AddNoise(x, noise.InputVariance, inputNoise);
        AddNoise(y, noise.LabelVariance, labelNoise);
        WeightUpdate update = rule.Direction(network, x, y);
        Add(update.Hidden, network.HiddenWeights);
        Add(update.Readout, network.ReadoutWeights);
        AddSynapticNoise(network.HiddenWeights);
        AddSynapticNoise(network.ReadoutWeights);
        if (!spec.KeepNorms) return;
        Rescale(hiddenNorm, network.HiddenWeights);
        Rescale(readoutNorm, network.ReadoutWeights);
    }

    private static void AddNoise(Matrix<double> values, double variance, RandomStream stream)
    {
        if (variance == 0) return;
        double deviation = Math.Sqrt(variance);
        foreach (ref double value in values.AsColumnMajorArray().AsSpan()) value += deviation * stream.NextNormal();
    }

    private void Add(Matrix<double> direction, Span<double> weights)
    {
        int columns = direction.ColumnCount;
        for (int at = 0; at < weights.Length; at++) weights[at] += spec.StepSize * direction.At(at / columns, at % columns);
    }

    private void AddSynapticNoise(Span<double> weights)
    {
        if (noise.SynapticVariance == 0) return;
        double deviation = Math.Sqrt(spec.StepSize * noise.SynapticVariance);
        foreach (ref double weight in weights) weight += deviation * synapticNoise.NextNormal();
    }

    // A layer of zeros has no direction to keep: it stays as it is.
    private static void Rescale(double norm, Span<double> weights)
    {
        if (norm == 0) return;
        double factor = norm / FixedOrder.Norm(weights);
        foreach (ref double weight in weights) weight *= factor;
    }
}
