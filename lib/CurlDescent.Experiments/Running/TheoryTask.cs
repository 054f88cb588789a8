using CurlDescent.Stability;

namespace CurlDescent.Experiments;

/// <summary>Evaluates the random-matrix limit at a design point.</summary>
internal sealed class TheoryTask : RunTask
{
    public override RunData Run(Cell cell, string rule, int seed, CancellationToken cancellation)
    {
        double c = cell.Number(Parameters.CompressionRatio), scale = cell.Number(Parameters.RelativeScale);
        var law = SpectralLaw.Create(DesignPoint.Create(c, cell.Number(Parameters.HiddenFraction), cell.Number(Parameters.ReadoutFraction), scale));
        return new RunData(outcome: null, "closed form", [
            new(Measure.LeftEdge, law.LeftEdge),
            new(Measure.UnstableFraction, law.UnstableFraction),
            new(Measure.CriticalHiddenFraction, HiddenPhaseBoundary.Create(scale).LargestStableFraction(c)),
            new(Measure.CriticalReadoutFraction, ReadoutPhaseBoundary.Create(scale).LargestStableFraction(c)),
        ], []);
    }

    public override RunWork Work(Cell cell, string rule) => new(WorkClass.Theory, 1);
}
