using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>A heading of a page.</summary>
/// <param name="Level">1 … 6.</param>
/// <param name="Id">Its anchor, unique on the page.</param>
/// <param name="Html">Its text, with formulas, without links.</param>
internal sealed record PageHeading(int Level, string Id, string Html);

/// <summary>
/// Markdown as notebooks write it: tables, footnotes, formulas between dollar signs or in a LaTeX environment, headings with ids that are
/// unique on the page. Links to notebooks become links to their pages; links to other files, which a page does not bring along, become
/// plain text; pictures are put inside, those on the web become links. HTML in it is made passive.
/// </summary>
/// <param name="folder">Folder that relative paths of pictures start from; null leaves such pictures out.</param>
internal sealed partial class MarkdownRenderer(string? folder = null)
{
    // Not all extensions: generic attributes take braces away from formulas, emphasis extras take ^ and ~.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseMathematics().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).UsePipeTables().UseGridTables().UseFootnotes().UseTaskLists()
            .UseAutoLinks().Build();
    /// <summary>Marks a formula in HTML.</summary>
    public const string FormulaClass = "class=\"math";

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Headings so far, in order.</summary>
    public List<PageHeading> Headings { get; } = [];

    /// <summary>True once a formula was written: the page then needs KaTeX.</summary>
    public bool HasFormulas { get; private set; }

    public string ToHtml(string markdown) => ToHtml(markdown, null);

    /// <param name="markdown">The text.</param>
    /// <param name="attachments">Pictures that the cell holds; null for none.</param>
    public string ToHtml(string markdown, JsonObject? attachments)
    {
        var pictures = new PagePictures(folder, attachments);
        MarkdownDocument document = Markdown.Parse(FormulasInOneLine(markdown), Pipeline);
        foreach (LinkInline link in document.Descendants<LinkInline>().ToList())
            Redirect(link);
        foreach (HeadingBlock heading in document.Descendants<HeadingBlock>())
            Register(heading, pictures);
        return Passive(Render(document), pictures);
    }

    /// <summary>HTML of a stranger, with the pictures beside the notebook inside; as in Jupyter, text does not act.</summary>
    private static string Passive(string html, PagePictures pictures) => PassiveHtml.From(html, pictures.Find).Html;

    // Notebooks let a displayed formula run over several lines, or stand without dollar signs as a LaTeX environment or between \\[ and
    // \\]; the parser wants it in one line between dollar signs. Code, and what dollar signs hold already, stays as it is.
    private static string FormulasInOneLine(string markdown) => CodeOrFormula().Replace(
        markdown.ReplaceLineEndings("\n"),
        match => match.Groups["formula"].Success ? Displayed(match.Groups["formula"].Value)
            : match.Groups["bracket"].Success ? Displayed(match.Groups["bracket"].Value)
            : match.Groups["round"].Success ? $"${LineBreak().Replace(match.Groups["round"].Value, " ").Trim()}$"
            : match.Groups["environment"].Success ? Displayed(match.Value)
            : match.Value);

    private static string Displayed(string formula) => $"$${LineBreak().Replace(LatexText.ForKatex(formula), " ").Trim()}$$";

    [GeneratedRegex("""
        (?<code>^[ >]*(?<fence>```+|~~~+)[^\n]*\n.*?(^[ >]*\k<fence>[^\n]*$|\z)|(?<tick>`+)(?!`)[^\n]*?(?<!`)\k<tick>(?!`))
        |\$\$(?<formula>((?!\n[ >]*\n|\$\$).)+)\$\$
        |(?<inline>(?<!\\)\$(?![\s$])(?:\\.|(?!\n[ >]*\n)[^$\\])+(?<!\s)\$(?![\d$]))
        |\\\\\[(?<bracket>((?!\n[ >]*\n|\\\\\]).)+)\\\\\]
        |\\\\\((?<round>((?!\n[ >]*\n|\\\\\)).)+)\\\\\)
        |\\begin\{(?<environment>[a-zA-Z]+\*?)\}(?:
            (?<open>\\begin\{\k<environment>\})|(?<-open>\\end\{\k<environment>\})
            |(?!\\(?:begin|end)\{\k<environment>\}|\n[ >]*\n).)*(?(open)(?!))\\end\{\k<environment>\}
        """, RegexOptions.Singleline | RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex CodeOrFormula();

    [GeneratedRegex(@"\n[ \t]*")]
    private static partial Regex LineBreak();

    private string Render(MarkdownObject node)
    {
        using var text = new StringWriter();
        var renderer = new HtmlRenderer(text);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathInlineRenderer>(new Formula(this));
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlMathBlockRenderer>(new DisplayedFormula(this));
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new Code());
        renderer.ObjectRenderers.ReplaceOrAdd<Markdig.Extensions.Tables.HtmlTableRenderer>(new Table());
        renderer.Render(node);
        return text.ToString();
    }

    private void Register(HeadingBlock heading, PagePictures pictures)
    {
        HtmlAttributes attributes = heading.GetAttributes();
        string id = string.IsNullOrEmpty(attributes.Id) ? "section" : attributes.Id, unique = id;
        for (int n = 2; !_ids.Add(unique); n++)
            unique = $"{id}-{n}";
        attributes.Id = unique;
        string html = string.Concat((heading.Inline ?? Enumerable.Empty<Inline>()).Select(Flat));
        Headings.Add(new PageHeading(heading.Level, unique, Passive(html, pictures)));
    }

    // A heading in a list of links: its own links become text.
    private string Flat(Inline inline) => inline is LinkInline link ? string.Concat(link.Select(Flat)) : Render(inline);

    private void Redirect(LinkInline link)
    {
        string url = link.Url ?? "";
        if (link.IsImage)
            return;
        if (url.StartsWith('#') || Uri.TryCreate(url, UriKind.Absolute, out _))
            return;
        (string path, string anchor) = url.IndexOf('#') is >= 0 and var hash ? (url[..hash], url[hash..]) : (url, "");
        if (path.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase) && !path.Contains('/'))
        {
            link.Url = path[..^".ipynb".Length] + ".html" + anchor;
            return;
        }
        var plain = new ContainerInline();
        while (link.FirstChild is { } child)
        {
            child.Remove();
            plain.AppendChild(child);
        }
        link.ReplaceBy(plain);
    }

    private sealed class Formula(MarkdownRenderer owner) : HtmlMathInlineRenderer
    {
        protected override void Write(HtmlRenderer renderer, MathInline formula)
        {
            owner.HasFormulas = true;
            string display = formula.DelimiterCount > 1 ? " display" : "";
            renderer.Write($"<span {FormulaClass}{display}\">{WebUtility.HtmlEncode(formula.Content.ToString())}</span>");
        }
    }

    private sealed class DisplayedFormula(MarkdownRenderer owner) : HtmlMathBlockRenderer
    {
        protected override void Write(HtmlRenderer renderer, MathBlock formula)
        {
            owner.HasFormulas = true;
            renderer.EnsureLine();
            renderer.Write($"<div {FormulaClass} display\">{WebUtility.HtmlEncode(formula.Lines.ToString())}</div>");
        }
    }

    private sealed class Code : CodeBlockRenderer
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock block)
        {
            if (block is not FencedCodeBlock { Info: "cs" or "csharp" or "c#" })
            {
                base.Write(renderer, block);
                return;
            }
            renderer.EnsureLine();
            renderer.Write($"<pre><code>{CSharpHighlighter.ToHtml(block.Lines.ToString())}</code></pre>\n");
        }
    }

    // A wide table scrolls by itself.
    private sealed class Table : Markdig.Extensions.Tables.HtmlTableRenderer
    {
        protected override void Write(HtmlRenderer renderer, Markdig.Extensions.Tables.Table table)
        {
            renderer.Write("<div class=\"scroll\">");
            base.Write(renderer, table);
            renderer.Write("</div>");
        }
    }
}
