using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// The split J = S + A of a Jacobian: S = (J + Jᵀ)/2 is the gradient-like part, A = (J − Jᵀ)/2 the curl. A field is a gradient field on a
/// simply connected region iff A = 0 everywhere in it.
/// </summary>
public sealed class JacobianSplit
{
    /// <summary>Splits a Jacobian.</summary>
    /// <param name="jacobian">J, n×n.</param>
    /// <exception cref="ArgumentException">J is not square.</exception>
    public JacobianSplit(Matrix<double> jacobian)
    {
        if (jacobian.RowCount != jacobian.ColumnCount)
            throw new ArgumentException(
                $"The Jacobian is {jacobian.RowCount}×{jacobian.ColumnCount}, expected a square matrix.", nameof(jacobian));
        Matrix<double> transpose = jacobian.Transpose();
        Symmetric = (jacobian + transpose) / 2;
        Antisymmetric = (jacobian - transpose) / 2;
        double symmetric = Symmetric.FrobeniusNorm(), antisymmetric = Antisymmetric.FrobeniusNorm();
        double whole = double.Hypot(symmetric, antisymmetric);
        CurlNormRatio = whole == 0 ? 0 : antisymmetric / whole;
    }

    /// <summary>S.</summary>
    public Matrix<double> Symmetric { get; }

    /// <summary>A.</summary>
    public Matrix<double> Antisymmetric { get; }

    /// <summary>
    /// ‖A‖_F/‖J‖_F, 0 for a gradient field … 1 for a pure rotation. S and A are orthogonal, so ‖J‖² = ‖S‖² + ‖A‖². 0 if J = 0.
    /// </summary>
    public double CurlNormRatio { get; }

    /// <summary>Splits the Jacobian of a field at a point.</summary>
    /// <param name="field">F.</param>
    /// <param name="point">n coordinates.</param>
    public static JacobianSplit At(IDifferentiableField field, ReadOnlySpan<double> point)
    {
        Require.Length(nameof(point), point.Length, field.Dimension);
        return new JacobianSplit(field.Jacobian(point));
    }
}
