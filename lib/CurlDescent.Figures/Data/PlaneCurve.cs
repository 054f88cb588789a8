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

    /// <summary>The boundary of hidden flips in the plane of c and α_h, by its closed form.</summary>
    /// <param name="boundary">The boundary.</param>
    /// <param name="points">Number of points, at least 2.</param>
    public static PlaneCurve Of(HiddenPhaseBoundary boundary, int points = 200)
    {
        Check.Within(nameof(points), points, 2, 100_000);
        double width = Math.Sqrt(boundary.RelativeScale);
        return Through(Enumerable.Range(0, points).Select(k => boundary.PointAt(-1 - width * (points - 1 - k) / (points - 1))));
    }

    /// <summary>The boundary of readout flips in the plane of c and α_r, by its closed form.</summary>
    /// <param name="boundary">The boundary.</param>
    /// <param name="points">Number of points, at least 2.</param>
    public static PlaneCurve Of(ReadoutPhaseBoundary boundary, int points = 400)
    {
        Check.Within(nameof(points), points, 2, 100_000);

        // From c far below to c far above what is plotted: dense near both ends of the parameter.
        double least = Math.Min(1, Math.Sqrt(boundary.RelativeScale));
        return Through(Enumerable.Range(0, points)
            .Select(k => -10 + 20.0 * k / (points - 1))
            .Select(s => -least / (1 + Math.Exp(-s)))
            .Select(omega => boundary.PointAt(omega)));
    }

    /// <summary>
    /// The slice of the joint boundary at one compression ratio, in the plane of α_h and α_r; a single point or none where flips of one
    /// layer always destabilise.
    /// </summary>
    /// <param name="boundary">The boundary.</param>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <param name="points">Number of values of α_h tried, at least 2.</param>
    public static PlaneCurve Of(JointPhaseBoundary boundary, double compressionRatio, int points = 400)
    {
        Check.Within(nameof(points), points, 2, 100_000);
        return Through(Enumerable.Range(0, points)
            .Select(k => (double)k / (points - 1))
            .Select(hidden => (hidden, boundary.LargestStableReadoutFraction(compressionRatio, hidden)))
            .TakeWhile(point => !double.IsNaN(point.Item2)));
    }

    /// <summary>The path of a trajectory in the plane of its first two coordinates.</summary>
    /// <param name="trajectory">Of dimension 2 or more.</param>
    public static PlaneCurve Of(Trajectory trajectory) => Through(trajectory.Points.Select(p => (p[0], p[1])));

    /// <summary>Returns the points with x increasing.</summary>
    internal PlaneCurve Sorted()
    {
        int[] order = [.. Enumerable.Range(0, X.Count).OrderBy(i => X[i])];
        return new PlaneCurve([.. order.Select(i => X[i])], [.. order.Select(i => Y[i])]);
    }

    /// <summary>The curve with the points that its shape needs; parts between gaps by themselves.</summary>
    internal PlaneCurve Simplified(double tolerance, double longest = double.PositiveInfinity)
    {
        var points = new List<(double X, double Y)>();
        var part = new List<(double X, double Y)>();
        for (int i = 0; i <= X.Count; i++)
        {
            if (i < X.Count && double.IsFinite(X[i]) && double.IsFinite(Y[i]))
            {
                part.Add((X[i], Y[i]));
                continue;
            }

            points.AddRange(Thinning.Simplified(part, tolerance, longest));
            part.Clear();
            if (i < X.Count) points.Add((double.NaN, double.NaN));
        }

        return Through(points);
    }
}
