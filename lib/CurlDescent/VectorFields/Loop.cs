using System.Numerics.Tensors;

namespace CurlDescent;

/// <summary>
/// A closed loop in Rⁿ with a surface it bounds. Edges are maps of [0, 1], patches maps of [0, 1]²; the orientation of the surface is that
/// of the loop (right-hand rule in the plane of each patch).
/// </summary>
public abstract class Loop
{
    private protected Loop(int dimension) => Dimension = dimension;

    /// <summary>n.</summary>
    public int Dimension { get; }

    internal abstract int Edges { get; }

    internal abstract int Patches { get; }

    /// <summary>The ellipse centre + a·cos t + b·sin t, from a towards b.</summary>
    /// <param name="centre">n coordinates.</param>
    /// <param name="a">First half axis, n components.</param>
    /// <param name="b">Second half axis, n components.</param>
    public static Loop Ellipse(ReadOnlySpan<double> centre, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        RequireLength(nameof(a), a, centre.Length);
        RequireLength(nameof(b), b, centre.Length);
        RequireFinite(centre, a, b);
        return new EllipseLoop(centre.ToArray(), a.ToArray(), b.ToArray());
    }

    /// <summary>A circle in the plane, counter-clockwise.</summary>
    /// <param name="x">Centre.</param>
    /// <param name="y">Centre.</param>
    /// <param name="radius">Radius.</param>
    /// <exception cref="SpecException">The radius is not positive, or a number is not finite.</exception>
    public static Loop Circle(double x, double y, double radius)
    {
        Require.Positive("Loop.Radius", radius);
        return Ellipse([x, y], [radius, 0], [0, radius]);
    }

    /// <summary>The parallelogram corner → corner + a → corner + a + b → corner + b.</summary>
    /// <param name="corner">n coordinates.</param>
    /// <param name="a">First edge, n components.</param>
    /// <param name="b">Second edge, n components.</param>
    public static Loop Parallelogram(ReadOnlySpan<double> corner, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        RequireLength(nameof(a), a, corner.Length);
        RequireLength(nameof(b), b, corner.Length);
        RequireFinite(corner, a, b);
        double[] second = Sum(corner, a);
        return new PolygonLoop([corner.ToArray(), second, Sum(second, b), Sum(corner, b)]);
    }

    /// <summary>The closed polygon through given points; its surface is the fan of triangles from the first point.</summary>
    /// <param name="points">At least 3 points of n coordinates, in order.</param>
    /// <exception cref="SpecException">There are fewer than 3 points, or their dimensions differ.</exception>
    public static Loop Polygon(params double[][] points)
    {
        if (points.Length < 3) throw new SpecException("Loop.Points", points.Length, "at least 3 points");
        foreach (double[] point in points)
        {
            RequireLength("Points", point, points[0].Length);
            Require.AllFinite("Loop.Points", point);
        }

        return new PolygonLoop(Array.ConvertAll(points, p => (double[])p.Clone()));
    }

    /// <summary>Point and velocity of an edge at t.</summary>
    internal abstract void Edge(int edge, double t, Span<double> point, Span<double> velocity);

    /// <summary>Point, the two edge vectors that span the patch, and the area element in units of their parallelogram.</summary>
    internal abstract double Patch(
        int patch, double s, double t, Span<double> point, out ReadOnlySpan<double> a, out ReadOnlySpan<double> b);

    private static double[] Sum(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var sum = new double[x.Length];
        TensorPrimitives.Add(x, y, sum);
        return sum;
    }

    private static void RequireFinite(ReadOnlySpan<double> origin, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        Require.AllFinite("Loop", origin);
        Require.AllFinite("Loop.a", a);
        Require.AllFinite("Loop.b", b);
    }

    private static void RequireLength(string field, ReadOnlySpan<double> vector, int dimension)
    {
        if (vector.Length != dimension)
        {
            throw new SpecException($"Loop.{field}", $"{vector.Length} coordinates", $"{dimension} coordinates");
        }
    }

    // destination = origin + p·a + q·b
    private static void Combine(
        ReadOnlySpan<double> origin, double p, ReadOnlySpan<double> a, double q, ReadOnlySpan<double> b, Span<double> destination)
    {
        TensorPrimitives.MultiplyAdd(a, p, origin, destination);
        TensorPrimitives.MultiplyAdd(b, q, destination, destination);
    }

    private sealed class EllipseLoop(double[] centre, double[] a, double[] b) : Loop(centre.Length)
    {
        internal override int Edges => 1;

        internal override int Patches => 1;

        internal override void Edge(int edge, double t, Span<double> point, Span<double> velocity)
        {
            (double sin, double cos) = Math.SinCos(Math.Tau * t);
            Combine(centre, cos, a, sin, b, point);
            velocity.Clear();
            Combine(velocity, -Math.Tau * sin, a, Math.Tau * cos, b, velocity);
        }

        internal override double Patch(
            int patch, double s, double t, Span<double> point, out ReadOnlySpan<double> first, out ReadOnlySpan<double> second)
        {
            (double sin, double cos) = Math.SinCos(Math.Tau * t);
            Combine(centre, s * cos, a, s * sin, b, point);
            first = a;
            second = b;
            return Math.Tau * s;
        }
    }

    private sealed class PolygonLoop(double[][] corners) : Loop(corners[0].Length)
    {
        // Edge vectors of the fan: corner k − corner 0.
        private readonly double[][] spokes = Array.ConvertAll(corners, corner => Difference(corner, corners[0]));

        internal override int Edges => corners.Length;

        internal override int Patches => corners.Length - 2;

        internal override void Edge(int edge, double t, Span<double> point, Span<double> velocity)
        {
            double[] from = corners[edge], to = corners[(edge + 1) % corners.Length];
            TensorPrimitives.Subtract(to, from, velocity);
            TensorPrimitives.MultiplyAdd(velocity, t, from, point);
        }

        internal override double Patch(
            int patch, double s, double t, Span<double> point, out ReadOnlySpan<double> a, out ReadOnlySpan<double> b)
        {
            a = spokes[patch + 1];
            b = spokes[patch + 2];
            Combine(corners[0], s * (1 - t), a, s * t, b, point);
            return s;
        }

        private static double[] Difference(double[] x, double[] y)
        {
            var difference = new double[x.Length];
            TensorPrimitives.Subtract(x, y, difference);
            return difference;
        }
    }
}
