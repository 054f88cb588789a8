namespace CurlDescent;

/// <summary>
/// Phase boundary of hidden flips (α_r = 0): the fraction α_h of inputs whose outgoing synapses use the sign-flipped rule, against
/// c = M/N.
/// </summary>
/// <remarks>
/// The left edge of the spectrum is 0 where z(ζ) = z'(ζ) = 0. Eliminating α_h leaves (2c/ρ)ζ³ + (1 − c)ζ² + 1 = 0, so with t = −1/ζ the
/// positive root of t³ + (1 − c)t = 2c/ρ the critical fraction is explicit:
/// α_h = ½[1 − 1/t − (1/ρ − t/c)(1/t² − 1)].
/// </remarks>
public sealed class HiddenPhaseBoundary : PhaseBoundary
{
    private HiddenPhaseBoundary(double relativeScale) : base(relativeScale)
    {
    }

    /// <summary>ρ/(1 + √ρ)²: at and below this compression ratio no flipped fraction destabilises (1/4 at ρ = 1).</summary>
    public double RobustCompressionRatio => RelativeScale / ((1 + Math.Sqrt(RelativeScale)) * (1 + Math.Sqrt(RelativeScale)));

    /// <summary>
    /// 2ρ/(2 + ρ): at and above this compression ratio any flipped fraction destabilises, even one neuron (2/3 at ρ = 1).
    /// </summary>
    public double FragileCompressionRatio => 2 * RelativeScale / (2 + RelativeScale);

    private protected override (double Lower, double Upper) Span => (RobustCompressionRatio, FragileCompressionRatio);

    private protected override bool RightEndIsFlat => true;

    /// <summary>Creates the boundary.</summary>
    /// <param name="relativeScale">ρ, finite and &gt; 0.</param>
    /// <exception cref="SpecException"><paramref name="relativeScale"/> is outside its range.</exception>
    public static HiddenPhaseBoundary Create(double relativeScale = 1)
    {
        Require.Positive("RelativeScale", relativeScale);
        return new HiddenPhaseBoundary(relativeScale);
    }

    /// <summary>Computes a point of the boundary from its parameter ζ: α_h = (1/ρ + B)/(A + B), c = −ρ/(ζ(1 − ρG_D(ζ))).</summary>
    /// <param name="zeta">ζ, −1 − √ρ … −1; the upper end gives the limit α_h = 0.</param>
    /// <exception cref="SpecException"><paramref name="zeta"/> is outside its range.</exception>
    public (double CompressionRatio, double FlippedFraction) PointAt(double zeta)
    {
        double least = -1 - Math.Sqrt(RelativeScale);
        if (!(zeta >= least && zeta <= -1)) throw new SpecException("Zeta", zeta, FormattableString.Invariant($"{least:R} … -1"));
        if (zeta == -1) return (FragileCompressionRatio, 0);
        double inverseA = (zeta + 1) * (zeta + 1), b = 1 / ((zeta - 1) * (zeta - 1));
        double fraction = (1 / RelativeScale + b) * inverseA / (1 + b * inverseA);
        double transform = (1 - fraction) / (zeta - 1) + fraction / (zeta + 1);
        return (-RelativeScale / (zeta * (1 - RelativeScale * transform)), fraction);
    }

    /// <inheritdoc/>
    public override double LargestStableFraction(double compressionRatio)
    {
        Require.Positive("CompressionRatio", compressionRatio);
        if (compressionRatio <= RobustCompressionRatio) return 1;
        if (compressionRatio >= FragileCompressionRatio) return 0;
        double t = PositiveCubicRoot(1 - compressionRatio, compressionRatio / RelativeScale);
        return Math.Clamp(0.5 * (1 - 1 / t - (1 / RelativeScale - t / compressionRatio) * (1 / t - 1) * (1 / t + 1)), 0, 1);
    }

    /// <inheritdoc/>
    public override (double Lower, double Upper)? UnstableCompressionRatios(double flippedFraction)
    {
        Require.Fraction("FlippedFraction", flippedFraction);
        return flippedFraction switch
        {
            0 => null,
            1 => (RobustCompressionRatio, double.PositiveInfinity),
            _ => (Cross(flippedFraction, RobustCompressionRatio, FragileCompressionRatio), double.PositiveInfinity),
        };
    }

    /// <inheritdoc/>
    public override DesignPoint PointAt(double compressionRatio, double flippedFraction) =>
        DesignPoint.Create(compressionRatio, flippedFraction, 0, RelativeScale);
}
