using System.Numerics;
using CurlDescent.Stability;
using MathNet.Numerics.RootFinding;

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
    private readonly Gap[] gaps;

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
        return BandAt(x) < 0 ? 0 : Math.Max(0, -DiagonalTransform(SolveInBand(x)).Imaginary / Math.PI);
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
        if (inside >= 0) mass += gaps[inside].AboveRight - MassAbove(SolveInBand(x));
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
        Complex ζ = z.Imaginary > 0 ? Iterate(z) : BandAt(z.Real) >= 0 ? SolveInBand(z.Real) : SolveInGap(z.Real);
        residual = (ζ + subordination.Shift + subordination.PoleSum(ζ).Sum - z).Magnitude;
        return DiagonalTransform(ζ);
    }

    /// <summary>ζ of a real x outside the bands, on the branch with z' ≥ 0.</summary>
    private double SolveInGap(double x)
    {
        Gap gap = gaps.First(candidate => x <= candidate.Right);
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
    internal Complex SolveInBand(double x)
    {
        double target = x - subordination.Shift;
        if (subordination.Count == 1)
        {
            double half = (target - subordination.Pole(0)) / 2;
            return new Complex(subordination.Pole(0) + half, Math.Sqrt(Math.Max(0, subordination.Residue(0) - half * half)));
        }

        if (subordination.Count > 2) return Iterate(x);

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
        return double.IsFinite(size) && least <= 1e-12 * size ? kept : Iterate(x);
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

    private Complex Iterate(Complex z)
    {
        Complex ζ = Start(z);
        (Complex sum, Complex slope, double magnitude) = subordination.PoleSum(ζ);
        double distance = Distance(ζ, z - subordination.Shift - sum), best = double.PositiveInfinity;
        int stalled = 0;
        for (int step = 0; step < 100_000; step++)
        {
            Complex image = z - subordination.Shift - sum;
            double residual = (ζ - image).Magnitude;
            if (residual <= 1e-16 * (ζ.Magnitude + magnitude + z.Magnitude + Math.Abs(subordination.Shift))) break;
            // Rounding stops progress a little above that bound.
            stalled = residual < best / 2 ? 0 : stalled + 1;
            best = Math.Min(best, residual);
            if (stalled > 5 && residual <= 1e-14 * (ζ.Magnitude + magnitude + z.Magnitude + Math.Abs(subordination.Shift))) break;

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
        foreach (Gap gap in gaps)
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

    private (Gap[], SpectralBand[]) FindBands()
    {
        var found = new List<Gap>(SubordinationFunction.MaximumPoles + 1);
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
            found.Add(new Gap(low, high, from, to, above, below));
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

    /// <summary>An interval without density and its image under ζ; the masses are those above its left and right end.</summary>
    private readonly record struct Gap(
        double CriticalLeft, double CriticalRight, double Left, double Right, double AboveLeft, double AboveRight);
}
