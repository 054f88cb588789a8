using System.Numerics.Tensors;
using CurlDescent.Networks;
using CurlDescent.Plasticity;
using CurlDescent.Simulation.Kernels;

namespace CurlDescent.Simulation;

/// <summary>
/// Linear networks with one output under a <see cref="SignedDeltaRule"/>. The state is W1 = α·Ŵ1, W2 = β·ŵ2 and û = ŵ2Ŵ1; keeping the norms only
/// changes the scalars α and β, so a step passes over the weights once. With r = αβ·û − T, the gradient with respect to u is g = mean(r·x)xᵀ over a
/// minibatch and g = rΣ over the whole data.
/// </summary>
internal sealed class LinearPath : TrainingPath
{
    // How many steps the norms may be followed by formula before they are measured again, so that rounding cannot add up.
    private const int StepsBetweenMeasurements = 64;

    private readonly PaddedInputs training, test;
    private readonly double[] trainTargets, testTargets;
    private readonly SecondMoment? moment;
    private readonly int inputs, hiddenUnits, rows, stride, batch;
    private readonly double stepSize, hiddenNorm, readoutNorm;
    private readonly bool keepNorms, fixedFeedback, hiddenSignsOnColumns, squaresByFormula;
    private readonly AlignedBuffer hidden, readout, product, teacher, residual, gradient, direction, hiddenFactors, readoutFactors, columnSigns, scratch;
    private double hiddenScale = 1, readoutScale = 1, hiddenSquares, readoutSquares;
    private int stepsSinceMeasurement;

    public LinearPath(TrainingProblem problem)
    {
        TrainingSpec spec = problem.Spec;
        var rule = (SignedDeltaUpdate)problem.Rule;
        training = problem.Shared.Training;
        test = problem.Shared.Test;
        trainTargets = problem.Training.Targets;
        testTargets = problem.Test.Targets;
        inputs = spec.Inputs;
        hiddenUnits = spec.HiddenUnits;
        batch = spec.BatchSize;
        stepSize = spec.StepSize;
        keepNorms = spec.KeepNorms;
        fixedFeedback = rule.FeedbackWeights is not null;
        hiddenSignsOnColumns = rule.IsPresynaptic;
        squaresByFormula = !fixedFeedback && hiddenSignsOnColumns;
        rows = Panels.PaddedRows(hiddenUnits);
        stride = training.Stride;
        if (batch == spec.TrainingSamples && inputs <= 2 * batch) moment = problem.Shared.Moment;

        hidden = new AlignedBuffer((long)rows * stride);
        readout = new AlignedBuffer(rows);
        hiddenFactors = new AlignedBuffer(rows);
        readoutFactors = new AlignedBuffer(rows);
        product = new AlignedBuffer(stride);
        teacher = new AlignedBuffer(stride);
        residual = new AlignedBuffer(stride);
        gradient = new AlignedBuffer(stride);
        direction = new AlignedBuffer(stride);
        columnSigns = new AlignedBuffer(stride);
        scratch = new AlignedBuffer(batch);

        Panels.Pack(problem.Student.HiddenWeights, inputs, hidden.Span, stride);
        problem.Student.ReadoutWeights.CopyTo(readout.Span);
        VectorAlgebra.TimesMatrix(problem.Student.ReadoutWeights, problem.Student.HiddenWeights, inputs, product.Span);
        VectorAlgebra.TimesMatrix(problem.Teacher.ReadoutWeights, problem.Teacher.HiddenWeights, inputs, teacher.Span);

        columnSigns.Span[..inputs].Fill(1);
        hiddenFactors.Span[..hiddenUnits].Fill(1);
        rule.FeedbackWeights?.CopyTo(hiddenFactors.Span);
        if (hiddenSignsOnColumns)
        {
            rule.HiddenSigns.Span.CopyTo(columnSigns.Span);
            rule.ReadoutSigns.Span.CopyTo(readoutFactors.Span);
        }
        else
        {
            TensorPrimitives.Multiply(hiddenFactors.Span[..hiddenUnits], rule.HiddenSigns.Span, hiddenFactors.Span);
            readoutFactors.Span[..hiddenUnits].Fill(rule.ReadoutSigns.Span[0]);
        }

        MeasureNorms();
        hiddenNorm = Math.Sqrt(hiddenSquares);
        readoutNorm = Math.Sqrt(readoutSquares);
    }

    public override string Name => "linear";

    public override void RunEpoch(ReadOnlySpan<int> order)
    {
        for (int start = 0; start < order.Length; start += batch) Step(order.Slice(start, batch));
    }

    public override (double Train, double Test) Errors()
    {
        VectorAlgebra.Scale(product.Span, hiddenScale * readoutScale, residual.Span);
        return (
            LinearLoss.Compute(training.Values, stride, trainTargets, residual.Span),
            LinearLoss.Compute(test.Values, stride, testTargets, residual.Span));
    }

    public override void CopyWeights(TwoLayerNetwork destination)
    {
        Panels.Unpack(hidden.Span, stride, hiddenScale, destination.HiddenWeights, inputs);
        TensorPrimitives.Multiply(readout.Span[..hiddenUnits], readoutScale, destination.ReadoutWeights);
    }

    public override void Dispose()
    {
        foreach (AlignedBuffer buffer in new[]
            { hidden, readout, product, teacher, residual, gradient, direction, hiddenFactors, readoutFactors, columnSigns, scratch })
            buffer.Dispose();
    }

    private void Step(ReadOnlySpan<int> samples)
    {
        VectorAlgebra.ScaleSubtract(product.Span, hiddenScale * readoutScale, teacher.Span, residual.Span);
        if (moment is not null) MatrixTimesVector.Compute(moment.Values, moment.Rows, stride, residual.Span, gradient.Span);
        else BatchGradient.Compute(training.Values, stride, samples, residual.Span, scratch.Span, gradient.Span);
        VectorAlgebra.Multiply(gradient.Span, columnSigns.Span, direction.Span);

        double hiddenStep = -stepSize / hiddenScale * (fixedFeedback ? 1 : readoutScale);
        double readoutStep = -stepSize * hiddenScale / readoutScale;
        if (!keepNorms)
        {
            _ = fixedFeedback ? Rows<On, Off>(hiddenStep, readoutStep) : Rows<Off, Off>(hiddenStep, readoutStep);
            return;
        }

        if (squaresByFormula)
        {
            // ‖Ŵ1 + p·ŵ2 h‖² = ‖Ŵ1‖² + 2p·û·h + p²‖ŵ2‖²‖h‖².
            double before = hiddenSquares;
            hiddenSquares = before + hiddenStep * (2 * VectorAlgebra.Dot(product.Span, direction.Span)
                + hiddenStep * readoutSquares * VectorAlgebra.SumOfSquares(direction.Span));
            (_, readoutSquares) = Rows<Off, Off>(hiddenStep, readoutStep);
            if (!(hiddenSquares > before / 4)) MeasureNorms();
        }
        else
        {
            (hiddenSquares, readoutSquares) = fixedFeedback ? Rows<On, On>(hiddenStep, readoutStep) : Rows<Off, On>(hiddenStep, readoutStep);
        }

        if (++stepsSinceMeasurement == StepsBetweenMeasurements)
        {
            stepsSinceMeasurement = 0;
            AbsorbScales();
            MeasureNorms();
        }

        // A layer of zeros has no direction to keep: it stays as it is.
        if (hiddenNorm != 0) hiddenScale = hiddenNorm / Math.Sqrt(hiddenSquares);
        if (readoutNorm != 0) readoutScale = readoutNorm / Math.Sqrt(readoutSquares);
    }

    private (double Hidden, double Readout) Rows<TFixedFeedback, TSquares>(double hiddenStep, double readoutStep)
        where TFixedFeedback : struct, IFlag
        where TSquares : struct, IFlag =>
        LinearRows<TFixedFeedback, TSquares>.Step(
            hidden.Span, rows, stride, readout.Span, gradient.Span, direction.Span, hiddenFactors.Span, hiddenStep, readoutFactors.Span, readoutStep, product.Span);

    // Growth of a layer shrinks its scalar step by step; before it could underflow it is multiplied into the weights.
    private void AbsorbScales()
    {
        if (hiddenScale is > 0.5 and < 2 && readoutScale is > 0.5 and < 2) return;
        VectorAlgebra.Scale(hidden.Span, hiddenScale, hidden.Span);
        VectorAlgebra.Scale(readout.Span, readoutScale, readout.Span);
        VectorAlgebra.Scale(product.Span, hiddenScale * readoutScale, product.Span);
        hiddenScale = readoutScale = 1;
    }

    private void MeasureNorms()
    {
        hiddenSquares = VectorAlgebra.SumOfSquares(hidden.Span);
        readoutSquares = VectorAlgebra.SumOfSquares(readout.Span);
    }
}
