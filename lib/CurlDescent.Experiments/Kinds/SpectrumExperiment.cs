using CurlDescent.Experiments.Specs;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments;

/// <summary>Samples X = D1 + W1ᵀD2W1 with Var(W1_ij) = ρ/M (λ = 1), and compares its eigenvalues with the limiting law.</summary>
public sealed class SpectrumExperiment : ExperimentKind
{
    private const string Bins = "bins";

    private const double AtomWidth = 1e-8;

    private const int TimedSize = 400;

    private static readonly WorkClass OfEigenvalues = new("eigenvalues", () =>
        Timing.Seconds(() => Eigenvalues(TimedSize, TimedSize, RuleFlips.Counts(0, 1), 1, 1, 0, default))
            / WorkOf(TimedSize, TimedSize).Units);

    internal SpectrumExperiment()
    {
    }

    /// <inheritdoc/>
    public override string Name => "spectrum";

    /// <inheritdoc/>
    public override string Description => "Samples the stability matrix of a network and compares its eigenvalues with the limiting law.";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDefinition> Parameters { get; } =
    [
        Common(Inputs), Common(HiddenUnits), Common(CompressionRatio), Common(Units), Common(HiddenFlips), Common(HiddenFraction),
        Common(ReadoutFlips), Common(ReadoutFraction),
        OfRelativeScale,
        Integer(Bins, "Number of bins of the eigenvalue histogram.", 100, 2, 100_000) with { KeepsSeed = true },
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<string> DefaultRules => [RuleName.SampledMatrix];

    internal override void Resolve(Dictionary<string, ParameterValue> values)
    {
        (int inputs, int hiddenUnits) = RelativeParameters.ResolveNetwork(values);
        RelativeParameters.ResolveFlips(values, HiddenFlips, HiddenFraction, inputs);
        RelativeParameters.ResolveFlips(values, ReadoutFlips, ReadoutFraction, hiddenUnits);
    }

    internal override RunData Run(Cell cell, string rule, int seed, SharedProblems shared, CancellationToken cancellation)
    {
        int m = cell.Integer(Inputs), n = cell.Integer(HiddenUnits);
        int hiddenFlips = cell.Integer(HiddenFlips), readoutFlips = cell.Integer(ReadoutFlips);
        double scale = cell.Number(RelativeScale);
        double[] eigenvalues = Eigenvalues(m, n, RuleFlips.Counts(hiddenFlips, readoutFlips), scale, cell.Seed, (uint)seed, cancellation);
        var law = SpectralLaw.Create(DesignPoint.Create((double)m / n, (double)hiddenFlips / m, (double)readoutFlips / n, scale));
        return new RunData(outcome: null, "two-stage tridiagonalisation", [
            new(Measure.SmallestEigenvalue, eigenvalues[0]),
            new(Measure.NegativeFraction, eigenvalues.Count(e => e < 0) / (double)m),
            new(Measure.LeftEdge, law.LeftEdge),
            new(Measure.UnstableFraction, law.UnstableFraction),
        ], Curves(law, eigenvalues, cell.Integer(Bins)));
    }

    internal override RunWork Work(Cell cell, string rule) => WorkOf(cell.Number(Inputs), cell.Number(HiddenUnits));

    /// <summary>The work of sampling one matrix and finding its eigenvalues.</summary>
    private static RunWork WorkOf(double inputs, double hiddenUnits) =>
        new(OfEigenvalues, inputs * inputs * hiddenUnits + 4.0 / 3 * inputs * inputs * inputs);

    /// <summary>Samples X and returns its eigenvalues, ascending.</summary>
    private static double[] Eigenvalues(
        int inputs, int hiddenUnits, RuleFlips flips, double relativeScale, ulong seed, uint run, CancellationToken cancellation)
    {
        (double[] d1, double[] d2) = flips.Resolve(inputs, hiddenUnits, 1);
        double[] weights = RandomWeights.Create(inputs, hiddenUnits, seed, run, WeightLaw.Normal, relativeScale).ToArray(cancellation);
        double[] matrix = StabilityOperator.Create(weights, d1, d2, scale: 1).ToDense(cancellation);
        return SymmetricEigenvalues.ComputeInPlace(matrix, inputs, cancellation: cancellation);
    }

    // Eigenvalues at an atom belong to the atom; the histogram and the density show the bulk, whose area is what the atoms leave.
    private static IReadOnlyList<RunSeries> Curves(SpectralLaw law, double[] eigenvalues, int bins)
    {
        double[] bulk = [.. eigenvalues.Where(e => !law.Atoms.Any(a => Math.Abs(e - a.Position) < AtomWidth))];
        double low = Math.Min(law.Edges[0], bulk.Length > 0 ? bulk[0] : law.Edges[0]),
            high = Math.Max(law.Edges[^1], bulk.Length > 0 ? bulk[^1] : low);
        double width = (high - low) / bins;
        double[] centres = [.. Enumerable.Range(0, bins).Select(b => low + (b + 0.5) * width)];
        var density = new double[bins];
        foreach (double e in bulk) density[Math.Clamp((int)((e - low) / width), 0, bins - 1)] += 1 / (eigenvalues.Length * width);
        double[] fine = [.. Enumerable.Range(0, 8 * bins + 1).Select(i => low + i * width / 8)];
        return
        [
            new(Series.EigenvalueHistogram, centres, density),
            new(Series.LimitingDensity, fine, [.. fine.Select(law.Density)]),
            new(Series.Atoms, [.. law.Atoms.Select(a => a.Position)], [.. law.Atoms.Select(a => a.Mass)]),
        ];
    }
}
