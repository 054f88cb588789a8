using CurlDescent.Experiments.Specs;
using static CurlDescent.Experiments.Parameters;

namespace CurlDescent.Experiments;

/// <summary>Evaluates the random-matrix limit at a design point.</summary>
public sealed class TheoryExperiment : ExperimentKind
{
    private static readonly WorkClass OfTheory =
        new("theory", () => Timing.Seconds(() => SpectralLaw.Create(DesignPoint.Create(0.4, 0.3, 0)).UnstableFraction));

    internal TheoryExperiment()
    {
    }

    /// <inheritdoc/>
    public override string Name => "theory";

    /// <inheritdoc/>
    public override string Description => "Evaluates the random-matrix theory; one run a cell.";

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterDefinition> Parameters { get; } =
        [Common(CompressionRatio), Common(HiddenFraction), Common(ReadoutFraction), OfRelativeScale];

    /// <inheritdoc/>
    public override IReadOnlyList<string> DefaultRules => [RuleName.Theory];

    /// <inheritdoc/>
    public override bool IsRandom => false;

    internal override void Resolve(Dictionary<string, ParameterValue> values)
    {
        if (!values.ContainsKey(CompressionRatio)) throw new CellException("the theory needs compressionRatio.", [CompressionRatio]);
        values.TryAdd(HiddenFraction, 0);
        values.TryAdd(ReadoutFraction, 0);
    }

    internal override RunData Run(Cell cell, string rule, int seed, SharedProblems shared, CancellationToken cancellation)
    {
        double c = cell.Number(CompressionRatio), scale = cell.Number(RelativeScale);
        var law = SpectralLaw.Create(DesignPoint.Create(c, cell.Number(HiddenFraction), cell.Number(ReadoutFraction), scale));
        return new RunData(outcome: null, "closed form", [
            new(Measure.LeftEdge, law.LeftEdge),
            new(Measure.UnstableFraction, law.UnstableFraction),
            new(Measure.CriticalHiddenFraction, HiddenPhaseBoundary.Create(scale).LargestStableFraction(c)),
            new(Measure.CriticalReadoutFraction, ReadoutPhaseBoundary.Create(scale).LargestStableFraction(c)),
        ], []);
    }

    internal override RunWork Work(Cell cell, string rule) => new(OfTheory, 1);
}
