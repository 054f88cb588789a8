using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Export;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>What strangers wrote, on a page: it shows and does not act; and what Jupyter shows, a page shows.</summary>
public class PassiveHtmlTests
{
    // A red pixel.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";

    [Theory]
    [InlineData("a < b && c > d", "a &lt; b && c &gt; d")]
    [InlineData("<p>one<p>two <b>bold", "<p>one<p>two <b>bold</b>")]
    [InlineData("<ul><li>a<li>b</ul>x", "<ul><li>a<li>b</li></li></ul>x")]
    [InlineData("<B CLASS=x title='a\"b'>t</B><br/><hr>", "<b class=\"x\" title=\"a&quot;b\">t</b><br><hr>")]
    [InlineData("</div></section>x</p>", "x")]
    [InlineData(
        "<svg viewbox='0 0 1 1'><clippath id=c><rect width=1 /></clippath><path d='M0 0' fill='url(#c)'/></svg>",
        "<svg viewBox=\"0 0 1 1\"><clipPath id=\"c\"><rect width=\"1\"></rect></clipPath><path d=\"M0 0\" fill=\"url(#c)\"></path></svg>")]
    [InlineData("<style>td{color:red}</style><table><tr><td>1</table>", "<style>td{color:red}</style><table><tr><td>1</td></tr></table>")]
    [InlineData(
        "<a href='https://x.org/?a=1&amp;b=2#c' id=h>l</a><a href=#h>m</a><a href=n.html>n</a>",
        "<a href=\"https://x.org/?a=1&amp;b=2#c\" id=\"h\">l</a><a href=\"#h\">m</a><a href=\"n.html\">n</a>")]
    [InlineData("<details open><summary>s</summary>t</details><!-- gone -->", "<details open><summary>s</summary>t</details>")]
    [InlineData("<input type=checkbox disabled checked>", "<input type=\"checkbox\" disabled checked>")]
    [InlineData(
        "<a href='javascript&colon;alert(1)'>an entity that is not decoded stays its own text</a>",
        "<a href=\"javascript&amp;colon;alert(1)\">an entity that is not decoded stays its own text</a>")]
    [InlineData("<!DOCTYPE html><title>t</title><?xml version='1.0'?>x", "x")]
    [InlineData("<img src='data:image/png;base64,AA' alt=p>", "<img src=\"data:image/png;base64,AA\" alt=\"p\">")]
    public void WhatShowsStaysAndIsClosed(string html, string expected) => Assert.Equal((expected, true), PassiveHtml.From(html));

    [Theory]
    [InlineData("<script>alert(1)</script>a", "a")]
    [InlineData("<SCRIPT/x>alert(1)</script  >a", "a")]
    [InlineData("a<script>alert(1)", "a")]
    [InlineData("<b onclick=alert(1) OnFocus='x'>a</b>", "<b>a</b>")]
    [InlineData("<b/onclick=alert(1)>a", "<b>a</b>")]
    [InlineData("<svg onload=alert(1)><script>alert(1)</script><circle r=1></svg>", "<svg><circle r=\"1\"></circle></svg>")]
    [InlineData("<a href=javascript:alert(1)>a</a>", "<a>a</a>")]
    [InlineData("<a href=' java&#10;script:alert(1)'>a</a>", "<a>a</a>")]
    [InlineData("<a href='&#1;JaVaScRiPt:alert(1)'>a</a>", "<a>a</a>")]
    [InlineData("<a href='data:text/html,<script>1</script>'>a</a>", "<a>a</a>")]
    [InlineData("<a href=vbscript:x>a</a>", "<a>a</a>")]
    [InlineData("<iframe srcdoc='<script>1</script>'>x</iframe>a", "a")]
    [InlineData("<object data=x></object><embed src=x><form action=x><button>b</button></form>", "b")]
    [InlineData("<meta http-equiv=refresh content='0;url=http://x'><base href=http://x><link rel=stylesheet href=x>a", "a")]
    [InlineData(
        "<svg><use href='data:image/svg+xml,x#y'/><animate attributeName=href to=javascript:1 "
        + "/><foreignObject><b>f</b></foreignObject></svg>", "<svg><use></use><b>f</b></svg>")]
    [InlineData("<svg><style><img src=1 onerror=alert(1)></style></svg>", "<svg></svg>")]
    [InlineData(
        "<math><mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;' src='data:image/png,x'>",
        "<math><mtext><img src=\"data:image/png,x\" title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\"></mtext></math>")]
    [InlineData(
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>a", "<span class=\"missing\">[picture x is not there]</span>'&gt;a")]
    [InlineData("<div style='POSITION : fixed'>a</div>", "<div>a</div>")]
    [InlineData("<b class=\"x\" foo=1 \"><i>a", "<b class=\"x\"><i>a</i></b>")]
    [InlineData("a<b title=\"never closed>x", "a")]
    [InlineData("a<textarea><b>x", "a")]
    [InlineData("a<plaintext>b</plaintext>c", "a")]
    [InlineData("<img name=querySelector src='data:image/gif,'>", "<img src=\"data:image/gif,\">")]
    public void WhatActsOrIsNotKnownGoesAndIsReported(string html, string expected) =>
        Assert.Equal((expected, false), PassiveHtml.From(html));

    [Fact]
    public void AnyTextBecomesBalancedTagsOfTheList()
    {
        string[] parts = ["<", ">", "\"", "'", "=", " ", "/", "<!--", "-->", "script", "<b", "<svg", "<style", "</", "title", "a", "on",
            "href", "&lt;", "\n", "<math>", "<p>", "x", "]]>", "<![CDATA["];
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            string html = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => parts[random.Next(parts.Length)]));
            string once = PassiveHtml.From(html).Html;
            // Made passive again it is the same but for what a paragraph implies: nothing in it was read as anything else.
            Assert.True(PassiveHtml.From(once) is (var twice, true) && twice == once, $"{html}\n{once}");
        }

        string deep = PassiveHtml.From(string.Concat(Enumerable.Repeat("<div>", 100_000))).Html;
        Assert.Equal(200, deep.Split("<div>").Length - 1);
    }

    [Fact]
    public void PicturesOfEveryKindAreInsideAndOthersAreWords()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "a&b.png", "with space.PNG", "ünï.png", "100%25.png", "sub/c.png" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder.Path, name))!);
            File.WriteAllBytes(Path.Combine(folder.Path, name), Convert.FromBase64String(Png));
        }
        folder.Write("s.svg", "<svg onload='alert(1)'></svg>");
        folder.Write("text.txt", "no picture");
        JsonObject attachments = new()
        {
            ["i.png"] = new JsonObject { ["image/png"] = Png },
            ["my i.png"] = new JsonObject { ["image/png"] = new JsonArray(Png[..10] + "\n", Png[10..]) },
        };
        string[] inside =
        [
            "![p](attachment:i.png)", "![p](attachment:my%20i.png)", "<img src=\"attachment:i.png\" width=3 alt=\"p\">", "![p](a&b.png)",
            "![p](<a&b.png>)", "<img src='a&amp;b.png' alt=p>",
            "![p](with%20space.PNG)", "![p](ünï.png)", "![p](100%25.png)", "![p](sub/c.png)", "![p](./sub/../sub/c.png?v=1#x)",
            "![p][ref]\n\n[ref]: a&b.png", $"![p](data:image/png;base64,{Png})",
        ];
        foreach (string markdown in inside)
            Assert.Matches(
                $"""<img src="data:image/png;base64,{System.Text.RegularExpressions.Regex.Escape(Png).Replace("/", "[/]", StringComparison.Ordinal)}"[^>]* alt="p">""", Html(markdown).Replace("alt=\"p\" width=\"3\"", "width=\"3\" alt=\"p\"", StringComparison.Ordinal));
        Assert.Contains("data:image/svg+xml;base64,", Html("![p](s.svg)"), StringComparison.Ordinal);
        Assert.Equal(
            "<p><span class=\"missing\">[picture on the web: <a href=\"https://x.org/p.png?a=1&amp;b=2\">far &amp; away</a>]</span></p>",
            Html("![far & away](https://x.org/p.png?a=1&b=2)").Trim());
        foreach (string gone in new[] { "![p](no.png)", "![p](text.txt)", "![p](attachment:no.png)", "![p](file:///etc/passwd.png)",
            "![p](//x.org/p.png)", "<img alt=p>" })
            Assert.Contains("is not there]</span>", Html(gone), StringComparison.Ordinal);

        string Html(string markdown) => new MarkdownRenderer(folder.Path).ToHtml(markdown, attachments);
    }

    [Theory]
    [InlineData("\\begin{equation}\nE = mc^2 \\label{a}\n\\end{equation}", "\\begin{equation} E = mc^2 \\end{equation}")]
    [InlineData(
        "text \\begin{align*} a &= b \\\\\\\\ c &< d \\end{align*} text",
        "\\begin{align*} a &amp;= b \\\\\\\\ c &amp;&lt; d \\end{align*}")]
    [InlineData(
        "\\begin{array}{c} \\begin{array}{c} 1 \\end{array} \\end{array}",
        "\\begin{array}{c} \\begin{array}{c} 1 \\end{array} \\end{array}")]
    [InlineData("\\begin{eqnarray} a &=& b \\end{eqnarray}", "\\begin{array}{rcl} a &amp;=&amp; b \\end{array}")]
    [InlineData("> \\begin{gather}\n> x_1 * y_1 * z_1\n> \\end{gather}", "\\begin{gather} x_1 * y_1 * z_1 \\end{gather}")]
    [InlineData("\\\\[ x_1 + y_1 \\\\]", "x_1 + y_1")]
    public void FormulasWithoutDollarSignsAreFormulas(string markdown, string formula)
    {
        var renderer = new MarkdownRenderer();
        string html = renderer.ToHtml(markdown).Replace("&gt; ", "", StringComparison.Ordinal);
        Assert.True(renderer.HasFormulas, html);
        Assert.Contains($"class=\"math display\">{formula}</", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("`\\begin{x}\\end{x}`")]
    [InlineData("```\n\\begin{equation} no \\end{equation}\n```")]
    [InlineData("It costs $5, or \\begin{x}\n\nnothing \\end{x}")]
    public void CodeAndHalfFormulasAreNone(string markdown)
    {
        var renderer = new MarkdownRenderer();
        renderer.ToHtml(markdown);
        Assert.False(renderer.HasFormulas);
    }

    [Fact]
    public void AnEnvironmentBetweenDollarSignsStaysOneFormula()
    {
        string html =
            new MarkdownRenderer().ToHtml("$\\begin{pmatrix} 1 \\end{pmatrix}$ and $$\n\\begin{aligned}\na &= b\n\\end{aligned}\n$$");
        Assert.Equal(2, html.Split("class=\"math").Length - 1);
        Assert.DoesNotContain("$", html, StringComparison.Ordinal);
    }

    [Fact]
    public void OutputsThatActAreFramedAndOthersStandOnThePage()
    {
        string Page(string mimeType, string text) => new NotebookHtmlExporter(() => "").ToHtml(
            Notebook.Parse(new JsonObject
            {
                ["cells"] = new JsonArray(new JsonObject
                {
                    ["cell_type"] = "code",
                    ["source"] = "x",
                    ["outputs"] = new JsonArray(
                        new JsonObject { ["output_type"] = "display_data", ["data"] = new JsonObject { [mimeType] = text } }),
                }),
                ["metadata"] = new JsonObject(),
                ["nbformat"] = 4,
                ["nbformat_minor"] = 4,
            }.ToJsonString(), "x"), "title");
        Assert.Contains(
            "<div class=\"html scroll\"><table><tr><td>1</td></tr></table></div>", Page("text/html", "<table><tr><td>1</table>"),
            StringComparison.Ordinal);
        foreach (string acting in new[] { "<p>a</p><script>go()</script>", "<button onclick='go()'>b</button>", "<canvas id=c></canvas>" })
            Assert.Contains("<iframe class=\"acts\" sandbox=\"allow-scripts\"", Page("text/html", acting), StringComparison.Ordinal);
        Assert.Contains(
            "<iframe class=\"acts\" sandbox=\"allow-scripts\"", Page("application/javascript", "go()"), StringComparison.Ordinal);
        Assert.Contains(
            "<svg><rect width=\"1\"></rect></svg>", Page("image/svg+xml", "<svg><rect width='1'/></svg>"), StringComparison.Ordinal);
        Assert.Contains(
            "<img alt=\"\" src=\"data:image/svg+xml;base64,", Page("image/svg+xml", "<svg onload='go()'></svg>"), StringComparison.Ordinal);
        Assert.Contains("src=\"data:image/png;base64,AAonerror=go\"", Page("image/png", "AA\" onerror=\"go()"), StringComparison.Ordinal);
        Assert.Contains("Content-Security-Policy\" content=\"default-src 'none';", Page("text/plain", "x"), StringComparison.Ordinal);
    }
}
