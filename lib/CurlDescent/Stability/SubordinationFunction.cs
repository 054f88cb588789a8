using System.Numerics;
using System.Runtime.CompilerServices;

namespace CurlDescent.Stability;

/// <summary>
/// The inverse of the subordination map of X = λD1 + gY, Y = W̃1ᵀD2W̃1: z(ζ) = ζ + R(G_D(ζ)), with G_D the Stieltjes transform of λD1
/// and R the R-transform of gY (derived in notebook 04, section 3). The Stieltjes transform of X at z(ζ) is G_D(ζ).
/// </summary>
/// <remarks>
/// R∘G_D is rational with real simple poles and positive residues, because R maps the upper half-plane to itself and G_D maps it to
/// the lower one. So z(ζ) = ζ + b + Σ A_k/(ζ − p_k) with at most four poles, and 1 − z'(ζ) = Σ A_k/(ζ − p_k)² is convex between poles:
/// at most one gap of the spectrum per interval. Of all solutions of z(ζ) = z with Im z &gt; 0 exactly one has Im ζ &gt; 0
/// (Silverstein and Bai, J. Multivariate Anal. 54, 1995, eq. 1.2), so the physical branch needs no search.
/// </remarks>
internal readonly struct SubordinationFunction
{
    public const int MaximumPoles = 4;

    private readonly Four poles, residues;

    /// <param name="compressionRatio">c &gt; 0.</param>
    /// <param name="hiddenFlipped">α_h.</param>
    /// <param name="readoutFlipped">α_r.</param>
    /// <param name="signScale">λ ≥ 0, factor of D1.</param>
    /// <param name="weightScale">g ≥ 0, factor of Y.</param>
    public SubordinationFunction(double compressionRatio, double hiddenFlipped, double readoutFlipped, double signScale, double weightScale)
    {
        double c = compressionRatio, g = weightScale, λ = signScale;
        hiddenFlipped = Snap(hiddenFlipped);
        readoutFlipped = Snap(readoutFlipped);
        Shift = g / c * (1 - 2 * readoutFlipped);
        int count = 0;
        Span<double> p = stackalloc double[MaximumPoles], a = stackalloc double[MaximumPoles];
        for (int sign = -1; sign <= 1; sign += 2)
        {
            double share = sign > 0 ? 1 - readoutFlipped : readoutFlipped;
            if (share == 0 || g == 0) continue;
            if (λ == 0 || hiddenFlipped is 0 or 1)
            {
                // λD1 is a multiple of the identity: one pole per sign.
                p[count] = (hiddenFlipped == 1 ? -λ : λ) + sign * g;
                a[count++] = share / c * g * g;
                continue;
            }

            // Poles solve 1 = ±g·G_D(p). Offsets from −λ and +λ come from their own quadratics: no cancellation when α_h is tiny.
            double root = Math.Sqrt((2 * λ - g) * (2 * λ - g) + 8 * g * λ * (sign > 0 ? 1 - hiddenFlipped : hiddenFlipped));
            (double lowFromMinus, double highFromMinus) = QuadraticRoots(2 * λ + sign * g, root, 2 * sign * g * λ * hiddenFlipped);
            (double lowFromPlus, double highFromPlus) = QuadraticRoots(sign * g - 2 * λ, root, -2 * sign * g * λ * (1 - hiddenFlipped));
            Add(ref count, p, a, lowFromMinus, lowFromPlus);
            Add(ref count, p, a, highFromMinus, highFromPlus);

            void Add(ref int n, Span<double> p, Span<double> a, double fromMinus, double fromPlus)
            {
                p[n] = Math.Abs(fromMinus) < Math.Abs(fromPlus) ? fromMinus - λ : fromPlus + λ;
                a[n++] = share / c / (hiddenFlipped / (fromMinus * fromMinus) + (1 - hiddenFlipped) / (fromPlus * fromPlus));
            }
        }

        p[..count].Sort(a[..count]);
        Count = count;
        for (int k = 0; k < count; k++) (poles[k], residues[k]) = (p[k], a[k]);
    }

    /// <summary>A fraction closer to 0 or 1 than rounding is 0 or 1: no network has a neuron for it.</summary>
    public static double Snap(double fraction) => fraction < 1e-15 ? 0 : fraction > 1 - 1e-15 ? 1 : fraction;

    /// <summary>Number of poles, 0 … 4.</summary>
    public int Count { get; }

    /// <summary>b = R(0), the mean of gY.</summary>
    public double Shift { get; }

    /// <summary>p_k, ascending.</summary>
    public double Pole(int k) => poles[k];

    /// <summary>A_k &gt; 0.</summary>
    public double Residue(int k) => residues[k];

    /// <summary>Σ A_k, the variance of gY.</summary>
    public double TotalResidue
    {
        get
        {
            double sum = 0;
            for (int k = 0; k < Count; k++) sum += residues[k];
            return sum;
        }
    }

    public double Value(double ζ)
    {
        double sum = ζ + Shift;
        for (int k = 0; k < Count; k++) sum += residues[k] / (ζ - poles[k]);
        return sum;
    }

    /// <summary>z, z' and z'' at real ζ.</summary>
    public (double Value, double First, double Second) Derivatives(double ζ)
    {
        double value = ζ + Shift, first = 1, second = 0;
        for (int k = 0; k < Count; k++)
        {
            double inverse = 1 / (ζ - poles[k]), term = residues[k] * inverse;
            value += term;
            term *= inverse;
            first -= term;
            second += 2 * term * inverse;
        }

        return (value, first, second);
    }

    /// <summary>The sum Σ A_k/(ζ − p_k), its derivative's negative Σ A_k/(ζ − p_k)², and the sum of absolute terms, at complex ζ.</summary>
    public (Complex Sum, Complex Slope, double Magnitude) PoleSum(Complex ζ)
    {
        Complex sum = 0, slope = 0;
        double magnitude = 0;
        for (int k = 0; k < Count; k++)
        {
            Complex inverse = 1 / (ζ - poles[k]), term = residues[k] * inverse;
            sum += term;
            slope += term * inverse;
            magnitude += term.Magnitude;
        }

        return (sum, slope, magnitude);
    }

    /// <summary>
    /// Returns the real critical points z'(ζ) = 0 of the interval between pole <paramref name="interval"/> − 1 and pole
    /// <paramref name="interval"/> (−∞ before the first, +∞ after the last); NaN where there is none.
    /// </summary>
    public (double Left, double Right) CriticalPoints(int interval)
    {
        if (Count == 0) return (double.NaN, double.NaN);
        if (interval == 0) return (double.NaN, poles[0] - DistanceToCriticalPoint(0, -1));
        if (interval == Count) return (poles[Count - 1] + DistanceToCriticalPoint(Count - 1, 1), double.NaN);
        double left = DistanceToCriticalPoint(interval - 1, 1), right = DistanceToCriticalPoint(interval, -1);
        if (double.IsNaN(left) || double.IsNaN(right)) return (double.NaN, double.NaN);
        return (poles[interval - 1] + left, poles[interval] - right);
    }

    /// <summary>
    /// Distance from a pole to the nearest critical point on one side; NaN when that interval has none. Newton's iteration on
    /// φ = (Σ A_k/(ζ − p_k)²)^(−1/2), which is concave between poles (a power mean of linear functions): from a start with φ ≤ 1 it
    /// never overshoots, and a slope ≤ 0 on the way proves that φ stays below 1.
    /// </summary>
    private double DistanceToCriticalPoint(int pole, int side)
    {
        double distance = Math.Sqrt(residues[pole]), start = poles[pole];
        int last = side > 0 ? Count - 1 : 0;
        bool outer = pole == last;
        double limit = outer ? double.PositiveInfinity : Math.Abs(poles[pole + side] - start);
        if (outer)
        {
            // All weight at the farthest pole bounds the distance from below as well, and saves steps when the nearest pole is weak.
            double span = Math.Abs(poles[Count - 1] - poles[0]);
            distance = Math.Max(distance, Math.Sqrt(TotalResidue) - span);
        }

        for (int step = 0; step < 200 && distance < limit; step++)
        {
            double second = 0, third = 0;
            for (int k = 0; k < Count; k++)
            {
                double inverse = 1 / (distance + side * (start - poles[k])), term = residues[k] * inverse * inverse;
                second += term;
                third += term * inverse;
            }

            if (!(third > 0)) return double.NaN;
            double move = second * (Math.Sqrt(second) - 1) / third;
            if (move <= 2e-16 * distance) return distance;
            distance += move;
        }

        return distance < limit ? distance : double.NaN;
    }

    private static (double Low, double High) QuadraticRoots(double sum, double root, double product)
    {
        double far = (sum + Math.CopySign(root, sum)) / 2;
        double near = far == 0 ? 0 : product / far;
        return far < near ? (far, near) : (near, far);
    }

    [InlineArray(MaximumPoles)]
    private struct Four
    {
        private double first;
    }
}
