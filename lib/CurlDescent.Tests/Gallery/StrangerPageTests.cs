using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Export;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tests.Gallery;

/// <summary>
/// A notebook of a stranger in a real browser: whatever it holds, nothing of it runs in the page's origin, leads away or covers the page.
/// </summary>
public sealed class StrangerPageTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Code = "(window.hit=1,parent.window.hit=1,top.window.hit=1)";

    private static readonly string[] Attacks =
    [
        $"<script>{Code}</script>", $"<img src=x onerror=\"{Code}\">", $"<svg onload=\"{Code}\"></svg>",
        $"<svg><script>{Code}</script></svg>", $"<a href=\"javascript:{Code}\" class=bait>x</a>",
        $"<iframe srcdoc=\"<script>{Code}</script>\"></iframe>", $"<details open ontoggle=\"{Code}\">d</details>",
        $"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror={Code}&gt;\">",
        $"<noscript><p title=\"</noscript><img src=x onerror={Code}>\">", $"<svg><style><img src=x onerror={Code}></style></svg>",
        $"<script src=\"data:text/javascript,{Code}\" x=\"", $"<body onload={Code}>",
        $"<input autofocus onfocus={Code}>", $"<form action=\"javascript:{Code}\" class=bait><button class=bait>go</button></form>",
        "<meta http-equiv=\"refresh\" content=\"0;url=about:blank#away\">", "<base href=\"http://example.invalid/\">",
        "</div></section></main>", "<textarea>", "<!-- never closed", "<plaintext>", "<title>", "<style>",
        $"<IMG \"\"\"><SCRIPT>{Code}</SCRIPT>\">", $"<svg><animate onbegin={Code} attributeName=x dur=1s>",
        $"<object data=\"data:text/html,<script>{Code}</script>\"></object>",
        "<div style=\"position:fixed;inset:0;background:red\">cover</div>", $"<a href=\"java&#10;script:{Code}\" class=bait>y</a>",
        $"<video src=x onerror={Code}></video>", $"<xss onpointerenter={Code} style=display:block>",
        $"<svg><a xlink:href=\"javascript:{Code}\" class=bait><text x=9 y=9>t</text></a></svg>",
        "<img name=querySelectorAll src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\">",
    ];

    [Fact]
    public async Task NothingOfAStrangersNotebookActsOnItsPageOrOnTheIndex()
    {
        using var folder = new CurlDescent.Tests.NotebookEngine.TemporaryFolder();
        JsonObject Text(string source) => new() { ["cell_type"] = "markdown", ["metadata"] = new JsonObject(), ["source"] = source };
        JsonObject Shown(string mimeType, JsonNode data) =>
            new() { ["output_type"] = "display_data", ["metadata"] = new JsonObject(), ["data"] = new JsonObject { [mimeType] = data } };
        JsonNode Chart() => new JsonObject
        {
            ["data"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "scattergl",
                    ["x"] = new JsonArray(1, 2),
                    ["y"] = new JsonArray(1, 2),
                    ["name"] = $"</script><script>{Code}</script>",
                }),
            ["layout"] = new JsonObject
            {
                ["title"] = new JsonObject { ["text"] = $"<a href=\"javascript:{Code}\">t</a>" },
                ["meta"] = new JsonObject
                {
                    ["id"] = $"\"><img src=x onerror={Code}>",
                    ["caption"] = $"<img src=x onerror={Code}>",
                    ["provenance"] = "\"><script>",
                },
            },
        };
        var outputs = new JsonArray([.. Attacks.SelectMany(attack => new JsonNode[]
        {
            Shown("text/html", attack), Shown("text/markdown", attack),
            Shown("image/svg+xml", $"<svg xmlns=\"http://www.w3.org/2000/svg\">{attack}</svg>"),
            Shown("text/latex", $"\\href{{javascript:{Code}}}{{x}} {attack}"),
            new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = attack },
        })]);
        outputs.Add(Shown(MimeBundle.Plotly, Chart()));
        outputs.Add(
            Shown("text/html",
                "<p class=\"alive\">frame</p><script>document.querySelector('.alive').textContent='alive'; try { parent.document.title = "
                + "'taken'; } catch { } try { top.location = 'about:blank#away'; } catch { } try { localStorage.x = 1; } catch { "
                + "document.querySelector('.alive').textContent += ' alone'; }</script>"));
        var json = new JsonObject
        {
            ["cells"] = new JsonArray(
            [
                Text($"# Title <img src=x onerror=\"{Code}\"> </title><script>{Code}</script>\n\n<svg onload={Code}> first paragraph"),
                .. Attacks.Select(attack => Text($"## {attack}\n\nbefore {attack} after\n\n{attack}")),
                new JsonObject
                {
                    ["cell_type"] = "code",
                    ["execution_count"] = 1,
                    ["metadata"] = new JsonObject(),
                    ["source"] = $"1 // </code></pre><script>{Code}</script>",
                    ["outputs"] = outputs,
                },
                Text("# The end"),
            ]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        string plotly = PlotlySource.From(System.Reflection.Assembly.Load("Plotly.NET"));
        NotebookPage page = new NotebookHtmlExporter(() => plotly).ToPage(
            Notebook.Parse(json.ToJsonString(), "x"), "x",
            new PagePlace { Index = new PageLink($"<script>{Code}</script>", "index.html"), Folder = folder.Path });
        string file = folder.Write("page.html", page.Html);
        string index = folder.Write("index.html", GalleryIndex.ToHtml($"<script>{Code}</script>",
        [
            new GalleryEntry(page.Title, Tool.Notebooks.Gallery.Link("", $"javascript:{Code}.html"), $"<script>{Code}</script>")
            {
                SummaryHtml = page.SummaryHtml,
                Figures = [.. page.Figures.Select(figure => new GalleryFigure(figure.Anchor, figure.Caption, null))],
            },
        ]));
        foreach (string address in new[] { file, index })
        {
            await using OpenPage open = await browser.OpenAsync(address);
            await open.DrawAllAsync();
            await open.Page.EvaluateAsync(
                "for (const bait of document.querySelectorAll('.bait')) bait.dispatchEvent(new MouseEvent('click', { bubbles: true, "
                + "cancelable: true }))");
            if (address == file)
            {
                var frame = open.Page.Locator("iframe.acts").Last.ContentFrame;
                await frame.Locator("text=alive alone").WaitForAsync();
                Assert.Equal("The end", await open.Page.Locator("main h1").Last.TextContentAsync());
                // It asks for its height, and is given it; again when the page speaks, which may listen later than the frame has loaded.
                const string HasHeight = "() => [...document.querySelectorAll('iframe.acts')].at(-1).style.height !== ''";
                await open.Page.WaitForFunctionAsync(HasHeight);
                await open.Page.EvaluateAsync(
                    "const last = [...document.querySelectorAll('iframe.acts')].at(-1); last.style.height = ''; "
                    + "last.contentWindow.postMessage({ theme: 'light' }, '*')");
                await open.Page.WaitForFunctionAsync(HasHeight);
            }
            Assert.Null(await open.Page.EvaluateAsync<int?>("window.hit ?? null"));
            Assert.Equal(new Uri(address).AbsoluteUri, open.Page.Url.Split('#')[0]);
            Assert.NotEqual("taken", await open.Page.TitleAsync());
            Assert.DoesNotContain(
                open.Requests,
                url => !url.StartsWith("about:", StringComparison.Ordinal)
                    && (!url.StartsWith("file:", StringComparison.Ordinal) || open.Loaded.Contains(url)));
            Assert.Empty(
                await open.ComplaintsAsync(
                    "() => [...document.querySelectorAll('main *')].filter(e => [...e.attributes].some(a => "
                    + "a.name.startsWith('on'))).map(e => e.outerHTML)"));
            Assert.Empty(
                await open.ComplaintsAsync(
                    "() => [...document.querySelectorAll('main script:not([type=\"application/json\"]), main base, main meta, main form, "
                    + "main object')].map(e => e.outerHTML)"));
        }
    }
}
