using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>A curve in the plane, as points in order. Boundaries of phases are such curves.</summary>
public sealed record PlaneCurve
{
    /// <summary>Creates a curve.</summary>
    /// <param name="x">x of the points.</param>
    /// <param name="y">y of the points, as many.</param>
    /// <exception cref="SpecException">The lengths differ.</exception>
    public PlaneCurve(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        Check.SameLength(nameof(y), y.Count, nameof(x), x.Count);
        X = x;
        Y = y;
    }

    /// <summary>x of the points.</summary>
    public IReadOnlyList<double> X { get; }

    /// <summary>y of the points.</summary>
    public IReadOnlyList<double> Y { get; }

    /// <summary>Creates a curve of points.</summary>
    /// <param name="points">In order.</param>
    public static PlaneCurve Through(IEnumerable<(double X, double Y)> points)
    {
        (double X, double Y)[] all = [.. points];
        return new PlaneCurve([.. all.Select(p => p.X)], [.. all.Select(p => p.Y)]);
    }

    /// <summary>Returns the points with x increasing.</summary>
    internal PlaneCurve Sorted()
    {
        int[] order = [.. Enumerable.Range(0, X.Count).OrderBy(i => X[i])];
        return new PlaneCurve([.. order.Select(i => X[i])], [.. order.Select(i => Y[i])]);
    }
}
