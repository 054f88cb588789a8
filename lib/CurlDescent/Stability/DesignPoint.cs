namespace CurlDescent;

/// <summary>
/// What the random-matrix limit depends on (M, N → ∞): the compression ratio c = M/N, the flipped fraction of each layer and the
/// relative scale of the two layers.
/// </summary>
public sealed record DesignPoint
{
    private DesignPoint(double compressionRatio, double hiddenFlippedFraction, double readoutFlippedFraction, double relativeScale)
    {
        CompressionRatio = compressionRatio;
        HiddenFlippedFraction = hiddenFlippedFraction;
        ReadoutFlippedFraction = readoutFlippedFraction;
        RelativeScale = relativeScale;
    }

    /// <summary>c = M/N.</summary>
    public double CompressionRatio { get; }

    /// <summary>α_h, flipped fraction of the inputs (signs D1 of the hidden weights W1).</summary>
    public double HiddenFlippedFraction { get; }

    /// <summary>α_r, flipped fraction of the hidden units (signs D2 of the readout weights W2).</summary>
    public double ReadoutFlippedFraction { get; }

    /// <summary>ρ = g1²/g2² with Var(W1_ij) = g1²/M and g2² = ‖W2‖².</summary>
    public double RelativeScale { get; }

    /// <summary>Creates a design point.</summary>
    /// <param name="compressionRatio">c, 1e-6 … 1e6.</param>
    /// <param name="hiddenFlippedFraction">α_h, 0 … 1.</param>
    /// <param name="readoutFlippedFraction">α_r, 0 … 1.</param>
    /// <param name="relativeScale">ρ, 1e-6 … 1e6.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public static DesignPoint Create(
        double compressionRatio, double hiddenFlippedFraction, double readoutFlippedFraction, double relativeScale = 1)
    {
        RequireRatio(nameof(CompressionRatio), compressionRatio);
        Require.Fraction(nameof(HiddenFlippedFraction), hiddenFlippedFraction);
        Require.Fraction(nameof(ReadoutFlippedFraction), readoutFlippedFraction);
        RequireRatio(nameof(RelativeScale), relativeScale);
        return new DesignPoint(compressionRatio, hiddenFlippedFraction, readoutFlippedFraction, relativeScale);
    }

    /// <summary>Beyond six decades either way bands become narrower than rounding.</summary>
    internal static void RequireRatio(string field, double value)
    {
        if (!(value is >= 1e-6 and <= 1e6)) throw new SpecException(field, value, "1e-6 … 1e6");
    }
}
