using System.Globalization;
using System.Text;
using CurlDescent.NotebookEngine.Formatting;
using Microsoft.Playwright;
using Plotly.NET;

namespace CurlDescent.Tool.Browser;

/// <summary>Formats of a static image.</summary>
public enum ImageFormat
{
    /// <summary>Pixels.</summary>
    Png,

    /// <summary>Vectors.</summary>
    Svg,

    /// <summary>Vectors, one page as large as the figure.</summary>
    Pdf,
}

/// <summary>Draws Plotly figures to static images; one browser page for any number of figures. Not thread-safe.</summary>
public sealed class ChartRenderer : IAsyncDisposable
{
    private const int DefaultWidth = 760, DefaultHeight = 460;
    private readonly HeadlessBrowser browser;
    private readonly IPage page;

    private ChartRenderer(HeadlessBrowser browser, IPage page)
    {
        this.browser = browser;
        this.page = page;
    }

    /// <summary>Starts a renderer.</summary>
    /// <returns>Null if this machine has no browser.</returns>
    public static async Task<ChartRenderer?> TryStartAsync()
    {
        if (await HeadlessBrowser.TryStartAsync() is not { } browser) return null;
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions { Offline = true });
        IPage page = await context.NewPageAsync();
        await page.SetContentAsync("<!doctype html><meta charset=\"utf-8\"><body style=\"margin:0\"></body>");
        await page.AddScriptTagAsync(new PageAddScriptTagOptions { Content = PlotlySource.From(typeof(GenericChart).Assembly) });
        return new ChartRenderer(browser, page);
    }

    /// <summary>Draws a figure.</summary>
    /// <param name="figureJson">A Plotly figure: data and layout.</param>
    /// <param name="format">Format.</param>
    /// <param name="width">Width in pixels; null takes the figure's natural width (<c>layout.width</c>, else <c>layout.meta.width</c>, else
    /// 760).</param>
    /// <param name="scale">Pixels of the image per pixel of the figure; for PNG.</param>
    /// <exception cref="InvalidOperationException">Plotly cannot draw the figure.</exception>
    public async Task<byte[]> RenderAsync(string figureJson, ImageFormat format, int? width = null, double scale = 2)
    {
        try
        {
            string url = await page.EvaluateAsync<string>(
                """
                async ({figure, format, width, fallback, scale}) => {
                  const {data, layout = {}} = JSON.parse(figure);
                  const size = {width: width || layout.width || layout.meta?.width || fallback[0], height: layout.height || fallback[1]};
                  return await Plotly.toImage({data, layout: {...layout, ...size}}, {format, ...size, scale});
                }
                """,
                new
                {
                    figure = figureJson,
                    format = format == ImageFormat.Png
                    ? "png" : "svg",
                    width,
                    fallback = new[] { DefaultWidth, DefaultHeight },
                    scale = format == ImageFormat.Png
                        ? scale : 1
                });
            byte[] image = url.Contains(";base64,", StringComparison.Ordinal)
                ? Convert.FromBase64String(url[(url.IndexOf(',') + 1)..])
                : Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url[(url.IndexOf(',') + 1)..]));
            return format == ImageFormat.Pdf ? await ToPdfAsync(Encoding.UTF8.GetString(image)) : image;
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            throw new InvalidOperationException($"The browser could not draw the figure: {e.Message}", e);
        }
    }

    /// <summary>
    /// Draws the first state of a live figure, which marks its element with <c>data-live-figure</c> and sets <c>data-ready</c> there when
    /// it is drawn.
    /// </summary>
    /// <param name="html">The figure's HTML; may need no network.</param>
    /// <param name="width">Width of the page in pixels.</param>
    /// <param name="scale">Pixels of the image per pixel of the page.</param>
    /// <returns>A PNG file.</returns>
    /// <exception cref="InvalidOperationException">The figure does not draw itself.</exception>
    public async Task<byte[]> RenderLiveAsync(string html, int width, double scale)
    {
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            Offline = true,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            DeviceScaleFactor = (float)scale,
            ReducedMotion = ReducedMotion.Reduce,
            ColorScheme = ColorScheme.Light,
        });
        try
        {
            IPage sheet = await context.NewPageAsync();
            await sheet.SetContentAsync($"<!doctype html><meta charset=\"utf-8\"><body style=\"margin:0;background:#fff\">{html}</body>");
            await sheet.WaitForFunctionAsync(
                "() => [...document.querySelectorAll('[data-live-figure]')].every(host => host.dataset.ready === 'true')");
            return await sheet.Locator("[data-live-figure]").First.ScreenshotAsync();
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            throw new InvalidOperationException($"The browser could not draw the live figure: {e.Message}", e);
        }
        finally
        {
            await context.CloseAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await browser.DisposeAsync();

    private async Task<byte[]> ToPdfAsync(string svg)
    {
        IPage sheet = await page.Context.NewPageAsync();
        try
        {
            await sheet.SetContentAsync($"<!doctype html><style>html,body{{margin:0}}svg{{display:block}}</style>{svg}");
            double[] size = await sheet.EvaluateAsync<double[]>(
                "() => { const s = document.querySelector('svg'); return [s.width.baseVal.value, s.height.baseVal.value]; }");
            return await sheet.PdfAsync(
                new PagePdfOptions { Width = Pixels(size[0]), Height = Pixels(size[1] + 1), PrintBackground = true, PageRanges = "1" });
        }
        finally
        {
            await sheet.CloseAsync();
        }

        static string Pixels(double value) => string.Create(CultureInfo.InvariantCulture, $"{value}px");
    }
}
