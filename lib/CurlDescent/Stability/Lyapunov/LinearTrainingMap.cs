using System.Numerics.Tensors;
using CurlDescent.Arithmetic;

namespace CurlDescent.Stability.Lyapunov;

/// <summary>
/// The training map of a linear network with one output. With u = W2W1, r = u − T and g = mean_batch(r·x)xᵀ, row i changes by
/// −η·f_i·(g∘D1) and W2_i by −ηD2_i·(g·W1_i); f = W2, or the feedback weights. The tangent of every line is taken: O(NM) per vector and
/// step, plus M·min(M, 2B) for the covariance.
/// </summary>
internal sealed class LinearTrainingMap : TrainingMap
{
    private readonly int inputs, hiddenUnits, samples;
    private readonly double[] x, target, rowSigns, columnSigns, readoutSigns;
    private readonly double[]? feedback, covariance;
    private readonly double[] u, du, g, dg, signed, dSigned;

    public LinearTrainingMap(TrainingProblem problem, SignedDeltaUpdate rule) : base(problem)
    {
        TwoLayerNetwork teacher = problem.Teacher;
        inputs = teacher.Inputs;
        hiddenUnits = teacher.HiddenUnits;
        samples = problem.Spec.TrainingSamples;
        x = problem.Training.Inputs;
        feedback = rule.FeedbackWeights;
        (rowSigns, columnSigns) = (rule.HiddenRows, rule.HiddenColumns);
        readoutSigns = [.. rule.ReadoutColumns.Select(sign => sign * rule.ReadoutRows[0])];
        (u, du, g, dg, signed, dSigned) = (Row(), Row(), Row(), Row(), Row(), Row());

        target = Row();
        for (int i = 0; i < hiddenUnits; i++) AddScaled(teacher.HiddenWeights.Slice(i * inputs, inputs), teacher.ReadoutWeights[i], target);
        if (problem.Spec.BatchSize == samples && inputs <= 2 * samples) covariance = Covariance();
    }

    internal override string Name => "linear";

    private protected override void Update(ReadOnlySpan<int> batch, Span<double> state, Span<double> tangents)
    {
        Span<double> w1 = state[..(hiddenUnits * inputs)], w2 = state[(hiddenUnits * inputs)..];
        Array.Clear(u);
        for (int i = 0; i < hiddenUnits; i++) AddScaled(w1.Slice(i * inputs, inputs), w2[i], u);
        TensorPrimitives.Subtract(u, target, u);
        ApplyCovariance(batch, u, g);
        TensorPrimitives.Multiply(g, columnSigns, signed);

        for (; tangents.Length > 0; tangents = tangents[Dimension..])
            UpdateTangent(batch, w1, w2, tangents[..w1.Length], tangents.Slice(w1.Length, hiddenUnits));

        for (int i = 0; i < hiddenUnits; i++)
        {
            Span<double> row = w1.Slice(i * inputs, inputs);
            double readout = FixedOrder.Dot(g, row);
            AddScaled(signed, -StepSize * rowSigns[i] * (feedback?[i] ?? w2[i]), row);
            w2[i] -= StepSize * readoutSigns[i] * readout;
        }
    }

    private void UpdateTangent(ReadOnlySpan<int> batch, ReadOnlySpan<double> w1, ReadOnlySpan<double> w2, Span<double> v1, Span<double> v2)
    {
        Array.Clear(du);
        for (int i = 0; i < hiddenUnits; i++)
            FusedPairs.AddTwo(v2[i], w1.Slice(i * inputs, inputs), w2[i], v1.Slice(i * inputs, inputs), du);

        ApplyCovariance(batch, du, dg);
        TensorPrimitives.Multiply(dg, columnSigns, dSigned);
        for (int i = 0; i < hiddenUnits; i++)
        {
            Span<double> row = v1.Slice(i * inputs, inputs);
            double readout = FixedOrder.DotTwo(dg, w1.Slice(i * inputs, inputs), g, row);
            double step = -StepSize * rowSigns[i];
            FusedPairs.AddTwo(feedback is null ? step * v2[i] : 0, signed, step * (feedback?[i] ?? w2[i]), dSigned, row);
            v2[i] -= StepSize * readoutSigns[i] * readout;
        }
    }

    // destination = mean_batch(r·x)xᵀ
    private void ApplyCovariance(ReadOnlySpan<int> batch, ReadOnlySpan<double> r, Span<double> destination)
    {
        if (covariance is not null)
        {
            for (int j = 0; j < inputs; j++) destination[j] = FixedOrder.Dot(covariance.AsSpan(j * inputs, inputs), r);
            return;
        }

        destination.Clear();
        foreach (int p in batch)
        {
            ReadOnlySpan<double> sample = x.AsSpan(p * inputs, inputs);
            AddScaled(sample, FixedOrder.Dot(sample, r) / batch.Length, destination);
        }
    }

    private double[] Covariance()
    {
        var sum = new double[inputs * inputs];
        for (int p = 0; p < samples; p++)
        {
            ReadOnlySpan<double> sample = x.AsSpan(p * inputs, inputs);
            for (int j = 0; j < inputs; j++) AddScaled(sample, sample[j] / samples, sum.AsSpan(j * inputs, inputs));
        }

        return sum;
    }

    private double[] Row() => new double[inputs];
}
