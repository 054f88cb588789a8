using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>A planar vector field on a rectangular grid of points.</summary>
public sealed record FieldSamples
{
    /// <summary>Creates samples.</summary>
    /// <param name="x">Columns' places, strictly increasing, at least 2.</param>
    /// <param name="y">Rows' places, strictly increasing, at least 2.</param>
    /// <param name="u">x components: one row per y, one column per x.</param>
    /// <param name="v">y components, of the same shape.</param>
    /// <exception cref="SpecException">The shapes do not fit.</exception>
    public FieldSamples(IReadOnlyList<double> x, IReadOnlyList<double> y, double[,] u, double[,] v)
    {
        Check.Within("x", x.Count, 2, 100_000);
        Check.Within("y", y.Count, 2, 100_000);
        Check.Increasing(nameof(x), x);
        Check.Increasing(nameof(y), y);
        Check.Shape(nameof(u), u, y.Count, x.Count);
        Check.Shape(nameof(v), v, y.Count, x.Count);
        (X, Y, U, V) = (x, y, u, v);
    }

    /// <summary>Columns' places.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>Rows' places.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>x components.</summary>
    public double[,] U { get; }

    /// <summary>y components.</summary>
    public double[,] V { get; }

    /// <summary>Samples a field on a grid of evenly spaced points.</summary>
    /// <param name="field">The field.</param>
    /// <param name="x">Range of x.</param>
    /// <param name="y">Range of y.</param>
    /// <param name="points">Points along each axis, at least 2.</param>
    public static FieldSamples Of(
        Func<double, double, (double U, double V)> field, (double From, double To) x, (double From, double To) y, int points = 41)
    {
        Check.Within(nameof(points), points, 2, 2000);
        double[] xs = Places(x), ys = Places(y);
        double[,] u = new double[points, points], v = new double[points, points];
        for (int i = 0; i < points; i++)
        {
            for (int j = 0; j < points; j++) (u[i, j], v[i, j]) = field(xs[j], ys[i]);
        }

        return new FieldSamples(xs, ys, u, v);

        double[] Places(
            (double From, double To) range) =>
            [
                .. Enumerable.Range(0, points).Select(k => range.From + (range.To - range.From) * k / (points - 1)),
            ];
    }

    /// <summary>The vectors at the centres of a grid's cells.</summary>
    /// <param name="field">Field on faces.</param>
    public static FieldSamples Of(FaceField field)
    {
        RectangleGrid grid = field.Grid;
        double[,] u = new double[grid.CellsY, grid.CellsX], v = new double[grid.CellsY, grid.CellsX];
        for (int i = 0; i < grid.CellsX; i++)
        {
            for (int j = 0; j < grid.CellsY; j++) (u[j, i], v[j, i]) = field.AtCell(i, j);
        }

        return new FieldSamples(
            [.. Enumerable.Range(0, grid.CellsX).Select(grid.CellX)], [.. Enumerable.Range(0, grid.CellsY).Select(grid.CellY)], u, v);
    }

    internal double MaxSpeed()
    {
        double most = 0;
        for (int i = 0; i < Y.Count; i++)
        {
            for (int j = 0; j < X.Count; j++) most = Math.Max(most, double.Hypot(U[i, j], V[i, j]));
        }

        return most;
    }

    /// <summary>Bilinear interpolation; null outside the grid.</summary>
    internal (double U, double V)? At(double x, double y)
    {
        if (x < X[0] || x > X[^1] || y < Y[0] || y > Y[^1]) return null;
        (int j, double s) = Locate(X, x);
        (int i, double t) = Locate(Y, y);
        return (Mix(U), Mix(V));

        double Mix(double[,] f) => (1 - t) * ((1 - s) * f[i, j] + s * f[i, j + 1]) + t * ((1 - s) * f[i + 1, j] + s * f[i + 1, j + 1]);
    }

    private static (int Cell, double Part) Locate(IReadOnlyList<double> places, double value)
    {
        int low = 0, high = places.Count - 1;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (places[middle] <= value) low = middle;
            else high = middle;
        }

        return (low, (value - places[low]) / (places[high] - places[low]));
    }
}
