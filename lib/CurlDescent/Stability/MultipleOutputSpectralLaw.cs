using MathNet.Numerics.LinearAlgebra;

namespace CurlDescent;

/// <summary>
/// Limiting spectrum for K outputs (derived in notebook 04, section 8). In the eigenbasis of W2W2ᵀ the error dynamics splits into one
/// matrix X_λ = λD1 + W1ᵀD2W1 per eigenvalue λ; the K·M eigenvalues are those of all X_λ together, so the law is the average of K laws.
/// </summary>
/// <remarks>The smallest eigenvalue of X_λ is concave in λ: stability at the smallest and the largest λ implies it in between.</remarks>
public sealed class MultipleOutputSpectralLaw
{
    private readonly double[] eigenvalues;
    private readonly SpectralLaw[] laws;

    private MultipleOutputSpectralLaw(double[] eigenvalues, SpectralLaw[] laws)
    {
        this.eigenvalues = eigenvalues;
        this.laws = laws;
    }

    /// <summary>Eigenvalues λ of W2W2ᵀ, ascending.</summary>
    public IReadOnlyList<double> ReadoutEigenvalues => eigenvalues;

    /// <summary>The law of X_λ for each eigenvalue.</summary>
    public IReadOnlyList<SpectralLaw> Laws => laws;

    /// <summary>Smallest point of the support, atoms included.</summary>
    public double LeftEdge => laws.Min(law => law.LeftEdge);

    /// <summary>Largest point of the support, atoms included.</summary>
    public double RightEdge => laws.Max(law => law.RightEdge);

    /// <summary>Whether no mass lies below 0.</summary>
    public bool IsStable => laws[0].IsStable && laws[^1].IsStable;

    /// <summary>Fraction of the K·M directions in which the solution manifold is unstable.</summary>
    public double UnstableFraction => laws.Average(law => law.UnstableFraction);

    /// <summary>Creates the law from the eigenvalues of W2W2ᵀ.</summary>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <param name="hiddenFlippedFraction">α_h, 0 … 1.</param>
    /// <param name="readoutFlippedFraction">α_r, 0 … 1.</param>
    /// <param name="hiddenScale">g1² = M·Var(W1_ij), finite and &gt; 0.</param>
    /// <param name="readoutEigenvalues">λ, one per output, each finite and ≥ 0.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public static MultipleOutputSpectralLaw Create(
        double compressionRatio, double hiddenFlippedFraction, double readoutFlippedFraction, double hiddenScale,
        IEnumerable<double> readoutEigenvalues)
    {
        double[] λ = [.. Require.NotNull("ReadoutEigenvalues", readoutEigenvalues)];
        if (λ.Length == 0) throw new SpecException("ReadoutEigenvalues", "an empty list", "at least one eigenvalue");
        Array.Sort(λ);
        return new MultipleOutputSpectralLaw(λ, Array.ConvertAll(
            λ, value => SpectralLaw.Create(compressionRatio, hiddenFlippedFraction, readoutFlippedFraction, value, hiddenScale)));
    }

    /// <summary>Creates the law for given readout weights.</summary>
    /// <param name="compressionRatio">c, finite and &gt; 0.</param>
    /// <param name="hiddenFlippedFraction">α_h, 0 … 1.</param>
    /// <param name="readoutFlippedFraction">α_r, 0 … 1.</param>
    /// <param name="hiddenScale">g1² = M·Var(W1_ij), finite and &gt; 0.</param>
    /// <param name="readoutWeights">W2, K×N.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public static MultipleOutputSpectralLaw FromReadoutWeights(
        double compressionRatio, double hiddenFlippedFraction, double readoutFlippedFraction, double hiddenScale,
        Matrix<double> readoutWeights)
    {
        Require.AllFinite("ReadoutWeights", Require.NotNull("ReadoutWeights", readoutWeights).ToRowMajorArray());
        Matrix<double> gram = readoutWeights.TransposeAndMultiply(readoutWeights);
        double[] values = gram.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real).ToArray();

        // Rounding leaves eigenvalues of a rank-deficient W2W2ᵀ slightly off 0.
        double floor = values.Max() * 1e-13 * values.Length;
        return Create(
            compressionRatio, hiddenFlippedFraction, readoutFlippedFraction, hiddenScale,
            values.Select(value => Math.Abs(value) <= floor ? 0 : value));
    }

    /// <summary>
    /// Creates the law for random readout weights of variance g2²/N: the eigenvalues of W2W2ᵀ are replaced by the K quantiles at
    /// (k + ½)/K of their own limit (Marchenko and Pastur, Math. USSR Sb. 1, 1967).
    /// </summary>
    /// <param name="point">c, α_h, α_r and ρ = g1²/g2².</param>
    /// <param name="outputs">K, at least 1.</param>
    /// <param name="hiddenUnits">N, at least 1.</param>
    /// <param name="scale">g2², finite and &gt; 0.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public static MultipleOutputSpectralLaw ForRandomReadout(DesignPoint point, int outputs, int hiddenUnits, double scale = 1)
    {
        Require.NotNull("Point", point);
        Require.InRange("Outputs", outputs, 1, int.MaxValue);
        Require.InRange("HiddenUnits", hiddenUnits, 1, int.MaxValue);
        Require.Positive("Scale", scale);

        // W2W2ᵀ is W̃ᵀW̃ with N rows of length K and variance 1/K, times g2²K/N.
        double ratio = (double)outputs / hiddenUnits;
        SpectralLaw readout = SpectralLaw.Create(ratio, 0, 0, 0, scale * ratio);
        return Create(
            point.CompressionRatio, point.HiddenFlippedFraction, point.ReadoutFlippedFraction, scale * point.RelativeScale,
            Enumerable.Range(0, outputs).Select(k => readout.Quantile((k + 0.5) / outputs)));
    }

    /// <summary>Computes the density at <paramref name="x"/>, atoms left out.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    public double Density(double x) => laws.Average(law => law.Density(x));

    /// <summary>Computes the mass of (−∞, <paramref name="x"/>], atoms included.</summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    public double Cumulative(double x) => laws.Average(law => law.Cumulative(x));
}
