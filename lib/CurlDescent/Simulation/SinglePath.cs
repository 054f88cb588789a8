using System.Runtime.CompilerServices;
using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>
/// Networks with one hidden layer under a <see cref="SignedDeltaRule"/> in single precision. Everything is drawn in double and rounded
/// once; the scalars that keep the norms, and the sums of the recorded errors, are double. Every sum has one order, whatever the vector
/// width.
/// </summary>
/// <typeparam name="TActivation">φ on sixteen lanes.</typeparam>
internal sealed class SinglePath<TActivation> : TrainingPath
    where TActivation : struct, IVectorActivation
{
    // Samples at a time forward, and in the update of the hidden weights: what fits the first-level cache. Part of the order of sums, so
    // never tuned to a machine.
    private const int ChunkSize = 20, PartSize = 120, ErrorStride = 32;
    private const int StepsBetweenAbsorptions = 64;

    private readonly List<SingleBuffer> rented = [];
    private readonly TrainingSpec spec;
    private readonly SingleInputs training, test;
    private readonly float[] trainTargets, testTargets;
    private readonly int[] inOrder;
    private readonly SingleLayout layout;
    private readonly int columns, part;
    private readonly bool fixedFeedback, outputDerivative;
    private readonly SingleBuffer hidden, columnSigns, rowFactors, readout, feedback, readoutFactors, readoutGradient;
    private readonly SingleBuffer preactivations, activations, coefficients, change, errors, targets, squares;
    private readonly LayerScales scales;
    private int stepsSinceAbsorption;

    public SinglePath(TrainingProblem problem)
    {
        spec = problem.Spec;
        var rule = (SignedDeltaUpdate)problem.Rule;
        training = problem.Shared.SingleTraining;
        test = problem.Shared.SingleTest;
        trainTargets = Rounded(problem.Training.Targets);
        testTargets = Rounded(problem.Test.Targets);
        inOrder = [.. Enumerable.Range(0, Math.Max(training.Samples, test.Samples))];
        layout = new SingleLayout(spec.Inputs, spec.HiddenUnits);
        columns = layout.Columns;
        part = Math.Min(spec.BatchSize, PartSize);
        fixedFeedback = rule.FeedbackWeights is not null;
        outputDerivative = rule.Rule.OutputDerivative;

        long size = layout.Size, readoutSize = (long)spec.Outputs * columns;
        (hidden, change) = (Take(size), Take(part < spec.BatchSize ? size : 0));
        (columnSigns, rowFactors) = (Take(layout.Stride), Take(columns));
        (readout, readoutFactors, readoutGradient) = (Take(readoutSize), Take(readoutSize), Take(readoutSize));
        feedback = fixedFeedback ? Take(readoutSize) : readout;
        (preactivations, activations) = (Take((long)ChunkSize * columns), Take((long)ChunkSize * columns));
        coefficients = Take((long)part * columns);
        (errors, targets) = (Take((long)spec.Outputs * ErrorStride), Take((long)spec.Outputs * ErrorStride));

        squares = Take(SinglePanels.Width);
        Fill(problem.Student, rule);
        scales = new LayerScales(SumOfSquares(hidden.Span), SumOfSquares(readout.Span));
    }

    public override string Name => "backpropagation, single precision";

    // A NaN in W1 reaches every output and from there the readout within a step.
    public override bool IsLost => TActivation.KeepsNaN && double.IsNaN(SumOfSquares(readout.Span));

    public override void RunEpoch(ReadOnlySpan<int> order)
    {
        int batch = spec.BatchSize;
        for (int start = 0; start < order.Length; start += batch)
        {
            int next = start + batch;
            training.Prefetch(order.Slice(next, Math.Min(batch, order.Length - next)));
            Step(order.Slice(start, batch));
        }
    }

    public override (double Train, double Test) Errors() => (Evaluate(training, trainTargets), Evaluate(test, testTargets));

    public override void CopyWeights(TwoLayerNetwork destination)
    {
        int inputs = spec.Inputs, units = spec.HiddenUnits;
        for (int i = 0; i < units; i++)
        {
            for (int j = 0; j < inputs; j++)
                destination.HiddenWeights[i * inputs + j] = scales.Hidden * hidden.Span[layout.Offset(j, i)];
            for (int k = 0; k < spec.Outputs; k++)
                destination.ReadoutWeights[k * units + i] = scales.Readout * readout.Span[k * columns + i];
        }
    }

    public override void Dispose()
    {
        foreach (SingleBuffer buffer in rented) buffer.Dispose();
        base.Dispose();
    }

    private SingleBuffer Take(long length)
    {
        var buffer = new SingleBuffer(length);
        rented.Add(buffer);
        return buffer;
    }

    private static float[] Rounded(double[] values) => Array.ConvertAll(values, v => (float)v);

    private static double SumOfSquares(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values) sum += (double)value * value;
        return sum;
    }

    private void Fill(TwoLayerNetwork student, SignedDeltaUpdate rule)
    {
        int inputs = spec.Inputs, units = spec.HiddenUnits;
        for (int j = 0; j < inputs; j++) columnSigns.Span[j] = (float)rule.HiddenColumns[j];
        for (int i = 0; i < units; i++)
        {
            rowFactors.Span[i] = (float)rule.HiddenRows[i];
            for (int j = 0; j < inputs; j++)
                hidden.Span[layout.Offset(j, i)] = (float)student.HiddenWeights[i * inputs + j];
            for (int k = 0; k < spec.Outputs; k++)
            {
                int at = k * columns + i;
                readout.Span[at] = (float)student.ReadoutWeights[k * units + i];
                readoutFactors.Span[at] = (float)(rule.ReadoutRows[k] * rule.ReadoutColumns[i]);
                if (rule.FeedbackWeights is { } fixedWeights) feedback.Span[at] = (float)fixedWeights[i * spec.Outputs + k];
            }
        }
    }

    private void Step(ReadOnlySpan<int> samples)
    {
        double step = -spec.StepSize / spec.BatchSize;
        float hiddenStep = (float)(step / scales.Hidden * (fixedFeedback ? 1 : scales.Readout));
        bool inParts = part < samples.Length;
        for (int start = 0; start < samples.Length; start += part)
        {
            ReadOnlySpan<int> some = samples.Slice(start, Math.Min(part, samples.Length - start));
            Backpropagate(some, hiddenStep);
            layout.Update(
                ref coefficients.First, ref training.First, some, ref columnSigns.First, ref inParts ? ref change.First : ref hidden.First,
                ref squares.First);
        }

        float hiddenSquares = SingleVectors.TakeSum(ref squares.First);
        if (inParts) hiddenSquares = SingleStages<TActivation>.AddChange(ref hidden.First, (int)layout.Size, ref change.First);
        float readoutSquares = SingleStages<TActivation>.UpdateReadout(
            ref readout.First, spec.Outputs * columns, ref readoutFactors.First, (float)(step / scales.Readout), ref readoutGradient.First);
        if (!spec.KeepNorms) return;
        scales.Keep(hiddenSquares, readoutSquares);
        if (++stepsSinceAbsorption == StepsBetweenAbsorptions) AbsorbScales();
    }

    private void Backpropagate(ReadOnlySpan<int> samples, float hiddenStep)
    {
        for (int start = 0; start < samples.Length; start += ChunkSize)
        {
            ReadOnlySpan<int> chunk = samples.Slice(start, Math.Min(ChunkSize, samples.Length - start));
            Forward(training, trainTargets, chunk);
            if (outputDerivative) OutputErrors<On>(chunk.Length);
            else OutputErrors<Off>(chunk.Length);
            SingleStages<TActivation>.Backward(
                ref preactivations.First, ref activations.First, chunk.Length, columns, spec.Outputs, ref errors.First, ErrorStride,
                ref feedback.First, ref rowFactors.First, hiddenStep, ref coefficients.First, samples.Length, start,
                ref readoutGradient.First);
        }
    }

    // Leaves h in activations, φ'(a1) in preactivations, W2·h (unscaled) in errors and y in targets.
    private void Forward(SingleInputs data, float[] labels, ReadOnlySpan<int> samples)
    {
        int outputs = spec.Outputs;
        layout.Forward(ref hidden.First, ref data.First, samples, ref preactivations.First);
        SingleStages<TActivation>.Activate(
            (float)scales.Hidden, ref preactivations.First, samples.Length * columns, ref activations.First);
        for (int k = 0; k < outputs; k++)
        {
            SingleStages<TActivation>.Dots(
                ref activations.First, samples.Length, columns, ref Unsafe.Add(ref readout.First, k * columns),
                ref Unsafe.Add(ref errors.First, k * ErrorStride));
            ref float y = ref Unsafe.Add(ref targets.First, k * ErrorStride);
            for (int b = 0; b < samples.Length; b++) Unsafe.Add(ref y, b) = labels[samples[b] * outputs + k];
        }
    }

    private void OutputErrors<TDerivative>(int samples) where TDerivative : struct, IFlag
    {
        for (int k = 0; k < spec.Outputs; k++)
        {
            SingleStages<TActivation>.Errors<TDerivative>(
                (float)scales.Readout, ref Unsafe.Add(ref errors.First, k * ErrorStride), samples,
                ref Unsafe.Add(ref targets.First, k * ErrorStride));
        }
    }

    private double Evaluate(SingleInputs data, float[] labels)
    {
        double sum = 0;
        for (int start = 0; start < data.Samples; start += ChunkSize)
        {
            ReadOnlySpan<int> chunk = inOrder.AsSpan(start, Math.Min(ChunkSize, data.Samples - start));
            Forward(data, labels, chunk);
            OutputErrors<Off>(chunk.Length);
            Span<float> differences = errors.Span;
            for (int k = 0; k < spec.Outputs; k++)
            {
                for (int b = 0; b < chunk.Length; b++) sum += (double)differences[k * ErrorStride + b] * differences[k * ErrorStride + b];
            }
        }

        return sum / (2 * data.Samples);
    }

    private void AbsorbScales()
    {
        stepsSinceAbsorption = 0;
        if (!scales.TryAbsorb(out double ofHidden, out double ofReadout)) return;
        foreach (ref float weight in hidden.Span) weight *= (float)ofHidden;
        foreach (ref float weight in readout.Span) weight *= (float)ofReadout;
    }
}
