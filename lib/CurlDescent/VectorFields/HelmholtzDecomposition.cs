using CurlDescent.VectorFields;

namespace CurlDescent;

/// <summary>
/// Helmholtz decomposition of a planar field on a rectangle, F = ∇u + R with div R = 0: u solves ∇²u = div F with ∂u/∂n = F·n on the
/// boundary, so R is tangent to the boundary and R = (∂ψ/∂y, −∂ψ/∂x) with ψ = 0 there. u is unique up to a constant (its mean is set to 0);
/// the two parts are orthogonal. On the faces of the grid all of this holds exactly up to rounding; against the continuous fields the error
/// is O(h²).
/// </summary>
public sealed class HelmholtzDecomposition
{
    private HelmholtzDecomposition(FaceField field, double[,] potential, FaceField gradient, FaceField rotational, double[,] stream)
    {
        Field = field;
        Potential = potential;
        Gradient = gradient;
        Rotational = rotational;
        StreamFunction = stream;
    }

    /// <summary>F.</summary>
    public FaceField Field { get; }

    /// <summary>u at the cell centres, CellsX × CellsY; mean 0. A gradient descent has the loss −u.</summary>
    public double[,] Potential { get; }

    /// <summary>∇u on the faces.</summary>
    public FaceField Gradient { get; }

    /// <summary>R on the faces; 0 on the boundary.</summary>
    public FaceField Rotational { get; }

    /// <summary>ψ at the vertices, (CellsX + 1) × (CellsY + 1).</summary>
    public double[,] StreamFunction { get; }

    /// <summary>‖R‖/‖F‖: 0 for a gradient field, 1 for a divergence-free one tangent to the boundary. 0 if F = 0.</summary>
    public double RotationalFraction => Field.Norm() is var norm && norm == 0 ? 0 : Rotational.Norm() / norm;

    /// <summary>Decomposes a field sampled on faces.</summary>
    /// <param name="field">F; not changed.</param>
    /// <exception cref="SpecException">A value is not finite.</exception>
    public static HelmholtzDecomposition Compute(FaceField field)
    {
        RequireFinite(field);
        double[,] potential = SolvePotential(field);
        FaceField rotational = Difference(field, GradientOf(potential, field));

        // FFTs of lengths other than powers of 2 lose digits; the divergence left over tells how many, and one correction restores them.
        double[,] correction = SolvePotential(rotational);
        for (int i = 0; i < field.Grid.CellsX; i++)
        {
            for (int j = 0; j < field.Grid.CellsY; j++) potential[i, j] += correction[i, j];
        }

        FaceField gradient = GradientOf(potential, field);
        rotational = Difference(field, gradient);
        return new HelmholtzDecomposition(field, potential, gradient, rotational, StreamOf(rotational));
    }

    /// <summary>Samples a field on a grid and decomposes it.</summary>
    /// <param name="field">A field of dimension 2.</param>
    /// <param name="grid">The grid.</param>
    public static HelmholtzDecomposition Compute(IVectorField field, RectangleGrid grid) => Compute(FaceField.Sample(field, grid));

    /// <summary>Computes the residuals of the discrete equations, the largest absolute value of each.</summary>
    /// <returns>div R on the cells; ∇u + curl ψ − F on the faces; ψ on the boundary.</returns>
    public (double Divergence, double Reconstruction, double BoundaryStream) Residuals()
    {
        RectangleGrid grid = Field.Grid;
        int nx = grid.CellsX, ny = grid.CellsY;
        double divergence = 0, reconstruction = 0, boundary = 0;
        for (int i = 0; i < nx; i++)
        {
            for (int j = 0; j < ny; j++) divergence = Math.Max(divergence, Math.Abs(Rotational.Divergence(i, j)));
        }

        for (int i = 0; i <= nx; i++)
        {
            for (int j = 0; j < ny; j++)
            {
                double curl = (StreamFunction[i, j + 1] - StreamFunction[i, j]) / grid.SpacingY;
                reconstruction = Math.Max(reconstruction, Math.Abs(Gradient.X[i, j] + curl - Field.X[i, j]));
            }
        }

        for (int i = 0; i < nx; i++)
        {
            for (int j = 0; j <= ny; j++)
            {
                double curl = -(StreamFunction[i + 1, j] - StreamFunction[i, j]) / grid.SpacingX;
                reconstruction = Math.Max(reconstruction, Math.Abs(Gradient.Y[i, j] + curl - Field.Y[i, j]));
            }
        }

        for (int i = 0; i <= nx; i++)
            boundary = Math.Max(boundary, Math.Max(Math.Abs(StreamFunction[i, 0]), Math.Abs(StreamFunction[i, ny])));
        for (int j = 0; j <= ny; j++)
            boundary = Math.Max(boundary, Math.Max(Math.Abs(StreamFunction[0, j]), Math.Abs(StreamFunction[nx, j])));
        return (divergence, reconstruction, boundary);
    }

    // The flux through the boundary belongs to ∇u: without it the problem for u has no flux through the boundary.
    private static double[,] SolvePotential(FaceField field)
    {
        RectangleGrid grid = field.Grid;
        int nx = grid.CellsX, ny = grid.CellsY;
        var source = new double[nx, ny];
        for (int i = 0; i < nx; i++)
        {
            for (int j = 0; j < ny; j++)
            {
                double left = i == 0 ? 0 : field.X[i, j], right = i == nx - 1 ? 0 : field.X[i + 1, j];
                double below = j == 0 ? 0 : field.Y[i, j], above = j == ny - 1 ? 0 : field.Y[i, j + 1];
                source[i, j] = (right - left) / grid.SpacingX + (above - below) / grid.SpacingY;
            }
        }

        NeumannPoisson.Solve(grid, source);
        return source;
    }

    private static FaceField GradientOf(double[,] potential, FaceField field)
    {
        RectangleGrid grid = field.Grid;
        int nx = grid.CellsX, ny = grid.CellsY;
        var gradient = new FaceField(grid);
        for (int i = 0; i <= nx; i++)
        {
            for (int j = 0; j < ny; j++)
                gradient.X[i, j] = i == 0 || i == nx ? field.X[i, j] : (potential[i, j] - potential[i - 1, j]) / grid.SpacingX;
        }

        for (int i = 0; i < nx; i++)
        {
            for (int j = 0; j <= ny; j++)
                gradient.Y[i, j] = j == 0 || j == ny ? field.Y[i, j] : (potential[i, j] - potential[i, j - 1]) / grid.SpacingY;
        }

        return gradient;
    }

    private static FaceField Difference(FaceField field, FaceField gradient)
    {
        var difference = new FaceField(field.Grid);
        for (int i = 0; i < field.X.GetLength(0); i++)
        {
            for (int j = 0; j < field.X.GetLength(1); j++) difference.X[i, j] = field.X[i, j] - gradient.X[i, j];
        }

        for (int i = 0; i < field.Y.GetLength(0); i++)
        {
            for (int j = 0; j < field.Y.GetLength(1); j++) difference.Y[i, j] = field.Y[i, j] - gradient.Y[i, j];
        }

        return difference;
    }

    // ψ = 0 on the bottom; the fluxes R_x above it add up. That ψ = 0 on the other sides too follows from div R = 0.
    private static double[,] StreamOf(FaceField rotational)
    {
        RectangleGrid grid = rotational.Grid;
        var stream = new double[grid.CellsX + 1, grid.CellsY + 1];
        for (int i = 0; i <= grid.CellsX; i++)
        {
            for (int j = 0; j < grid.CellsY; j++) stream[i, j + 1] = stream[i, j] + rotational.X[i, j] * grid.SpacingY;
        }

        return stream;
    }

    private static void RequireFinite(FaceField field)
    {
        foreach (double value in field.X) Require.Finite("Field.X", value);
        foreach (double value in field.Y) Require.Finite("Field.Y", value);
    }
}
