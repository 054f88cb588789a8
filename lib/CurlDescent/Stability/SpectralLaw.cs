using System.Numerics;
using CurlDescent.Stability;

namespace CurlDescent;

/// <summary>
/// Limiting eigenvalue distribution (M, N → ∞) of X = λD1 + W1ᵀD2W1, whose negative eigenvalues are the directions in which a
/// zero-error solution of a linear network is unstable (arXiv:2510.02765, linear stability; derived in notebook 04). X has as many rows as
/// the network has inputs.
/// </summary>
/// <remarks>
/// With G_D the Stieltjes transform of λD1, R the R-transform of W1ᵀD2W1 and ζ the solution of z = ζ + R(G_D(ζ)) in the upper
/// half-plane, the Stieltjes transform of X is G(z) = G_D(ζ) and the density is −Im G(x + i0)/π. Immutable, hence thread-safe.
/// </remarks>
public sealed class SpectralLaw
{
    private readonly SubordinationFunction subordination;
    private readonly double compressionRatio, hiddenFlipped, readoutFlipped, signScale, weightScale;
    private readonly SpectralBand[] bands;
    private readonly SpectralAtom[] atoms;
    private readonly SpectralGap[] gaps;
    private readonly UpperHalfPlaneSolver solver;

    private SpectralLaw(double compressionRatio, double hiddenFlipped, double readoutFlipped, double signScale, double weightScale)
    {
        this.compressionRatio = compressionRatio;
        this.hiddenFlipped = SubordinationFunction.Snap(hiddenFlipped);
        this.readoutFlipped = SubordinationFunction.Snap(readoutFlipped);
        this.signScale = signScale;
        this.weightScale = weightScale;
        subordination = new SubordinationFunction(compressionRatio, hiddenFlipped, readoutFlipped, signScale, weightScale);
        atoms = FindAtoms();
        (gaps, bands) = FindBands();
        solver = new UpperHalfPlaneSolver(subordination, gaps);
        Edges = Array.AsReadOnly(bands.SelectMany(band => new[] { band.Left.Position, band.Right.Position }).ToArray());
        LeftEdge = atoms.Select(atom => atom.Position).Append(bands[0].Left.Position).Min();
        RightEdge = atoms.Select(atom => atom.Position).Append(bands[^1].Right.Position).Max();
        UnstableFraction = Math.Clamp(Cumulative(0) - atoms.Where(atom => atom.Position == 0).Sum(atom => atom.Mass), 0, 1);
    }

    /// <summary>Edges of all bands, ascending; a left edge is followed by the right edge of the same band.</summary>
    public IReadOnlyList<double> Edges { get; }

    /// <summary>Bands, from left to right; one to four.</summary>
    public IReadOnlyList<SpectralBand> Bands => bands;

    /// <summary>Atoms, from left to right: mass max(0, α_h − 1/c) at −λ and max(0, 1 − α_h − 1/c) at +λ.</summary>
    public IReadOnlyList<SpectralAtom> Atoms => atoms;

    /// <summary>Smallest point of the support, atoms included. The solution manifold is stable when it is not negative.</summary>
    public double LeftEdge { get; }

    /// <summary>Largest point of the support, atoms included.</summary>
    public double RightEdge { get; }

    /// <summary>Mass below 0: the fraction of directions in which the solution manifold is unstable.</summary>
    public double UnstableFraction { get; }

    /// <summary>Whether no mass lies below 0.</summary>
    public bool IsStable => LeftEdge >= 0;

    internal SubordinationFunction Subordination => subordination;

    /// <summary>Creates the law of X = λ(D1 + ρY), Y = W̃1ᵀD2W̃1 with Var(W̃1_ij) = 1/M.</summary>
    /// <param name="point">c, α_h, α_r and ρ.</param>
    /// <param name="scale">λ = g2², finite and &gt; 0; 1 gives the spectrum in units of g2².</param>
    /// <exception cref="SpecException"><paramref name="scale"/> is outside its range.</exception>
    public static SpectralLaw Create(DesignPoint point, double scale = 1)
    {
        Require.NotNull("Point", point);
        Require.Positive("Scale", scale);
        return new SpectralLaw(
            point.CompressionRatio, point.HiddenFlippedFraction, point.ReadoutFlippedFraction, scale, scale * point.RelativeScale);
    }

    /// <summary>Creates the law of X = λD1 + g1²Y; λ = 0 is allowed (a direction of the outputs that no readout weight reaches).</summary>
    /// <param name="compressionRatio">c, 1e-6 … 1e6.</param>
    /// <param name="hiddenFlippedFraction">α_h, 0 … 1.</param>
    /// <param name="readoutFlippedFraction">α_r, 0 … 1.</param>
    /// <param name="readoutScale">λ, finite and ≥ 0: ‖W2‖² for one output, an eigenvalue of W2W2ᵀ for several.</param>
    /// <param name="hiddenScale">g1² = M·Var(W1_ij), finite and &gt; 0.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public static SpectralLaw Create(
        double compressionRatio, double hiddenFlippedFraction, double readoutFlippedFraction, double readoutScale, double hiddenScale)
    {
        DesignPoint.RequireRatio("CompressionRatio", compressionRatio);
        Require.Fraction("HiddenFlippedFraction", hiddenFlippedFraction);
        Require.Fraction("ReadoutFlippedFraction", readoutFlippedFraction);
        Require.NotNegative("ReadoutScale", readoutScale);
        Require.Positive("HiddenScale", hiddenScale);
        return new SpectralLaw(compressionRatio, hiddenFlippedFraction, readoutFlippedFraction, readoutScale, hiddenScale);
    }

    /// <summary>
    /// Computes the density at <paramref name="x"/>, atoms left out. Inside a band with flips in one layer only, ζ is the root of a
    /// quadratic or cubic in closed form; with flips in both layers it comes from the iteration of
    /// <see cref="StieltjesTransform(Complex, out double)"/>.
    /// </summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    /// <returns>0 outside the bands and at their edges.</returns>
    public double Density(double x)
    {
        if (double.IsNaN(x)) return double.NaN;
        return BandAt(x) < 0 ? 0 : Math.Max(0, -DiagonalTransform(solver.InBand(x)).Imaginary / Math.PI);
    }

    /// <summary>
    /// Computes the mass of (−∞, <paramref name="x"/>], atoms included, in closed form: π times the mass above x is the imaginary part of
    /// ∫G dz = (1−α_h)ln(ζ−λ) + α_h ln(ζ+λ) + GR(G) + (1/c)[(1−α_r)ln(1−g1²G) + α_r ln(1+g1²G)], G = G_D(ζ).
    /// </summary>
    /// <param name="x">Any number; NaN gives NaN.</param>
    public double Cumulative(double x)
    {
        if (double.IsNaN(x)) return double.NaN;
        double mass = 0;
        foreach (SpectralAtom atom in atoms)
        {
            if (atom.Position <= x) mass += atom.Mass;
        }

        foreach (SpectralBand band in bands)
        {
            if (band.Right.Position <= x) mass += band.Mass;
        }

        int inside = BandAt(x);
        if (inside >= 0) mass += gaps[inside].AboveRight - MassAbove(solver.InBand(x));
        return Math.Clamp(mass, 0, 1);
    }

    /// <summary>Finds the smallest x with <see cref="Cumulative"/>(x) ≥ <paramref name="probability"/>.</summary>
    /// <param name="probability">0 … 1.</param>
    /// <exception cref="SpecException"><paramref name="probability"/> is outside its range.</exception>
    public double Quantile(double probability)
    {
        Require.Fraction("Probability", probability);
        return Cumulative(LeftEdge) >= probability
            ? LeftEdge
            : Bisection.Narrow(x => !(Cumulative(x) >= probability), LeftEdge, RightEdge).Fails;
    }

    /// <summary>Computes the Stieltjes transform G(z) = ∫ μ(dx)/(z − x).</summary>
    /// <param name="z">Any complex number that is not an atom. On a band, the limit from the upper half-plane.</param>
    /// <returns>G(z).</returns>
    /// <exception cref="SpecException">z is an atom: G has a pole there.</exception>
    public Complex StieltjesTransform(Complex z) => StieltjesTransform(z, out _);

    /// <summary>
    /// Computes the Stieltjes transform G(z) with a certificate: the value returned is the exact transform at a point no farther from z
    /// than <paramref name="residual"/>. Off the real line it is found by the map ζ ↦ z − R(G_D(ζ)), which shrinks hyperbolic distances
    /// of the upper half-plane, hence converges from any start; Newton steps are taken where they shrink them more.
    /// </summary>
    /// <param name="z">Any complex number that is not an atom. On a band, the limit from the upper half-plane.</param>
    /// <param name="residual">|ζ + R(G_D(ζ)) − z| of the ζ found.</param>
    /// <returns>G(z).</returns>
    /// <exception cref="SpecException">z is an atom: G has a pole there.</exception>
    public Complex StieltjesTransform(Complex z, out double residual)
    {
        if (z.Imaginary == 0 && atoms.Any(atom => atom.Position == z.Real))
        {
            throw new SpecException("z", z.Real, "a number that is not an atom of the law");
        }

        if (z.Imaginary < 0) return Complex.Conjugate(StieltjesTransform(Complex.Conjugate(z), out residual));
        Complex ζ = z.Imaginary > 0 ? solver.Above(z) : BandAt(z.Real) >= 0 ? solver.InBand(z.Real) : solver.InGap(z.Real);
        residual = (ζ + subordination.Shift + subordination.PoleSum(ζ).Sum - z).Magnitude;
        return DiagonalTransform(ζ);
    }

    /// <summary>G_D(ζ).</summary>
    private Complex DiagonalTransform(Complex ζ) => (1 - hiddenFlipped) / (ζ - signScale) + hiddenFlipped / (ζ + signScale);

    /// <summary>Mass above x for the ζ of x: the imaginary part of ∫G dz over π, on the branch that vanishes at +∞.</summary>
    private double MassAbove(Complex ζ)
    {
        Complex g = weightScale * DiagonalTransform(ζ);
        Complex shrunk = ((1 - readoutFlipped) / (1 - g) - readoutFlipped / (1 + g)) * g;
        double angle = (1 - hiddenFlipped) * (ζ - signScale).Phase + hiddenFlipped * (ζ + signScale).Phase
            + (shrunk.Imaginary + (1 - readoutFlipped) * (1 - g).Phase + readoutFlipped * (1 + g).Phase) / compressionRatio;
        return angle / Math.PI;
    }

    /// <summary>
    /// The same on the real line outside the bands, where every angle is 0 or ±π: eigenvalues do not cross a gap (exact separation,
    /// Bai and Silverstein, Ann. Probab. 27, 1999).
    /// </summary>
    private double MassAbove(double ζ)
    {
        double g = weightScale * ((1 - hiddenFlipped) / (ζ - signScale) + hiddenFlipped / (ζ + signScale));
        double mass = 0;
        if (ζ < signScale) mass += 1 - hiddenFlipped;
        if (ζ < -signScale) mass += hiddenFlipped;
        if (g > 1) mass += (1 - readoutFlipped) / compressionRatio;
        if (g < -1) mass -= readoutFlipped / compressionRatio;
        return mass;
    }

    private int BandAt(double x)
    {
        for (int k = 0; k < bands.Length; k++)
        {
            if (x > bands[k].Left.Position && x < bands[k].Right.Position) return k;
        }

        return -1;
    }

    private SpectralAtom[] FindAtoms()
    {
        double kernel = 1 - 1 / compressionRatio;
        if (signScale == 0) return kernel > 0 ? [new SpectralAtom(0, kernel)] : [];
        double minus = hiddenFlipped - 1 / compressionRatio, plus = 1 - hiddenFlipped - 1 / compressionRatio;
        return new[] { new SpectralAtom(-signScale, minus), new SpectralAtom(signScale, plus) }.Where(atom => atom.Mass > 0).ToArray();
    }

    private (SpectralGap[], SpectralBand[]) FindBands()
    {
        var found = new List<SpectralGap>(SubordinationFunction.MaximumPoles + 1);
        for (int interval = 0; interval <= subordination.Count; interval++)
        {
            (double left, double right) = subordination.CriticalPoints(interval);
            bool first = interval == 0, last = interval == subordination.Count;
            if (!first && !last && !(left < right)) continue;
            double low = first ? double.NegativeInfinity : left, high = last ? double.PositiveInfinity : right;
            double from = first ? double.NegativeInfinity : subordination.Value(low),
                to = last ? double.PositiveInfinity : subordination.Value(high);
            if (!(from < to)) continue;
            double above = first ? 1 : MassAbove(low), below = last ? 0 : MassAbove(high);
            found.Add(new SpectralGap(low, high, from, to, above, below));
        }

        if (found.Count < 2) throw new InvalidOperationException("All bands of this law are narrower than rounding.");
        var between = new SpectralBand[found.Count - 1];
        for (int k = 0; k < between.Length; k++)
        {
            // Mass above the gap on the left, past its atoms, minus mass above the gap on the right, before its atoms.
            double mass = found[k].AboveRight - found[k + 1].AboveLeft;
            between[k] =
                new SpectralBand(Edge(found[k].CriticalRight, found[k].Right), Edge(found[k + 1].CriticalLeft, found[k + 1].Left), mass);
        }

        return (found.ToArray(), between);
    }

    private SpectralEdge Edge(double critical, double position)
    {
        double minus = critical - signScale, plus = critical + signScale;
        double slope = (1 - hiddenFlipped) / (minus * minus) + (hiddenFlipped == 0 ? 0 : hiddenFlipped / (plus * plus));
        return new SpectralEdge(position, slope * Math.Sqrt(2 / Math.Abs(subordination.Derivatives(critical).Second)));
    }
}
