using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// Coordinates on the symmetric n×n matrices in an orthonormal basis: the diagonal entries and √2 times those above it, row by row. The
/// inner product of coordinates is tr(AB).
/// </summary>
public static class SymmetricBasis
{
    /// <summary>Returns the number of coordinates, n(n + 1)/2.</summary>
    /// <param name="size">n.</param>
    public static int Dimension(int size)
    {
        Require.InRange(nameof(size), size, 0, 65535);
        return size * (size + 1) / 2;
    }

    /// <summary>Computes the coordinates of a matrix.</summary>
    /// <param name="matrix">n×n; only its symmetric part counts.</param>
    /// <param name="coordinates">n(n + 1)/2 numbers; overwritten.</param>
    public static void Flatten(Matrix<double> matrix, Span<double> coordinates)
    {
        if (matrix.RowCount != matrix.ColumnCount)
        {
            throw new SpecException(nameof(matrix), $"{matrix.RowCount}×{matrix.ColumnCount}", "a square matrix");
        }

        Require.Length(nameof(coordinates), coordinates.Length, Dimension(matrix.RowCount));
        int at = 0;
        for (int i = 0; i < matrix.RowCount; i++)
        {
            coordinates[at++] = matrix[i, i];
            for (int j = i + 1; j < matrix.RowCount; j++) coordinates[at++] = (matrix[i, j] + matrix[j, i]) / Math.Sqrt(2);
        }
    }

    /// <summary>Computes the coordinates of a matrix.</summary>
    /// <param name="matrix">n×n; only its symmetric part counts.</param>
    public static double[] Flatten(Matrix<double> matrix)
    {
        var coordinates = new double[Dimension(matrix.RowCount)];
        Flatten(matrix, coordinates);
        return coordinates;
    }

    /// <summary>Returns the matrix with given coordinates.</summary>
    /// <param name="coordinates">n(n + 1)/2 numbers.</param>
    /// <param name="size">n.</param>
    public static Matrix<double> Unflatten(ReadOnlySpan<double> coordinates, int size)
    {
        Require.Length(nameof(coordinates), coordinates.Length, Dimension(size));
        Matrix<double> matrix = Matrix<double>.Build.Dense(size, size);
        int at = 0;
        for (int i = 0; i < size; i++)
        {
            matrix[i, i] = coordinates[at++];
            for (int j = i + 1; j < size; j++) matrix[i, j] = matrix[j, i] = coordinates[at++] / Math.Sqrt(2);
        }

        return matrix;
    }
}
