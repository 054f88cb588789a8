namespace CurlDescent;

/// <summary>
/// Phase boundary of readout flips (α_h = 0): the fraction α_r of hidden units whose outgoing synapses use the sign-flipped rule,
/// against c = M/N.
/// </summary>
/// <remarks>
/// With ω' = ρω the boundary is c = ω'²/(1 + ω'² + 2ω'³/ρ), α_r = c(1 + ω'²/ρ)(1 + ω')²/(2ω'²). The first equation is a cubic in
/// t = −1/ω': t³ + (1 − 1/c)t = 2/ρ, so the critical fraction is explicit: α_r = ½c(t − 1)²(1 + 1/(ρt²)). α_r → 1/2 as c → 0.
/// For ρ &lt; 1 the identity outweighs any single flipped unit: small fractions are stable at every c, and large c is stable again.
/// </remarks>
public sealed class ReadoutPhaseBoundary : PhaseBoundary
{
    private ReadoutPhaseBoundary(double relativeScale) : base(relativeScale)
    {
    }

    /// <summary>ρ/(2(ρ − 1)): at and above this compression ratio any flipped fraction destabilises; +∞ for ρ ≤ 1.</summary>
    public double FragileCompressionRatio => RelativeScale > 1 ? RelativeScale / (2 * (RelativeScale - 1)) : double.PositiveInfinity;

    /// <summary>ρ/(1 − √ρ)²: for ρ &lt; 1 no flipped fraction destabilises at and above this compression ratio; +∞ for ρ ≥ 1.</summary>
    public double RobustCompressionRatio
    {
        get
        {
            double root = Math.Sqrt(RelativeScale);
            return RelativeScale < 1 ? RelativeScale / ((1 - root) * (1 - root)) : double.PositiveInfinity;
        }
    }

    /// <summary>max(0, (1 − ρ)/2): up to this flipped fraction the manifold is stable at every compression ratio.</summary>
    public double RobustFraction => Math.Max(0, (1 - RelativeScale) / 2);

    private protected override (double Lower, double Upper) Span => (0, Math.Min(FragileCompressionRatio, RobustCompressionRatio));

    private protected override bool RightEndIsFlat => RelativeScale >= 1;

    /// <summary>Creates the boundary.</summary>
    /// <param name="relativeScale">ρ, finite and &gt; 0.</param>
    /// <exception cref="SpecException"><paramref name="relativeScale"/> is outside its range.</exception>
    public static ReadoutPhaseBoundary Create(double relativeScale = 1)
    {
        Require.Positive("RelativeScale", relativeScale);
        return new ReadoutPhaseBoundary(relativeScale);
    }

    /// <summary>Computes a point of the boundary from its parameter ω' = ρω.</summary>
    /// <param name="omega">ω', −min(1, √ρ) … 0, 0 excluded.</param>
    /// <exception cref="SpecException"><paramref name="omega"/> is outside its range, or the boundary ends before it (ρ = 1, ω' =
    /// −1).</exception>
    public (double CompressionRatio, double FlippedFraction) PointAt(double omega)
    {
        double least = -Math.Min(1, Math.Sqrt(RelativeScale)), s = 1 / RelativeScale;
        if (!(omega >= least && omega < 0))
        {
            throw new SpecException("Omega", omega, FormattableString.Invariant($"{least:R} … 0, 0 excluded"));
        }

        double denominator = 1 + omega * omega + 2 * s * omega * omega * omega;
        if (!(denominator > 0)) throw new SpecException("Omega", omega, "above -1 at ρ = 1");
        return (omega * omega / denominator, (1 + s * omega * omega) * (1 + omega) * (1 + omega) / (2 * denominator));
    }

    /// <inheritdoc/>
    public override double LargestStableFraction(double compressionRatio)
    {
        Require.Positive("CompressionRatio", compressionRatio);
        if (compressionRatio >= FragileCompressionRatio) return 0;
        if (compressionRatio >= RobustCompressionRatio) return 1;
        double s = 1 / RelativeScale, t = PositiveCubicRoot(1 - 1 / compressionRatio, s);
        // t → 1 as c → ∞ at ρ = 1; t − 1 then follows from t³ + t − 2 = (t − 1)(t² + t + 2) without cancellation.
        double excess = RelativeScale == 1 ? t / compressionRatio / (t * t + t + 2) : t - 1;
        return Math.Clamp(0.5 * compressionRatio * excess * excess * (1 + s / (t * t)), 0, 1);
    }

    /// <inheritdoc/>
    public override (double Lower, double Upper)? UnstableCompressionRatios(double flippedFraction)
    {
        Require.Fraction("FlippedFraction", flippedFraction);
        if (flippedFraction <= RobustFraction) return null;

        // The critical fraction falls from 1/2 to its least value at the turning point, then (ρ < 1) rises to 1.
        double turning = RelativeScale < 1
            ? RelativeScale * RelativeScale / (1 - RelativeScale * RelativeScale)
            : FragileCompressionRatio;
        double lower = flippedFraction >= 0.5 ? 0 : Cross(flippedFraction, Start(flippedFraction, turning), End(flippedFraction, turning));
        double upper = RelativeScale >= 1 ? double.PositiveInfinity
            : flippedFraction == 1 ? RobustCompressionRatio
            : Cross(flippedFraction, turning, RobustCompressionRatio);
        return (lower, upper);
    }

    /// <inheritdoc/>
    public override DesignPoint PointAt(double compressionRatio, double flippedFraction) =>
        DesignPoint.Create(compressionRatio, 0, flippedFraction, RelativeScale);

    /// <summary>A compression ratio below the turning point so small that the fraction is still stable.</summary>
    private double Start(double flippedFraction, double turning)
    {
        double ratio = Math.Min(1, turning);
        while (LargestStableFraction(ratio) <= flippedFraction) ratio /= 4;
        return ratio;
    }

    /// <summary>A compression ratio up to the turning point at which the fraction is unstable.</summary>
    private double End(double flippedFraction, double turning)
    {
        double ratio = Math.Min(1, turning);
        while (ratio < turning && LargestStableFraction(ratio) > flippedFraction) ratio = Math.Min(4 * ratio, turning);
        return ratio;
    }
}
