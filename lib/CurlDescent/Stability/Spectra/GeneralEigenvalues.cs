using System.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Stability.Spectra;

/// <summary>All eigenvalues of a dense matrix that need not be symmetric.</summary>
internal static class GeneralEigenvalues
{
    /// <summary>Computes them, in no order.</summary>
    /// <param name="matrix">Square and finite; not all 0, on which the solver does not converge.</param>
    /// <exception cref="NonConvergenceException">The iteration does not converge on any of four similar matrices.</exception>
    /// <remarks>
    /// The library's QR iteration gives up on a matrix in a thousand or so. The transpose and the matrix with rows and columns in reverse
    /// have the same eigenvalues and take it another way.
    /// </remarks>
    public static IEnumerable<Complex> Compute(Matrix<double> matrix)
    {
        Func<Matrix<double>>[] forms = [() => matrix, matrix.Transpose, () => Reversed(matrix), () => Reversed(matrix).Transpose()];
        for (int form = 0; ; form++)
        {
            try
            {
                return forms[form]().Evd(Symmetricity.Asymmetric).EigenValues;
            }
            catch (NonConvergenceException) when (form + 1 < forms.Length)
            {
            }
        }
    }

    private static Matrix<double> Reversed(Matrix<double> matrix) =>
        Matrix<double>.Build.Dense(
            matrix.RowCount, matrix.ColumnCount, (i, j) => matrix[matrix.RowCount - 1 - i, matrix.ColumnCount - 1 - j]);
}
