namespace CurlDescent.Experiments;

/// <summary>What a sweep found: a row for each cell and rule, for each run, and for each point of the curves that were kept.</summary>
/// <param name="Cells">Statistics, ordered by cell and rule.</param>
/// <param name="Runs">Runs, ordered by cell, rule and seed.</param>
/// <param name="Curves">Curve points, in order; empty where the experiment keeps no curves.</param>
public sealed record ResultTable(IReadOnlyList<CellRow> Cells, IReadOnlyList<RunRow> Runs, IReadOnlyList<CurveRow> Curves)
{
    /// <summary>Rules that occur, in the order of the sweep.</summary>
    public IReadOnlyList<string> Rules => [.. Cells.Select(c => c.Rule).Distinct()];

    /// <summary>Arranges one number per cell over two numeric parameters, as a heat map needs it.</summary>
    /// <param name="x">Parameter along the columns.</param>
    /// <param name="y">Parameter along the rows.</param>
    /// <param name="rule">Rule whose cells are taken.</param>
    /// <param name="value">Number of a cell.</param>
    /// <param name="grid">Name of the grid; null for all.</param>
    /// <exception cref="MissingColumnException">The table has no such parameter.</exception>
    public PivotTable Pivot(string x, string y, string rule, Func<CellRow, double> value, string? grid = null)
    {
        CellRow[] cells = [.. Cells.Where(c => c.Rule == rule && (grid is null || c.Grid == grid))];
        double[] xs = [.. cells.Select(c => c.Number(x)).Distinct().Order()];
        double[] ys = [.. cells.Select(c => c.Number(y)).Distinct().Order()];
        double[][] values = [.. ys.Select(_ => Enumerable.Repeat(double.NaN, xs.Length).ToArray())];
        foreach (CellRow cell in cells)
            values[Array.BinarySearch(ys, cell.Number(y))][Array.BinarySearch(xs, cell.Number(x))] = value(cell);
        return new PivotTable(xs, ys, values);
    }

    /// <summary>Returns a curve of one run, ordered as recorded.</summary>
    /// <param name="cell">Index of the cell.</param>
    /// <param name="rule">Rule.</param>
    /// <param name="seed">Number of the run.</param>
    /// <param name="series">One of <see cref="Series"/>.</param>
    public (double[] X, double[] Y) Curve(int cell, string rule, int seed, string series)
    {
        CurveRow[] points = [.. Curves.Where(p => p.Cell == cell && p.Rule == rule && p.Seed == seed && p.Series == series)];
        return ([.. points.Select(p => p.X)], [.. points.Select(p => p.Y)]);
    }
}

/// <summary>Numbers over two axes.</summary>
/// <param name="X">Ascending values along the columns.</param>
/// <param name="Y">Ascending values along the rows.</param>
/// <param name="Values">Values[row][column]; NaN where there is no cell.</param>
public sealed record PivotTable(double[] X, double[] Y, double[][] Values);
