namespace CurlDescent.VectorFields;

/// <summary>
/// Solves the five-point Poisson equation on the cells of a rectangle with no flux through its boundary. The cosines cos(πk(i+½)/n) are the
/// eigenvectors of the discrete operator, with eigenvalues −(4/h²) sin²(πk/2n), so the solution is exact up to rounding.
/// </summary>
internal static class NeumannPoisson
{
    /// <summary>Computes u with ∇²u = source, mean 0.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="source">CellsX × CellsY with sum 0; overwritten by u.</param>
    public static void Solve(RectangleGrid grid, double[,] source)
    {
        int nx = grid.CellsX, ny = grid.CellsY;
        CosineTransform alongX = new(nx), alongY = new(ny);
        Transform(source, alongX.Forward, alongY.Forward);
        for (int k = 0; k < nx; k++)
        {
            for (int l = 0; l < ny; l++)
            {
                double eigenvalue = Eigenvalue(k, nx, grid.SpacingX) + Eigenvalue(l, ny, grid.SpacingY);
                source[k, l] = eigenvalue == 0 ? 0 : source[k, l] / eigenvalue;
            }
        }

        Transform(source, alongX.Inverse, alongY.Inverse);
    }

    private delegate void Line(Span<double> values);

    private static void Transform(double[,] values, Line alongX, Line alongY)
    {
        int nx = values.GetLength(0), ny = values.GetLength(1);
        double[] row = new double[ny], column = new double[nx];
        for (int i = 0; i < nx; i++)
        {
            for (int j = 0; j < ny; j++) row[j] = values[i, j];
            alongY(row);
            for (int j = 0; j < ny; j++) values[i, j] = row[j];
        }

        for (int j = 0; j < ny; j++)
        {
            for (int i = 0; i < nx; i++) column[i] = values[i, j];
            alongX(column);
            for (int i = 0; i < nx; i++) values[i, j] = column[i];
        }
    }

    private static double Eigenvalue(int k, int n, double spacing)
    {
        double sine = Math.Sin(Math.PI * k / (2.0 * n)) / spacing;
        return -4 * sine * sine;
    }
}
