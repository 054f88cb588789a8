namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>Draws a Plotly figure as a static picture.</summary>
public interface IStaticImageRenderer
{
    /// <summary>Renders a figure as a PNG file.</summary>
    /// <param name="figureJson">The JSON of <c>application/vnd.plotly.v1+json</c>.</param>
    /// <param name="scale">Pixels of the picture per pixel of the figure; &gt; 0.</param>
    /// <param name="cancellationToken">Stops the drawing.</param>
    Task<byte[]> RenderPngAsync(string figureJson, double scale, CancellationToken cancellationToken);

    /// <summary>Renders the first state of a live figure as a PNG file; see <see cref="MimeBundle.LiveFigure"/>.</summary>
    /// <param name="html">Its HTML.</param>
    /// <param name="width">Width in pixels of a page; &gt; 0.</param>
    /// <param name="scale">Pixels of the picture per pixel of the figure; &gt; 0.</param>
    /// <param name="cancellationToken">Stops the drawing.</param>
    Task<byte[]> RenderLivePngAsync(string html, int width, double scale, CancellationToken cancellationToken);
}
