using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>
/// Training of a network of any depth: forward, backward and update in fused passes over chunks of a batch that fit the first-level cache.
/// The state is W1 = α·Ŵ1 and W_L = β·Ŵ_L; keeping the norms of a network with one hidden layer only changes the scalars α and β.
/// </summary>
/// <typeparam name="TActivation">φ of the hidden units on eight lanes.</typeparam>
internal sealed class Backpropagation<TActivation> : IDisposable
    where TActivation : struct, IVectorActivation
{
    /// <summary>
    /// Errors of the hidden units kept at a time, 32 MB; a larger batch is taken in parts, whose changes of the hidden weights are summed
    /// in matrices of their sizes.
    /// </summary>
    public const int MostCoefficients = 1 << 22;

    // Samples per chunk; part of the reduction order, so never tuned to a machine.
    private const int ChunkSize = 16;
    private const int StepsBetweenAbsorptions = 64;

    private readonly List<AlignedBuffer> rented = [];
    private readonly PaddedInputs training, test;
    private readonly double[] trainTargets, testTargets;
    private readonly int[] inOrder;
    private readonly Layer[] hidden;
    private readonly Layer top;
    private readonly int outputs, readoutStride, batch, part;
    private readonly double stepSize;
    private readonly bool keepNorms, fixedFeedback;
    private readonly OutputStage output;
    private readonly double[] readoutRows;
    private readonly double[]? readoutTypes;
    private readonly AlignedBuffer readout, feedback, rowFactors, readoutFactors, readoutGradient, errors, targets;
    private readonly LayerScales scales;
    private int stepsSinceAbsorption;

    public Backpropagation(LayeredProblem problem, int mostCoefficients = MostCoefficients)
    {
        int[] widths = problem.Widths;
        training = problem.Training;
        test = problem.Test;
        trainTargets = problem.TrainTargets;
        testTargets = problem.TestTargets;
        inOrder = [.. Enumerable.Range(0, Math.Max(training.Samples, test.Samples))];
        outputs = widths[^1];
        batch = problem.BatchSize;
        stepSize = problem.StepSize;
        keepNorms = problem.KeepNorms;
        output = problem.Output;
        fixedFeedback = problem.Feedback is not null;

        int mostRows = Panels.PaddedRows(widths[1..^1].Max());
        part = Math.Min(batch, Math.Max(1, mostCoefficients / mostRows / ChunkSize) * ChunkSize);
        hidden = [.. Enumerable.Range(0, widths.Length - 2).Select(l => new Layer(this, problem, l))];
        top = hidden[^1];
        readoutStride = Lanes.RoundUp(top.Rows);
        long readoutSize = (long)outputs * readoutStride;
        readout = Rent(readoutSize);
        feedback = fixedFeedback ? Rent(readoutSize) : readout;
        (readoutFactors, readoutGradient) = (Rent(readoutSize), Rent(readoutSize));
        rowFactors = Rent(readoutStride);
        (errors, targets) = (Rent((long)outputs * ChunkSize), Rent((long)outputs * ChunkSize));

        problem.RowSigns.CopyTo(rowFactors.Span);
        readoutTypes = problem.CellTypes?[^1];
        readoutRows = problem.ReadoutRows;
        SetReadoutSigns(problem.ReadoutColumns);
        for (int k = 0; k < outputs; k++)
        {
            problem.Weights(hidden.Length).Slice(k * top.Units, top.Units).CopyTo(readout.Span[(k * readoutStride)..]);
            for (int i = 0; fixedFeedback && i < top.Units; i++)
                feedback.Span[k * readoutStride + i] = problem.Feedback![^1][i * outputs + k];
        }

        scales = new LayerScales(VectorAlgebra.SumOfSquares(hidden[0].Weights.Span), VectorAlgebra.SumOfSquares(readout.Span));
    }

    // A NaN in W1 reaches every output and from there the readout within a step.
    public bool IsLost => TActivation.KeepsNaN && double.IsNaN(VectorAlgebra.SumOfSquares(readout.Span));

    /// <summary>Takes other signs from the next step on.</summary>
    /// <param name="columnSigns">Of each hidden layer's weights: one per neuron below.</param>
    /// <param name="readoutColumns">Of the readout weights: one per unit.</param>
    public void SetSigns(double[][] columnSigns, double[] readoutColumns)
    {
        for (int l = 0; l < hidden.Length; l++) hidden[l].SetSigns(columnSigns[l]);
        SetReadoutSigns(readoutColumns);
    }

    public void RunEpoch(ReadOnlySpan<int> order)
    {
        for (int start = 0; start < order.Length; start += batch)
        {
            int next = start + batch;
            training.Prefetch(order.Slice(next, Math.Min(batch, order.Length - next)));
            Step(order.Slice(start, batch));
        }
    }

    public (double Train, double Test) Errors() => (Evaluate(training, trainTargets).Loss, Evaluate(test, testTargets).Loss);

    public (LossAndAccuracy Train, LossAndAccuracy Test) Scores() => (Evaluate(training, trainTargets), Evaluate(test, testTargets));

    /// <summary>Copies the weights of a layer, row-major.</summary>
    /// <param name="layer">From below.</param>
    /// <param name="destination">Of its size.</param>
    public void CopyWeights(int layer, Span<double> destination)
    {
        if (layer < hidden.Length)
        {
            Layer from = hidden[layer];
            Panels.Unpack(from.Weights.Span, from.Stride, layer == 0 ? scales.Hidden : 1, destination, from.Inputs);
            return;
        }

        for (int k = 0; k < outputs; k++)
        {
            for (int i = 0; i < top.Units; i++) destination[k * top.Units + i] = scales.Readout * readout.Span[k * readoutStride + i];
        }
    }

    public void Dispose()
    {
        foreach (AlignedBuffer buffer in rented) buffer.Dispose();
    }

    private AlignedBuffer Rent(long length)
    {
        var buffer = new AlignedBuffer(length);
        rented.Add(buffer);
        return buffer;
    }

    private void SetReadoutSigns(double[] columns)
    {
        for (int k = 0; k < outputs; k++)
        {
            Span<double> factors = readoutFactors.Span.Slice(k * readoutStride, top.Units);
            for (int i = 0; i < factors.Length; i++) factors[i] = readoutRows[k] * columns[i];
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
                foreach (Layer layer in hidden) layer.AddToChange(some);
            }
        }

        double readoutSquares =
            ReadoutUpdate.Apply(readout.Span, readoutFactors.Span, -stepSize / batch / scales.Readout, readoutGradient.Span);
        double hiddenSquares = 0;
        foreach (Layer layer in hidden) hiddenSquares = layer.Update(samples);
        KeepSigns();
        if (!keepNorms) return;

        scales.Keep(hiddenSquares, readoutSquares);
        if (++stepsSinceAbsorption == StepsBetweenAbsorptions) AbsorbScales();
    }

    private void Backpropagate(ReadOnlySpan<int> samples, double hiddenStep)
    {
        for (int start = 0; start < samples.Length; start += ChunkSize)
        {
            ReadOnlySpan<int> chunk = samples.Slice(start, Math.Min(ChunkSize, samples.Length - start));
            Forward(training, trainTargets, chunk, start);
            output.Errors(scales.Readout, errors.Span, ChunkSize, targets.Span);
            HiddenError.Compute(
                top.Preactivations.Span, chunk.Length, top.Rows, outputs, errors.Span, ChunkSize, feedback.Span, readoutStride,
                rowFactors.Span, hiddenStep, top.Coefficients.Span[(start * top.Rows)..]);
            for (int l = hidden.Length - 1; l > 0; l--) hidden[l].Backward(hidden[l - 1], chunk.Length, start);
            for (int k = 0; k < outputs; k++)
            {
                RowCombination.Add(
                    top.Activations.Span, chunk.Length, top.Rows, errors.Span[(k * ChunkSize)..],
                    readoutGradient.Span.Slice(k * readoutStride, readoutStride));
            }
        }
    }

    // Leaves h in activations, φ'(a) in preactivations, W_L·h (unscaled) in errors and y in targets.
    private void Forward(PaddedInputs data, double[] labels, ReadOnlySpan<int> samples, int start)
    {
        hidden[0].Forward(data.Values, samples, scales.Hidden);
        for (int l = 1; l < hidden.Length; l++)
        {
            ReadOnlySpan<double> below = hidden[l - 1].PassUp(samples.Length, start);
            hidden[l].Forward(below, inOrder.AsSpan(0, samples.Length), 1);
        }

        for (int k = 0; k < outputs; k++)
        {
            RowDots.Compute(
                top.Activations.Span, samples.Length, top.Rows, readout.Span.Slice(k * readoutStride, readoutStride),
                errors.Span[(k * ChunkSize)..]);
            for (int b = 0; b < samples.Length; b++) targets.Span[k * ChunkSize + b] = labels[samples[b] * outputs + k];
        }
    }

    private LossAndAccuracy Evaluate(PaddedInputs data, double[] labels)
    {
        double sum = 0;
        int right = 0;
        for (int start = 0; start < data.Samples; start += ChunkSize)
        {
            ReadOnlySpan<int> chunk = inOrder.AsSpan(start, Math.Min(ChunkSize, data.Samples - start));
            Forward(data, labels, chunk, 0);
            for (int b = 0; b < chunk.Length; b++)
            {
                if (Largest(errors.Span, b) == Largest(targets.Span, b)) right++;
            }

            sum = output.AddLoss(sum, scales.Readout, errors.Span, ChunkSize, targets.Span, chunk.Length);
        }

        return new LossAndAccuracy(output.Mean(sum, data.Samples), (double)right / data.Samples);
    }

    private int Largest(ReadOnlySpan<double> rows, int sample)
    {
        int largest = 0;
        for (int k = 1; k < outputs; k++)
        {
            if (rows[k * ChunkSize + sample] > rows[largest * ChunkSize + sample]) largest = k;
        }

        return largest;
    }

    private void KeepSigns()
    {
        foreach (Layer layer in hidden) layer.KeepSigns();
        if (readoutTypes is null) return;
        for (int k = 0; k < outputs; k++)
        {
            Span<double> row = readout.Span.Slice(k * readoutStride, top.Units);
            for (int i = 0; i < row.Length; i++)
            {
                if (row[i] * readoutTypes[i] < 0) row[i] = 0;
            }
        }
    }

    private void AbsorbScales()
    {
        stepsSinceAbsorption = 0;
        if (!scales.TryAbsorb(out double ofHidden, out double ofReadout)) return;
        Span<double> first = hidden[0].Weights.Span;
        VectorAlgebra.Scale(first, ofHidden, first);
        VectorAlgebra.Scale(readout.Span, ofReadout, readout.Span);
    }

    // One hidden layer: its weights, and what a step leaves at its units.
    private sealed class Layer
    {
        private readonly Backpropagation<TActivation> owner;
        private readonly bool isFirst, isTyped;
        private readonly AlignedBuffer columnSigns, columnTypes, change, passedUp, feedback;
        private readonly int unitStride;
        private bool signed;
        private Layer? below;

        public Layer(Backpropagation<TActivation> owner, LayeredProblem problem, int index)
        {
            this.owner = owner;
            isFirst = index == 0;
            Inputs = problem.Widths[index];
            Units = problem.Widths[index + 1];
            Rows = Panels.PaddedRows(Units);
            Stride = Lanes.RoundUp(Inputs);
            unitStride = Lanes.RoundUp(Units);
            long size = (long)Rows * Stride;
            Weights = owner.Rent(size);
            Panels.Pack(problem.Weights(index), Inputs, Weights.Span, Stride);
            columnSigns = owner.Rent(Stride);
            SetSigns(problem.ColumnSigns[index]);
            columnTypes = owner.Rent(Stride);
            if (!isFirst) problem.CellTypes?[index - 1].CopyTo(columnTypes.Span);
            isTyped = columnTypes.Span.ContainsAnyExcept(0);
            (Preactivations, Activations) = (owner.Rent((long)ChunkSize * Rows), owner.Rent((long)ChunkSize * Rows));
            (Coefficients, change) = (owner.Rent((long)owner.part * Rows), owner.Rent(owner.part < owner.batch ? size : 0));
            bool isTop = index == problem.Widths.Length - 3;
            passedUp = owner.Rent(isTop ? 0 : Math.Max(owner.part, ChunkSize) * (long)unitStride);
            feedback = Weights;
            if (isFirst || !owner.fixedFeedback) return;

            // Errors go down through the columns of the matrix that stands in place of the weights.
            double[] down = problem.Feedback![index - 1], transposed = new double[down.Length];
            for (int j = 0; j < Inputs; j++)
            {
                for (int i = 0; i < Units; i++) transposed[i * Inputs + j] = down[j * Units + i];
            }

            feedback = owner.Rent(size);
            Panels.Pack(transposed, Inputs, feedback.Span, Stride);
        }

        public int Inputs { get; }

        public int Units { get; }

        public int Rows { get; }

        public int Stride { get; }

        public AlignedBuffer Weights { get; }

        public AlignedBuffer Preactivations { get; }

        public AlignedBuffer Activations { get; }

        /// <summary>Errors of the units times −η/B, of all samples of a part.</summary>
        public AlignedBuffer Coefficients { get; }

        public void SetSigns(double[] signs)
        {
            signs.CopyTo(columnSigns.Span);
            signed = signs.AsSpan().ContainsAnyExcept(1.0);
        }

        public void Forward(ReadOnlySpan<double> inputs, ReadOnlySpan<int> samples, double scale)
        {
            HiddenForward.Compute(Weights.Span, Units, Rows, Stride, inputs, samples, Preactivations.Span);
            HiddenActivation<TActivation>.Apply(scale, Preactivations.Span, samples.Length * Rows, Activations.Span);
        }

        /// <summary>Lays the activities of a chunk out as inputs of the next layer, and keeps them for the update.</summary>
        public ReadOnlySpan<double> PassUp(int samples, int start)
        {
            Span<double> to = passedUp.Span[(start * unitStride)..];
            for (int b = 0; b < samples; b++) Activations.Span.Slice(b * Rows, Units).CopyTo(to[(b * unitStride)..]);
            return to;
        }

        /// <summary>Errors of the layer below from those of this one.</summary>
        public void Backward(Layer down, int samples, int start)
        {
            below = down;
            PanelBackward.Compute(
                feedback.Span, Rows, Stride, Coefficients.Span[(start * Rows)..], samples, down.Preactivations.Span, down.Rows,
                down.Coefficients.Span[(start * down.Rows)..]);
        }

        public void AddToChange(ReadOnlySpan<int> samples) => HiddenUpdate<Off, Off>.Apply(
            Coefficients.Span, Values, Order(samples), columnSigns.Span, Units, Rows, Stride, change.Span);

        public double Update(ReadOnlySpan<int> samples) => (signed, owner.keepNorms) switch
        {
            _ when owner.part < owner.batch => AddChange(),
            (false, false) => Update<Off, Off>(samples),
            (false, true) => Update<Off, On>(samples),
            (true, false) => Update<On, Off>(samples),
            (true, true) => Update<On, On>(samples),
        };

        public void KeepSigns()
        {
            if (isTyped) Panels.KeepSigns(columnTypes.Span, Rows, Stride, Weights.Span);
        }

        private ReadOnlySpan<double> Values => isFirst ? owner.training.Values : below!.passedUp.Span;

        private ReadOnlySpan<int> Order(ReadOnlySpan<int> samples) => isFirst ? samples : owner.inOrder.AsSpan(0, samples.Length);

        private double Update<TColumnSigns, TSquares>(ReadOnlySpan<int> samples)
            where TColumnSigns : struct, IFlag
            where TSquares : struct, IFlag =>
            HiddenUpdate<TColumnSigns, TSquares>.Apply(
                Coefficients.Span, Values, Order(samples), columnSigns.Span, Units, Rows, Stride, Weights.Span);

        private double AddChange()
        {
            Panels.AddSigned(change.Span, columnSigns.Span, Rows, Stride, Weights.Span);
            change.Span.Clear();
            return VectorAlgebra.SumOfSquares(Weights.Span);
        }
    }
}

/// <summary>What a network does on a set of samples.</summary>
/// <param name="Loss">Mean loss.</param>
/// <param name="Accuracy">Share of the samples whose largest output is that of the target.</param>
internal readonly record struct LossAndAccuracy(double Loss, double Accuracy);
