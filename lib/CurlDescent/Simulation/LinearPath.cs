using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>
/// Linear networks with one output under a <see cref="SignedDeltaRule"/>. The state is W1 = α·Ŵ1, W2 = β·ŵ2 and û = ŵ2Ŵ1; keeping the norms
/// only changes the scalars α and β, so a step passes over the weights once. With r = αβ·û − T, the gradient with respect to u is g =
/// mean(r·x)xᵀ over a minibatch and g = rΣ over the whole data.
/// </summary>
internal sealed class LinearPath : TrainingPath
{
    // How many steps the norms may be followed by formula before they are measured again, so that rounding cannot add up; a multiple of
    // DelayedSteps.
    private const int StepsBetweenMeasurements = 64;

    // Updates that wait until W1 is written; see LinearRows.
    private const int DelayedSteps = 8;
    private static readonly int[] AllDelayed = [.. Enumerable.Range(0, DelayedSteps)];

    private readonly PaddedInputs training, test;
    private readonly double[] trainTargets, testTargets;
    private readonly SecondMoment? moment;
    private readonly HiddenReduction? reduction;
    private readonly int inputs, hiddenUnits, rows, stride, batch;
    private readonly double stepSize, hiddenNorm, readoutNorm, feedbackSquares;
    private readonly bool keepNorms, fixedFeedback, isDelayed, followsSquares;
    private readonly AlignedBuffer hidden, readout, product, teacher, residual, gradient, direction, hiddenFactors, readoutFactors,
        columnSigns, scratch;
    private readonly AlignedBuffer waitingRows, waitingDirections, waitingFactors, offsets, feedbackProduct;
    private double hiddenScale = 1, readoutScale = 1, hiddenSquares, readoutSquares;
    private int waiting, stepsSinceMeasurement;

    /// <summary>Prepares a run.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="reduce">Whether hidden units are reduced to as many as the weights span; see <see cref="HiddenReduction"/>.</param>
    /// <param name="delay">Whether W1 is written every eighth step only; see
    /// <see cref="LinearRows{TFixedFeedback,TSquares,TDelayed}"/>.</param>
    public LinearPath(TrainingProblem problem, bool reduce, bool delay)
    {
        TrainingSpec spec = problem.Spec;
        var rule = (SignedDeltaUpdate)problem.Rule;
        training = problem.Shared.Training;
        test = problem.Shared.Test;
        trainTargets = problem.Training.Targets;
        testTargets = problem.Test.Targets;
        inputs = spec.Inputs;
        batch = spec.BatchSize;
        stepSize = spec.StepSize;
        keepNorms = spec.KeepNorms;
        fixedFeedback = rule.FeedbackWeights is not null;
        stride = training.Stride;
        if (UsesSecondMoment(spec)) moment = problem.Shared.Moment;

        // Per hidden unit: the sign of its row of W1 (postsynaptic) or of its entry of W2 (presynaptic).
        ReadOnlySpan<double> signs = UnitSigns(rule), hiddenStart = problem.Student.HiddenWeights,
            readoutStart = problem.Student.ReadoutWeights;
        ReadOnlySpan<double> feedback = rule.FeedbackWeights;
        if (reduce)
        {
            reduction = HiddenReduction.Create(problem.Student, signs, rule.FeedbackWeights);
            signs = reduction.Signs;
            hiddenStart = reduction.HiddenWeights;
            readoutStart = reduction.ReadoutWeights;
            feedback = reduction.FeedbackWeights;
        }

        hiddenUnits = signs.Length;
        rows = Panels.PaddedRows(hiddenUnits);

        // With presynaptic flips or fixed feedback, ‖W1‖² follows from what is known before the pass. Otherwise it is summed within the
        // pass.
        followsSquares = rule.IsPresynaptic || fixedFeedback;
        isDelayed = delay;

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
        feedbackProduct = new AlignedBuffer(stride);
        scratch = new AlignedBuffer(batch);
        waitingRows = new AlignedBuffer(isDelayed ? (long)DelayedSteps * rows : 0);
        waitingDirections = new AlignedBuffer(isDelayed ? (long)DelayedSteps * stride : 0);
        waitingFactors = new AlignedBuffer(DelayedSteps);
        offsets = new AlignedBuffer(rows);

        Panels.Pack(hiddenStart, inputs, hidden.Span, stride);
        readoutStart.CopyTo(readout.Span);
        VectorAlgebra.TimesMatrix(readoutStart, hiddenStart, inputs, product.Span);
        VectorAlgebra.TimesMatrix(problem.Teacher.ReadoutWeights, problem.Teacher.HiddenWeights, inputs, teacher.Span);

        columnSigns.Span[..inputs].Fill(1);
        hiddenFactors.Span[..hiddenUnits].Fill(1);
        feedback.CopyTo(hiddenFactors.Span);
        if (rule.IsPresynaptic)
        {
            rule.HiddenSigns.Span.CopyTo(columnSigns.Span);
            signs.CopyTo(readoutFactors.Span);
        }
        else
        {
            for (int i = 0; i < hiddenUnits; i++) hiddenFactors.Span[i] *= signs[i];
            readoutFactors.Span[..hiddenUnits].Fill(rule.ReadoutSigns.Span[0]);
        }

        if (fixedFeedback)
        {
            VectorAlgebra.TimesMatrix(hiddenFactors.Span[..hiddenUnits], hiddenStart, inputs, feedbackProduct.Span);
            feedbackSquares = VectorAlgebra.SumOfSquares(hiddenFactors.Span);
        }

        MeasureNorms();
        hiddenNorm = Math.Sqrt(hiddenSquares);
        readoutNorm = Math.Sqrt(readoutSquares);
        Name = (reduce, isDelayed) switch
        {
            (false, false) => "linear",
            (false, true) => "linear, delayed writes",
            (true, false) => "linear, reduced",
            (true, true) => "linear, reduced, delayed writes",
        };
    }

    public override string Name { get; }

    /// <summary>Returns whether the full-batch gradient costs less from Σ (M²) than from the samples (2·P·M).</summary>
    public static bool UsesSecondMoment(TrainingSpec spec) =>
        spec.BatchSize == spec.TrainingSamples && spec.Inputs <= 2 * spec.TrainingSamples;

    /// <summary>Returns the sign that tells hidden units apart, one per unit.</summary>
    public static ReadOnlySpan<double> UnitSigns(SignedDeltaUpdate rule) =>
        (rule.IsPresynaptic ? rule.ReadoutSigns : rule.HiddenSigns).Span;

    public override bool IsLost => double.IsNaN(VectorAlgebra.SumOfSquares(product.Span));

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
        // Waiting updates are added to a copy: whether someone looks must not change the rounding of what follows.
        using var present = new AlignedBuffer(hidden.Length);
        hidden.Span.CopyTo(present.Span);
        AddWaiting(present.Span);
        using var scaledReadout = new AlignedBuffer(rows);
        VectorAlgebra.Scale(readout.Span, readoutScale, scaledReadout.Span);
        ReadOnlySpan<double> w2 = scaledReadout.Span[..hiddenUnits];
        if (reduction is null)
        {
            Panels.Unpack(present.Span, stride, hiddenScale, destination.HiddenWeights, inputs);
            w2.CopyTo(destination.ReadoutWeights);
            return;
        }

        using var narrow = new AlignedBuffer((long)hiddenUnits * inputs);
        Span<double> w1 = narrow.Span[..(hiddenUnits * inputs)];
        Panels.Unpack(present.Span, stride, hiddenScale, w1, inputs);
        reduction.Expand(w1, w2, destination);
    }

    public override void Dispose()
    {
        foreach (AlignedBuffer buffer in new[]
        {
            hidden, readout, product, teacher, residual, gradient, direction, hiddenFactors, readoutFactors, columnSigns, scratch,
            waitingRows, waitingDirections, waitingFactors, offsets, feedbackProduct,
        })
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
        double before = hiddenSquares;
        if (keepNorms && followsSquares) FollowSquares(hiddenStep);
        double summedSquares = isDelayed ? DelayedRows(hiddenStep, readoutStep) : Rows(hiddenStep, readoutStep);
        if (!keepNorms) return;

        if (!followsSquares) hiddenSquares = summedSquares;
        bool cancelled = !(hiddenSquares > before / 4);
        if (++stepsSinceMeasurement == StepsBetweenMeasurements || cancelled)
        {
            stepsSinceMeasurement = 0;
            WriteWaiting();
            AbsorbScales();
            MeasureNorms();
        }

        // A layer of zeros has no direction to keep: it stays as it is.
        if (hiddenNorm != 0) hiddenScale = hiddenNorm / Math.Sqrt(hiddenSquares);
        if (readoutNorm != 0) readoutScale = readoutNorm / Math.Sqrt(readoutSquares);
    }

    // The update adds p·a hᵀ to Ŵ1, with a = ŵ2 or the feedback: ‖Ŵ1 + p·a hᵀ‖² = ‖Ŵ1‖² + 2p·(aŴ1)·h + p²‖a‖²‖h‖².
    private void FollowSquares(double p)
    {
        AlignedBuffer along = fixedFeedback ? feedbackProduct : product;
        double squares = fixedFeedback ? feedbackSquares : readoutSquares;
        hiddenSquares += p * (2 * VectorAlgebra.Dot(along.Span, direction.Span) + p * squares * VectorAlgebra.SumOfSquares(direction.Span));
        if (fixedFeedback) VectorAlgebra.AddScaled(p * squares, direction.Span, feedbackProduct.Span);
    }

    private double Rows(double hiddenStep, double readoutStep)
    {
        bool sums = keepNorms && !followsSquares;
        (double summed, readoutSquares) = (fixedFeedback, sums) switch
        {
            (false, false) => Rows<Off, Off, Off>(hiddenStep, readoutStep, offsets.Span),
            (false, true) => Rows<Off, On, Off>(hiddenStep, readoutStep, offsets.Span),
            _ => Rows<On, Off, Off>(hiddenStep, readoutStep, offsets.Span),
        };
        return summed;
    }

    private (double Hidden, double Readout) Rows<TFixedFeedback, TSquares, TDelayed>(
        double hiddenStep, double readoutStep, Span<double> coefficients)
        where TFixedFeedback : struct, IFlag
        where TSquares : struct, IFlag
        where TDelayed : struct, IFlag =>
        LinearRows<TFixedFeedback, TSquares, TDelayed>.Step(
            hidden.Span, rows, stride, readout.Span, gradient.Span, offsets.Span, direction.Span, hiddenFactors.Span, hiddenStep,
            readoutFactors.Span, readoutStep,
            coefficients, product.Span);

    private double DelayedRows(double hiddenStep, double readoutStep)
    {
        offsets.Span.Clear();
        RowDots.Compute(waitingDirections.Span, waiting, stride, gradient.Span, waitingFactors.Span);
        RowCombination.Add(waitingRows.Span, waiting, rows, waitingFactors.Span, offsets.Span);

        direction.Span.CopyTo(waitingDirections.Span[(waiting * stride)..]);
        Span<double> coefficients = waitingRows.Span[(waiting * rows)..];
        (_, readoutSquares) = fixedFeedback
            ? Rows<On, Off, On>(hiddenStep, readoutStep, coefficients)
            : Rows<Off, Off, On>(hiddenStep, readoutStep, coefficients);
        waiting++;

        RowDots.Compute(waitingRows.Span, waiting, rows, readout.Span, waitingFactors.Span);
        RowCombination.Add(waitingDirections.Span, waiting, stride, waitingFactors.Span, product.Span);
        if (waiting == DelayedSteps) WriteWaiting();
        return 0;
    }

    private void WriteWaiting()
    {
        AddWaiting(hidden.Span);
        waiting = 0;
    }

    private void AddWaiting(Span<double> weights)
    {
        if (waiting == 0) return;
        HiddenUpdate<Off, Off>.Apply(
            waitingRows.Span, waitingDirections.Span, AllDelayed.AsSpan(0, waiting), columnSigns.Span, hiddenUnits, rows, stride, weights);
    }

    // Growth of a layer shrinks its scalar step by step; before it could underflow it is multiplied into the weights.
    private void AbsorbScales()
    {
        if (hiddenScale is > 0.5 and < 2 && readoutScale is > 0.5 and < 2) return;
        VectorAlgebra.Scale(hidden.Span, hiddenScale, hidden.Span);
        VectorAlgebra.Scale(readout.Span, readoutScale, readout.Span);
        VectorAlgebra.Scale(product.Span, hiddenScale * readoutScale, product.Span);
        VectorAlgebra.Scale(feedbackProduct.Span, hiddenScale, feedbackProduct.Span);
        hiddenScale = readoutScale = 1;
    }

    private void MeasureNorms()
    {
        hiddenSquares = VectorAlgebra.SumOfSquares(hidden.Span);
        readoutSquares = VectorAlgebra.SumOfSquares(readout.Span);
    }
}
