using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Several spectral laws side by side, to compare: the part left of zero, where solutions are unstable, is filled in vermilion.</summary>
/// <param name="Laws">At least one; <see cref="SpectralCurve.Name"/> is the panel's title.</param>
/// <param name="Columns">Panels in a row.</param>
public sealed record SpectraFigure(IReadOnlyList<SpectralCurve> Laws, int Columns = 2) : Figure
{
    /// <summary>Horizontal axis.</summary>
    public Axis Eigenvalue { get; init; } = new("Eigenvalue");

    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Laws), Laws.Count);
        Check.Within(nameof(Columns), Columns, 1, 4);
        return new Sheet
        {
            Panels = [.. Laws.Select(ToPanel)],
            Columns = Columns,
            Width = Columns == 1 ? 760 : 980,
            PanelHeight = 190,
            NarrowPanelHeight = 170,
        };
    }

    private Panel ToPanel(SpectralCurve law)
    {
        double top = law.Density.Where(double.IsFinite).DefaultIfEmpty(1).Max() * 1.15;
        var panel = new Panel { Title = law.Name, X = Eigenvalue, Y = new Axis("Density") { Range = (0, top) }, Legend = LegendPlace.None };
        foreach ((bool negative, string color) in new[] { (true, Palette.Vermilion), (false, Palette.Blue) })
        {
            // A gap at zero keeps the two fills apart.
            int[] side = [.. Enumerable.Range(0, law.X.Count).Where(i => law.X[i] < 0 == negative)];
            if (side.Length == 0) continue;
            double[] x = [law.X[side[0]], .. side.Select(i => law.X[i]), law.X[side[^1]]];
            panel.Add(Traces.Area(x, [0, .. side.Select(i => law.Density[i]), 0], color, 0.3), Traces.Line(side.Select(i => law.X[i]), side.Select(i => law.Density[i]), color));
        }

        foreach ((double place, double mass) in law.Atoms)
        {
            string color = place < 0 ? Palette.Vermilion : Palette.Blue;
            panel.Add(Traces.Line([place, place], [0, top * 0.86], color, width: 4));
            panel.Note(place, top * 0.93, $"atom, mass {Symbols.Number(mass, 2)}", color, place < 0 ? "left" : "center", size: FigureTheme.TextSize - 2);
        }

        return panel.MarkX(0);
    }
}
