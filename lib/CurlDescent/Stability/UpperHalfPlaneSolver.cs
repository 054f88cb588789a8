using System.Numerics;
using MathNet.Numerics.RootFinding;

namespace CurlDescent.Stability;

/// <summary>An interval without density and its image under ζ; the masses are those above its left and right end.</summary>
internal readonly record struct SpectralGap(
    double CriticalLeft, double CriticalRight, double Left, double Right, double AboveLeft, double AboveRight);

/// <summary>Solves z = ζ + R(G_D(ζ)) for ζ: real outside the bands, in the upper half-plane elsewhere.</summary>
/// <param name="subordination">z as a function of ζ.</param>
/// <param name="gaps">The intervals without density, from left to right.</param>
internal sealed class UpperHalfPlaneSolver(SubordinationFunction subordination, SpectralGap[] gaps)
{
    // Relative to the terms that a residual is the difference of: a rounding or less, and what rounding may leave of it.
    private const double Exact = 1e-16, Nearly = 1e-14;

    // The residual ends the loop; this only bounds it.
    private const int MostSteps = 100_000;

    /// <summary>ζ of a real x outside the bands, on the branch with z' ≥ 0.</summary>
    public double InGap(double x)
    {
        SpectralGap gap = gaps.First(candidate => x <= candidate.Right);
        double low = gap.CriticalLeft, high = gap.CriticalRight;
        double reach = 1 + Math.Sqrt(subordination.TotalResidue);
        if (double.IsInfinity(low)) low = Math.Min(high, x - subordination.Shift) - reach;
        while (subordination.Value(low) > x && double.IsInfinity(gap.CriticalLeft)) low -= reach *= 2;
        if (double.IsInfinity(high)) high = Math.Max(low, x - subordination.Shift) + reach;
        while (subordination.Value(high) < x && double.IsInfinity(gap.CriticalRight)) high += reach *= 2;
        if (subordination.Value(low) >= x) return low;
        if (subordination.Value(high) <= x) return high;
        return Brent.FindRoot(ζ => subordination.Value(ζ) - x, low, high, 1e-300, 500);
    }

    /// <summary>ζ in the upper half-plane for x inside a band.</summary>
    public Complex InBand(double x)
    {
        double target = x - subordination.Shift;
        if (subordination.Count == 1)
        {
            double half = (target - subordination.Pole(0)) / 2;
            return new Complex(subordination.Pole(0) + half, Math.Sqrt(Math.Max(0, subordination.Residue(0) - half * half)));
        }

        if (subordination.Count > 2) return Above(x);

        // Two poles p0 < p1: the cubic (ζ − t)(ζ − p0)(ζ − p1) + A0(ζ − p1) + A1(ζ − p0) = 0 has one real root r between the poles.
        // Dividing it out leaves 1 = Σ B_k/(ζ − p_k) with B_k = A_k/(r − p_k), B0 > 0 > B1.
        double p0 = subordination.Pole(0), p1 = subordination.Pole(1), a0 = subordination.Residue(0), a1 = subordination.Residue(1);
        double centre = (p0 + p1) / 2, h = (p1 - p0) / 2;
        double r = Math.Clamp(RealCubicRoot(target - centre, h, a0, a1), -h, h);
        for (int step = 0; step < 3; step++)
        {
            double u0 = a0 / (r + h), u1 = a1 / (r - h);
            double next = r - (r + centre - target + u0 + u1) / (1 - u0 / (r + h) - u1 / (r - h));
            if (!(Math.Abs(next) < h)) break;
            r = next;
        }

        double b0 = a0 / (r + h), b1 = a1 / (h - r);
        double gap = h - (b0 + b1) / 2;
        return Polish(new Complex(centre + (b0 - b1) / 2, Math.Sqrt(Math.Max(0, b0 * b1 - gap * gap))), x);
    }

    /// <summary>
    /// Newton steps on z(ζ) = x as long as they help: the closed form loses digits when one pole is very weak. Where they do not, iterate.
    /// </summary>
    private Complex Polish(Complex ζ, double x)
    {
        double least = double.PositiveInfinity;
        Complex kept = ζ;
        for (int step = 0; step < 4 && ζ.Imaginary > 0; step++)
        {
            (Complex sum, Complex slope, _) = subordination.PoleSum(ζ);
            Complex residual = ζ + subordination.Shift + sum - x;
            if (!(residual.Magnitude < least)) break;
            (kept, least) = (ζ, residual.Magnitude);
            ζ -= residual / (1 - slope);
        }

        double size = Math.Abs(x) + Math.Abs(subordination.Shift) + kept.Magnitude;
        return double.IsFinite(size) && least <= 1e-12 * size ? kept : Above(x);
    }

    /// <summary>The real root of (u − t)(u² − h²) + a0(u − h) + a1(u + h) = 0 when it is the only one (Cardano).</summary>
    private static double RealCubicRoot(double t, double h, double a0, double a1)
    {
        // u = v + t/3, v³ + pv + q = 0
        double p = a0 + a1 - h * h - t * t / 3;
        double q = t * (2 * h * h + a0 + a1) / 3 - 2 * t * t * t / 27 + (a1 - a0) * h;
        double discriminant = q * q / 4 + p * p * p / 27;
        if (discriminant < 0)
        {
            // Three real roots, by rounding at a band's edge: the middle one lies between the poles.
            double radius = 2 * Math.Sqrt(-p / 3);
            double angle = Math.Acos(Math.Clamp(-4 * q / (radius * radius * radius), -1, 1)) / 3;
            return t / 3 + radius * Math.Cos(angle - 2 * Math.PI / 3);
        }

        double s = Math.Cbrt(Math.Abs(q) / 2 + Math.Sqrt(discriminant));
        return t / 3 - (s == 0 ? 0 : Math.CopySign(s - p / (3 * s), q));
    }

    /// <summary>
    /// ζ of a z above the real line, or inside a band: the map ζ ↦ z − R(G_D(ζ)) shrinks hyperbolic distances of the upper half-plane;
    /// Newton steps are taken where they shrink them more.
    /// </summary>
    public Complex Above(Complex z)
    {
        Complex ζ = Start(z);
        (Complex sum, Complex slope, double magnitude) = subordination.PoleSum(ζ);
        double distance = Distance(ζ, z - subordination.Shift - sum), best = double.PositiveInfinity;
        int stalled = 0;
        for (int step = 0; step < MostSteps; step++)
        {
            Complex image = z - subordination.Shift - sum;
            double residual = (ζ - image).Magnitude;
            if (residual <= Exact * (ζ.Magnitude + magnitude + z.Magnitude + Math.Abs(subordination.Shift))) break;
            // Rounding stops progress a little above that bound.
            stalled = residual < best / 2 ? 0 : stalled + 1;
            best = Math.Min(best, residual);
            if (stalled > 5 && residual <= Nearly * (ζ.Magnitude + magnitude + z.Magnitude + Math.Abs(subordination.Shift))) break;

            Complex newton = ζ - (ζ - image) / (1 - slope);
            if (newton.Imaginary > 0)
            {
                var (newtonSum, newtonSlope, newtonMagnitude) = subordination.PoleSum(newton);
                double newtonDistance = Distance(newton, z - subordination.Shift - newtonSum);
                if (newtonDistance < distance / 4)
                {
                    (ζ, sum, slope, magnitude, distance) = (newton, newtonSum, newtonSlope, newtonMagnitude, newtonDistance);
                    continue;
                }
            }

            if (!(image.Imaginary > 0)) break;
            ζ = image;
            (sum, slope, magnitude) = subordination.PoleSum(ζ);
            distance = Distance(ζ, z - subordination.Shift - sum);
        }

        return ζ;
    }

    /// <summary>The nearest of the far-field and the square-root expansions at the edges.</summary>
    private Complex Start(Complex z)
    {
        Complex best = z - subordination.Shift + new Complex(0, Math.Sqrt(subordination.TotalResidue));
        double least = Distance(best, z - subordination.Shift - subordination.PoleSum(best).Sum);
        foreach (SpectralGap gap in gaps)
        {
            Try(gap.CriticalLeft);
            Try(gap.CriticalRight);
        }

        return best;

        void Try(double critical)
        {
            if (double.IsInfinity(critical)) return;
            var (value, _, second) = subordination.Derivatives(critical);
            Complex step = Complex.Sqrt(2 * (z - value) / second);
            Complex candidate = critical + (step.Imaginary < 0 ? -step : step);
            if (!(candidate.Imaginary > 0)) return;
            double distance = Distance(candidate, z - subordination.Shift - subordination.PoleSum(candidate).Sum);
            if (distance < least) (best, least) = (candidate, distance);
        }
    }

    /// <summary>A growing function of the hyperbolic distance in the upper half-plane: 2(cosh d − 1).</summary>
    private static double Distance(Complex a, Complex b)
    {
        double x = a.Real - b.Real, y = a.Imaginary - b.Imaginary;
        return (x * x + y * y) / (a.Imaginary * b.Imaginary);
    }
}
