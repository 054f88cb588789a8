using CurlDescent.Experiments;
using CurlDescent.Figures.Composition;
using CurlDescent.Figures.Theme;

namespace CurlDescent.Figures;

/// <summary>One curve, with a band and with marks for censored points where it has them.</summary>
/// <param name="Name">Name in the legend. Names of learning rules get the rule's colour.</param>
/// <param name="X">Values of x.</param>
/// <param name="Y">Values of y, as many; a NaN is a gap.</param>
public sealed record Curve(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y)
{
    /// <summary>Lower end of the band, as many values as <see cref="Y"/>.</summary>
    public IReadOnlyList<double>? Lower { get; init; }

    /// <summary>Upper end of the band, as many values as <see cref="Y"/>.</summary>
    public IReadOnlyList<double>? Upper { get; init; }

    /// <summary>
    /// Points at which a run did not reach the threshold: drawn as open triangles, at or above which the true value lies.
    /// </summary>
    public IReadOnlyList<bool>? Censored { get; init; }

    /// <summary>Colour, #rrggbb; null takes the rule's or the next one.</summary>
    public string? Color { get; init; }

    /// <summary>Whether the curve is dashed.</summary>
    public bool Dashed { get; init; }

    /// <summary>Whether the points are marked.</summary>
    public bool Marked { get; init; }

    /// <summary>Whether there are points only, no line between them.</summary>
    public bool PointsOnly { get; init; }

    /// <summary>Median and a central band over runs.</summary>
    /// <param name="name">Name in the legend.</param>
    /// <param name="x">Values of x, shared by all runs.</param>
    /// <param name="runs">One list of y per run, each as long as <paramref name="x"/>.</param>
    /// <param name="coverage">Part of the runs inside the band, 0 … 1; 1 is from the least to the greatest.</param>
    /// <exception cref="SpecException">A run has another length, or there is none.</exception>
    public static Curve OverRuns(string name, IReadOnlyList<double> x, IReadOnlyList<IReadOnlyList<double>> runs, double coverage = 0.8)
    {
        Check.NotEmpty(nameof(runs), runs.Count);
        foreach (IReadOnlyList<double> run in runs) Check.SameLength(nameof(runs), run.Count, nameof(x), x.Count);
        double[] low = new double[x.Count], middle = new double[x.Count], high = new double[x.Count];
        for (int i = 0; i < x.Count; i++)
        {
            double[] values = [.. runs.Select(run => run[i]).Where(double.IsFinite).Order()];
            low[i] = Quantile(values, (1 - coverage) / 2);
            middle[i] = Quantile(values, 0.5);
            high[i] = Quantile(values, (1 + coverage) / 2);
        }

        return new Curve(name, x, middle) { Lower = low, Upper = high };
    }

    /// <summary>
    /// Mean over the runs of each cell against a parameter, with the 95 % interval of the mean. For epochs to threshold, runs that did not
    /// reach it count as the last epoch (the paper's convention) and their cells are marked as censored.
    /// </summary>
    /// <param name="table">Results.</param>
    /// <param name="rule">Rule whose cells are taken.</param>
    /// <param name="parameter">Parameter along x.</param>
    /// <param name="measure">One of <see cref="Measure"/>.</param>
    /// <param name="grid">Name of the grid; null for all.</param>
    public static Curve OfTable(ResultTable table, string rule, string parameter, string measure, string? grid = null)
    {
        CellRow[] cells = [.. table.Cells.Where(c => c.Rule == rule && (grid is null || c.Grid == grid)).OrderBy(c => c.Number(parameter))];
        Check.NotEmpty($"cells of '{rule}'", cells.Length);
        bool isTime = measure == Measure.EpochsToThreshold || measure == Measure.EpochsToThresholdOrLast;
        Summary[] values = [.. cells.Select(c => c[isTime ? Measure.EpochsToThresholdOrLast : measure])];
        return new Curve(rule, [.. cells.Select(c => c.Number(parameter))], [.. values.Select(v => v.Mean)])
        {
            Lower = [.. values.Select(v => v.Mean - 1.96 * v.StandardError)],
            Upper = [.. values.Select(v => v.Mean + 1.96 * v.StandardError)],
            Censored = isTime ? [.. cells.Select(c => c[Measure.EpochsToThreshold].Count < c.Runs)] : null,
        };
    }

    /// <summary>Median and band over the runs of one cell of a recorded curve; epochs are moved by one for a logarithmic axis.</summary>
    /// <param name="table">Results with curves.</param>
    /// <param name="cell">Index of the cell.</param>
    /// <param name="rule">Rule.</param>
    /// <param name="series">One of <see cref="Series"/>.</param>
    /// <param name="coverage">Part of the runs inside the band, 0 … 1.</param>
    public static Curve OverRuns(ResultTable table, int cell, string rule, string series, double coverage = 0.8)
    {
        (double[] X, double[] Y)[] runs = [.. table.Curves
            .Where(p => p.Cell == cell && p.Rule == rule && p.Series == series)
            .GroupBy(p => p.Seed).OrderBy(run => run.Key)
            .Select(run => (run.Select(p => p.X + 1).ToArray(), run.Select(p => p.Y).ToArray()))];
        Check.NotEmpty($"curves '{series}' of '{rule}' in cell {cell}", runs.Length);

        // Runs that ended early have fewer points; beyond their end they are no part of the band.
        double[] x = runs.MaxBy(run => run.X.Length).X;
        return OverRuns(
            rule, x, [.. runs.Select(run => run.Y.Concat(Enumerable.Repeat(double.NaN, x.Length - run.Y.Length)).ToArray())], coverage);
    }

    /// <summary>Epochs as numbers, moved by one so that the start has a place on a logarithmic axis.</summary>
    /// <param name="epochs">Recorded epochs, from 0.</param>
    public static double[] OneBased(IEnumerable<int> epochs) => [.. epochs.Select(epoch => epoch + 1.0)];

    private static double Quantile(double[] sorted, double p)
    {
        if (sorted.Length == 0) return double.NaN;
        double place = p * (sorted.Length - 1);
        int below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    internal IEnumerable<Props> ToTraces(int index, bool isLog)
    {
        Check.SameLength($"{Name}.Y", Y.Count, "X", X.Count);
        string color = Color ?? Palette.OfSeries(Name, index);
        if (Lower is not null && Upper is not null)
        {
            Check.SameLength($"{Name}.Lower", Lower.Count, "Y", Y.Count);
            Check.SameLength($"{Name}.Upper", Upper.Count, "Y", Y.Count);
            int[] kept =
                [.. Enumerable.Range(0, X.Count)
                    .Where(i => double.IsFinite(Lower[i]) && double.IsFinite(Upper[i]) && (!isLog || Upper[i] > 0))];
            double floor = isLog ? Lower.Where(v => v > 0).DefaultIfEmpty(1e-300).Min() : double.NegativeInfinity;
            yield return Traces.Between(
                [.. kept.Select(i => X[i])], [.. kept.Select(i => Math.Max(Lower[i], floor))], [.. kept.Select(i => Upper[i])], color);
        }

        Props line = Traces.Line(X, isLog ? Y.Select(v => v > 0 ? v : double.NaN) : Y, color, Name, dash: Dashed ? "dash" : null);
        if (Marked || PointsOnly || Censored is not null)
        {
            line["mode"] = PointsOnly ? "markers" : "lines+markers";
            line["marker"] = new Props
            {
                ["color"] = Censored is null ? color : (object)Censored.Select(c => c ? Palette.Paper : color),
                ["size"] = Censored is null ? 7 : Censored.Select(c => c ? 10 : 7),
                ["opacity"] = 1.0,
                ["symbol"] = Censored is null ? "circle" : Censored.Select(c => c ? "triangle-up" : "circle"),
                ["line"] = new Props { ["color"] = color, ["width"] = 1.6 },
            };
        }

        yield return line;
    }
}
