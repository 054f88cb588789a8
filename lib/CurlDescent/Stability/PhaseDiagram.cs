using System.Numerics;

namespace CurlDescent.Stability;

/// <summary>
/// A phase diagram on a grid of compression ratios and flipped fractions of one layer: the left edge of the spectrum of X in units of λ,
/// negative where the solution manifold is unstable.
/// </summary>
public sealed class PhaseDiagram
{
    private readonly double[] ratios, fractions, leftEdges;

    private PhaseDiagram(double[] ratios, double[] fractions, double[] leftEdges)
    {
        this.ratios = ratios;
        this.fractions = fractions;
        this.leftEdges = leftEdges;
    }

    /// <summary>c of each column.</summary>
    public IReadOnlyList<double> CompressionRatios => ratios;

    /// <summary>α of each row.</summary>
    public IReadOnlyList<double> FlippedFractions => fractions;

    /// <summary>Left edges, row-major: one row per fraction, one column per compression ratio, as a heat map wants them.</summary>
    public ReadOnlySpan<double> LeftEdges => leftEdges;

    /// <summary>Left edge at one grid point, atoms included.</summary>
    /// <param name="row">Index of the fraction.</param>
    /// <param name="column">Index of the compression ratio.</param>
    public double LeftEdge(int row, int column) => leftEdges[row * ratios.Length + column];

    /// <summary>Whether the solution manifold is stable at one grid point.</summary>
    /// <param name="row">Index of the fraction.</param>
    /// <param name="column">Index of the compression ratio.</param>
    public bool IsStable(int row, int column) => LeftEdge(row, column) >= 0;

    /// <summary>Computes the diagram of hidden flips (α_r = 0).</summary>
    /// <param name="compressionRatios">c, each finite and &gt; 0.</param>
    /// <param name="flippedFractions">α_h, each 0 … 1.</param>
    /// <param name="relativeScale">ρ, finite and &gt; 0.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public static PhaseDiagram Hidden(IEnumerable<double> compressionRatios, IEnumerable<double> flippedFractions, double relativeScale = 1) =>
        Compute(compressionRatios, flippedFractions, relativeScale, hidden: true);

    /// <summary>Computes the diagram of readout flips (α_h = 0).</summary>
    /// <param name="compressionRatios">c, each finite and &gt; 0.</param>
    /// <param name="flippedFractions">α_r, each 0 … 1.</param>
    /// <param name="relativeScale">ρ, finite and &gt; 0.</param>
    /// <exception cref="SpecException">A value is outside its range.</exception>
    public static PhaseDiagram Readout(IEnumerable<double> compressionRatios, IEnumerable<double> flippedFractions, double relativeScale = 1) =>
        Compute(compressionRatios, flippedFractions, relativeScale, hidden: false);

    private static PhaseDiagram Compute(IEnumerable<double> compressionRatios, IEnumerable<double> flippedFractions, double relativeScale, bool hidden)
    {
        double[] ratios = [.. Require.NotNull("CompressionRatios", compressionRatios)];
        double[] fractions = [.. Require.NotNull("FlippedFractions", flippedFractions)];
        foreach (double ratio in ratios) Require.Positive("CompressionRatios", ratio);
        foreach (double fraction in fractions) Require.Fraction("FlippedFractions", fraction);
        Require.Positive("RelativeScale", relativeScale);

        // Poles depend on the fraction alone and residues are proportional to 1/c: one map per row serves many c at once.
        var edges = new double[fractions.Length * ratios.Length];
        Parallel.For(0, fractions.Length, row =>
        {
            double α = fractions[row];
            Span<double> line = edges.AsSpan(row * ratios.Length, ratios.Length);
            SubordinationFunction Map(double c) => hidden ? new(c, α, 0, 1, relativeScale) : new(c, 0, α, 1, relativeScale);
            bool negative = hidden && α > 0;
            (double atom, double share) = negative ? (-1, α) : (1, 1);
            SubordinationFunction unit = Map(1);
            int column = 0;
            for (; unit.Count == 2 && column + Vector<double>.Count <= ratios.Length; column += Vector<double>.Count)
            {
                Vector<double> c = new(ratios, column), left = TwoPoleLeftEdge(unit, c);
                Vector.ConditionalSelect(Vector.GreaterThan(c * share, Vector<double>.One), Vector.Min(left, new(atom)), left).CopyTo(line[column..]);
            }

            for (; column < ratios.Length; column++)
            {
                SubordinationFunction map = Map(ratios[column]);
                double left = map.Value(map.CriticalPoints(0).Right);
                line[column] = ratios[column] * share > 1 ? Math.Min(left, atom) : left;
            }
        });
        return new PhaseDiagram(ratios, fractions, edges);
    }

    /// <summary>
    /// Left edge of the continuous part for two poles and many c: Newton's iteration of
    /// <see cref="SubordinationFunction.CriticalPoints"/>, one lane per c.
    /// </summary>
    private static Vector<double> TwoPoleLeftEdge(in SubordinationFunction unit, Vector<double> c)
    {
        Vector<double> one = Vector<double>.One, inverse = one / c;
        Vector<double> gap = new(unit.Pole(1) - unit.Pole(0)), a0 = inverse * unit.Residue(0), a1 = inverse * unit.Residue(1);
        Vector<double> distance = Vector.Max(Vector.SquareRoot(a0), Vector.SquareRoot(a0 + a1) - gap);
        for (int step = 0; step < 60; step++)
        {
            Vector<double> near = one / distance, far = one / (distance + gap);
            Vector<double> t0 = a0 * near * near, t1 = a1 * far * far, second = t0 + t1, third = t0 * near + t1 * far;
            Vector<double> move = second * (Vector.SquareRoot(second) - one) / third;
            distance += move;

            // Convergence is quadratic: a step this small leaves an error below rounding.
            if (Vector.LessThanOrEqualAll(move, 1e-9 * distance)) break;
        }

        return new Vector<double>(unit.Pole(0)) - distance + inverse * unit.Shift - a0 / distance - a1 / (distance + gap);
    }
}
