using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Spectra side by side, the unstable part shaded: expansive against contractive networks.</summary>
/// <param name="Spectra">Title and spectrum; their own captions are not shown.</param>
public sealed record SpectraFigure(IReadOnlyList<(string Title, SpectrumFigure Spectrum)> Spectra) : Figure
{
    /// <summary>Panels in a row; null puts all in one.</summary>
    public int? Columns { get; init; }

    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Spectra), Spectra.Count);
        int columns = Columns ?? Spectra.Count;
        Check.Within(nameof(Columns), columns, 1, 4);
        Panel[] panels = [.. Spectra.Select(s => s.Spectrum.ToPanel(s.Title, columns == Spectra.Count ? LegendPlace.Above : LegendPlace.None))];
        return columns == panels.Length
            ? Sheet.Row(panels)
            : new Sheet { Panels = panels, Columns = columns, Width = columns == 1 ? 760 : 980, PanelHeight = 200, NarrowPanelHeight = 180 };
    }
}
