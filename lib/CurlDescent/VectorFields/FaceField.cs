namespace CurlDescent;

/// <summary>
/// A planar vector field on the faces of a grid, each face holding the component normal to it (the staggered arrangement of Harlow and
/// Welch, Phys. Fluids 8, 1965): divergence then lives on cells, curl and stream function on vertices, and div curl = 0 and curl grad = 0
/// hold exactly.
/// </summary>
public sealed class FaceField
{
    /// <summary>Creates a field of zeros.</summary>
    /// <param name="grid">The grid.</param>
    public FaceField(RectangleGrid grid)
    {
        Grid = grid;
        X = new double[grid.CellsX + 1, grid.CellsY];
        Y = new double[grid.CellsX, grid.CellsY + 1];
    }

    /// <summary>The grid.</summary>
    public RectangleGrid Grid { get; }

    /// <summary>x components, (CellsX + 1) × CellsY: entry (i, j) belongs to the face between the cells (i − 1, j) and (i, j).</summary>
    public double[,] X { get; }

    /// <summary>y components, CellsX × (CellsY + 1): entry (i, j) belongs to the face between the cells (i, j − 1) and (i, j).</summary>
    public double[,] Y { get; }

    /// <summary>Samples a field at the midpoints of the faces.</summary>
    /// <param name="field">A field of dimension 2.</param>
    /// <param name="grid">The grid.</param>
    /// <exception cref="SpecException">The field is not planar.</exception>
    public static FaceField Sample(IVectorField field, RectangleGrid grid)
    {
        if (field.Dimension != 2) throw new SpecException("Field.Dimension", field.Dimension, "2");
        var sampled = new FaceField(grid);
        Span<double> value = stackalloc double[2];
        for (int i = 0; i <= grid.CellsX; i++)
        {
            for (int j = 0; j < grid.CellsY; j++)
            {
                field.Evaluate([grid.VertexX(i), grid.CellY(j)], value);
                sampled.X[i, j] = value[0];
            }
        }

        for (int i = 0; i < grid.CellsX; i++)
        {
            for (int j = 0; j <= grid.CellsY; j++)
            {
                field.Evaluate([grid.CellX(i), grid.VertexY(j)], value);
                sampled.Y[i, j] = value[1];
            }
        }

        return sampled;
    }

    /// <summary>Computes the divergence of a cell.</summary>
    /// <param name="i">0 … CellsX − 1.</param>
    /// <param name="j">0 … CellsY − 1.</param>
    public double Divergence(int i, int j) => (X[i + 1, j] - X[i, j]) / Grid.SpacingX + (Y[i, j + 1] - Y[i, j]) / Grid.SpacingY;

    /// <summary>Computes the curl ∂F_y/∂x − ∂F_x/∂y at an inner vertex.</summary>
    /// <param name="i">1 … CellsX − 1.</param>
    /// <param name="j">1 … CellsY − 1.</param>
    public double Curl(int i, int j) => (Y[i, j] - Y[i - 1, j]) / Grid.SpacingX - (X[i, j] - X[i, j - 1]) / Grid.SpacingY;

    /// <summary>Returns the vector at the centre of a cell, the mean of its opposite faces.</summary>
    /// <param name="i">0 … CellsX − 1.</param>
    /// <param name="j">0 … CellsY − 1.</param>
    public (double X, double Y) AtCell(int i, int j) => ((X[i, j] + X[i + 1, j]) / 2, (Y[i, j] + Y[i, j + 1]) / 2);

    /// <summary>Computes the norm ‖F‖, the square root of ∬|F|² by the trapezoidal rule across faces.</summary>
    public double Norm()
    {
        double sum = 0;
        for (int i = 0; i <= Grid.CellsX; i++)
        {
            for (int j = 0; j < Grid.CellsY; j++) sum += Weight(i, Grid.CellsX) * X[i, j] * X[i, j];
        }

        for (int i = 0; i < Grid.CellsX; i++)
        {
            for (int j = 0; j <= Grid.CellsY; j++) sum += Weight(j, Grid.CellsY) * Y[i, j] * Y[i, j];
        }

        return Math.Sqrt(sum * Grid.SpacingX * Grid.SpacingY);
    }

    private static double Weight(int face, int cells) => face == 0 || face == cells ? 0.5 : 1;
}
