using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>Jacobians by central differences of fourth order, for fields that have no closed form and to check those that have.</summary>
public static class FiniteDifferences
{
    /// <summary>Computes J_ij ≈ [8(F_i(x+h e_j) − F_i(x−h e_j)) − (F_i(x+2h e_j) − F_i(x−2h e_j))]/(12h); error O(h⁴) + O(ε/h).</summary>
    /// <param name="field">F.</param>
    /// <param name="point">x.</param>
    /// <param name="step">h; the default balances both errors for fields and coordinates of order 1.</param>
    /// <returns>n×n.</returns>
    /// <exception cref="SpecException">The point has another number of coordinates than the field, or the step is not positive.</exception>
    public static Matrix<double> Jacobian(IVectorField field, ReadOnlySpan<double> point, double step = 1e-3)
    {
        Require.Positive(nameof(step), step);
        Require.Length(nameof(point), point.Length, Require.NotNull(nameof(field), field).Dimension);
        int n = field.Dimension;
        double[] x = point.ToArray(), value = new double[n];
        Matrix<double> jacobian = Matrix<double>.Build.Dense(n, n);
        ReadOnlySpan<(double Offset, double Weight)> stencil = [(-2, 1), (-1, -8), (1, 8), (2, -1)];
        for (int j = 0; j < n; j++)
        {
            foreach ((double offset, double weight) in stencil)
            {
                x[j] = point[j] + offset * step;
                field.Evaluate(x, value);
                for (int i = 0; i < n; i++) jacobian[i, j] += weight * value[i] / (12 * step);
            }

            x[j] = point[j];
        }

        return jacobian;
    }
}
