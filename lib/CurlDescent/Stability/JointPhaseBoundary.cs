using CurlDescent.Stability;

namespace CurlDescent;

/// <summary>
/// Phase boundary with flips in both layers: a surface in (c, α_h, α_r) on which the left edge of the spectrum of X is 0
/// (derived in notebook 05, section 7; not in the paper). Raising either fraction only ever lowers the left edge.
/// </summary>
public sealed class JointPhaseBoundary
{
    private JointPhaseBoundary(double relativeScale) => RelativeScale = relativeScale;

    /// <summary>ρ = g1²/g2².</summary>
    public double RelativeScale { get; }

    /// <summary>Creates the boundary.</summary>
    /// <param name="relativeScale">ρ, finite and &gt; 0.</param>
    /// <exception cref="SpecException"><paramref name="relativeScale"/> is outside its range.</exception>
    public static JointPhaseBoundary Create(double relativeScale = 1)
    {
        Require.Positive("RelativeScale", relativeScale);
        return new JointPhaseBoundary(relativeScale);
    }

    /// <summary>
    /// Computes a point of the surface in closed form. With ω' = ρG_D(ζ), a = (1−α_r)/c and b = α_r/c solve
    /// ρ[a/(1−ω') − b/(1+ω')] = −ζ and ρ²[a/(1−ω')² + b/(1+ω')²] = −1/G_D'(ζ); then c = 1/(a+b), α_r = b/(a+b).
    /// </summary>
    /// <param name="hiddenFlippedFraction">α_h, 0 … 1.</param>
    /// <param name="zeta">ζ, below every eigenvalue of D1.</param>
    /// <param name="point">The design point.</param>
    /// <returns>False when ζ gives no point of the surface: ω' ≤ −1, a &lt; 0 or b &lt; 0.</returns>
    /// <exception cref="SpecException"><paramref name="hiddenFlippedFraction"/> is outside its range.</exception>
    public bool TryPointAt(
        double hiddenFlippedFraction, double zeta, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DesignPoint? point)
    {
        Require.Fraction("HiddenFlippedFraction", hiddenFlippedFraction);
        point = null;
        double least = hiddenFlippedFraction > 0 ? -1 : 1;
        if (!(zeta < least)) return false;
        double minus = 1 / (zeta + 1), plus = 1 / (zeta - 1), ρ = RelativeScale;
        double transform = (1 - hiddenFlippedFraction) * plus + (hiddenFlippedFraction == 0 ? 0 : hiddenFlippedFraction * minus);
        double steepness = (1 - hiddenFlippedFraction) * plus * plus
            + (hiddenFlippedFraction == 0 ? 0 : hiddenFlippedFraction * minus * minus);
        double ω = ρ * transform;
        if (!(ω > -1)) return false;

        // In u = a/(1−ω'), v = b/(1+ω'): u − v = −ζ/ρ and u(1+ω') + v(1−ω') = (1−ω'²)/(ρ²·steepness).
        double difference = -zeta / ρ, weighted = (1 - ω * ω) / (ρ * ρ * steepness);
        double v = (weighted - difference * (1 + ω)) / 2, u = v + difference;
        double a = u * (1 - ω), b = v * (1 + ω);
        if (!(a >= 0 && b >= 0 && a + b > 0) || double.IsInfinity(a + b)) return false;
        point = DesignPoint.Create(1 / (a + b), hiddenFlippedFraction, b / (a + b), ρ);
        return true;
    }

    /// <summary>Computes the left edge of the spectrum of X in units of λ, atoms included; stable where it is not negative.</summary>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <param name="hiddenFlippedFraction">α_h, 0 … 1.</param>
    /// <param name="readoutFlippedFraction">α_r, 0 … 1.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public double LeftEdge(double compressionRatio, double hiddenFlippedFraction, double readoutFlippedFraction)
    {
        Validate(compressionRatio, hiddenFlippedFraction, readoutFlippedFraction);
        return LeftEdgeUnchecked(compressionRatio, hiddenFlippedFraction, readoutFlippedFraction);
    }

    /// <summary>
    /// Computes the largest stable α_r: 1 when no fraction destabilises, 0 when any does, NaN when α_h alone destabilises.
    /// </summary>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <param name="hiddenFlippedFraction">α_h, 0 … 1.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public double LargestStableReadoutFraction(double compressionRatio, double hiddenFlippedFraction)
    {
        Validate(compressionRatio, hiddenFlippedFraction, 0);
        return LargestStable(fraction => LeftEdgeUnchecked(compressionRatio, hiddenFlippedFraction, fraction));
    }

    /// <summary>
    /// Computes the largest stable α_h: 1 when no fraction destabilises, 0 when any does, NaN when α_r alone destabilises.
    /// </summary>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <param name="readoutFlippedFraction">α_r, 0 … 1.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public double LargestStableHiddenFraction(double compressionRatio, double readoutFlippedFraction)
    {
        Validate(compressionRatio, 0, readoutFlippedFraction);
        return LargestStable(fraction => LeftEdgeUnchecked(compressionRatio, fraction, readoutFlippedFraction));
    }

    /// <summary>
    /// Computes the open interval of compression ratios at which a pair of fractions is unstable; null when there is none.
    /// </summary>
    /// <param name="hiddenFlippedFraction">α_h, 0 … 1.</param>
    /// <param name="readoutFlippedFraction">α_r, 0 … 1.</param>
    /// <returns>The interval; its lower end may be 0, its upper end +∞.</returns>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public (double Lower, double Upper)? UnstableCompressionRatios(double hiddenFlippedFraction, double readoutFlippedFraction)
    {
        Validate(1, hiddenFlippedFraction, readoutFlippedFraction);
        if (hiddenFlippedFraction == 0) return ReadoutPhaseBoundary.Create(RelativeScale).UnstableCompressionRatios(readoutFlippedFraction);
        if (readoutFlippedFraction == 0) return HiddenPhaseBoundary.Create(RelativeScale).UnstableCompressionRatios(hiddenFlippedFraction);

        // c → 0 leaves the mean of Y, positive for α_r < 1/2; c → ∞ leaves D1, which has negative signs.
        if (readoutFlippedFraction >= 0.5) return (0, double.PositiveInfinity);
        double Edge(double logRatio) => LeftEdgeUnchecked(Math.Exp(logRatio), hiddenFlippedFraction, readoutFlippedFraction);
        double high = Math.Log(HiddenPhaseBoundary.Create(RelativeScale).FragileCompressionRatio), low = high - 1;
        while (Edge(low) < 0) low -= 1;
        return (Math.Exp(Bisect(Edge, low, high)), double.PositiveInfinity);
    }

    /// <summary>Finds the compression ratio at which a pair of fractions loses stability as c grows.</summary>
    /// <param name="hiddenFlippedFraction">α_h, 0 … 1.</param>
    /// <param name="readoutFlippedFraction">α_r, 0 … 1.</param>
    /// <param name="compressionRatio">The critical c.</param>
    /// <returns>False when the pair is stable at every c, or already unstable at c → 0.</returns>
    public bool TryFindCriticalCompressionRatio(double hiddenFlippedFraction, double readoutFlippedFraction, out double compressionRatio)
    {
        compressionRatio = UnstableCompressionRatios(hiddenFlippedFraction, readoutFlippedFraction)?.Lower ?? 0;
        return compressionRatio > 0;
    }

    /// <summary>
    /// Computes the signed distance of a design point from the surface in the space of (log10 c, α_h, α_r): the distance to the nearest
    /// unstable point when stable (positive), to the nearest stable point when unstable (negative). It is at most √2.
    /// </summary>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <param name="hiddenFlippedFraction">α_h, 0 … 1.</param>
    /// <param name="readoutFlippedFraction">α_r, 0 … 1.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public double SignedDistance(double compressionRatio, double hiddenFlippedFraction, double readoutFlippedFraction)
    {
        bool stable = LeftEdge(compressionRatio, hiddenFlippedFraction, readoutFlippedFraction) >= 0;
        double least = double.PositiveInfinity, polar = Math.PI / 4, azimuth = Math.PI / 4;

        // Unstable points stay unstable when c or a fraction grows, so the nearest one lies in the octant of growing coordinates (and the
        // nearest stable one in the opposite octant). Along each ray of the octant the boundary is crossed once; coordinates stop at 0 or
        // 1.
        double half = Math.PI / 4;
        for (int level = 0; level < 18; level++)
        {
            int steps = level == 0 ? 12 : 4;
            (double fromPolar, double fromAzimuth) = (polar, azimuth);
            for (int i = -steps; i <= steps; i++)
            {
                for (int j = -steps; j <= steps; j++)
                {
                    double θ = Math.Clamp(fromPolar + half * i / steps, 0, Math.PI / 2),
                        φ = Math.Clamp(fromAzimuth + half * j / steps, 0, Math.PI / 2);
                    double distance = AlongRay(Math.Cos(θ), Math.Sin(θ) * Math.Cos(φ), Math.Sin(θ) * Math.Sin(φ));
                    if (distance < least) (least, polar, azimuth) = (distance, θ, φ);
                }
            }

            half *= level == 0 ? 1.0 / 6 : 0.5;
        }

        if (!stable && RelativeScale < 1)
        {
            // The exception: without hidden flips large c is stable again for ρ < 1.
            double readout = ReadoutPhaseBoundary.Create(RelativeScale).SignedDistance(compressionRatio, readoutFlippedFraction);
            least = Math.Min(least, double.Hypot(hiddenFlippedFraction, readout));
        }

        return stable ? least : -least;

        double AlongRay(double across, double hidden, double readout)
        {
            double sign = stable ? 1 : -1;
            (double Log, double Hidden, double Readout) At(double t) => (
                sign * t * across,
                Math.Clamp(hiddenFlippedFraction + sign * t * hidden, 0, 1),
                Math.Clamp(readoutFlippedFraction + sign * t * readout, 0, 1));
            double Edge(double t)
            {
                var (log, h, r) = At(t);
                return LeftEdgeUnchecked(compressionRatio * Math.Pow(10, log), h, r);
            }

            double Length(double t)
            {
                var (log, h, r) = At(t);
                return Math.Sqrt(log * log + Square(h - hiddenFlippedFraction) + Square(r - readoutFlippedFraction));
            }

            // A ray that has not crossed within the least distance so far comes no nearer.
            const double Beyond = 1.5;
            double far = Length(Beyond) > least ? Bisect(t => least - Length(t), 0, Beyond) : Beyond;
            return Edge(far) >= 0 == stable ? double.PositiveInfinity : Length(Bisect(Edge, 0, far));
        }

        static double Square(double x) => x * x;
    }

    private static void Validate(double compressionRatio, double hiddenFlippedFraction, double readoutFlippedFraction)
    {
        Require.Positive("CompressionRatio", compressionRatio);
        Require.Fraction("HiddenFlippedFraction", hiddenFlippedFraction);
        Require.Fraction("ReadoutFlippedFraction", readoutFlippedFraction);
    }

    // Where the sign changes.
    private static double Bisect(Func<double, double> f, double low, double high)
    {
        bool sign = f(low) >= 0;
        return Bisection.Narrow(x => f(x) >= 0 == sign, low, high).Holds;
    }

    private static double LargestStable(Func<double, double> leftEdge)
    {
        if (leftEdge(0) < 0) return double.NaN;
        if (leftEdge(1) >= 0) return 1;

        // A left edge of 0 at fraction 0 is a boundary point itself.
        return Bisect(fraction => fraction == 0 ? Math.Max(leftEdge(0), double.Epsilon) : leftEdge(fraction), 0, 1);
    }

    private double LeftEdgeUnchecked(double compressionRatio, double hiddenFlippedFraction, double readoutFlippedFraction)
    {
        var map = new SubordinationFunction(compressionRatio, hiddenFlippedFraction, readoutFlippedFraction, 1, RelativeScale);
        double edge = map.Value(map.CriticalPoints(0).Right);
        if (hiddenFlippedFraction * compressionRatio > 1) edge = Math.Min(edge, -1);
        if ((1 - hiddenFlippedFraction) * compressionRatio > 1) edge = Math.Min(edge, 1);
        return edge;
    }
}
