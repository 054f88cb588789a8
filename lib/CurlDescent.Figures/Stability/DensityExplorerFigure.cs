using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>The limiting density with sliders for c, α_h and α_r. All densities are given; the sliders choose one.</summary>
public sealed record DensityExplorerFigure : Figure
{
    /// <summary>Values of c, increasing.</summary>
    public required IReadOnlyList<double> CompressionRatios { get; init; }

    /// <summary>Values of α_h, increasing.</summary>
    public required IReadOnlyList<double> HiddenFractions { get; init; }

    /// <summary>Values of α_r, increasing.</summary>
    public required IReadOnlyList<double> ReadoutFractions { get; init; }

    /// <summary>Law at each triple of indices (c, α_h, α_r).</summary>
    public required SpectralCurve[,,] Laws { get; init; }

    /// <summary>Indices shown first.</summary>
    public (int C, int Hidden, int Readout) Start { get; init; }

    /// <summary>Range of eigenvalues; null takes that of the laws.</summary>
    public (double From, double To)? Eigenvalues { get; init; }

    /// <summary>Greatest density shown; null takes a high quantile of the laws' own.</summary>
    public double? TopDensity { get; init; }

    internal override Sheet Compose()
    {
        (int nc, int nh, int nr) = (CompressionRatios.Count, HiddenFractions.Count, ReadoutFractions.Count);
        if ((Laws.GetLength(0), Laws.GetLength(1), Laws.GetLength(2)) != (nc, nh, nr))
            throw new SpecException(
                nameof(Laws), $"{Laws.GetLength(0)}×{Laws.GetLength(1)}×{Laws.GetLength(2)} laws",
                $"{nc}×{nh}×{nr}, one per slider position");
        SpectralCurve[] all = [.. Laws.Cast<SpectralCurve>()];
        double[] places = [.. all.SelectMany(law => law.X)];
        double top = TopDensity
            ?? all.SelectMany(law => law.Density).Where(double.IsFinite).Order().ElementAt(
                (int)(0.97 * all.Sum(law => law.Density.Count(double.IsFinite))));
        var panel = new Panel
        {
            X = new Axis("Eigenvalue, in units of <i>λ</i>") { Range = Eigenvalues ?? (places.Min(), places.Max()) },
            Y = new Axis("Density; height of atoms: mass") { Range = (0, top) },
            Legend = LegendPlace.None,
        };

        // A trace is drawn if three independent attributes agree, so that each slider needs to know only its own: visibility for c, opacity
        // for α_h, line width for α_r.
        var index = new List<(int C, int H, int R)>();
        for (int i = 0; i < nc; i++)
        {
            for (int j = 0; j < nh; j++)
            {
                for (int k = 0; k < nr; k++)
                {
                    index.Add((i, j, k));
                    panel.Add(Trace(Laws[i, j, k], top).With("visible", i == Start.C).With("opacity", j == Start.Hidden ? 1.0 : 0.0)
                        .With("line", new Props { ["color"] = Palette.Blue, ["width"] = k == Start.Readout ? FigureTheme.LineWidth : 0 }));
                }
            }
        }

        panel.MarkX(0);
        panel.Shapes.Add(new Props
        {
            ["type"] = "rect",
            ["layer"] = "below",
            ["yref"] = "domain",
            ["x0"] = panel.X.Range!.Value.From,
            ["x1"] = 0.0,
            ["y0"] = 0,
            ["y1"] = 1,
            ["fillcolor"] = Palette.Fade(Palette.Vermilion, 0.12),
            ["line"] = new Props { ["width"] = 0 },
        });
        panel.Notes.Add(new Props
        {
            ["xref"] = "domain",
            ["yref"] = "domain",
            ["x"] = 0.01,
            ["y"] = 0.97,
            ["xanchor"] = "left",
            ["yanchor"] = "top",
            ["showarrow"] = false,
            ["text"] = "unstable directions",
            ["font"] = FigureTheme.Font(FigureTheme.TextSize, Palette.Vermilion),
        });
        int[] indices = [.. Enumerable.Range(0, index.Count)];
        return new Sheet
        {
            Panels = [panel],
            Sliders =
            [
                new Slider(
                    $"{Symbols.C} = ", Labels(CompressionRatios), Start.C, s => new Props { ["visible"] = index.Select(t => t.C == s) },
                    indices),
                new Slider(
                    $"{Symbols.AlphaHidden} = ", Labels(HiddenFractions), Start.Hidden,
                    s => new Props { ["opacity"] = index.Select(t => t.H == s ? 1.0 : 0.0) }, indices),
                new Slider(
                    $"{Symbols.AlphaReadout} = ", Labels(ReadoutFractions), Start.Readout,
                    s => new Props { ["line.width"] = index.Select(t => t.R == s ? FigureTheme.LineWidth : 0.0) }, indices),
            ],
        };
    }

    private static string[] Labels(IReadOnlyList<double> values) => [.. values.Select(v => Symbols.Number(v))];

    private static Props Trace(SpectralCurve law, double top)
    {
        IEnumerable<double> x = law.X, y = law.Density;
        foreach ((double place, double mass) in law.Atoms.Where(atom => atom.Mass > 0))
        {
            x = x.Concat([double.NaN, place, place]);
            y = y.Concat([double.NaN, 0, mass * top]);
        }

        return Traces.Line(x, y, Palette.Blue).With("hoverinfo", "skip");
    }
}
