using System.Numerics.Tensors;
using CurlDescent.Arithmetic;

namespace CurlDescent;

/// <summary>
/// Lyapunov exponents by carrying k tangent vectors and orthonormalising them: the exponents are the mean logarithms of the diagonal of R
/// in V = QR
/// (Benettin, Galgani, Giorgilli, Strelcyn, Meccanica 15, 1980; Shimada, Nagashima, Prog. Theor. Phys. 61, 1979).
/// </summary>
public static class LyapunovExponents
{
    /// <summary>Computes the first exponents of a map, per step.</summary>
    /// <param name="map">The map.</param>
    /// <param name="start">Start of the state; not changed.</param>
    /// <param name="options">Validated here.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Looked at every orthonormalisation.</param>
    /// <exception cref="SpecException">An option is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static LyapunovSpectrum Compute(
        ITangentMap map, ReadOnlySpan<double> start, LyapunovOptions options, IProgress<LyapunovProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        options.Validate(map.TangentDimension);
        if (start.Length != map.Dimension)
        {
            throw new SpecException(nameof(start), $"{start.Length} coordinates", $"{map.Dimension} coordinates");
        }

        int n = map.Dimension, count = options.Count;
        double[] state = start.ToArray(), tangents = new double[count * n], growth = new double[count];
        var redraw = new RandomStream(options.Seed, 0, RandomPurpose.Probe);
        redraw.FillNormal(1, tangents);
        Orthonormalise(tangents, n, growth, redraw);

        long step = 0;
        void Advance(long steps)
        {
            for (long end = step + steps; step < end;)
            {
                cancellation.ThrowIfCancellationRequested();
                long pause = Math.Min(end, step + options.Interval);
                for (; step < pause; step++) map.Step(step, state, tangents);
                Orthonormalise(tangents, n, growth, redraw);
            }
        }

        Advance(options.TransientSteps);
        var batches = new double[options.Batches][];
        double largest = 0;
        for (int batch = 0; batch < options.Batches; batch++)
        {
            Array.Clear(growth);
            Advance(options.StepsPerBatch);
            if (!double.IsFinite(FixedOrder.Norm(state)) || growth.Any(double.IsNaN))
            {
                return NonFinite(count, batch * options.StepsPerBatch);
            }

            batches[batch] = Array.ConvertAll(growth, g => g / options.StepsPerBatch);
            largest += batches[batch][0];
            progress?.Report(new LyapunovProgress((batch + 1) * options.StepsPerBatch, options.Steps, largest / (batch + 1)));
        }

        return Average(batches, options.Steps);
    }

    /// <summary>Computes the first exponents of the training map of a problem, from its student on.</summary>
    /// <param name="problem">Not changed; its <see cref="TrainingSpec.Epochs"/> do not matter.</param>
    /// <param name="options">In steps: P/B of them make an epoch.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Looked at every orthonormalisation.</param>
    /// <exception cref="SpecException">An option is outside its range, or the rule has no derivative.</exception>
    public static TrainingLyapunovSpectrum OfTraining(
        TrainingProblem problem, LyapunovOptions options, IProgress<LyapunovProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        TrainingMap map = TrainingMap.Create(problem);
        LyapunovSpectrum perStep = Compute(map, map.Start(), options, progress, cancellation);
        return new TrainingLyapunovSpectrum(perStep, perStep.Per(map.StepsPerEpoch), perStep.Per(1 / map.StepSize));
    }

    // Modified Gram–Schmidt; adds the logarithms of the norms to growth. A vector that vanished is drawn anew, orthogonal to those before
    // it.
    private static void Orthonormalise(Span<double> tangents, int n, double[] growth, RandomStream redraw)
    {
        for (int i = 0; i < growth.Length; i++)
        {
            Span<double> v = tangents.Slice(i * n, n);
            double norm = Orthogonalise(tangents[..(i * n)], n, v);
            growth[i] += Math.Log(norm);
            while (norm == 0)
            {
                redraw.FillNormal(1, v);
                norm = Orthogonalise(tangents[..(i * n)], n, v);
            }

            TensorPrimitives.Divide(v, norm, v);
        }
    }

    private static double Orthogonalise(ReadOnlySpan<double> basis, int n, Span<double> v)
    {
        for (; basis.Length > 0; basis = basis[n..]) TensorPrimitives.MultiplyAdd(basis[..n], -FixedOrder.Dot(basis[..n], v), v, v);
        return FixedOrder.Norm(v);
    }

    private static LyapunovSpectrum Average(double[][] batches, long steps)
    {
        int count = batches[0].Length;
        double[] means = new double[count], errors = new double[count];
        for (int i = 0; i < count; i++)
        {
            means[i] = batches.Average(b => b[i]);
            double squares = batches.Sum(b => (b[i] - means[i]) * (b[i] - means[i]));
            errors[i] = Math.Sqrt(squares / (batches.Length - 1) / batches.Length);
        }

        return new LyapunovSpectrum(means, errors, steps, LyapunovOutcome.Completed);
    }

    private static LyapunovSpectrum NonFinite(int count, long steps)
    {
        double[] none = [.. Enumerable.Repeat(double.NaN, count)];
        return new LyapunovSpectrum(none, none, steps, LyapunovOutcome.NonFinite);
    }
}

/// <summary>Lyapunov exponents of a training map in three units of time.</summary>
/// <param name="PerStep">Per update.</param>
/// <param name="PerEpoch">Per pass over the data: P/B updates.</param>
/// <param name="PerUnitTime">Per unit of learning time: 1/η updates. The unit of growth rates of <see cref="SignedTangentKernel"/>.</param>
public sealed record TrainingLyapunovSpectrum(LyapunovSpectrum PerStep, LyapunovSpectrum PerEpoch, LyapunovSpectrum PerUnitTime);
