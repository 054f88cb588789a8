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

    /// <summary>
    /// Computes how far a field F with this Jacobian is from F = μ∇U with a scalar μ, at a point: ‖P A P‖_F/‖A‖_F with P = 1 − FFᵀ/‖F‖², 0
    /// … 1. By Frobenius'
    /// theorem such an integrating factor exists around a point without rest iff F∧dF = 0 there, that is iff A vanishes on the vectors
    /// orthogonal to F. Always 0
    /// in the plane, and where A = 0.
    /// </summary>
    /// <param name="value">F at the point; n components.</param>
    /// <exception cref="SpecException">Another number of components, or F = 0: at rest the question has no answer.</exception>
    public double IntegratingFactorDefect(ReadOnlySpan<double> value)
    {
        Require.Length(nameof(value), value.Length, Antisymmetric.RowCount);
        Vector<double> f = Vector<double>.Build.DenseOfArray(value.ToArray());
        double length = f.L2Norm(), whole = Antisymmetric.FrobeniusNorm();
        if (length == 0) throw new SpecException(nameof(value), 0.0, "a vector other than 0");
        if (whole == 0) return 0;

        // fᵀAf = 0, so PAP = A − f(fᵀA) − (Af)fᵀ.
        f /= length;
        return (Antisymmetric - f.OuterProduct(f * Antisymmetric) - (Antisymmetric * f).OuterProduct(f)).FrobeniusNorm() / whole;
    }

    /// <summary>Splits the Jacobian of a field at a point.</summary>
    /// <param name="field">F.</param>
    /// <param name="point">n coordinates.</param>
    public static JacobianSplit At(IDifferentiableField field, ReadOnlySpan<double> point)
    {
        Require.Length(nameof(point), point.Length, field.Dimension);
        return new JacobianSplit(field.Jacobian(point));
    }
}
