using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>
/// The outputs of a network and their loss, for chunks of samples: K rows, one number per sample, padded to whole vectors.
/// </summary>
internal abstract class OutputStage
{
    /// <summary>Replaces the preactivations of the outputs by δ, the errors that the rule propagates.</summary>
    /// <param name="scale">Multiplies the preactivations.</param>
    /// <param name="preactivations">K rows of <paramref name="stride"/> numbers.</param>
    /// <param name="stride">A multiple of 8.</param>
    /// <param name="targets">y, as many.</param>
    public abstract void Errors(double scale, Span<double> preactivations, int stride, ReadOnlySpan<double> targets);

    /// <summary>Adds the losses of samples to a sum, which <see cref="Mean"/> turns into the loss; overwrites the preactivations.</summary>
    /// <param name="sum">Sum so far.</param>
    /// <param name="scale">Multiplies the preactivations.</param>
    /// <param name="preactivations">K rows of <paramref name="stride"/> numbers.</param>
    /// <param name="stride">A multiple of 8.</param>
    /// <param name="targets">y, as many.</param>
    /// <param name="samples">Number of samples, at most <paramref name="stride"/>.</param>
    public abstract double AddLoss(
        double sum, double scale, Span<double> preactivations, int stride, ReadOnlySpan<double> targets, int samples);

    /// <summary>Returns the loss from a sum over all samples.</summary>
    public abstract double Mean(double sum, int samples);
}

/// <summary>½·mean‖φ(a) − y‖²; δ = φ(a) − y, times φ'(a) if chosen.</summary>
/// <typeparam name="TActivation">φ of the outputs.</typeparam>
/// <param name="outputDerivative">Whether δ contains φ'(a).</param>
internal sealed class SquaredError<TActivation>(bool outputDerivative) : OutputStage
    where TActivation : struct, IVectorActivation
{
    public override void Errors(double scale, Span<double> preactivations, int stride, ReadOnlySpan<double> targets)
    {
        if (outputDerivative) OutputError<TActivation, On>.Compute(scale, preactivations, preactivations.Length, targets);
        else OutputError<TActivation, Off>.Compute(scale, preactivations, preactivations.Length, targets);
    }

    public override double AddLoss(
        double sum, double scale, Span<double> preactivations, int stride, ReadOnlySpan<double> targets, int samples)
    {
        OutputError<TActivation, Off>.Compute(scale, preactivations, preactivations.Length, targets);
        for (int k = 0; k < preactivations.Length; k += stride)
        {
            for (int b = 0; b < samples; b++) sum += preactivations[k + b] * preactivations[k + b];
        }

        return sum;
    }

    public override double Mean(double sum, int samples) => sum / (2 * samples);
}

/// <summary>−mean Σ_k y_k log p_k with p the softmax of the preactivations; δ = p − y. Free norms: the scale is 1.</summary>
internal sealed class SoftmaxCrossEntropy : OutputStage
{
    public override void Errors(double scale, Span<double> preactivations, int stride, ReadOnlySpan<double> targets) =>
        Softmax.Errors(preactivations, preactivations.Length / stride, stride, targets);

    public override double AddLoss(
        double sum, double scale, Span<double> preactivations, int stride, ReadOnlySpan<double> targets, int samples)
    {
        for (int b = 0; b < samples; b++)
        {
            double most = double.NegativeInfinity, total = 0, score = 0, weight = 0;
            for (int at = b; at < preactivations.Length; at += stride) most = Math.Max(most, preactivations[at]);
            for (int at = b; at < preactivations.Length; at += stride)
            {
                total += Math.Exp(preactivations[at] - most);
                score += targets[at] * (preactivations[at] - most);
                weight += targets[at];
            }

            sum += weight * Math.Log(total) - score;
        }

        return sum;
    }

    public override double Mean(double sum, int samples) => sum / samples;
}
