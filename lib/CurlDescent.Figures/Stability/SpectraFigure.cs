using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Spectra side by side, the unstable part shaded: expansive against contractive networks.</summary>
/// <param name="Spectra">Title and spectrum; their own captions are not shown.</param>
public sealed record SpectraFigure(IReadOnlyList<(string Title, SpectrumFigure Spectrum)> Spectra) : Figure
{
    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Spectra), Spectra.Count);
        return Sheet.Row([.. Spectra.Select(s => s.Spectrum.ToPanel(s.Title))]);
    }
}
