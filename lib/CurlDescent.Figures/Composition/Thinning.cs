namespace CurlDescent.Figures.Composition;

/// <summary>
/// Takes out of a figure what no eye can see: points on straight stretches, digits below a fraction of a pixel, grid points that contours
/// do not need.
/// </summary>
internal static class Thinning
{
    // Of the extent of the axes; with 500 pixels across, a fortieth of a pixel.
    private const double CoordinateUnit = 5e-5;

    /// <summary>Rounds coordinates to a decimal place that is fine beside their axis.</summary>
    /// <param name="values">Coordinates; a NaN stays one.</param>
    /// <param name="extent">Length of the axis, &gt; 0.</param>
    public static IEnumerable<double> Rounded(IEnumerable<double> values, double extent)
    {
        int digits = Digits(extent);
        return values.Select(value => Math.Round(value, digits));
    }

    /// <summary>Rounds values of a map likewise; a new array.</summary>
    /// <param name="values">Values; a NaN stays one.</param>
    /// <param name="extent">Range of the colour bar, &gt; 0.</param>
    public static double[,] Rounded(double[,] values, double extent)
    {
        int digits = Digits(extent);
        var rounded = new double[values.GetLength(0), values.GetLength(1)];
        for (int i = 0; i < rounded.GetLength(0); i++)
        {
            for (int j = 0; j < rounded.GetLength(1); j++) rounded[i, j] = Math.Round(values[i, j], digits);
        }

        return rounded;
    }

    /// <summary>
    /// Keeps those points of a path that a polyline within a tolerance of all of them needs (Ramer 1972; Douglas and Peucker 1973). Both
    /// ends are kept.
    /// </summary>
    /// <param name="path">Points in order.</param>
    /// <param name="tolerance">Largest distance of a point that is left out from the polyline; ≥ 0.</param>
    /// <param name="longest">No point is left out between two kept ones farther apart than this.</param>
    public static (double X, double Y)[] Simplified(
        IReadOnlyList<(double X, double Y)> path, double tolerance, double longest = double.PositiveInfinity)
    {
        if (path.Count < 3) return [.. path];
        var kept = new bool[path.Count];
        kept[0] = kept[^1] = true;
        var open = new Stack<(int From, int To)>([(0, path.Count - 1)]);
        while (open.TryPop(out (int From, int To) part))
        {
            (int from, int to) = part;
            if (to - from < 2) continue;
            (int farthest, double most) = (from + (to - from) / 2, tolerance);
            for (int i = from + 1; i < to; i++)
            {
                double distance = Distance(path[i], path[from], path[to]);
                if (distance > most) (farthest, most) = (i, distance);
            }

            if (most <= tolerance && double.Hypot(path[to].X - path[from].X, path[to].Y - path[from].Y) <= longest) continue;
            kept[farthest] = true;
            open.Push((from, farthest));
            open.Push((farthest, to));
        }

        return [.. path.Where((_, i) => kept[i])];
    }

    private static int Digits(double extent) => Math.Clamp((int)Math.Ceiling(-Math.Log10(extent * CoordinateUnit)), 0, 15);

    private static double Distance((double X, double Y) p, (double X, double Y) a, (double X, double Y) b)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y, square = dx * dx + dy * dy;
        double along = square == 0 ? 0 : Math.Clamp(((p.X - a.X) * dx + (p.Y - a.Y) * dy) / square, 0, 1);
        return double.Hypot(p.X - a.X - along * dx, p.Y - a.Y - along * dy);
    }
}
