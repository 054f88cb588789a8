using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Phase boundaries for several values of a third parameter: slices of the joint surface, or the effect of ρ.</summary>
/// <param name="Fraction">Axis of the flipped fraction.</param>
/// <param name="Parameter">Symbol of the third parameter.</param>
/// <param name="Boundaries">Value of the parameter and its boundary, in increasing order.</param>
public sealed record BoundaryFamilyFigure(Axis Fraction, string Parameter, IReadOnlyList<(double Value, PlaneCurve Boundary)> Boundaries)
    : Figure
{
    /// <summary>Range of c.</summary>
    public (double From, double To) CompressionRatios { get; init; } = (1e-2, 1e1);

    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Boundaries), Boundaries.Count);
        var panel = new Panel { X = Axis.CompressionRatio.Between(CompressionRatios.From, CompressionRatios.To), Y = Fraction };
        for (int k = 0; k < Boundaries.Count; k++)
        {
            (double value, PlaneCurve boundary) = Boundaries[k];
            panel.Add(
                Traces.Line(
                    boundary.X, boundary.Y, ColorMap.Viridis.At(0.9 * k / Math.Max(1, Boundaries.Count - 1)),
                    $"{Parameter} = {Symbols.Number(value)}"));
        }

        return Sheet.Of(panel);
    }
}
