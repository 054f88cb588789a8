using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>
/// Any network under a <see cref="SignedDeltaRule"/>: forward, backward and update in fused passes over chunks of a batch that fit the
/// first-level cache. The state is W1 = α·Ŵ1 and W2 = β·Ŵ2; keeping the norms only changes the scalars α and β.
/// </summary>
/// <typeparam name="TActivation">φ on eight lanes.</typeparam>
internal sealed class BackpropagationPath<TActivation> : TrainingPath
    where TActivation : struct, IVectorActivation
{
    // Samples per chunk; part of the reduction order, so never tuned to a machine.
    private const int ChunkSize = 16;
    private const int StepsBetweenAbsorptions = 64;

    // Errors of the hidden units kept at a time, 32 MB; a larger batch is taken in parts, whose changes of W1 are summed in a matrix of its
    // size.
    private const int MostCoefficients = 1 << 22;

    private readonly PaddedInputs training, test;
    private readonly double[] trainTargets, testTargets;
    private readonly int[] inOrder;
    private readonly int inputs, hiddenUnits, outputs, rows, readoutStride, stride, batch, part;
    private readonly double stepSize;
    private readonly bool keepNorms, outputDerivative, signedColumns, fixedFeedback;
    private readonly AlignedBuffer hidden, readout, feedback, hiddenFactors, readoutFactors, columnSigns;
    private readonly AlignedBuffer preactivations, activations, coefficients, change, errors, targets, readoutGradient;
    private readonly LayerScales scales;
    private int stepsSinceAbsorption;

    public BackpropagationPath(TrainingProblem problem, string name, int mostCoefficients = MostCoefficients)
    {
        Name = name;
        TrainingSpec spec = problem.Spec;
        var rule = (SignedDeltaUpdate)problem.Rule;
        training = problem.Shared.Training;
        test = problem.Shared.Test;
        trainTargets = problem.Training.Targets;
        testTargets = problem.Test.Targets;
        inOrder = [.. Enumerable.Range(0, Math.Max(spec.TrainingSamples, spec.TestSamples))];
        inputs = spec.Inputs;
        hiddenUnits = spec.HiddenUnits;
        outputs = spec.Outputs;
        batch = spec.BatchSize;
        stepSize = spec.StepSize;
        keepNorms = spec.KeepNorms;
        outputDerivative = rule.Rule.OutputDerivative;
        fixedFeedback = rule.FeedbackWeights is not null;
        rows = Panels.PaddedRows(hiddenUnits);
        readoutStride = Lanes.RoundUp(rows);
        stride = training.Stride;

        part = Math.Min(batch, Math.Max(1, mostCoefficients / rows / ChunkSize) * ChunkSize);
        long readoutSize = (long)outputs * readoutStride;
        (hidden, readout) = (Rent((long)rows * stride), Rent(readoutSize));
        feedback = fixedFeedback ? Rent(readoutSize) : readout;
        (readoutFactors, readoutGradient) = (Rent(readoutSize), Rent(readoutSize));
        (hiddenFactors, columnSigns) = (Rent(readoutStride), Rent(stride));
        (preactivations, activations) = (Rent((long)ChunkSize * rows), Rent((long)ChunkSize * rows));
        (coefficients, change) = (Rent((long)part * rows), Rent(part < batch ? (long)rows * stride : 0));
        (errors, targets) = (Rent((long)outputs * ChunkSize), Rent((long)outputs * ChunkSize));

        Panels.Pack(problem.Student.HiddenWeights, inputs, hidden.Span, stride);
        rule.HiddenRows.CopyTo(hiddenFactors.Span);
        rule.HiddenColumns.CopyTo(columnSigns.Span);
        signedColumns = rule.HiddenColumns.Contains(-1);
        for (int k = 0; k < outputs; k++)
        {
            problem.Student.ReadoutWeights.Slice(k * hiddenUnits, hiddenUnits).CopyTo(readout.Span[(k * readoutStride)..]);
            Span<double> factors = readoutFactors.Span.Slice(k * readoutStride, hiddenUnits);
            for (int i = 0; i < hiddenUnits; i++) factors[i] = rule.ReadoutRows[k] * rule.ReadoutColumns[i];
            for (int i = 0; fixedFeedback && i < hiddenUnits; i++)
                feedback.Span[k * readoutStride + i] = rule.FeedbackWeights![i * outputs + k];
        }

        scales = new LayerScales(VectorAlgebra.SumOfSquares(hidden.Span), VectorAlgebra.SumOfSquares(readout.Span));
    }

    public override string Name { get; }

    // A NaN in W1 reaches every output and from there W2 within a step.
    public override bool IsLost => TActivation.KeepsNaN && double.IsNaN(VectorAlgebra.SumOfSquares(readout.Span));

    public override void RunEpoch(ReadOnlySpan<int> order)
    {
        for (int start = 0; start < order.Length; start += batch)
        {
            int next = start + batch;
            training.Prefetch(order.Slice(next, Math.Min(batch, order.Length - next)));
            Step(order.Slice(start, batch));
        }
    }

    public override (double Train, double Test) Errors() => (Loss(training, trainTargets), Loss(test, testTargets));

    public override void CopyWeights(TwoLayerNetwork destination)
    {
        Panels.Unpack(hidden.Span, stride, scales.Hidden, destination.HiddenWeights, inputs);
        for (int k = 0; k < outputs; k++)
        {
            for (int i = 0; i < hiddenUnits; i++)
                destination.ReadoutWeights[k * hiddenUnits + i] = scales.Readout * readout.Span[k * readoutStride + i];
        }
    }

    private void Step(ReadOnlySpan<int> samples)
    {
        double hiddenStep = -stepSize / batch / scales.Hidden * (fixedFeedback ? 1 : scales.Readout);
        for (int start = 0; start < batch; start += part)
        {
            ReadOnlySpan<int> some = samples.Slice(start, Math.Min(part, batch - start));
            Backpropagate(some, hiddenStep);
            if (part < batch)
            {
                HiddenUpdate<Off, Off>.Apply(
                    coefficients.Span, training.Values, some, columnSigns.Span, hiddenUnits, rows, stride, change.Span);
            }
        }

        double readoutSquares =
            ReadoutUpdate.Apply(readout.Span, readoutFactors.Span, -stepSize / batch / scales.Readout, readoutGradient.Span);
        double hiddenSquares = (signedColumns, keepNorms) switch
        {
            _ when part < batch => AddChange(),
            (false, false) => UpdateHidden<Off, Off>(samples),
            (false, true) => UpdateHidden<Off, On>(samples),
            (true, false) => UpdateHidden<On, Off>(samples),
            (true, true) => UpdateHidden<On, On>(samples),
        };
        if (!keepNorms) return;

        scales.Keep(hiddenSquares, readoutSquares);
        if (++stepsSinceAbsorption == StepsBetweenAbsorptions) AbsorbScales();
    }

    private void Backpropagate(ReadOnlySpan<int> samples, double hiddenStep)
    {
        for (int start = 0; start < samples.Length; start += ChunkSize)
        {
            ReadOnlySpan<int> chunk = samples.Slice(start, Math.Min(ChunkSize, samples.Length - start));
            Forward(training, trainTargets, chunk);
            if (outputDerivative) OutputError<TActivation, On>.Compute(scales.Readout, errors.Span, errors.Length, targets.Span);
            else OutputError<TActivation, Off>.Compute(scales.Readout, errors.Span, errors.Length, targets.Span);
            HiddenError.Compute(
                preactivations.Span, chunk.Length, rows, outputs, errors.Span, ChunkSize, feedback.Span, readoutStride, hiddenFactors.Span,
                hiddenStep,
                coefficients.Span[(start * rows)..]);
            for (int k = 0; k < outputs; k++)
            {
                RowCombination.Add(
                    activations.Span, chunk.Length, rows, errors.Span[(k * ChunkSize)..],
                    readoutGradient.Span.Slice(k * readoutStride, readoutStride));
            }
        }
    }

    private double AddChange()
    {
        Panels.AddSigned(change.Span, columnSigns.Span, rows, stride, hidden.Span);
        change.Span.Clear();
        return VectorAlgebra.SumOfSquares(hidden.Span);
    }

    private double UpdateHidden<TColumnSigns, TSquares>(ReadOnlySpan<int> samples)
        where TColumnSigns : struct, IFlag
        where TSquares : struct, IFlag =>
        HiddenUpdate<TColumnSigns, TSquares>.Apply(
            coefficients.Span, training.Values, samples, columnSigns.Span, hiddenUnits, rows, stride, hidden.Span);

    // Leaves h in activations, φ'(a1) in preactivations, W2·h (unscaled) in errors and y in targets.
    private void Forward(PaddedInputs data, double[] labels, ReadOnlySpan<int> samples)
    {
        HiddenForward.Compute(hidden.Span, hiddenUnits, rows, stride, data.Values, samples, preactivations.Span);
        HiddenActivation<TActivation>.Apply(scales.Hidden, preactivations.Span, samples.Length * rows, activations.Span);
        for (int k = 0; k < outputs; k++)
        {
            RowDots.Compute(
                activations.Span, samples.Length, rows, readout.Span.Slice(k * readoutStride, readoutStride),
                errors.Span[(k * ChunkSize)..]);
            for (int b = 0; b < samples.Length; b++) targets.Span[k * ChunkSize + b] = labels[samples[b] * outputs + k];
        }
    }

    private double Loss(PaddedInputs data, double[] labels)
    {
        double sum = 0;
        for (int start = 0; start < data.Samples; start += ChunkSize)
        {
            ReadOnlySpan<int> chunk = inOrder.AsSpan(start, Math.Min(ChunkSize, data.Samples - start));
            Forward(data, labels, chunk);
            OutputError<TActivation, Off>.Compute(scales.Readout, errors.Span, errors.Length, targets.Span);
            for (int k = 0; k < outputs; k++)
            {
                for (int b = 0; b < chunk.Length; b++) sum += errors.Span[k * ChunkSize + b] * errors.Span[k * ChunkSize + b];
            }
        }

        return sum / (2 * data.Samples);
    }

    private void AbsorbScales()
    {
        stepsSinceAbsorption = 0;
        if (!scales.TryAbsorb(out double ofHidden, out double ofReadout)) return;
        VectorAlgebra.Scale(hidden.Span, ofHidden, hidden.Span);
        VectorAlgebra.Scale(readout.Span, ofReadout, readout.Span);
    }
}
