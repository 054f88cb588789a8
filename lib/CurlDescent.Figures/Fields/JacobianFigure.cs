using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>A Jacobian with its symmetric and antisymmetric parts as images: the gradient-like part and the curl.</summary>
/// <param name="Jacobian">Square.</param>
public sealed record JacobianFigure(double[,] Jacobian) : Figure
{
    /// <summary>Name of the rows' and columns' index.</summary>
    public string Index { get; init; } = "Weight";

    internal override Sheet Compose()
    {
        int n = Jacobian.GetLength(0);
        Check.Shape(nameof(Jacobian), Jacobian, n, n);
        double most = Jacobian.Cast<double>().Select(Math.Abs).DefaultIfEmpty(0).Max();
        return Sheet.Row(
            ToPanel("<b>J</b>", (i, j) => Jacobian[i, j], n, most, false),
            ToPanel("<b>S</b> = (<b>J</b> + <b>J</b><sup>⊤</sup>)/2", (i, j) => (Jacobian[i, j] + Jacobian[j, i]) / 2, n, most, false),
            ToPanel("<b>A</b> = (<b>J</b> − <b>J</b><sup>⊤</sup>)/2", (i, j) => (Jacobian[i, j] - Jacobian[j, i]) / 2, n, most, true));
    }

    private Panel ToPanel(string title, Func<int, int, double> entry, int n, double most, bool withBar)
    {
        var values = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) values[i, j] = entry(i, j);
        }

        double[] edges = [.. Enumerable.Range(0, n + 1).Select(k => k + 0.5)];
        var panel = new Panel
        {
            Title = title,
            X = new Axis(Index) { Range = (0.5, n + 0.5) },
            Y = new Axis(withBar ? "" : Index),
            Bar = new ColorBar("", ColorMap.Diverging, -most, Math.Max(most, 1e-300)) { Hidden = !withBar },
            EqualUnits = true,
            ReversedY = true,
            Grid = false,
        };
        return panel.Add(Traces.Cells(edges, edges, values).With("hovertemplate", "row %{y}, column %{x}<br>%{z:.3g}<extra></extra>"));
    }
}
