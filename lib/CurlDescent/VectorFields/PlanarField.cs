using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>A field on the plane given by a formula. Its Jacobian is taken by <see cref="FiniteDifferences"/>.</summary>
/// <param name="formula">(x, y) ↦ (F_x, F_y).</param>
/// <param name="differenceStep">Step of the finite differences.</param>
public sealed class PlanarField(Func<double, double, (double X, double Y)> formula, double differenceStep = 1e-3) : IDifferentiableField
{
    /// <inheritdoc/>
    public int Dimension => 2;

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> point, Span<double> value) => (value[0], value[1]) = formula(point[0], point[1]);

    /// <inheritdoc/>
    public Matrix<double> Jacobian(ReadOnlySpan<double> point) => FiniteDifferences.Jacobian(this, point, differenceStep);
}
