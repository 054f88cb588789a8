using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Points of one kind.</summary>
/// <param name="Name">Name in the legend.</param>
/// <param name="X">x of the points.</param>
/// <param name="Y">y of the points, as many.</param>
public sealed record PointGroup(string Name, IReadOnlyList<double> X, IReadOnlyList<double> Y);

/// <summary>One quantity against another, a point a run: q against the Lyapunov exponent, growth against a predicted eigenvalue.</summary>
/// <param name="X">Axis of x.</param>
/// <param name="Y">Axis of y.</param>
/// <param name="Groups">At least one.</param>
public sealed record ScatterFigure(Axis X, Axis Y, IReadOnlyList<PointGroup> Groups) : Figure
{
    private static readonly string[] Marks = ["circle", "diamond", "square", "triangle-up", "cross", "x"];

    /// <summary>Value of x marked by a dashed line.</summary>
    public double? MarkedX { get; init; }

    /// <summary>Value of y marked by a dashed line.</summary>
    public double? MarkedY { get; init; }

    /// <summary>Whether the line y = x is drawn.</summary>
    public bool Diagonal { get; init; }

    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Groups), Groups.Count);
        var panel = new Panel { X = X, Y = Y };
        for (int k = 0; k < Groups.Count; k++)
        {
            PointGroup group = Groups[k];
            Check.SameLength($"{group.Name}.Y", group.Y.Count, "X", group.X.Count);
            panel.Add(
                Traces.Points(
                    group.X, Y.Log ? group.Y.Select(v => v > 0 ? v : double.NaN) : group.Y, Palette.OfSeries(group.Name, k), group.Name, 8,
                    Marks[k % Marks.Length], Palette.Paper));
        }

        if (Diagonal)
        {
            double[] all = [.. Groups.SelectMany(g => g.X.Concat(g.Y)).Where(double.IsFinite)];
            panel.Add(Traces.Line([all.Min(), all.Max()], [all.Min(), all.Max()], Palette.Muted, "equal", 1.4, "dash"));
        }

        if (MarkedX is { } x) panel.MarkX(x);
        if (MarkedY is { } y) panel.MarkY(y);
        return Sheet.Of(panel);
    }
}
