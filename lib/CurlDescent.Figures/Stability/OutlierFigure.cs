using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>A single flip pulls one eigenvalue out of the bulk: one spectrum, and the outlier's place against a parameter.</summary>
/// <param name="Spectrum">The spectrum with its outlier; its own caption is not shown.</param>
/// <param name="X">Axis of the parameter.</param>
/// <param name="Places">Curves of places: predicted, sampled, edge of the bulk.</param>
public sealed record OutlierFigure(SpectrumFigure Spectrum, Axis X, IReadOnlyList<Curve> Places) : Figure
{
    internal override Sheet Compose() =>
        Sheet.Row(
            Spectrum.ToPanel("One flipped neuron"),
            CurvesFigure.ToPanel(X, new Axis("Eigenvalue"), Places, "Place of the outlier").MarkY(0));
}
