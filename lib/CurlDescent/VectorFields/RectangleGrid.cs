namespace CurlDescent;

/// <summary>
/// A rectangle cut into CellsX × CellsY equal cells. Cell (i, j) has its centre at (<see cref="CellX"/>(i), <see cref="CellY"/>(j)); vertex
/// (i, j), i = 0 … CellsX, j = 0 … CellsY, lies at (<see cref="VertexX"/>(i), <see cref="VertexY"/>(j)). First index along x.
/// </summary>
public sealed record RectangleGrid
{
    /// <summary>Creates a grid.</summary>
    /// <param name="left">Least x.</param>
    /// <param name="right">Largest x, &gt; left.</param>
    /// <param name="bottom">Least y.</param>
    /// <param name="top">Largest y, &gt; bottom.</param>
    /// <param name="cellsX">Cells along x, 2 … 16384.</param>
    /// <param name="cellsY">Cells along y, 2 … 16384.</param>
    /// <exception cref="SpecException">An argument is outside its range.</exception>
    public RectangleGrid(double left, double right, double bottom, double top, int cellsX, int cellsY)
    {
        Require.Finite("Grid.Left", left);
        Require.Finite("Grid.Bottom", bottom);
        Require.Positive("Grid.Right − Grid.Left", right - left);
        Require.Positive("Grid.Top − Grid.Bottom", top - bottom);
        Require.InRange("Grid.CellsX", cellsX, 2, MaxCells);
        Require.InRange("Grid.CellsY", cellsY, 2, MaxCells);
        (Left, Right, Bottom, Top, CellsX, CellsY) = (left, right, bottom, top, cellsX, cellsY);
    }

    private const int MaxCells = 16384;

    /// <summary>Least x.</summary>
    public double Left { get; }

    /// <summary>Largest x.</summary>
    public double Right { get; }

    /// <summary>Least y.</summary>
    public double Bottom { get; }

    /// <summary>Largest y.</summary>
    public double Top { get; }

    /// <summary>Cells along x.</summary>
    public int CellsX { get; }

    /// <summary>Cells along y.</summary>
    public int CellsY { get; }

    /// <summary>Width of a cell.</summary>
    public double SpacingX => (Right - Left) / CellsX;

    /// <summary>Height of a cell.</summary>
    public double SpacingY => (Top - Bottom) / CellsY;

    /// <summary>x of the centres of the cells (i, ·).</summary>
    /// <param name="i">0 … CellsX − 1.</param>
    public double CellX(int i) => Left + (i + 0.5) * SpacingX;

    /// <summary>y of the centres of the cells (·, j).</summary>
    /// <param name="j">0 … CellsY − 1.</param>
    public double CellY(int j) => Bottom + (j + 0.5) * SpacingY;

    /// <summary>x of the vertices (i, ·).</summary>
    /// <param name="i">0 … CellsX.</param>
    public double VertexX(int i) => Left + i * SpacingX;

    /// <summary>y of the vertices (·, j).</summary>
    /// <param name="j">0 … CellsY.</param>
    public double VertexY(int j) => Bottom + j * SpacingY;
}
