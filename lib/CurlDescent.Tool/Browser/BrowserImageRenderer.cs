using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.Tool.Browser;

/// <summary>
/// Draws the static pictures of notebooks and pages in one browser, started when the first is asked for. Thread-safe; draws one at a time.
/// </summary>
internal sealed class BrowserImageRenderer : IStaticImageRenderer, IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private ChartRenderer? renderer;

    /// <summary>Returns a renderer, or null if this machine has no browser.</summary>
    public static BrowserImageRenderer? TryCreate() => SystemBrowser.TryFind() is null ? null : new BrowserImageRenderer();

    /// <inheritdoc/>
    public Task<byte[]> RenderPngAsync(string figureJson, double scale, CancellationToken cancellationToken) =>
        RenderAsync(charts => charts.RenderAsync(figureJson, ImageFormat.Png, scale: scale), cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> RenderLivePngAsync(string html, int width, double scale, CancellationToken cancellationToken) =>
        RenderAsync(charts => charts.RenderLiveAsync(html, width, scale), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (renderer is not null) await renderer.DisposeAsync();
        turn.Dispose();
    }

    private async Task<byte[]> RenderAsync(Func<ChartRenderer, Task<byte[]>> render, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            renderer ??= await ChartRenderer.TryStartAsync() ?? throw new InvalidOperationException(SystemBrowser.MissingMessage);
            return await render(renderer);
        }
        finally
        {
            turn.Release();
        }
    }
}
