using System.Numerics.Tensors;
using CurlDescent.Arithmetic;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// All eigenvalues of a full symmetric matrix, without eigenvectors: reduction to a band, then to tridiagonal form, then the QL iteration.
/// Errors are of the order of 10⁻¹⁶ times the norm. The result does not depend on the number of threads.
/// </summary>
public static class SymmetricEigenvalues
{
    /// <summary>Computes the eigenvalues of a matrix.</summary>
    /// <param name="matrix">Square and symmetric up to rounding: |X_ij − X_ji| ≤ 10⁻⁹ of the largest element. Unchanged.</param>
    /// <param name="threads">Largest number of threads; −1 for all processors.</param>
    /// <param name="cancellation">Looked at throughout.</param>
    /// <returns>Ascending eigenvalues.</returns>
    /// <exception cref="SpecException">The matrix is not square or not symmetric, or <paramref name="threads"/> is 0 or below
    /// −1.</exception>
    /// <exception cref="InvalidOperationException">The matrix holds a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static double[] Compute(Matrix<double> matrix, int threads = -1, CancellationToken cancellation = default)
    {
        Require.NotNull("Matrix", matrix);
        if (matrix.RowCount != matrix.ColumnCount)
        {
            throw new SpecException("Matrix", $"{matrix.RowCount}×{matrix.ColumnCount}", "a square matrix");
        }

        double[] values = matrix.ToColumnMajorArray();
        RequireSymmetric(values, matrix.RowCount, isTriangleAllowed: false, cancellation);
        return ComputeInPlace(values, matrix.RowCount, threads, fromUpper: true, cancellation);
    }

    /// <summary>Computes the eigenvalues of a matrix and uses its storage as workspace.</summary>
    /// <param name="matrix">n² values, row-major, symmetric as in <see cref="Compute"/>, or with zeros above the diagonal: only the lower
    /// triangle is read. Destroyed.</param>
    /// <param name="size">n, at most 46340.</param>
    /// <param name="threads">Largest number of threads; −1 for all processors.</param>
    /// <param name="cancellation">Looked at throughout.</param>
    /// <returns>Ascending eigenvalues.</returns>
    /// <exception cref="SpecException">The storage does not fit the size, the matrix is not symmetric, or <paramref name="threads"/> is 0
    /// or below −1.</exception>
    /// <exception cref="InvalidOperationException">The matrix holds a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static double[] ComputeInPlace(double[] matrix, int size, int threads = -1, CancellationToken cancellation = default)
    {
        if (Require.NotNull("Matrix", matrix).LongLength == (long)size * size)
        {
            RequireSymmetric(matrix, size, isTriangleAllowed: true, cancellation);
        }

        return ComputeInPlace(matrix, size, threads, fromUpper: false, cancellation);
    }

    private static double[] ComputeInPlace(double[] matrix, int size, int threads, bool fromUpper, CancellationToken cancellation)
    {
        Require.NotNull("Matrix", matrix);
        Require.InRange("Size", size, 0, 46340);
        if (matrix.LongLength != (long)size * size) throw new SpecException("Matrix", $"{matrix.Length} values", $"{size}² values");
        if (threads is 0 or < -1) throw new SpecException("Threads", threads, "-1 or at least 1");
        double largest = 0;
        for (int row = 0; row < size; row++) largest = Math.Max(largest, LargestMagnitude(matrix, size, row, fromUpper));
        if (!double.IsFinite(largest)) throw TridiagonalEigenvalues.NotFinite();
        if (largest == 0) return new double[size];

        // Scaled to 1, so that norms neither overflow nor vanish, and filled on both sides.
        double inverse = 1 / largest;
        if (double.IsInfinity(inverse)) (inverse, largest) = (1, 1);
        for (int row = 0; row < size; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            matrix[row * size + row] *= inverse;
            for (int column = 0; column < row; column++)
            {
                (int source, int target) = (row * size + column, column * size + row);
                matrix[source] = matrix[target] = inverse * matrix[fromUpper ? target : source];
            }
        }

        var diagonal = new double[size];
        var offDiagonal = new double[Math.Max(0, size - 1)];
        BandReduction.Reduce(matrix, size, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation });
        BulgeChasing.Reduce(matrix, size, diagonal, offDiagonal, cancellation);
        TridiagonalEigenvalues.Compute(diagonal, offDiagonal, [], [], cancellation);
        foreach (ref double value in diagonal.AsSpan()) value *= largest;
        return diagonal;
    }

    // The reduction reads one triangle: of a matrix that is not symmetric it would find the eigenvalues of another one.
    private static void RequireSymmetric(double[] matrix, int size, bool isTriangleAllowed, CancellationToken cancellation)
    {
        const int Tile = 64;
        if (size == 0) return;
        double largest = Math.Abs(TensorPrimitives.MaxMagnitude<double>(matrix)), worst = 0;
        if (!double.IsFinite(largest)) throw TridiagonalEigenvalues.NotFinite();
        bool isTriangle = isTriangleAllowed;
        (int Row, int Column) at = default;
        for (int top = 0; top < size; top += Tile)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int left = 0; left <= top; left += Tile)
            {
                for (int row = top; row < Math.Min(size, top + Tile); row++)
                {
                    for (int column = left; column < Math.Min(row, left + Tile); column++)
                    {
                        double above = matrix[column * size + row], difference = Math.Abs(matrix[row * size + column] - above);
                        isTriangle &= above == 0;
                        if (difference > worst) (worst, at) = (difference, (row, column));
                    }
                }
            }
        }

        if (worst <= 1e-9 * largest || isTriangle) return;
        throw new SpecException($"Matrix[{at.Row}, {at.Column}]", matrix[at.Row * size + at.Column], FormattableString.Invariant(
            $"{matrix[at.Column * size
                + at.Row]:R} as in [{at.Column}, {at.Row}]: a symmetric matrix (of others MathNet's Evd finds complex eigenvalues)"));
    }

    private static double LargestMagnitude(double[] matrix, int size, int row, bool fromUpper) =>
        Math.Abs(TensorPrimitives.MaxMagnitude<double>(
            fromUpper ? matrix.AsSpan(row * size + row, size - row) : matrix.AsSpan(row * size, row + 1)));
}
