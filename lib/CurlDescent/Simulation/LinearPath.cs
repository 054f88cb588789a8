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
    // DelayedUpdates.Most.
    private const int StepsBetweenMeasurements = 64;

    private readonly PaddedInputs training, test;
    private readonly double[] trainTargets, testTargets;
    private readonly SecondMoment? moment;
    private readonly HiddenReduction? reduction;
    private readonly int inputs, hiddenUnits, rows, stride, batch;
    private readonly double stepSize, feedbackSquares;
    private readonly bool keepNorms, fixedFeedback, followsSquares;
    private readonly AlignedBuffer hidden, readout, product, teacher, residual, gradient, direction, offsets, feedbackProduct, scratch;
    private readonly AlignedBuffer hiddenFactors, readoutFactors, columnSigns;
    private readonly DelayedUpdates? waiting;
    private readonly LayerScales scales;
    private double hiddenSquares, readoutSquares;
    private int stepsSinceMeasurement;

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

        ReadOnlySpan<double> signs = rule.UnitSigns, feedback = rule.FeedbackWeights;
        ReadOnlySpan<double> hiddenStart = problem.Student.HiddenWeights, readoutStart = problem.Student.ReadoutWeights;
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

        (hidden, readout) = (Rent((long)rows * stride), Rent(rows));
        (hiddenFactors, readoutFactors, offsets) = (Rent(rows), Rent(rows), Rent(rows));
        (product, teacher, residual, gradient) = (Rent(stride), Rent(stride), Rent(stride), Rent(stride));
        (direction, columnSigns, feedbackProduct) = (Rent(stride), Rent(stride), Rent(stride));
        scratch = Rent(batch);
        if (delay) waiting = new DelayedUpdates(Rent, rows, stride);

        Panels.Pack(hiddenStart, inputs, hidden.Span, stride);
        readoutStart.CopyTo(readout.Span);
        VectorAlgebra.TimesMatrix(readoutStart, hiddenStart, inputs, product.Span);
        VectorAlgebra.TimesMatrix(problem.Teacher.ReadoutWeights, problem.Teacher.HiddenWeights, inputs, teacher.Span);

        // The signs that tell hidden units apart belong to W2 (presynaptic) or to W1 (postsynaptic).
        rule.HiddenColumns.CopyTo(columnSigns.Span);
        hiddenFactors.Span[..hiddenUnits].Fill(1);
        readoutFactors.Span[..hiddenUnits].Fill(rule.ReadoutRows[0]);
        feedback.CopyTo(hiddenFactors.Span);
        Span<double> signed = rule.IsPresynaptic ? readoutFactors.Span : hiddenFactors.Span;
        for (int i = 0; i < hiddenUnits; i++) signed[i] *= signs[i];

        if (fixedFeedback)
        {
            VectorAlgebra.TimesMatrix(hiddenFactors.Span[..hiddenUnits], hiddenStart, inputs, feedbackProduct.Span);
            feedbackSquares = VectorAlgebra.SumOfSquares(hiddenFactors.Span);
        }

        MeasureNorms();
        scales = new LayerScales(hiddenSquares, readoutSquares);
        Name = (reduce, delay) switch
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

    public override bool IsLost => double.IsNaN(VectorAlgebra.SumOfSquares(product.Span));

    public override void RunEpoch(ReadOnlySpan<int> order)
    {
        for (int start = 0; start < order.Length; start += batch) Step(order.Slice(start, batch));
    }

    public override (double Train, double Test) Errors()
    {
        VectorAlgebra.Scale(product.Span, scales.Hidden * scales.Readout, residual.Span);
        return (
            LinearLoss.Compute(training.Values, stride, trainTargets, residual.Span),
            LinearLoss.Compute(test.Values, stride, testTargets, residual.Span));
    }

    public override void CopyWeights(TwoLayerNetwork destination)
    {
        // Waiting updates are added to a copy: whether someone looks must not change the rounding of what follows.
        using var present = new AlignedBuffer(hidden.Length);
        hidden.Span.CopyTo(present.Span);
        waiting?.AddTo(present.Span, columnSigns.Span, hiddenUnits);
        using var scaledReadout = new AlignedBuffer(rows);
        VectorAlgebra.Scale(readout.Span, scales.Readout, scaledReadout.Span);
        ReadOnlySpan<double> w2 = scaledReadout.Span[..hiddenUnits];
        if (reduction is null)
        {
            Panels.Unpack(present.Span, stride, scales.Hidden, destination.HiddenWeights, inputs);
            w2.CopyTo(destination.ReadoutWeights);
            return;
        }

        using var narrow = new AlignedBuffer((long)hiddenUnits * inputs);
        Span<double> w1 = narrow.Span[..(hiddenUnits * inputs)];
        Panels.Unpack(present.Span, stride, scales.Hidden, w1, inputs);
        reduction.Expand(w1, w2, destination);
    }

    private void Step(ReadOnlySpan<int> samples)
    {
        VectorAlgebra.ScaleSubtract(product.Span, scales.Hidden * scales.Readout, teacher.Span, residual.Span);
        if (moment is not null) MatrixTimesVector.Compute(moment.Values, moment.Rows, stride, residual.Span, gradient.Span);
        else BatchGradient.Compute(training.Values, stride, samples, residual.Span, scratch.Span, gradient.Span);
        VectorAlgebra.Multiply(gradient.Span, columnSigns.Span, direction.Span);

        double hiddenStep = -stepSize / scales.Hidden * (fixedFeedback ? 1 : scales.Readout);
        double readoutStep = -stepSize * scales.Hidden / scales.Readout;
        double before = hiddenSquares;
        if (keepNorms && followsSquares) FollowSquares(hiddenStep);
        double summedSquares = waiting is null
            ? Rows(hiddenStep, readoutStep)
            : DelayedRows(waiting, hiddenStep, readoutStep);
        if (!keepNorms) return;

        if (!followsSquares) hiddenSquares = summedSquares;
        bool cancelled = !(hiddenSquares > before / 4);
        if (++stepsSinceMeasurement == StepsBetweenMeasurements || cancelled)
        {
            stepsSinceMeasurement = 0;
            waiting?.Write(hidden.Span, columnSigns.Span, hiddenUnits);
            AbsorbScales();
            MeasureNorms();
        }

        scales.Keep(hiddenSquares, readoutSquares);
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

    private double DelayedRows(DelayedUpdates updates, double hiddenStep, double readoutStep)
    {
        offsets.Span.Clear();
        updates.AddProduct(gradient.Span, offsets.Span);
        updates.SetDirection(direction.Span);
        (_, readoutSquares) = fixedFeedback
            ? Rows<On, Off, On>(hiddenStep, readoutStep, updates.NextCoefficients)
            : Rows<Off, Off, On>(hiddenStep, readoutStep, updates.NextCoefficients);
        updates.Take(readout.Span, product.Span);
        if (updates.IsFull) updates.Write(hidden.Span, columnSigns.Span, hiddenUnits);
        return 0;
    }

    private void AbsorbScales()
    {
        if (!scales.TryAbsorb(out double ofHidden, out double ofReadout)) return;
        VectorAlgebra.Scale(hidden.Span, ofHidden, hidden.Span);
        VectorAlgebra.Scale(readout.Span, ofReadout, readout.Span);
        VectorAlgebra.Scale(product.Span, ofHidden * ofReadout, product.Span);
        VectorAlgebra.Scale(feedbackProduct.Span, ofHidden, feedbackProduct.Span);
    }

    private void MeasureNorms()
    {
        hiddenSquares = VectorAlgebra.SumOfSquares(hidden.Span);
        readoutSquares = VectorAlgebra.SumOfSquares(readout.Span);
    }
}
