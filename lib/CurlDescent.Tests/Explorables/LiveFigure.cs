using System.Text.Json;
using CurlDescent.Figures;
using CurlDescent.Tests.Gallery;
using Microsoft.Playwright;

namespace CurlDescent.Tests.Explorables;

/// <summary>The tests of live figures share one browser.</summary>
[CollectionDefinition(nameof(LiveFigures))]
public sealed class LiveFigures : ICollectionFixture<BrowserFixture>;

/// <summary>A live figure on a page of its own, in the browser.</summary>
internal sealed class LiveFigure : IAsyncDisposable
{
    private const string Host = "document.querySelector('[data-live-figure]')";
    private readonly OpenPage open;
    private readonly string folder;

    private LiveFigure(OpenPage open, string folder)
    {
        this.open = open;
        this.folder = folder;
    }

    public IPage Page => open.Page;

    public IReadOnlyList<string> Errors => open.Errors;

    public IReadOnlyList<string> Requests => open.Requests;

    public static async Task<LiveFigure> OpenAsync(
        BrowserFixture browser,
        Explorable figure,
        int width = 1100,
        ColorScheme scheme = ColorScheme.Light,
        ReducedMotion motion = ReducedMotion.Reduce
    )
    {
        string folder = Directory.CreateTempSubdirectory("live-figure-").FullName,
            file = Path.Combine(folder, "page.html");
        await File.WriteAllTextAsync(file, figure.ToPage());
        OpenPage open = await browser.OpenAsync(file, width, 900, scheme, motion);
        var live = new LiveFigure(open, folder);
        await live.SettleAsync();
        return live;
    }

    /// <summary>Waits until what was asked for is drawn.</summary>
    public async Task SettleAsync() =>
        await Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");

    /// <summary>Everything the figure has computed.</summary>
    public async Task<JsonElement> NumbersAsync()
    {
        await SettleAsync();
        return (await Page.EvaluateAsync($"() => {Host}.explorable.numbers()"))!.Value;
    }

    /// <summary>What the figure says under itself.</summary>
    public async Task<string> NoteAsync()
    {
        await SettleAsync();
        return await Page.Locator(".note").First.TextContentAsync() ?? "";
    }

    /// <summary>Waits until an expression over <c>figure</c> holds.</summary>
    public async Task WaitAsync(string condition) =>
        await Page.WaitForFunctionAsync(
            $"() => {{ const figure = {Host}.explorable; return {condition}; }}");

    public async Task<T> EvaluateAsync<T>(string expression) =>
        await Page.EvaluateAsync<T>($"() => {{ const figure = {Host}.explorable; return {expression}; }}");

    /// <summary>Presses a key on a slider, a switch or a point, found by its label.</summary>
    public async Task PressAsync(string label, string key, int times = 1)
    {
        ILocator target = Page.GetByLabel(label, new PageGetByLabelOptions { Exact = true });
        await target.FocusAsync();
        for (int k = 0; k < times; k++)
            await Page.Keyboard.PressAsync(key);
    }

    /// <summary>Chooses one of several by the keyboard: focus and Space.</summary>
    public async Task ChooseAsync(string name)
    {
        ILocator radio = Page.GetByRole(AriaRole.Radio, new PageGetByRoleOptions { Name = name, Exact = true });
        await radio.FocusAsync();
        await Page.Keyboard.PressAsync("Space");
    }

    /// <summary>Draws with the mouse: down at the first point, up at the last; pixels from the corner of an element.</summary>
    public async Task StrokeAsync(ILocator element, params (double X, double Y)[] points)
    {
        await element.ScrollIntoViewIfNeededAsync();
        LocatorBoundingBoxResult box = (await element.BoundingBoxAsync())!;
        await Page.Mouse.MoveAsync((float)(box.X + points[0].X), (float)(box.Y + points[0].Y));
        await Page.Mouse.DownAsync();
        foreach ((double x, double y) in points.Skip(1))
            await Page.Mouse.MoveAsync((float)(box.X + x), (float)(box.Y + y));
        await Page.Mouse.UpAsync();
    }

    public async Task SaveAsync(string name)
    {
        await SettleAsync();
        string path = Path.Combine(BrowserFixture.Screenshots, "explorables", name + ".png");
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = true });
    }

    /// <summary>Throws unless the page was quiet: no error, no request.</summary>
    public void AssertQuiet()
    {
        Assert.Empty(Errors);
        Assert.Empty(Requests);
    }

    public async ValueTask DisposeAsync()
    {
        await open.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

/// <summary>Numbers of a page against numbers of the library.</summary>
internal static class Agreement
{
    public const double Relative = 1e-10;

    /// <summary>Each number within 1e-10 of the largest of them.</summary>
    public static void Assert(string what, IReadOnlyList<double> library, IReadOnlyList<double> page, double relative = Relative)
    {
        Xunit.Assert.True(library.Count == page.Count, $"{what}: {library.Count} numbers of the library, {page.Count} of the page");
        double scale = library.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (int k = 0; k < library.Count; k++)
            Xunit.Assert.True(
                Math.Abs(library[k] - page[k]) <= relative * scale,
                FormattableString.Invariant($"{what}[{k}]: library {library[k]:R}, page {page[k]:R}")
            );
    }

    public static double[] Numbers(this JsonElement list) => [.. list.EnumerateArray().Select(item => item.GetDouble())];
}
