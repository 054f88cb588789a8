using System.Numerics.Tensors;
using CurlDescent.Arithmetic;

namespace CurlDescent.Stability.Lyapunov;

/// <summary>
/// The training map of any network under a <see cref="SignedDeltaRule"/>; d… stands for the change of a quantity along a tangent vector.
/// About 2·NMB multiply-adds per vector and step. Buffers hold one row per sample of the batch.
/// </summary>
/// <typeparam name="TActivation">φ.</typeparam>
internal sealed class NetworkTrainingMap<TActivation> : TrainingMap where TActivation : struct, IActivation
{
    private readonly int inputs, hiddenUnits, outputs;
    private readonly bool outputDerivative;
    private readonly double[] x, y, hiddenRowSigns, readoutRowSigns, readoutColumnSigns;

    // x∘D1 of every sample: the columns of W1's update carry their signs.
    private readonly double[] signedInputs;

    // K×N: the feedback weights transposed; null for W2.
    private readonly double[]? feedback;

    // Per sample and hidden unit, and per sample and output.
    private readonly double[] h, slope1, bend1, back, delta1, dh, dDelta1;
    private readonly double[] slope2, bend2, error, delta2, dDelta2;

    // Of one sample, per hidden unit.
    private readonly double[] da1, dBack, signedHidden;

    public NetworkTrainingMap(TrainingProblem problem, SignedDeltaUpdate rule) : base(problem)
    {
        TrainingSpec spec = problem.Spec;
        (inputs, hiddenUnits, outputs) = (spec.Inputs, spec.HiddenUnits, spec.Outputs);
        x = problem.Training.Inputs;
        y = problem.Training.Targets;
        outputDerivative = rule.Rule.OutputDerivative;

        hiddenRowSigns = rule.HiddenRows;
        (readoutRowSigns, readoutColumnSigns) = (rule.ReadoutRows, rule.ReadoutColumns);
        signedInputs = [.. x.Select((value, at) => value * rule.HiddenColumns[at % inputs])];
        if (rule.FeedbackWeights is { } weights)
            feedback = [.. Enumerable.Range(0, weights.Length).Select(at => weights[at % hiddenUnits * outputs + at / hiddenUnits])];

        double[] PerHiddenUnit() => new double[spec.BatchSize * hiddenUnits];
        double[] PerOutput() => new double[spec.BatchSize * outputs];
        (h, slope1, bend1, back) = (PerHiddenUnit(), PerHiddenUnit(), PerHiddenUnit(), PerHiddenUnit());
        (delta1, dh, dDelta1) = (PerHiddenUnit(), PerHiddenUnit(), PerHiddenUnit());
        (slope2, bend2, error, delta2, dDelta2) = (PerOutput(), PerOutput(), PerOutput(), PerOutput(), PerOutput());
        (da1, dBack, signedHidden) = (new double[hiddenUnits], new double[hiddenUnits], new double[hiddenUnits]);
    }

    internal override string Name => "network";

    private protected override void Update(ReadOnlySpan<int> batch, Span<double> state, Span<double> tangents)
    {
        Span<double> w1 = state[..(hiddenUnits * inputs)], w2 = state[(hiddenUnits * inputs)..];
        for (int b = 0; b < batch.Length; b++) Propagate(b, batch[b], w1, w2);

        double step = -StepSize / batch.Length;
        for (; tangents.Length > 0; tangents = tangents[Dimension..])
        {
            Span<double> v1 = tangents[..w1.Length], v2 = tangents.Slice(w1.Length, w2.Length);
            for (int b = 0; b < batch.Length; b++) PropagateTangent(b, batch[b], w2, v1, v2);
            for (int b = 0; b < batch.Length; b++)
            {
                AddHidden(step, batch[b], Row(dDelta1, b, hiddenUnits), v1);
                AddReadout(step, Row(dDelta2, b, outputs), Row(h, b, hiddenUnits), v2);
                AddReadout(step, Row(delta2, b, outputs), Row(dh, b, hiddenUnits), v2);
            }
        }

        for (int b = 0; b < batch.Length; b++)
        {
            AddHidden(step, batch[b], Row(delta1, b, hiddenUnits), w1);
            AddReadout(step, Row(delta2, b, outputs), Row(h, b, hiddenUnits), w2);
        }
    }

    private void Propagate(int b, int sample, ReadOnlySpan<double> w1, ReadOnlySpan<double> w2)
    {
        ReadOnlySpan<double> input = Row(x, sample, inputs);
        Span<double> hRow = Row(h, b, hiddenUnits), slopeRow = Row(slope1, b, hiddenUnits), bendRow = Row(bend1, b, hiddenUnits);
        Span<double> backRow = Row(back, b, hiddenUnits);
        for (int i = 0; i < hiddenUnits; i++)
        {
            double a = FixedOrder.Dot(w1.Slice(i * inputs, inputs), input);
            hRow[i] = TActivation.Apply(a);
            slopeRow[i] = TActivation.Derivative(a, hRow[i]);
            bendRow[i] = TActivation.SecondDerivative(a, hRow[i]);
        }

        backRow.Clear();
        for (int k = 0; k < outputs; k++)
        {
            int at = b * outputs + k;
            double a = FixedOrder.Dot(w2.Slice(k * hiddenUnits, hiddenUnits), hRow), output = TActivation.Apply(a);
            slope2[at] = TActivation.Derivative(a, output);
            bend2[at] = TActivation.SecondDerivative(a, output);
            error[at] = output - y[sample * outputs + k];
            delta2[at] = outputDerivative ? error[at] * slope2[at] : error[at];
            AddScaled(Backward(w2, k), delta2[at], backRow);
        }

        TensorPrimitives.Multiply(backRow, slopeRow, Row(delta1, b, hiddenUnits));
    }

    private void PropagateTangent(int b, int sample, ReadOnlySpan<double> w2, ReadOnlySpan<double> v1, ReadOnlySpan<double> v2)
    {
        ReadOnlySpan<double> input = Row(x, sample, inputs), hRow = Row(h, b, hiddenUnits), slopeRow = Row(slope1, b, hiddenUnits);
        Span<double> dhRow = Row(dh, b, hiddenUnits), dDelta1Row = Row(dDelta1, b, hiddenUnits);
        for (int i = 0; i < hiddenUnits; i++) da1[i] = FixedOrder.Dot(v1.Slice(i * inputs, inputs), input);
        TensorPrimitives.Multiply(slopeRow, da1, dhRow);

        Array.Clear(dBack);
        for (int k = 0; k < outputs; k++)
        {
            int at = b * outputs + k;
            ReadOnlySpan<double> v2Row = v2.Slice(k * hiddenUnits, hiddenUnits);
            double da2 = FixedOrder.Dot(v2Row, hRow) + FixedOrder.Dot(w2.Slice(k * hiddenUnits, hiddenUnits), dhRow);
            double dError = slope2[at] * da2;
            dDelta2[at] = outputDerivative ? dError * slope2[at] + error[at] * bend2[at] * da2 : dError;
            AddScaled(Backward(w2, k), dDelta2[at], dBack);
            if (feedback is null) AddScaled(v2Row, delta2[at], dBack);
        }

        // dδ1 = dBack∘φ' + back∘φ''∘da1
        TensorPrimitives.Multiply(Row(bend1, b, hiddenUnits), da1, dDelta1Row);
        TensorPrimitives.Multiply(dDelta1Row, Row(back, b, hiddenUnits), dDelta1Row);
        TensorPrimitives.MultiplyAdd(dBack, slopeRow, dDelta1Row, dDelta1Row);
    }

    private ReadOnlySpan<double> Backward(ReadOnlySpan<double> w2, int k) =>
        (feedback is null ? w2 : feedback).Slice(k * hiddenUnits, hiddenUnits);

    // W1_i += step·s_i·δ1_i·(x∘D1)
    private void AddHidden(double step, int sample, ReadOnlySpan<double> delta, Span<double> w1)
    {
        ReadOnlySpan<double> input = Row(signedInputs, sample, inputs);
        for (int i = 0; i < hiddenUnits; i++) AddScaled(input, step * hiddenRowSigns[i] * delta[i], w1.Slice(i * inputs, inputs));
    }

    // W2_k += step·s_k·δ2_k·(h∘D2)
    private void AddReadout(double step, ReadOnlySpan<double> delta, ReadOnlySpan<double> hidden, Span<double> w2)
    {
        TensorPrimitives.Multiply(hidden, readoutColumnSigns, signedHidden);
        for (int k = 0; k < outputs; k++)
            AddScaled(signedHidden, step * readoutRowSigns[k] * delta[k], w2.Slice(k * hiddenUnits, hiddenUnits));
    }

    private static Span<double> Row(double[] rows, int row, int length) => rows.AsSpan(row * length, length);
}
