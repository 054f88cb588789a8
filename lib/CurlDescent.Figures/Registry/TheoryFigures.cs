using CurlDescent.Experiments;

namespace CurlDescent.Figures.Registry;

/// <summary>Figures of the registry that show the random-matrix theory.</summary>
internal static class TheoryFigures
{
    private const string Limit = "random-matrix limit, ρ = 1";

    public static FigureGrid PhaseDiagrams(FigureInputs inputs)
    {
        FigureCaption caption = FigureCaption.Theory(CaptionTexts.Of("fig2"), Limit);
        return new FigureGrid([Hidden(inputs), Readout(inputs)]) { Caption = caption };
    }

    public static PhaseDiagramFigure Hidden(FigureInputs inputs) => new(Axis.HiddenFraction, PlaneCurve.Of(HiddenPhaseBoundary.Create()))
    {
        Caption = FigureCaption.Theory("Phase diagram of hidden flips.", Limit),
        Authors = Authors(inputs.AuthorsHidden),
    };

    public static PhaseDiagramFigure Readout(FigureInputs inputs) => new(Axis.ReadoutFraction, PlaneCurve.Of(ReadoutPhaseBoundary.Create()))
    {
        Caption = FigureCaption.Theory("Phase diagram of readout flips.", Limit),
        Authors = Authors(inputs.AuthorsReadout),
    };

    public static PhaseSurfaceFigure JointBoundary(FigureInputs inputs) => PhaseSurfaceFigure.Of(
        JointPhaseBoundary.Create(),
        FigureCaption.Theory(CaptionTexts.Of("joint-boundary"), Limit),
        (1e-3, 10));

    public static FigureGrid RelativeScales(FigureInputs inputs)
    {
        double[] scales = [0.25, 0.5, 1, 2, 4];
        FigureCaption caption = FigureCaption.Theory(CaptionTexts.Of("relative-scale"), "random-matrix limit");
        return new FigureGrid(
        [
            new BoundaryFamilyFigure(
                Axis.HiddenFraction, "<i>ρ</i>", [.. scales.Select(rho => (rho, PlaneCurve.Of(HiddenPhaseBoundary.Create(rho))))])
            {
                Caption = caption,
            },
            new BoundaryFamilyFigure(
                Axis.ReadoutFraction, "<i>ρ</i>", [.. scales.Select(rho => (rho, PlaneCurve.Of(ReadoutPhaseBoundary.Create(rho))))])
            {
                Caption = caption,
            },
        ])
        { Caption = caption };
    }

    public static DensityExplorerFigure Densities(FigureInputs inputs)
    {
        double[] c = [0.1, 0.2, 0.3, 0.5, 0.7, 1, 2], hidden = [0, 0.1, 0.25, 0.5, 1], readout = [0, 0.1, 0.25, 0.5];
        var laws = new SpectralCurve[c.Length, hidden.Length, readout.Length];
        for (int i = 0; i < c.Length; i++)
        {
            for (int j = 0; j < hidden.Length; j++)
            {
                for (int k = 0; k < readout.Length; k++)
                    laws[i, j, k] = SpectralCurve.Of(SpectralLaw.Create(DesignPoint.Create(c[i], hidden[j], readout[k])), 90);
            }
        }

        return new DensityExplorerFigure
        {
            CompressionRatios = c,
            HiddenFractions = hidden,
            ReadoutFractions = readout,
            Laws = laws,
            Start = (3, 2, 0),
            Eigenvalues = (-4, 10),
            Caption = FigureCaption.Theory(CaptionTexts.Of("density"), Limit),
        };
    }

    private static PlaneCurve? Authors(ReferenceBoundary? boundary) =>
        boundary is null ? null : new PlaneCurve(boundary.CompressionRatios, boundary.CriticalFractions);
}
