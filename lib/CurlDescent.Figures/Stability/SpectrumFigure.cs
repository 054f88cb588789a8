using CurlDescent.Figures.Composition;
using CurlDescent.Stability;

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

    /// <summary>Samples a law densely near its edges, where the density is steep.</summary>
    /// <param name="law">Any spectral law.</param>
    /// <param name="pointsPerBand">At least 2.</param>
    public static SpectralCurve Of(SpectralLaw law, int pointsPerBand = 240)
    {
        Check.Within(nameof(pointsPerBand), pointsPerBand, 2, 100_000);
        double[] x = [.. law.Bands.SelectMany(band => Enumerable.Range(0, pointsPerBand).Select(k =>
            band.Left.Position + (band.Right.Position - band.Left.Position) * (1 - Math.Cos(Math.PI * k / (pointsPerBand - 1))) / 2))];
        return new SpectralCurve(x, [.. x.Select(law.Density)])
        {
            Atoms = [.. law.Atoms.Select(atom => (atom.Position, atom.Mass))],
            Edges = law.Edges,
        };
    }
}

/// <summary>Eigenvalues of sampled matrices as a histogram, against the limiting density with its atoms and edges.</summary>
/// <param name="Eigenvalues">All sampled eigenvalues; empty shows the law alone.</param>
/// <param name="Law">The limiting law.</param>
public sealed record SpectrumFigure(IReadOnlyList<double> Eigenvalues, SpectralCurve Law) : Figure
{
    /// <summary>Horizontal axis.</summary>
    public Axis Eigenvalue { get; init; } = new("Eigenvalue");

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
        double top = Law.Density.Where(double.IsFinite).DefaultIfEmpty(1).Max();
        var panel = new Panel { Title = title, X = Eigenvalue, Y = new Axis("Density") { Range = (0, HistogramTop(top) * 1.12) }, Legend = legend };
        if (Eigenvalues.Count > 0) panel.Add(Histogram());
        AddUnstablePart(panel);
        panel.Add(Traces.Line(Law.X, Law.Density, Palette.Ink, "limiting density"));
        AddAtoms(panel, HistogramTop(top));
        if (Law.Edges.Count > 0)
            panel.Add(Traces.Points(Law.Edges, Law.Edges.Select(_ => 0.0), Palette.Ink, "edges of the bulk", 11, "line-ns-open").With("cliponaxis", false));
        if (PredictedOutliers.Count > 0)
            panel.Add(Traces.Points(PredictedOutliers, PredictedOutliers.Select(_ => top * 0.06), "rgba(0,0,0,0)", "predicted outlier", 14, outline: Palette.Ink));
        if (Outliers.Count > 0)
            panel.Add(Traces.Points(Outliers, Outliers.Select(_ => top * 0.06), Palette.Vermilion, "sampled outlier", 7, "diamond"));
        panel.MarkX(0);
        return panel;
    }

    private void AddUnstablePart(Panel panel)
    {
        int[] left = [.. Enumerable.Range(0, Law.X.Count).Where(i => Law.X[i] < 0 && double.IsFinite(Law.Density[i]))];
        if (left.Length < 2) return;
        panel.Add(Traces.Area(
            [Law.X[left[0]], .. left.Select(i => Law.X[i]), Law.X[left[^1]]], [0, .. left.Select(i => Law.Density[i]), 0], Palette.Vermilion, 0.4, "unstable"));
    }

    private double HistogramTop(double densityTop)
    {
        if (Eigenvalues.Count == 0) return densityTop;
        (double[] _, double[] heights, double _) = Count();
        // One bin at an integrable singularity must not flatten the rest.
        return Math.Max(Math.Min(densityTop, heights.Max() * 1.5), heights.Order().ElementAt((int)(heights.Length * 0.95)));
    }

    private Props Histogram()
    {
        (double[] centres, double[] heights, double width) = Count();
        return Traces.Bars(centres, heights, width, Palette.Blue, "sampled eigenvalues");
    }

    private (double[] Centres, double[] Heights, double Width) Count()
    {
        double[] bulk = [.. Eigenvalues.Where(v => !Law.Atoms.Any(atom => Math.Abs(v - atom.Place) < AtomWidth))];
        if (bulk.Length == 0) return ([0], [0], 1);
        double least = bulk.Min(), most = bulk.Max(), width = Math.Max((most - least) / Bins, 1e-12);
        var counts = new double[Bins];
        foreach (double value in bulk) counts[Math.Min(Bins - 1, (int)((value - least) / width))]++;
        return ([.. Enumerable.Range(0, Bins).Select(b => least + (b + 0.5) * width)], [.. counts.Select(n => n / (Eigenvalues.Count * width))], width);
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
                place, top * 1.04, $"\u2002{Symbols.Number(mass)}{sampled}\u2002", Palette.Vermilion, onTheRight ? "right" : "left", size: FigureTheme.TextSize - 1);
            isFirst = false;
        }
    }
}
