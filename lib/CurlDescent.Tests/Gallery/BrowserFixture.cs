using System.Text.Json;
using CurlDescent.Tests.Figures;
using CurlDescent.Tool.Browser;
using Microsoft.Playwright;

namespace CurlDescent.Tests.Gallery;

/// <summary>One browser for all tests of pages; screenshots go to out/screenshots.</summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private HeadlessBrowser? browser;

    public static string Screenshots { get; } = Path.Combine(FigureSamples.RepositoryFolder(), "out", "screenshots");

    public async ValueTask InitializeAsync()
    {
        browser = await HeadlessBrowser.TryStartAsync();
        Directory.CreateDirectory(Screenshots);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
    }

    /// <summary>Opens a page; the test is skipped, with the reason, where there is no browser.</summary>
    public async Task<OpenPage> OpenAsync(
        string file, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light,
        ReducedMotion motion = ReducedMotion.Reduce)
    {
        if (browser is null) Assert.Skip(SystemBrowser.MissingMessage);
        IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = motion,
        });
        var page = new OpenPage(await context.NewPageAsync(), new Uri(file).AbsoluteUri);
        await page.Page.GotoAsync(page.Address, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        return page;
    }
}

/// <summary>A page in the browser, with all that it did to the outside.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly List<string> errors = [], requests = [], loaded = [];

    public OpenPage(IPage page, string address)
    {
        Page = page;
        Address = address;
        page.Console += (_, message) =>
        {
            if (message.Type == "error" || message.Text.Contains("error", StringComparison.OrdinalIgnoreCase)) errors.Add(message.Text);
        };
        page.PageError += (_, error) => errors.Add(error);
        page.RequestFinished += (_, request) => loaded.Add(request.Url);
        page.Request += (_, request) =>
        {
            if (request.Url != address && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
            {
                requests.Add(request.Url);
            }

        };
    }

    public IPage Page { get; }

    public string Address { get; }

    public IReadOnlyList<string> Errors => errors;

    public IReadOnlyList<string> Requests => requests;

    /// <summary>
    /// Those that were answered: a browser that is short of time asks before it has read that the page's policy forbids it, and drops it.
    /// </summary>
    public IReadOnlyList<string> Loaded => loaded;

    /// <summary>
    /// Opens what is folded and scrolls through the page, as figures are drawn when a reader comes near, and waits until all are.
    /// </summary>
    /// <returns>Number of figures.</returns>
    public async Task<int> DrawAllAsync()
    {
        int figures = await Page.Locator(".figure").CountAsync();
        await Page.EvaluateAsync("() => { for (const cell of document.querySelectorAll('details.folded')) cell.open = true; }");
        for (int k = 0; k < figures; k++)
        {
            await Page.Locator(".figure").Nth(k).ScrollIntoViewIfNeededAsync();
            await Page.WaitForFunctionAsync(
                "k => document.querySelectorAll('.figure')[k].dataset.drawn === 'true'", k);
        }

        return figures;
    }

    /// <summary>Evaluates a script that returns a list of complaints.</summary>
    public async Task<string[]> ComplaintsAsync(string script, object? argument = null)
    {
        JsonElement? found = await Page.EvaluateAsync(script, argument);
        return found is { } list ? [.. list.EnumerateArray().Select(item => item.ToString())] : [];
    }

    public async ValueTask DisposeAsync() => await Page.Context.CloseAsync();
}
