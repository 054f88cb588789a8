using MathNet.Numerics.RootFinding;

namespace CurlDescent;

/// <summary>
/// Boundary between the stable and the unstable phase of the solution manifold in the plane of compression ratio c and flipped fraction
/// α of one layer, the other layer unflipped (derived in notebook 05, sections 2 and 3; not in the paper). Raising α only ever lowers the
/// left edge of the spectrum, so for each c the stable fractions are an interval that starts at 0.
/// </summary>
public abstract class PhaseBoundary
{
    private protected PhaseBoundary(double relativeScale) => RelativeScale = relativeScale;

    /// <summary>ρ = g1²/g2².</summary>
    public double RelativeScale { get; }

    /// <summary>Computes the largest stable flipped fraction: 1 when no fraction destabilises, 0 when any does.</summary>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <exception cref="SpecException"><paramref name="compressionRatio"/> is outside its range.</exception>
    public abstract double LargestStableFraction(double compressionRatio);

    /// <summary>
    /// Computes the flipped fraction at which the smallest eigenvalue of a random network of M inputs is 0 on average, to leading order in
    /// M: the left edge of the spectrum plus the mean of the law of Tracy and Widom. It lies beyond the fraction of infinite networks and
    /// tends to it as M^(−2/3) (notebook 06a, section 5; not in the paper). Networks of the paper's size lie farther still.
    /// </summary>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <param name="inputs">M, at least 1.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public double LargestStableFractionAtSize(double compressionRatio, int inputs)
    {
        Require.InRange("Inputs", inputs, 1, int.MaxValue);
        return IsStable(1) ? 1 : Bisection.Narrow(IsStable, LargestStableFraction(compressionRatio), 1).Holds;

        bool IsStable(double fraction)
        {
            SpectralLaw law = SpectralLaw.Create(PointAt(compressionRatio, fraction));
            SpectralEdge left = law.Bands[0].Left;
            return (law.LeftEdge < left.Position ? law.LeftEdge : TracyWidom.MeanSmallestEigenvalue(left, inputs)) >= 0;
        }
    }

    /// <summary>
    /// Computes the open interval of compression ratios at which a flipped fraction is unstable; null when there is none.
    /// </summary>
    /// <param name="flippedFraction">α, 0 … 1.</param>
    /// <returns>The interval; its upper end may be +∞.</returns>
    /// <exception cref="SpecException"><paramref name="flippedFraction"/> is outside its range.</exception>
    public abstract (double Lower, double Upper)? UnstableCompressionRatios(double flippedFraction);

    /// <summary>The design point of this boundary's plane at (c, α).</summary>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <param name="flippedFraction">α, 0 … 1.</param>
    public abstract DesignPoint PointAt(double compressionRatio, double flippedFraction);

    /// <summary>Range of c on which the critical fraction lies strictly between 0 and 1.</summary>
    private protected abstract (double Lower, double Upper) Span { get; }

    /// <summary>Finds the critical flipped fraction at a compression ratio.</summary>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <param name="fraction">The fraction above which the solution manifold is unstable, strictly between 0 and 1.</param>
    /// <returns>False when the boundary does not cross this compression ratio.</returns>
    public bool TryFindCriticalFraction(double compressionRatio, out double fraction)
    {
        fraction = LargestStableFraction(compressionRatio);
        return fraction > 0 && fraction < 1;
    }

    /// <summary>Finds the critical flipped fraction at a compression ratio.</summary>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <exception cref="SpecException">The boundary does not cross this compression ratio.</exception>
    public double FindCriticalFraction(double compressionRatio) => TryFindCriticalFraction(compressionRatio, out double fraction)
        ? fraction
        : throw new SpecException(
            "CompressionRatio", compressionRatio, FormattableString.Invariant($"above {Span.Lower:R} and below {Span.Upper:R}"));

    /// <summary>Finds the compression ratio at which a flipped fraction loses stability as c grows.</summary>
    /// <param name="flippedFraction">α, 0 … 1.</param>
    /// <param name="compressionRatio">The critical c.</param>
    /// <returns>False when the fraction is stable at every c, or already unstable at c → 0.</returns>
    public bool TryFindCriticalCompressionRatio(double flippedFraction, out double compressionRatio)
    {
        compressionRatio = UnstableCompressionRatios(flippedFraction)?.Lower ?? 0;
        return compressionRatio > 0;
    }

    /// <summary>Finds the compression ratio at which a flipped fraction loses stability as c grows.</summary>
    /// <param name="flippedFraction">α, 0 … 1.</param>
    /// <exception cref="SpecException">The fraction is stable at every c, or already unstable at c → 0.</exception>
    public double FindCriticalCompressionRatio(double flippedFraction) => TryFindCriticalCompressionRatio(flippedFraction, out double ratio)
        ? ratio
        : throw new SpecException("FlippedFraction", flippedFraction, "a fraction whose stability changes as c grows from 0");

    /// <summary>
    /// Computes the signed distance of (c, α) from the boundary in the plane of log10 c and α: positive where stable, negative where
    /// unstable. The boundary includes the line α = 0 at those c where any fraction destabilises.
    /// </summary>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <param name="flippedFraction">α, 0 … 1.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public double SignedDistance(double compressionRatio, double flippedFraction)
    {
        Require.Positive("CompressionRatio", compressionRatio);
        Require.Fraction("FlippedFraction", flippedFraction);
        double centre = Math.Log10(compressionRatio), vertical = LargestStableFraction(compressionRatio) - flippedFraction;
        (double from, double to) = (Math.Log10(Span.Lower), Math.Log10(Span.Upper));

        // At fixed c the distance is at most |vertical| where the boundary crosses; beyond, at most that to the end of the boundary.
        double reach = centre > from && (centre < to || LargestStableFraction(compressionRatio) == 0)
            ? Math.Abs(vertical)
            : 1 + Math.Max(from - centre, centre - to);
        (double low, double high) = (
            Math.Max(centre - reach, from), Math.Min(centre + reach, RightEndIsFlat ? double.PositiveInfinity : to));
        double least = NearestSquare(low, high);
        return vertical >= 0 ? Math.Sqrt(least) : -Math.Sqrt(least);

        double NearestSquare(double left, double right)
        {
            // A scan fine enough to separate local minima, then golden sections around the best point.
            const int Points = 400;
            double best = double.PositiveInfinity, at = left, step = (right - left) / Points;
            for (int k = 0; k <= Points; k++)
            {
                double value = Square(left + k * step);
                if (value < best) (best, at) = (value, left + k * step);
            }

            (double a, double b) = (Math.Max(left, at - step), Math.Min(right, at + step));
            double golden = (Math.Sqrt(5) - 1) / 2;
            for (int k = 0; k < 80; k++)
            {
                double x = b - golden * (b - a), y = a + golden * (b - a);
                if (Square(x) < Square(y)) b = y;
                else a = x;
            }

            return Math.Min(best, Square((a + b) / 2));
        }

        double Square(double logRatio)
        {
            double across = logRatio - centre, along = LargestStableFraction(Math.Pow(10, logRatio)) - flippedFraction;
            return across * across + along * along;
        }
    }

    /// <summary>Whether the boundary goes on as α = 0 to the right of <see cref="Span"/>.</summary>
    private protected abstract bool RightEndIsFlat { get; }

    /// <summary>The c in an interval at which the critical fraction equals α; the fraction is monotone there.</summary>
    private protected double Cross(double flippedFraction, double lower, double upper) => Math.Exp(Brent.FindRoot(
        logRatio => LargestStableFraction(Math.Exp(logRatio)) - flippedFraction, Math.Log(lower), Math.Log(upper), 1e-16, 500));

    /// <summary>The positive root of t³ + pt = 2q, q &gt; 0 (Cardano).</summary>
    private protected static double PositiveCubicRoot(double p, double q)
    {
        double third = p / 3, discriminant = q * q + third * third * third;
        double t;
        if (discriminant >= 0)
        {
            double s = Math.Cbrt(q + Math.Sqrt(discriminant));
            t = s - third / s;
        }
        else
        {
            double radius = Math.Sqrt(-third);
            t = 2 * radius * Math.Cos(Math.Acos(Math.Min(1, q / (radius * radius * radius))) / 3);
        }

        // One Newton step: the first form cancels when p is large and positive.
        for (int step = 0; step < 2; step++) t = (2 * t * t * t + 2 * q) / (3 * t * t + p);
        return t;
    }
}
