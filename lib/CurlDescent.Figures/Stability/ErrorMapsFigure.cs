using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Several error maps side by side, such as final and maximum error, or linear and tanh networks.</summary>
/// <param name="Maps">Title and map; their own captions are not shown.</param>
public sealed record ErrorMapsFigure(IReadOnlyList<(string Title, ErrorMapFigure Map)> Maps) : Figure
{
    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Maps), Maps.Count);
        return Sheet.Row([.. Maps.Select(m => m.Map.ToPanel(m.Title))]);
    }
}
