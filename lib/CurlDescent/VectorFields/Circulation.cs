using CurlDescent.Arithmetic;
using MathNet.Numerics.Integration;
using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>Value of an integral with an estimate of its error.</summary>
/// <param name="Value">The integral.</param>
/// <param name="ErrorEstimate">|difference| between the last two refinements.</param>
/// <param name="Scale">Integral of the absolute value of the integrand, to which the tolerance refers.</param>
/// <param name="Converged">Whether the error estimate reached the tolerance.</param>
public readonly record struct QuadratureResult(double Value, double ErrorEstimate, double Scale, bool Converged);

/// <summary>
/// Circulation ∮F·dx of a field around a loop, and the surface integral of its curl, ∬ (bᵀJa − aᵀJb) ds dt over a patch spanned by a, b.
/// By Stokes' theorem both are equal; for a gradient field both are 0.
/// </summary>
/// <remarks>Composite Gauss–Legendre rules of 16 nodes; the number of panels is doubled until two results agree.</remarks>
public static class Circulation
{
    private const int Order = 16;
    private const int MaxEdgeRefinements = 12, MaxPatchRefinements = 6;
    private static readonly GaussLegendreRule Rule = new(0, 1, Order);

    /// <summary>Computes the circulation.</summary>
    /// <param name="field">F.</param>
    /// <param name="loop">A loop of the field's dimension.</param>
    /// <param name="tolerance">Allowed error in units of ∮|F·dx|; &gt; 0.</param>
    /// <exception cref="SpecException">The dimensions differ, or the tolerance is not positive.</exception>
    public static QuadratureResult Along(IVectorField field, Loop loop, double tolerance = 1e-11)
    {
        RequireFit(field, loop, tolerance);
        int n = field.Dimension;
        double[] point = new double[n], velocity = new double[n], value = new double[n];
        return Refine(tolerance, MaxEdgeRefinements, panels =>
        {
            double sum = 0, scale = 0;
            for (int edge = 0; edge < loop.Edges; edge++)
            {
                for (int node = 0; node < panels * Order; node++)
                {
                    (double t, double weight) = Node(node, panels);
                    loop.Edge(edge, t, point, velocity);
                    field.Evaluate(point, value);
                    double term = weight * FixedOrder.Dot(value, velocity);
                    sum += term;
                    scale += Math.Abs(term);
                }
            }

            return (sum, scale);
        });
    }

    /// <summary>Computes the surface integral of the curl over the loop's surface.</summary>
    /// <param name="field">F with its Jacobian.</param>
    /// <param name="loop">A loop of the field's dimension.</param>
    /// <param name="tolerance">Allowed error in units of the integral of the absolute curl; &gt; 0.</param>
    /// <exception cref="SpecException">The dimensions differ, or the tolerance is not positive.</exception>
    public static QuadratureResult SurfaceIntegral(IDifferentiableField field, Loop loop, double tolerance = 1e-11)
    {
        RequireFit(field, loop, tolerance);
        var point = new double[field.Dimension];
        return Refine(tolerance, MaxPatchRefinements, panels =>
        {
            double sum = 0, scale = 0;
            for (int patch = 0; patch < loop.Patches; patch++)
            {
                for (int i = 0; i < panels * Order; i++)
                {
                    (double s, double weightS) = Node(i, panels);
                    for (int j = 0; j < panels * Order; j++)
                    {
                        (double t, double weightT) = Node(j, panels);
                        double area = loop.Patch(patch, s, t, point, out ReadOnlySpan<double> a, out ReadOnlySpan<double> b);
                        double term = weightS * weightT * area * Curl(field.Jacobian(point), a, b);
                        sum += term;
                        scale += Math.Abs(term);
                    }
                }
            }

            return (sum, scale);
        });
    }

    /// <summary>
    /// Computes the curl of a field in the plane of two vectors, bᵀJa − aᵀJb; for the unit vectors of R² it is ∂F_y/∂x − ∂F_x/∂y.
    /// </summary>
    /// <param name="jacobian">J, n×n.</param>
    /// <param name="a">n components.</param>
    /// <param name="b">n components.</param>
    /// <exception cref="SpecException">J is not square, or a vector does not fit it.</exception>
    public static double Curl(Matrix<double> jacobian, ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        int n = Require.NotNull(nameof(jacobian), jacobian).RowCount;
        if (jacobian.ColumnCount != n) throw new SpecException(nameof(jacobian), $"{n}×{jacobian.ColumnCount}", "a square matrix");
        Require.Length(nameof(a), a.Length, n, "components");
        Require.Length(nameof(b), b.Length, n, "components");
        double curl = 0;
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < a.Length; j++) curl += jacobian[i, j] * (b[i] * a[j] - a[i] * b[j]);
        }

        return curl;
    }

    private static (double Position, double Weight) Node(int node, int panels) =>
        ((node / Order + Rule.GetAbscissa(node % Order)) / panels, Rule.GetWeight(node % Order) / panels);

    private static QuadratureResult Refine(double tolerance, int refinements, Func<int, (double Sum, double Scale)> quadrature)
    {
        (double previous, _) = quadrature(1);
        for (int level = 1; ; level++)
        {
            (double sum, double scale) = quadrature(1 << level);
            double error = Math.Abs(sum - previous);
            bool converged = error <= tolerance * scale;
            if (converged || level == refinements || !double.IsFinite(sum)) return new QuadratureResult(sum, error, scale, converged);
            previous = sum;
        }
    }

    private static void RequireFit(IVectorField field, Loop loop, double tolerance)
    {
        if (loop.Dimension != field.Dimension)
        {
            throw new SpecException("Loop.Dimension", loop.Dimension, $"{field.Dimension}, the dimension of the field");
        }

        Require.Positive(nameof(tolerance), tolerance);
    }
}
