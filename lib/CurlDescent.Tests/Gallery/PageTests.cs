using System.Globalization;
using Microsoft.Playwright;

namespace CurlDescent.Tests.Gallery;

/// <summary>Every page of the course in a real browser.</summary>
public sealed class PageTests(ExecutedCourse course, BrowserFixture browser, ITestOutputHelper output) : IClassFixture<BrowserFixture>
{
    private const long HeaviestPage = 8_000_000;
    private const int Phone = 400;

    public static TheoryData<string> Pages => [.. ExecutedCourse.Names, "index", "reproduction-report", "live-figures"];

    public static TheoryData<string> Lessons => [.. ExecutedCourse.Names];

    // What is drawn in a figure: marks of every kind of trace that has points. Three-dimensional ones are read back as pixels.
    private const string UndrawnFigures =
        """
        async () => {
          const complaints = [];
          for (const host of document.querySelectorAll('.figure')) {
            const id = host.parentElement.id, canvas = host.querySelector('.canvas'), box = canvas.getBoundingClientRect();
            if (!canvas.data?.length) { complaints.push(`${id}: no traces`); continue; }
            const shown = canvas._fullData.filter(trace => trace.visible === true);
            if (shown.length === 0) complaints.push(`${id}: no visible trace`);
            if (!shown.some(trace => ['x', 'y', 'z', 'values'].some(key => trace[key]?.length > 0))) complaints.push(`${id}: visible traces are empty`);
            if (box.width < 200 || box.height < 150) complaints.push(`${id}: only ${box.width}×${box.height} pixels`);
            if (box.left < -1 || box.right > innerWidth + 1) complaints.push(`${id}: from ${box.left} to ${box.right} in a window of ${innerWidth}`);
            const marks = canvas.querySelectorAll('.trace path, .trace .point, .heatmaplayer image, .contourlayer path, .bars path, .scatterlayer path').length;
            const solid = canvas.querySelectorAll('.gl-container canvas').length;
            if (marks === 0 && solid === 0) complaints.push(`${id}: no mark is drawn`);
            if (solid > 0) {
              const picture = new Image();
              picture.src = await Plotly.toImage(canvas, { format: 'png', width: 300, height: 240, scale: 1 });
              await picture.decode();
              const flat = Object.assign(document.createElement('canvas'), { width: 300, height: 240 }), pen = flat.getContext('2d', { willReadFrequently: true });
              pen.drawImage(picture, 0, 0);
              const pixels = new Uint32Array(pen.getImageData(0, 0, 300, 240).data.buffer);
              if (new Set(pixels).size < 60) complaints.push(`${id}: the scene has only ${new Set(pixels).size} colours`);
            }
          }
          return complaints;
        }
        """;

    // Labels that are cut off at the figure's edge.
    private const string CutLabels =
        """
        () => {
          const complaints = [];
          for (const canvas of document.querySelectorAll('.figure .canvas')) {
            const frame = canvas.querySelector('.main-svg').getBoundingClientRect(), id = canvas.closest('figure').id;
            for (const label of canvas.querySelectorAll('.xtick text, .ytick text, .infolayer .g-xtitle text, .infolayer .g-ytitle text, .infolayer g[class^="g-"] text, .annotation-text, .legendtext, .cbaxis text, .cbtitle text')) {
              const box = label.getBoundingClientRect();
              if (box.width === 0) continue;
              if (box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2)
                complaints.push(`${id}: "${label.textContent}" is cut off by ${Math.max(frame.left - box.left, box.right - frame.right, frame.top - box.top, box.bottom - frame.bottom).toFixed(0)} px`);
            }
          }
          return complaints;
        }
        """;

    private const string StuckSliders =
        """
        async () => {
          const complaints = [];
          for (const host of document.querySelectorAll('.figure')) {
            const canvas = host.querySelector('.canvas'), id = host.parentElement.id;
            const state = () => JSON.stringify(canvas._fullData.map(t => [t.visible, t.opacity, t.line?.width, t.x?.[0], t.y?.[0], t.y?.length]));
            const sliders = canvas.layout.sliders ?? [], inputs = host.querySelectorAll('input[type=range]');
            if (inputs.length !== sliders.length) complaints.push(`${id}: ${sliders.length} sliders, ${inputs.length} for the keyboard`);
            for (const [place, input] of inputs.entries()) {
              const seen = new Set([state()]), steps = Number(input.max);
              for (let step = 0; step <= steps; step++) {
                input.value = String(step);
                input.dispatchEvent(new Event('input'));
                for (let wait = 0; wait < 100 && canvas.layout.sliders[place].active !== step; wait++) await new Promise(r => requestAnimationFrame(r));
                await new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
                if (canvas.layout.sliders[place].active !== step) complaints.push(`${id}: slider ${place} does not follow to step ${step}`);
                seen.add(state());
              }
              if (seen.size <= steps) complaints.push(`${id}: slider ${place} has ${steps + 1} steps but shows ${seen.size} states`);
              if (!input.getAttribute('aria-valuetext')) complaints.push(`${id}: slider ${place} says nothing`);
            }
          }
          return complaints;
        }
        """;

    private const string UnreadFormulas =
        """
        () => {
          const complaints = [];
          for (const formula of document.querySelectorAll('.math'))
            if (!formula.querySelector('.katex-html') || formula.querySelector('.katex-error')) complaints.push(formula.textContent);
          const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
          while (walker.nextNode())
            if (!walker.currentNode.parentElement.closest('pre, code, script, .katex') && /\$\$|\\(frac|alpha|sum|tag|qquad|mathbb)\b|\$[A-Za-z\\][^$]*\$/.test(walker.currentNode.data))
              complaints.push(`not read as a formula: ${walker.currentNode.data.trim().slice(0, 120)}`);
          return complaints;
        }
        """;

    private const string Barriers =
        """
        () => {
          const complaints = [];
          if (document.documentElement.lang !== 'en') complaints.push('the page does not name its language');
          if (!document.title) complaints.push('no title');
          if (document.querySelectorAll('h1').length !== 1) complaints.push(`${document.querySelectorAll('h1').length} main headings`);
          const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
          for (const id of new Set(ids.filter((id, k) => ids.indexOf(id) !== k))) complaints.push(`id ${id} twice`);
          for (const chart of document.querySelectorAll('.figure .canvas'))
            if (chart.getAttribute('role') !== 'img' || (chart.getAttribute('aria-label') ?? '').length < 30) complaints.push(`${chart.closest('figure').id} has no text in its place`);
          for (const image of document.querySelectorAll('main img:not(.canvas img)')) if (!image.alt && !image.closest('.canvas')) complaints.push('a picture without a text in its place');
          for (const element of document.querySelectorAll('a, button, summary')) if (!element.closest('.canvas') && !element.textContent.trim() && !element.querySelector('img[alt]')) complaints.push('a link or button without text');
          let level = 1;
          for (const heading of document.querySelectorAll('main h1, main h2, main h3, main h4')) {
            const own = Number(heading.tagName[1]);
            if (own > level + 1) complaints.push(`${heading.textContent}: level ${own} after level ${level}`);
            level = own;
          }
          return complaints;
        }
        """;

    private const string BrightFigures =
        """
        () => [...document.querySelectorAll('.figure:not(.plain) .canvas')].filter(c => ['#fff', '#ffffff'].includes(c._fullLayout.paper_bgcolor))
          .map(c => `${c.closest('figure').id} is bright on a dark page`)
        """;

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task APageDrawsEveryFigureAndFormulaFollowsItsSlidersAndStaysToItself(string name)
    {
        await using OpenPage page = await OpenAsync(name);
        int figures = await page.DrawAllAsync();
        await SaveAsync(page, name);
        List<string> complaints =
        [
            .. await page.ComplaintsAsync(UndrawnFigures),
            .. await page.ComplaintsAsync(CutLabels),
            .. await page.ComplaintsAsync(UnreadFormulas),
            .. await page.ComplaintsAsync(Barriers),
            .. await page.ComplaintsAsync(StuckSliders),
            .. await BrokenLinksAsync(page, name),
        ];
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Dark page" }).ClickAsync();
        await page.Page.WaitForFunctionAsync("() => getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)'");
        await page.Page.EvaluateAsync("() => new Promise(done => setTimeout(done))");
        complaints.AddRange(await page.ComplaintsAsync(BrightFigures));
        complaints.AddRange(page.Errors.Select(error => $"console: {error}"));
        complaints.AddRange(page.Requests.Select(request => $"request: {request}"));
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
        output.WriteLine($"{name}: {figures} figures");
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task APhoneShowsEverything(string name)
    {
        await using OpenPage page = await OpenAsync(name, Phone, 800, ColorScheme.Dark);
        await page.DrawAllAsync();
        await SaveAsync(page, name + "-phone");
        List<string> complaints =
        [
            .. await page.ComplaintsAsync(UndrawnFigures),
            .. await page.ComplaintsAsync(CutLabels),
            .. await page.ComplaintsAsync(BrightFigures),
            .. page.Errors,
        ];
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
        Assert.Equal(Phone, await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
    }

    [Theory]
    [MemberData(nameof(Lessons))]
    public async Task KeyboardReachesTheContentAndCodeFolds(string lesson)
    {
        await using OpenPage page = await OpenAsync(lesson);
        await page.Page.Keyboard.PressAsync("Tab");
        Assert.Equal("skip", await page.Page.EvaluateAsync<string>("() => document.activeElement.className"));
        Assert.NotEqual(0, await page.Page.Locator("details.source[open]").CountAsync());
        await page.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Hide code" }).ClickAsync();
        Assert.Equal(0, await page.Page.Locator("details.source[open]").CountAsync());
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task PagesAreLightAndTheirFirstFigureIsTimed(string name)
    {
        string file = await FileOfAsync(name);
        long weight = new FileInfo(file).Length;
        Assert.InRange(weight, 1, HeaviestPage);
        double best = double.PositiveInfinity;

        // Other work on the machine may disturb a load: the best of five counts.
        for (int load = 0; load < 5 && best > 2; load++)
        {
            await using OpenPage page = await OpenAsync(name);
            if (await page.Page.Locator(".figure").CountAsync() == 0) return;
            await page.Page.EvaluateAsync("() => document.querySelector('figure').scrollIntoView()");
            double milliseconds = await page.Page.EvaluateAsync<double>(
                """
                () => new Promise(resolve => {
                  const first = document.querySelector('.figure');
                  const look = () => first.dataset.drawn === 'true' ? resolve(performance.now()) : requestAnimationFrame(look);
                  look();
                })
                """);
            best = Math.Min(best, milliseconds / 1000);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {weight / 1e6:0.0} MB, first figure after {best:0.00} s"));
        // Reported, not asserted: the time is the machine's, and a busy one must not fail the suite.
        Assert.True(double.IsFinite(best));
    }

    private async Task<string> FileOfAsync(string name)
    {
        ExecutedCourse.Need(name);
        return Path.Combine((await course.GetAsync()).Folder, name + ".html");
    }

    private async Task<OpenPage> OpenAsync(string name, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light) =>
        await browser.OpenAsync(await FileOfAsync(name), width, height, scheme);

    private static async Task SaveAsync(OpenPage page, string name)
    {
        await page.Page.EvaluateAsync("() => scrollTo(0, 0)");
        await page.Page.ScreenshotAsync(
            new PageScreenshotOptions { Path = Path.Combine(BrowserFixture.Screenshots, "pages", name + ".png"), FullPage = true });
    }

    private async Task<List<string>> BrokenLinksAsync(OpenPage page, string name)
    {
        string folder = (await course.GetAsync()).Folder;
        string[] links = await page.ComplaintsAsync("() => [...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href'))");
        var broken = new List<string>();
        foreach (string link in links.Where(
            l => !l.StartsWith("http", StringComparison.Ordinal) && !l.StartsWith("mailto:", StringComparison.Ordinal)).Distinct())
        {
            (string file, string anchor) = link.IndexOf('#') is >= 0 and var hash
                ? (link[..hash], Uri.UnescapeDataString(link[(hash + 1)..])) : (link, "");
            string target = Path.Combine(folder, file.Length == 0 ? name + ".html" : file);
            string lesson = Path.GetFileNameWithoutExtension(target);
            if (ExecutedCourse.Names.Contains(lesson) && !ExecutedCourse.Runs(lesson)) continue;
            if (!File.Exists(target)) broken.Add($"link {link}: no such page");
            else if (anchor.Length > 0
                && !File.ReadAllText(target).Contains($"id=\"{System.Net.WebUtility.HtmlEncode(anchor)}\"", StringComparison.Ordinal))
            {
                broken.Add($"link {link}: no such place");
            }
        }

        return broken;
    }
}
