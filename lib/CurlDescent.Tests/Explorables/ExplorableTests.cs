using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using CurlDescent.Figures;
using CurlDescent.Figures.Explorables;
using CurlDescent.NotebookEngine.Export;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Headless;
using CurlDescent.NotebookEngine.Notebooks;
using CurlDescent.Tests.Gallery;
using CurlDescent.Tool.Browser;
using Microsoft.Playwright;

namespace CurlDescent.Tests.Explorables;

/// <summary>What holds for every live figure.</summary>
[Collection(nameof(LiveFigures))]
public sealed class ExplorableTests(BrowserFixture browser, ITestOutputHelper output)
{
    private const int LargestSize = 150_000,
        Phone = 400;

    // Controls without a name, pictures without a text in their place, ids that a page could hold twice.
    private const string Barriers = """
        () => {
          const complaints = [], root = document.querySelector('[data-live-figure]').shadowRoot;
          for (const control of root.querySelectorAll('input, button, [role=slider]')) {
            const name = control.getAttribute('aria-label') ?? control.closest('label')?.textContent ?? control.textContent;
            if (!name.trim()) complaints.push(`a ${control.tagName} without a name`);
            if (control.tabIndex < 0) complaints.push(`${name} cannot be reached by keyboard`);
          }
          for (const slider of root.querySelectorAll('input[type=range], [role=slider]'))
            if (!slider.getAttribute('aria-valuetext')) complaints.push(`${slider.getAttribute('aria-label')} says nothing`);
          for (const canvas of root.querySelectorAll('canvas:not([aria-hidden])'))
            if (canvas.getAttribute('role') !== 'img' || (canvas.getAttribute('aria-label') ?? '').length < 15) complaints.push(`a drawing says "${canvas.getAttribute('aria-label')}"`);
          for (const part of root.querySelectorAll('canvas, button, .slider, fieldset, .readout')) {
            const box = part.getBoundingClientRect();
            if (box.width > 0 && (box.left < -1 || box.right > innerWidth + 1)) complaints.push(`${part.className || part.tagName} from ${box.left} to ${box.right} in ${innerWidth}`);
          }
          if (!root.querySelector('[role=status]')) complaints.push('nothing is said aloud');
          return complaints;
        }
        """;

    public static TheoryData<string> Names => [.. ExplorableGallery.All.Select(figure => figure.Id!)];

    [Theory, MemberData(nameof(Names))]
    public async Task AFigureIsSmallReadsOnAPhoneInTheDarkAndNamesItsControls(string id)
    {
        Explorable figure = Find(id);
        int size = Encoding.UTF8.GetByteCount(figure.ToHtml());
        output.WriteLine($"{id}: {size} bytes");
        Assert.InRange(size, 1000, LargestSize);
        Assert.DoesNotContain("http", figure.ToHtml(), StringComparison.OrdinalIgnoreCase);
        await using LiveFigure phone = await LiveFigure.OpenAsync(browser, figure, Phone, ColorScheme.Dark);
        await ReadyAsync(phone.Page);
        Assert.Equal(
            "dark",
            await phone.Page.EvaluateAsync<string>(
                "() => document.querySelector('[data-live-figure]').shadowRoot.querySelector('[data-theme]').dataset.theme"
            )
        );
        Assert.Equal(Phone, await phone.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        Assert.Empty(await ComplaintsAsync(phone.Page));
        await phone.SaveAsync(id + "-phone");

        // The page's own switch is followed.
        await phone.Page.EvaluateAsync("() => { document.body.style.background = '#ffffff'; }");
        await phone.SettleAsync();
        Assert.Equal(
            "light",
            await phone.Page.EvaluateAsync<string>(
                "() => document.querySelector('[data-live-figure]').shadowRoot.querySelector('[data-theme]').dataset.theme"
            )
        );
        await phone.Page.SetViewportSizeAsync(1100, 900);
        await phone.SettleAsync();
        Assert.Empty(await ComplaintsAsync(phone.Page));
        await phone.SaveAsync(id + "-light");
        await phone.Page.EvaluateAsync("() => { document.body.style.background = ''; }");
        await phone.SettleAsync();
        await phone.SaveAsync(id + "-dark");
        phone.AssertQuiet();
    }

    [Fact]
    public async Task ThePageOfAllFiguresOpensFromAFileAndEachOutputTwice()
    {
        string folder = Directory.CreateTempSubdirectory("live-figures-").FullName;
        try
        {
            string file = Path.Combine(folder, "live figures.html");
            await File.WriteAllTextAsync(file, ExplorableGallery.ToPage());
            await using OpenPage page = await browser.OpenAsync(file);
            await ReadyAsync(page.Page);
            Assert.Equal(ExplorableGallery.All.Count, await page.Page.Locator("[data-live-figure]").CountAsync());

            // Front ends of notebooks move an output and run its script again: both places get a figure.
            await page.Page.EvaluateAsync(
                """
                () => {
                  const first = document.querySelector('[data-live-figure]'), script = first.nextElementSibling, again = document.createElement('script');
                  const twin = document.createElement('div');
                  twin.dataset.liveFigure = first.dataset.liveFigure;
                  document.querySelector('main').append(twin);
                  again.text = script.text;
                  document.querySelector('main').append(again);
                }
                """
            );
            Assert.Equal(
                ExplorableGallery.All.Count + 1,
                await page.Page.EvaluateAsync<int>(
                    "() => [...document.querySelectorAll('[data-live-figure]')].filter(h => h.explorable && h.shadowRoot).length"
                )
            );
            Assert.Empty(page.Errors);
            Assert.Empty(page.Requests);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task WhereAPageForbidsWorkersTheFigureComputesInThePage()
    {
        string folder = Directory.CreateTempSubdirectory("live-figures-").FullName;
        try
        {
            string file = Path.Combine(folder, "page.html");
            const string Policy =
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline'; style-src "
                + "'unsafe-inline'; img-src data:; worker-src 'none'\">";
            await File.WriteAllTextAsync(
                file,
                new PhaseDiagramExplorable().ToPage().Replace("<head>", "<head>" + Policy, StringComparison.Ordinal)
            );
            await using OpenPage page = await browser.OpenAsync(file);
            await ReadyAsync(page.Page);
            Assert.Equal(
                "page",
                await page.Page.EvaluateAsync<string>("() => document.querySelector('[data-live-figure]').explorable.numbers().mode")
            );
            Assert.Equal(
                "rest",
                await page.Page.EvaluateAsync<string>("() => document.querySelector('[data-live-figure]').explorable.numbers().motion")
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task ANotebookShowsAFigureAliveAndIsCommittedWithAPicture()
    {
        var figure = new PhasePlaneExplorable
        {
            Id = "plane",
            Caption = FigureCaption.Theory("What a reader sees who has no script, in words."),
        };
        MimeBundle bundle = new ValueFormatter().Format(figure);
        Assert.Equal([MimeBundle.LiveFigure, "text/html", "text/plain"], bundle.Formats.Select(format => format.Key));
        var cell = new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = 1,
            ["id"] = "a",
            ["metadata"] = new JsonObject(),
            ["outputs"] = new JsonArray(OutputJson.Display(bundle), OutputJson.Display(bundle)),
            ["source"] = new JsonArray("figure"),
        };
        var json = new JsonObject
        {
            ["cells"] = new JsonArray(cell),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        string folder = Directory.CreateTempSubdirectory("live-figures-").FullName;
        try
        {
            string source = Path.Combine(folder, "a.ipynb"),
                file = Path.Combine(folder, "a.html");
            await File.WriteAllTextAsync(source, json.ToJsonString());
            Notebook notebook = Notebook.Load(source);

            // The page: alive, numbered, with its caption; a second one goes by its number.
            NotebookPage page = new NotebookHtmlExporter(() => throw new InvalidOperationException("There is no chart.")).ToPage(
                notebook,
                "a",
                PagePlace.Alone
            );
            Assert.Equal(["plane", "figure-2"], page.Figures.Select(f => f.Anchor));
            Assert.All(page.Figures, f => Assert.Equal("What a reader sees who has no script, in words.", f.Caption));
            await File.WriteAllTextAsync(file, page.Html);
            await using OpenPage open = await browser.OpenAsync(file);
            // Each in a frame of its own: what a notebook holds does not run in the page.
            ILocator frames = open.Page.Locator("figure.live iframe");
            Assert.Equal(2, await frames.CountAsync());
            for (int k = 0; k < 2; k++)
            {
                await frames.Nth(k).ScrollIntoViewIfNeededAsync();
                await frames.Nth(k).ContentFrame.Locator("[data-live-figure][data-mounted][data-ready=true]").WaitForAsync();
            }

            await open.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Dark page" }).ClickAsync();
            await frames.First.ContentFrame.Locator("[data-live-figure] [data-theme=dark]").First.WaitForAsync();
            await open.Page.WaitForFunctionAsync(
                "() => [...document.querySelectorAll('figure.live iframe')].every(frame => frame.clientHeight > 300)");
            Assert.Empty(open.Errors);
            Assert.Empty(open.Requests);

            // The committed form: no HTML, a picture, and what it shows as data.
            await using BrowserImageRenderer renderer = BrowserImageRenderer.TryCreate()!;
            (Notebook committed, int without) = await CommittedForm.CreateAsync(notebook, renderer);
            Assert.Equal(0, without);
            JsonObject data = committed.Cells[0].Outputs[0]!["data"]!.AsObject();
            Assert.Equal([MimeBundle.LiveFigure, "image/png", "text/plain"], data.Select(entry => entry.Key));
            Assert.Equal(2, (int)data[MimeBundle.LiveFigure]!["data"]!["half"]!);
            byte[] picture = Convert.FromBase64String(data["image/png"]!.ToString());
            Assert.InRange(picture.Length, 20_000, 400_000);
            Directory.CreateDirectory(Path.Combine(BrowserFixture.Screenshots, "explorables"));
            await File.WriteAllBytesAsync(Path.Combine(BrowserFixture.Screenshots, "explorables", "committed.png"), picture);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void ImpossibleParametersAreRefusedWithTheirRange()
    {
        Assert.Contains(
            "-2 … 2",
            Assert.Throws<SpecException>(() => new PhasePlaneExplorable { Target = double.NaN }.ToHtml()).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Loop.Radius",
            Assert.Throws<SpecException>(() => new PhasePlaneExplorable { Loop = (1.9, 0, 0.5) }.ToHtml()).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "5 neurons",
            Assert.Throws<SpecException>(() => new HebbianNetworkExplorable { Inhibitory = [true] }.ToHtml()).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Between",
            Assert.Throws<SpecException>(() => new HebbianNetworkExplorable { Between = 0.9 }.ToHtml()).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Rest, Alternation",
            Assert.Throws<SpecException>(() => new PhaseDiagramExplorable { First = (PresetMotion)9 }.ToHtml()).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "300, 1000, 2000",
            Assert.Throws<SpecException>(() => new SpeedExplorable { Samples = 10 }.ToHtml()).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void ModulesAreStrictAboutWhatTheBundleKnows()
    {
        foreach (string module in ScriptBundle.Modules)
        {
            string source = ScriptBundle.Source(module);
            Assert.All(source.Split('\n'), line => Assert.True(line.Length <= 260, $"{module}: {line}"));
            Assert.NotEmpty(ScriptBundle.Join(module));
        }

        Assert.Contains(
            "no-such-module.js",
            Assert.Throws<InvalidOperationException>(() => ScriptBundle.Join("no-such-module")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task ModulesPassTheTypeChecker()
    {
        LongTests.Need("The type checker is fetched from a package source");
        string folder = Directory.CreateTempSubdirectory("live-figures-").FullName;
        try
        {
            foreach (string module in ScriptBundle.Modules)
                await File.WriteAllTextAsync(Path.Combine(folder, module + ".js"), ScriptBundle.Source(module));
            await File.WriteAllTextAsync(
                Path.Combine(folder, "tsconfig.json"),
                """{ "compilerOptions": { "allowJs": true, "checkJs": true, "noEmit": true, "strict": true, "target": "ES2022", "module": "ES2022", "lib": ["ES2022", "DOM", "DOM.Iterable"], "moduleResolution": "bundler", "noUnusedLocals": true, "noUnusedParameters": true }, "include": ["*.js"] }"""
            );
            if (await RunAsync(folder, "npm", "install", "--no-audit", "--no-fund", "--no-save", "typescript@5") is not { Code: 0 })
                Assert.Skip("npm is missing or has no package source, so the modules' types are not checked.");
            (int code, string said) = (
                await RunAsync(folder, "node", Path.Combine("node_modules", "typescript", "bin", "tsc"), "-p", ".")
            )!.Value;
            Assert.True(code == 0, said);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Explorable Find(string id) => ExplorableGallery.All.Single(figure => figure.Id == id);

    // Out of sight nothing is computed: each figure is looked at.
    private static async Task ReadyAsync(IPage page)
    {
        ILocator figures = page.Locator("[data-live-figure]");
        for (int k = 0; k < await figures.CountAsync(); k++)
        {
            await figures.Nth(k).ScrollIntoViewIfNeededAsync();
            await page.WaitForFunctionAsync(
                "k => document.querySelectorAll('[data-live-figure]')[k].dataset.ready === 'true'", k);
        }
    }

    private static async Task<string[]> ComplaintsAsync(IPage page) =>
        [.. (await page.EvaluateAsync(Barriers))!.Value.EnumerateArray().Select(item => item.GetString()!)];

    private static async Task<(int Code, string Said)?> RunAsync(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> said = process.StandardOutput.ReadToEndAsync(),
                complained = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await said + await complained);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
