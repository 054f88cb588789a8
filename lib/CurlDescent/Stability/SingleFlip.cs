using CurlDescent.Stability;

namespace CurlDescent;

/// <summary>The eigenvalue of X that a single flipped neuron pulls out of the bulk.</summary>
/// <param name="Position">Its limit; the left edge of the bulk when it does not separate.</param>
/// <param name="Separates">Whether it lies outside the bulk.</param>
/// <param name="StandardDeviation">Of its fluctuations over random weights, to leading order in 1/√M; NaN when it does not
/// separate.</param>
public readonly record struct OutlierEigenvalue(double Position, bool Separates, double StandardDeviation)
{
    /// <summary>Whether the flipped neuron leaves the solution manifold stable.</summary>
    public bool IsStable => Position >= 0;
}

/// <summary>
/// One flipped neuron in a network of finite size. It changes X by a rank-one matrix, so at most one eigenvalue leaves the bulk of the
/// unflipped network; where it crosses 0, a single neuron destabilises the solution manifold.
/// </summary>
/// <remarks>
/// det(x − X0 + s·uuᵀ) = 0 gives uᵀ(x − X0)⁻¹u = −1/s, whose left side tends to the Stieltjes transform G(x) of the bulk
/// (Benaych-Georges and Nadakuditi, Adv. Math. 227, 2011). X0 is the matrix without the flipped part. Fluctuations: the variance of that
/// quadratic form, divided by G'(x)².
/// </remarks>
public static class SingleFlip
{
    /// <summary>
    /// One flipped input, u = e_j and s = 2λ: G_D(ζ) = −1/(2λ), so ζ = −λ and x = z(−λ). Without readout flips
    /// x = λ(−1 + 2ρ/(c(2 + ρ))), which is 0 at the end point c = 2ρ/(2 + ρ) of the hidden phase boundary.
    /// </summary>
    /// <param name="inputs">M, at least 2.</param>
    /// <param name="hiddenUnits">N, at least 1.</param>
    /// <param name="readoutFlippedFraction">α_r of the other layer, 0 … 1.</param>
    /// <param name="relativeScale">ρ, finite and &gt; 0.</param>
    /// <param name="scale">λ = g2², finite and &gt; 0.</param>
    /// <param name="excessKurtosis">Of a hidden weight: 0 normal, −1.2 uniform, −2 random signs. Enters the fluctuations only.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public static OutlierEigenvalue HiddenInput(
        int inputs, int hiddenUnits, double readoutFlippedFraction = 0, double relativeScale = 1, double scale = 1,
        double excessKurtosis = 0)
    {
        Validate(inputs, hiddenUnits, scale, excessKurtosis);
        double c = (double)inputs / hiddenUnits;
        SpectralLaw bulk = SpectralLaw.Create(DesignPoint.Create(c, 0, readoutFlippedFraction, relativeScale), scale);
        SubordinationFunction map = bulk.Subordination;
        double ζ = -scale;
        if (!(ζ < map.CriticalPoints(0).Right)) return Absorbed(bulk);
        (double position, double slope, _) = map.Derivatives(ζ);
        double transform = -1 / (2 * scale), derivative = transform * transform / slope, shrunk = position - ζ;

        // The j-th diagonal entry of the resolvent is 1/(x − λ − quadratic form of the j-th column of W1).
        double variance = 2 * (derivative - transform * transform) + excessKurtosis * c * shrunk * shrunk * Math.Pow(transform, 4);
        return new OutlierEigenvalue(position, true, Math.Sqrt(Math.Max(0, variance) / inputs) / derivative);
    }

    /// <summary>
    /// One flipped hidden unit, u its weights (‖u‖² → 1 in units of g1²), s = g1², X0 built from the other N − 1 units:
    /// g1²G_D(ζ) = −1. Without hidden flips ζ = λ(1 − ρ) and x = λ(1 − ρ + ρ/(2c)), which is 0 at the end point c = ρ/(2(ρ − 1)) of
    /// the readout phase boundary and positive for every c when ρ ≤ 1.
    /// </summary>
    /// <param name="inputs">M, at least 2.</param>
    /// <param name="hiddenUnits">N, at least 2.</param>
    /// <param name="hiddenFlippedFraction">α_h of the other layer, 0 … 1.</param>
    /// <param name="relativeScale">ρ, finite and &gt; 0.</param>
    /// <param name="scale">λ = g2², finite and &gt; 0.</param>
    /// <param name="excessKurtosis">Of a hidden weight: 0 normal, −1.2 uniform, −2 random signs. Enters the fluctuations only.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public static OutlierEigenvalue ReadoutUnit(
        int inputs, int hiddenUnits, double hiddenFlippedFraction = 0, double relativeScale = 1, double scale = 1,
        double excessKurtosis = 0)
    {
        Validate(inputs, hiddenUnits, scale, excessKurtosis);
        Require.InRange("HiddenUnits", hiddenUnits, 2, int.MaxValue);
        double c = (double)inputs / (hiddenUnits - 1), λ = scale, g = scale * relativeScale, αh = hiddenFlippedFraction;
        SpectralLaw bulk = SpectralLaw.Create(DesignPoint.Create(c, αh, 0, relativeScale), scale);
        SubordinationFunction map = bulk.Subordination;
        double ζ = αh switch
        {
            0 => λ - g,
            1 => -λ - g,
            _ => -(g + Math.Sqrt((2 * λ - g) * (2 * λ - g) + 8 * g * λ * αh)) / 2,
        };
        if (!(ζ < map.CriticalPoints(0).Right)) return Absorbed(bulk);
        (double position, double slope, _) = map.Derivatives(ζ);
        double diagonal = (1 - αh) / ((ζ - λ) * (ζ - λ)) + (αh == 0 ? 0 : αh / ((ζ + λ) * (ζ + λ))), derivative = diagonal / slope;
        double variance = 2 * derivative + excessKurtosis * diagonal;
        return new OutlierEigenvalue(position, true, Math.Sqrt(Math.Max(0, variance) / inputs) / derivative);
    }

    private static OutlierEigenvalue Absorbed(SpectralLaw bulk) => new(bulk.LeftEdge, false, double.NaN);

    private static void Validate(int inputs, int hiddenUnits, double scale, double excessKurtosis)
    {
        Require.InRange("Inputs", inputs, 2, int.MaxValue);
        Require.InRange("HiddenUnits", hiddenUnits, 1, int.MaxValue);
        Require.Positive("Scale", scale);
        if (!(excessKurtosis >= -2) || !double.IsFinite(excessKurtosis))
        {
            throw new SpecException("ExcessKurtosis", excessKurtosis, "a finite number ≥ -2");
        }
    }
}
