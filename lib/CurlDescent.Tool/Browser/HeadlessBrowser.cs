using Microsoft.Playwright;

namespace CurlDescent.Tool.Browser;

/// <summary>A headless browser with a fresh profile, steered through Playwright. Closing it removes the profile.</summary>
public sealed class HeadlessBrowser : IAsyncDisposable
{
    // The last two flags let 3-D scenes draw in software where no graphics card is to be had.
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", "--hide-scrollbars", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    ];

    // A busy machine may take over Playwright's 30 s, and to be slow is no fault; milliseconds.
    private const float Patience = 300_000;

    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private HeadlessBrowser(IPlaywright playwright, IBrowser browser)
    {
        this.playwright = playwright;
        this.browser = browser;
    }

    /// <summary>Starts the browser of this machine.</summary>
    /// <returns>Null if there is none.</returns>
    public static async Task<HeadlessBrowser?> TryStartAsync()
    {
        if (SystemBrowser.TryFind() is not { } executable) return null;
        IPlaywright playwright = await Playwright.CreateAsync();
        IBrowser browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions { ExecutablePath = executable, Headless = true, Args = Flags, Timeout = Patience });
        return new HeadlessBrowser(playwright, browser);
    }

    /// <summary>Opens a window with a profile of its own, whose pages wait five minutes for what they are told to wait for.</summary>
    /// <param name="options">Size, colour scheme and the like; null takes Playwright's defaults.</param>
    public async Task<IBrowserContext> NewContextAsync(BrowserNewContextOptions? options = null)
    {
        IBrowserContext context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        context.SetDefaultNavigationTimeout(Patience);
        return context;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await browser.CloseAsync();
        playwright.Dispose();
    }
}
