using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Theme;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent.Figures;

/// <summary>Matrices as coloured squares, rows downwards, all on one signed colour scale around 0.</summary>
/// <param name="Matrices">At least one, each with the title above it.</param>
public sealed record MatrixFigure(IReadOnlyList<(string Title, Matrix<double> Values)> Matrices) : Figure
{
    /// <summary>What a column stands for.</summary>
    public string Column { get; init; } = "Column";

    /// <summary>What a row stands for.</summary>
    public string Row { get; init; } = "Row";

    /// <summary>Name of the colour bar.</summary>
    public string Quantity { get; init; } = "";

    /// <summary>Absolute value at the ends of the colour bar; null takes the largest one of all matrices.</summary>
    public double? Largest { get; init; }

    /// <summary>Height of a panel's plot area in pixels.</summary>
    public int PanelHeight { get; init; } = 240;

    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Matrices), Matrices.Count);
        double largest = Largest ?? Matrices.Max(m => m.Values.Enumerate().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());
        if (largest == 0) largest = 1;
        return new Sheet
        {
            Panels = [.. Matrices.Select((m, k) => ToPanel(m.Title, m.Values, largest, k == Matrices.Count - 1))],
            Columns = Math.Min(4, Matrices.Count),
            Width = Matrices.Count switch { 1 => 560, 2 => 860, _ => 1160 },
            PanelHeight = PanelHeight,
        };
    }

    private Panel ToPanel(string title, Matrix<double> values, double largest, bool hasBar)
    {
        Props cells = Traces.Cells(Edges(values.ColumnCount), Edges(values.RowCount), values.ToArray());
        cells["hovertemplate"] = "row %{y}, column %{x}: %{z:.3g}<extra></extra>";
        if (!hasBar)
        {
            // A colour axis of one's own would bring a second bar.
            cells["coloraxis"] = null;
            cells["colorscale"] = ColorMap.Diverging.ToPlotly();
            cells["zmin"] = -largest;
            cells["zmax"] = largest;
            cells["showscale"] = false;
        }

        return new Panel
        {
            Title = title,
            X = new Axis(Column) { Range = (0.5, values.ColumnCount + 0.5) },
            Y = new Axis(Row),
            Bar = hasBar ? new ColorBar(Quantity, ColorMap.Diverging, -largest, largest) : null,
            Legend = LegendPlace.None,
            ReversedY = true,
            Grid = false,
        }.Add(cells);
    }

    private static double[] Edges(int count) => [.. Enumerable.Range(0, count + 1).Select(k => k + 0.5)];
}
