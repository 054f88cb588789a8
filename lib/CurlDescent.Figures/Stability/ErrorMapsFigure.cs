using CurlDescent.Experiments;
using CurlDescent.Figures.Composition;

namespace CurlDescent.Figures;

/// <summary>Several error maps side by side, such as final and maximum error, or linear and tanh networks.</summary>
/// <param name="Maps">Title and map; their own captions are not shown.</param>
public sealed record ErrorMapsFigure(IReadOnlyList<(string Title, ErrorMapFigure Map)> Maps) : Figure
{
    /// <summary>
    /// Final and greatest error with flipped hidden units side by side, as Figures 4 and 8 of the paper: the mean over seeds of log10 of
    /// the final test error, and the maximum over recorded epochs and seeds of the training error.
    /// </summary>
    /// <param name="table">Over <c>compressionRatio</c> and <c>readoutFraction</c>, with curl descent.</param>
    /// <param name="caption">Caption.</param>
    /// <exception cref="MissingColumnException">The table lacks a parameter or a measure.</exception>
    public static ErrorMapsFigure OfReadoutFlips(ResultTable table, FigureCaption caption) => new(
    [
        ("Final test error", ErrorMapFigure.OfReadoutFlips(table, caption)),
        ("Greatest training error",
            ErrorMapFigure.OfReadoutFlips(table, caption, Measure.Log10MaxTrainError, summary => summary.Maximum, Symbols.TrainError)),
    ])
    { Caption = caption };

    /// <summary>Returns the maps with another name of the boundary, such as that of another network.</summary>
    /// <param name="boundary">Name in the legend.</param>
    public ErrorMapsFigure Named(string boundary) =>
        this with { Maps = [.. Maps.Select(m => (m.Title, m.Map with { BoundaryName = boundary }))] };

    internal override Sheet Compose()
    {
        Check.NotEmpty(nameof(Maps), Maps.Count);
        return Sheet.Row([.. Maps.Select(m => m.Map.ToPanel(m.Title))]);
    }
}
