using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>The direction of one weight update, to be multiplied by η and added: W1 += η·Hidden, W2 += η·Readout.</summary>
/// <param name="Hidden">N×M.</param>
/// <param name="Readout">K×N.</param>
public sealed record WeightUpdate(Matrix<double> Hidden, Matrix<double> Readout);

/// <summary>
/// A learning rule as a value, free of sizes. To add one, derive from this and from <see cref="BoundRule"/> and add a line to the
/// conformance suite of the tests; the plain reference then runs it. Fast kernels exist for <see cref="SignedDeltaRule"/>.
/// </summary>
public abstract record LearningRule
{
    /// <summary>Gradient descent: backpropagation, no flips.</summary>
    public static SignedDeltaRule GradientDescent { get; } = new();

    /// <summary>Feedback alignment: fixed random feedback, no flips.</summary>
    public static SignedDeltaRule FeedbackAlignment { get; } = new() { Feedback = Feedback.FixedRandom };

    /// <summary>Curl descent: backpropagation with rule flips.</summary>
    /// <param name="flips">D1 and D2.</param>
    public static SignedDeltaRule CurlDescent(RuleFlips flips) => new() { Flips = flips };

    /// <summary>Flipped feedback alignment: fixed random feedback with rule flips.</summary>
    /// <param name="flips">D1 and D2.</param>
    public static SignedDeltaRule FlippedFeedbackAlignment(RuleFlips flips) => new() { Flips = flips, Feedback = Feedback.FixedRandom };

    /// <summary>Name in tables and legends.</summary>
    public abstract string Name { get; }

    /// <summary>Binds the rule to a network's sizes.</summary>
    /// <param name="inputs">M.</param>
    /// <param name="hiddenUnits">N.</param>
    /// <param name="outputs">K.</param>
    /// <param name="seed">Seed for what the rule draws.</param>
    /// <param name="run">Run for what the rule draws.</param>
    /// <exception cref="SpecException">The rule does not fit these sizes.</exception>
    public abstract BoundRule Bind(int inputs, int hiddenUnits, int outputs, ulong seed, uint run);
}

/// <summary>A learning rule bound to a network's sizes: computes updates in plain matrices, as the formulas stand.</summary>
public abstract class BoundRule
{
    /// <summary>Computes the update direction for one batch.</summary>
    /// <param name="network">Weights before the step.</param>
    /// <param name="inputs">X, M×B, one sample per column.</param>
    /// <param name="targets">Y, K×B.</param>
    public abstract WeightUpdate Direction(TwoLayerNetwork network, Matrix<double> inputs, Matrix<double> targets);
}

/// <summary>A bound rule whose update has a derivative with respect to the weights: what Jacobians and tangent dynamics need.</summary>
public interface IDifferentiableRule
{
    /// <summary>Computes the derivative of the update direction along a change of the weights, (∂F/∂θ)·v.</summary>
    /// <param name="network">Weights θ.</param>
    /// <param name="inputs">X, M×B, one sample per column.</param>
    /// <param name="targets">Y, K×B.</param>
    /// <param name="direction">v, the shapes of W1 and W2.</param>
    WeightUpdate DirectionalDerivative(TwoLayerNetwork network, Matrix<double> inputs, Matrix<double> targets, WeightUpdate direction);
}
