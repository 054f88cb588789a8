using CurlDescent.Experiments;
using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Values on a rectangular grid of points.</summary>
public sealed record GridMap
{
    /// <summary>Creates a map.</summary>
    /// <param name="x">Columns' places, strictly increasing.</param>
    /// <param name="y">Rows' places, strictly increasing.</param>
    /// <param name="values">One row per y, one column per x; NaN where there is none.</param>
    /// <exception cref="SpecException">The shape does not fit, or places do not increase.</exception>
    public GridMap(IReadOnlyList<double> x, IReadOnlyList<double> y, double[,] values)
    {
        Check.NotEmpty(nameof(x), x.Count);
        Check.NotEmpty(nameof(y), y.Count);
        Check.Increasing(nameof(x), x);
        Check.Increasing(nameof(y), y);
        Check.Shape(nameof(values), values, y.Count, x.Count);
        X = x;
        Y = y;
        Values = values;
    }

    /// <summary>Columns' places.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>Rows' places.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>One row per y, one column per x.</summary>
    public double[,] Values { get; }

    /// <summary>Collects points (x, y, value) into a map; pairs without a point become NaN.</summary>
    /// <param name="points">At most one value per pair.</param>
    /// <exception cref="SpecException">No point, or two for one pair.</exception>
    public static GridMap FromPoints(IEnumerable<(double X, double Y, double Value)> points)
    {
        (double X, double Y, double Value)[] all = [.. points];
        Check.NotEmpty(nameof(points), all.Length);
        double[] x = [.. all.Select(p => p.X).Distinct().Order()], y = [.. all.Select(p => p.Y).Distinct().Order()];
        var values = new double[y.Length, x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            for (int j = 0; j < x.Length; j++) values[i, j] = double.NaN;
        }

        var seen = new HashSet<(double, double)>();
        foreach ((double px, double py, double value) in all)
        {
            if (!seen.Add((px, py))) throw new SpecException(nameof(points), $"two values at ({px}, {py})", "one value a point");
            values[Array.BinarySearch(y, py), Array.BinarySearch(x, px)] = value;
        }

        return new GridMap(x, y, values);
    }

    /// <summary>Takes over a pivot table of results.</summary>
    /// <param name="table">Rows of equal length.</param>
    public static GridMap Of(PivotTable table)
    {
        var values = new double[table.Y.Length, table.X.Length];
        for (int i = 0; i < table.Y.Length; i++)
        {
            for (int j = 0; j < table.X.Length; j++) values[i, j] = table.Values[i][j];
        }

        return new GridMap(table.X, table.Y, values);
    }

    /// <summary>Values at the centres of a grid's cells, or at its vertices where there are as many.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="values">First index along x, as vector fields have it: the potential u (cells) or the stream function ψ
    /// (vertices).</param>
    /// <exception cref="SpecException">The shape is neither that of the cells nor that of the vertices.</exception>
    public static GridMap Of(RectangleGrid grid, double[,] values)
    {
        (int nx, int ny) = (values.GetLength(0), values.GetLength(1));
        bool onCells = (nx, ny) == (grid.CellsX, grid.CellsY);
        if (!onCells && (nx, ny) != (grid.CellsX + 1, grid.CellsY + 1))
            throw new SpecException(
                nameof(values), $"{nx}×{ny} values",
                $"{grid.CellsX}×{grid.CellsY} (cells) or {grid.CellsX + 1}×{grid.CellsY + 1} (vertices)");
        var turned = new double[ny, nx];
        for (int i = 0; i < nx; i++)
        {
            for (int j = 0; j < ny; j++) turned[j, i] = values[i, j];
        }

        return new GridMap(
            [.. Enumerable.Range(0, nx).Select(i => onCells ? grid.CellX(i) : grid.VertexX(i))],
            [.. Enumerable.Range(0, ny).Select(j => onCells ? grid.CellY(j) : grid.VertexY(j))],
            turned);
    }

    /// <summary>Evaluates a function on evenly spaced points.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">Range of x.</param>
    /// <param name="y">Range of y.</param>
    /// <param name="points">Points along each axis, at least 2.</param>
    public static GridMap Of(Func<double, double, double> function, (double From, double To) x, (double From, double To) y, int points = 61)
    {
        Check.Within(nameof(points), points, 2, 2000);
        double[] xs = [.. Enumerable.Range(0, points).Select(k => x.From + (x.To - x.From) * k / (points - 1))];
        double[] ys = [.. Enumerable.Range(0, points).Select(k => y.From + (y.To - y.From) * k / (points - 1))];
        var values = new double[points, points];
        for (int i = 0; i < points; i++)
        {
            for (int j = 0; j < points; j++) values[i, j] = function(xs[j], ys[i]);
        }

        return new GridMap(xs, ys, values);
    }

    /// <summary>Returns the map of another quantity of the same values.</summary>
    /// <param name="function">Applied to every value.</param>
    public GridMap Select(Func<double, double> function)
    {
        var mapped = new double[Y.Count, X.Count];
        for (int i = 0; i < Y.Count; i++)
        {
            for (int j = 0; j < X.Count; j++) mapped[i, j] = function(Values[i, j]);
        }

        return new GridMap(X, Y, mapped);
    }

    internal IEnumerable<double> FiniteValues => Values.Cast<double>().Where(double.IsFinite);

    /// <summary>Edges between places: halfway, on a logarithmic axis halfway in the logarithm.</summary>
    internal static double[] Edges(IReadOnlyList<double> places, bool log)
    {
        double[] p = [.. places.Select(v => log ? Math.Log10(v) : v)];
        var edges = new double[p.Length + 1];
        for (int i = 1; i < p.Length; i++) edges[i] = (p[i - 1] + p[i]) / 2;
        edges[0] = p.Length > 1 ? p[0] - (edges[1] - p[0]) : p[0] - 0.5;
        edges[^1] = p.Length > 1 ? p[^1] + (p[^1] - edges[^2]) : p[0] + 0.5;
        return log ? [.. edges.Select(e => Math.Pow(10, e))] : edges;
    }

    /// <summary>The map on at most so many points along each axis, by bilinear interpolation.</summary>
    /// <param name="points">Points along each axis, at least 2.</param>
    internal GridMap Coarse(int points)
    {
        if (X.Count <= points && Y.Count <= points) return this;
        var samples = new FieldSamples(X, Y, Values, Values);
        double[] x = Places(X, points), y = Places(Y, points);
        var values = new double[y.Length, x.Length];
        for (int i = 0; i < y.Length; i++)
        {
            for (int j = 0; j < x.Length; j++) values[i, j] = samples.At(x[j], y[i])?.U ?? double.NaN;
        }

        return new GridMap(x, y, values);
    }

    private static double[] Places(IReadOnlyList<double> all, int points)
    {
        int count = Math.Min(points, all.Count);
        return [.. Enumerable.Range(0, count).Select(k => k == count - 1 ? all[^1] : all[0] + (all[^1] - all[0]) * k / (count - 1))];
    }
}
