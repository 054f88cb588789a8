using CurlDescent.NotebookEngine.Headless;

namespace CurlDescent.Tool.Browser;

/// <summary>Draws the static pictures of notebooks and pages in one browser, started when the first is asked for. Thread-safe; draws one at a time.</summary>
internal sealed class BrowserImageRenderer : IStaticImageRenderer, IAsyncDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private ChartRenderer? renderer;

    /// <summary>Returns a renderer, or null if this machine has no browser.</summary>
    public static BrowserImageRenderer? TryCreate() => SystemBrowser.TryFind() is null ? null : new BrowserImageRenderer();

    /// <inheritdoc/>
    public async Task<byte[]> RenderPngAsync(string figureJson, double scale, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            renderer ??= await ChartRenderer.TryStartAsync() ?? throw new InvalidOperationException(SystemBrowser.MissingMessage);
            return await renderer.RenderAsync(figureJson, ImageFormat.Png, scale: scale);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (renderer is not null) await renderer.DisposeAsync();
        turn.Dispose();
    }
}
