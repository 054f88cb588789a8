using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>A spectral law as curves and marks.</summary>
/// <param name="X">Places, increasing; NaN-free.</param>
/// <param name="Density">Density at each place.</param>
public sealed record SpectralCurve(IReadOnlyList<double> X, IReadOnlyList<double> Density)
{
    /// <summary>Atoms: places and masses.</summary>
    public IReadOnlyList<(double Place, double Mass)> Atoms { get; init; } = [];

    /// <summary>Edges of the bulk.</summary>
    public IReadOnlyList<double> Edges { get; init; } = [];

    /// <summary>What distinguishes this law from others, such as "c = 0.4"; null where there is one.</summary>
    public string? Name { get; init; }

    /// <summary>Samples a limiting law: dense at the edges of each band, with gaps between bands.</summary>
    /// <param name="law">The law.</param>
    /// <param name="points">Points in each band, at least 3.</param>
    public static SpectralCurve Of(SpectralLaw law, int points = 240)
    {
        Check.Within(nameof(points), points, 3, 100_000);
        var x = new List<double>();
        var density = new List<double>();
        foreach (SpectralBand band in law.Bands)
        {
            for (int k = 0; k < points; k++)
            {
                double place = band.Left.Position
                    + (band.Right.Position - band.Left.Position) * (1 - Math.Cos(Math.PI * k / (points - 1))) / 2;
                x.Add(place);
                density.Add(law.Density(place));
            }
        }

        return new SpectralCurve(x, density) { Atoms = [.. law.Atoms.Select(atom => (atom.Position, atom.Mass))], Edges = law.Edges };
    }
}

/// <summary>Eigenvalues of sampled matrices as a histogram, against the limiting density with its atoms and edges.</summary>
/// <param name="Eigenvalues">All sampled eigenvalues; empty shows the law alone.</param>
/// <param name="Law">The limiting law.</param>
public sealed record SpectrumFigure(IReadOnlyList<double> Eigenvalues, SpectralCurve Law) : Figure
{
    /// <summary>Horizontal axis.</summary>
    public Axis Eigenvalue { get; init; } = new("Eigenvalue");

    /// <summary>A histogram counted before, as bin centres and densities, in place of eigenvalues; null counts them.</summary>
    public PlaneCurve? Histogram { get; init; }

    /// <summary>Number of bins.</summary>
    public int Bins { get; init; } = 90;

    /// <summary>Eigenvalues marked one by one, such as an outlier.</summary>
    public IReadOnlyList<double> Outliers { get; init; } = [];

    /// <summary>Predicted places of the outliers.</summary>
    public IReadOnlyList<double> PredictedOutliers { get; init; } = [];

    /// <summary>Eigenvalues closer than this to an atom are counted to it, not to the histogram.</summary>
    public double AtomWidth { get; init; } = 1e-6;

    /// <summary>Title.</summary>
    public string? Title { get; init; }

    internal override Sheet Compose() => Sheet.Of(ToPanel(Title));

    internal Panel ToPanel(string? title = null, LegendPlace legend = LegendPlace.Above)
    {
        Check.SameLength("Law.Density", Law.Density.Count, "Law.X", Law.X.Count);
        Check.Within(nameof(Bins), Bins, 1, 10_000);
        double top = PanelTop();
        double least = Places().Min(), most = Places().Max(), pad = Math.Max(0.05 * (most - least), 1e-9);
        Axis x = Eigenvalue.Range is null ? Eigenvalue.Between(Math.Min(least, 0) - pad, Math.Max(most, 0) + pad) : Eigenvalue;
        var panel = new Panel { Title = title, X = x, Y = new Axis("Density") { Range = (0, top * 1.12) }, Legend = legend };
        if (HasHistogram) panel.Add(Bars());
        if (UnstableArea() is { } area) panel.Add(area);
        panel.Add(Traces.Line(Law.X, Law.Density, Palette.Ink, "limiting density"));
        panel.MarkX(0);
        AddAtoms(panel, top);
        if (Law.Edges.Count > 0)
            panel.Add(
                Traces.Points(Law.Edges, Law.Edges.Select(_ => 0.0), Palette.Ink, "edges of the bulk", 11, "line-ns-open").With(
                    "cliponaxis", false));
        if (PredictedOutliers.Count > 0)
            panel.Add(
                Traces.Points(
                    PredictedOutliers, PredictedOutliers.Select(_ => top * 0.1), "rgba(0,0,0,0)", "predicted outlier", 15,
                    outline: Palette.Ink));
        if (Outliers.Count > 0)
            panel.Add(Traces.Points(Outliers, Outliers.Select(_ => top * 0.1), Palette.Vermilion, "sampled outlier", 8, "diamond"));
        return panel;
    }

    private double[] Places() =>
        [.. Law.X.Concat(Eigenvalues).Concat(Law.Atoms.Select(a => a.Place)).Concat(Outliers).Concat(PredictedOutliers).Where(
            double.IsFinite).DefaultIfEmpty(0)];

    private Props? UnstableArea()
    {
        int[] below = [.. Enumerable.Range(0, Law.X.Count).Where(i => Law.X[i] < 0 && Law.Density[i] > 0)];
        if (below.Length < 2) return null;
        double[] x = [.. below.Select(i => Law.X[i])], y = [.. below.Select(i => Law.Density[i])];
        int last = below[^1];

        // The area ends at 0 exactly if the bulk goes on beyond it.
        if (last + 1 < Law.X.Count && Law.Density[last + 1] > 0)
        {
            double part = -Law.X[last] / (Law.X[last + 1] - Law.X[last]);
            x = [.. x, 0];
            y = [.. y, Law.Density[last] + part * (Law.Density[last + 1] - Law.Density[last])];
        }

        return Traces.Area([x[0], .. x, x[^1]], [0, .. y, 0], Palette.Vermilion, 0.3, "unstable directions");
    }

    private double PanelTop()
    {
        double law = Law.Density.Where(double.IsFinite).DefaultIfEmpty(1).Max();
        if (!HasHistogram) return law;
        (double[] _, double[] heights, double _) = Count();

        // One bin or point at an integrable singularity must not flatten the rest.
        double usual = heights.Order().ElementAt((int)(heights.Length * 0.95));
        return Math.Max(usual, Math.Min(Math.Max(law, heights.Max()), 2 * usual));
    }

    private bool HasHistogram => Eigenvalues.Count > 0 || Histogram is not null;

    private Props Bars()
    {
        (double[] centres, double[] heights, double width) = Count();
        return Traces.Bars(centres, heights, width, Palette.Blue, "sampled eigenvalues");
    }

    private (double[] Centres, double[] Heights, double Width) Count()
    {
        if (Histogram is { X.Count: > 1 } counted) return ([.. counted.X], [.. counted.Y], counted.X[1] - counted.X[0]);
        double[] bulk = [.. Eigenvalues.Where(v => !Law.Atoms.Any(atom => Math.Abs(v - atom.Place) < AtomWidth))];
        if (bulk.Length == 0) return ([0], [0], 1);
        double least = bulk.Min(), most = bulk.Max(), width = Math.Max((most - least) / Bins, 1e-12);
        var counts = new double[Bins];
        foreach (double value in bulk) counts[Math.Min(Bins - 1, (int)((value - least) / width))]++;
        return ([.. Enumerable.Range(0, Bins).Select(b => least + (b + 0.5) * width)],
            [.. counts.Select(n => n / (Eigenvalues.Count * width))], width);
    }

    // A mass is not a density: atoms stand as stems as high as the panel, with their mass written beside them.
    private void AddAtoms(Panel panel, double top)
    {
        bool isFirst = true;
        foreach ((double place, double mass) in Law.Atoms.Where(atom => atom.Mass > 0))
        {
            panel.Add(Traces.Line([place, place], [0, top], Palette.Vermilion, isFirst ? "atom, with its mass" : null, 3.5));
            int counted = Eigenvalues.Count(v => Math.Abs(v - place) < AtomWidth);
            string sampled = Eigenvalues.Count > 0 ? $" (sampled {Symbols.Number((double)counted / Eigenvalues.Count)})" : "";
            bool onTheRight = place > (Law.X.Min() + Law.X.Max()) / 2;
            panel.Note(
                place, top * 1.05, $"\u2002{Symbols.Number(mass)}{sampled}\u2002", Palette.Vermilion, onTheRight ? "right" : "left",
                size: FigureTheme.TextSize - 1, isOpaque: true);
            isFirst = false;
        }
    }
}
