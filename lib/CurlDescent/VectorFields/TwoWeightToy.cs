using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// Curl descent in the smallest network, ŷ = w2·w1·x with ⟨x²⟩ = 1 and target t: with e = w1w2 − t,
/// dw1/dt = −d1·e·w2, dw2/dt = −d2·e·w1. Coordinates (w1, w2).
/// </summary>
/// <remarks>
/// d1·w1² − d2·w2² is conserved: without a flip trajectories lie on hyperbolas, with one flip on circles. For circles,
/// w = r(cos θ, sin θ) gives dθ/dt = ±(½r² sin 2θ − t), so the solutions w1w2 = t exist only where r² ≥ 2|t|.
/// </remarks>
public sealed class TwoWeightToy : IDifferentiableField
{
    private readonly double d1, d2;

    /// <summary>Creates the field.</summary>
    /// <param name="target">t; finite.</param>
    /// <param name="flipHidden">Whether the rule of w1 is flipped: d1 = −1.</param>
    /// <param name="flipReadout">Whether the rule of w2 is flipped: d2 = −1.</param>
    public TwoWeightToy(double target, bool flipHidden = false, bool flipReadout = false)
    {
        Require.Finite(nameof(target), target);
        Target = target;
        d1 = flipHidden ? -1 : 1;
        d2 = flipReadout ? -1 : 1;
    }

    /// <summary>t.</summary>
    public double Target { get; }

    /// <inheritdoc/>
    public int Dimension => 2;

    /// <summary>Whether the field is a gradient: no flip or both.</summary>
    public bool IsGradient => d1 == d2;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> point, Span<double> value)
    {
        Require.Length(nameof(point), point.Length, 2);
        Require.Length(nameof(value), value.Length, 2);
        double w1 = point[0], w2 = point[1], e = w1 * w2 - Target;
        value[0] = -d1 * e * w2;
        value[1] = -d2 * e * w1;
    }

    /// <inheritdoc/>
    public Matrix<double> Jacobian(ReadOnlySpan<double> point)
    {
        Require.Length(nameof(point), point.Length, 2);
        double w1 = point[0], w2 = point[1], mixed = 2 * w1 * w2 - Target;
        return Matrix<double>.Build.DenseOfArray(new[,] { { -d1 * w2 * w2, -d1 * mixed }, { -d2 * mixed, -d2 * w1 * w1 } });
    }

    /// <summary>Computes the curl ∂F2/∂w1 − ∂F1/∂w2 = (d1 − d2)(2w1w2 − t).</summary>
    /// <param name="w1">Hidden weight.</param>
    /// <param name="w2">Readout weight.</param>
    public double Curl(double w1, double w2) => (d1 - d2) * (2 * w1 * w2 - Target);

    /// <summary>Computes the loss ½(w1w2 − t)².</summary>
    /// <param name="w1">Hidden weight.</param>
    /// <param name="w2">Readout weight.</param>
    public double Loss(double w1, double w2) => (w1 * w2 - Target) * (w1 * w2 - Target) / 2;

    /// <summary>Computes the conserved quantity d1·w1² − d2·w2².</summary>
    /// <param name="w1">Hidden weight.</param>
    /// <param name="w2">Readout weight.</param>
    public double ConservedQuantity(double w1, double w2) => d1 * w1 * w1 - d2 * w2 * w2;

    /// <summary>
    /// Computes the eigenvalue of the Jacobian across the solution manifold w1w2 = t, −(d1·w2² + d2·w1²); the point is stable iff it is
    /// negative.
    /// </summary>
    /// <param name="w1">Hidden weight.</param>
    /// <param name="w2">Readout weight; on the manifold.</param>
    /// <exception cref="SpecException">The point is not on the manifold (by more than 10⁻⁶ of its scale).</exception>
    public double TransverseEigenvalue(double w1, double w2)
    {
        if (!(Math.Abs(w1 * w2 - Target) <= 1e-6 * (1 + Math.Abs(Target))))
            throw new SpecException("w1·w2", w1 * w2, FormattableString.Invariant($"{Target:R}, a point of the solution manifold"));
        return -(d1 * w2 * w2 + d2 * w1 * w1);
    }
}
