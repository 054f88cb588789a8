using System.Net;
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
/// Markdown as notebooks write it: tables, footnotes, formulas between dollar signs, headings with ids that are unique on the page. Links to
/// notebooks become links to their pages; links to other files, which a page does not bring along, become plain text; pictures are put inside.
/// </summary>
/// <param name="folder">Folder that relative paths of pictures start from; null leaves such pictures out.</param>
internal sealed partial class MarkdownRenderer(string? folder = null)
{
    // Not all extensions: generic attributes take braces away from formulas, emphasis extras take ^ and ~.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UseMathematics().UseAutoIdentifiers(AutoIdentifierOptions.GitHub).UsePipeTables().UseGridTables().UseFootnotes().UseTaskLists().UseAutoLinks().Build();
    /// <summary>Marks a formula in HTML.</summary>
    public const string FormulaClass = "class=\"math";

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Headings so far, in order.</summary>
    public List<PageHeading> Headings { get; } = [];

    /// <summary>True once a formula was written: the page then needs KaTeX.</summary>
    public bool HasFormulas { get; private set; }

    public string ToHtml(string markdown)
    {
        MarkdownDocument document = Markdown.Parse(FormulasInOneLine(markdown), Pipeline);
        foreach (LinkInline link in document.Descendants<LinkInline>().ToList())
            Redirect(link);
        foreach (HeadingBlock heading in document.Descendants<HeadingBlock>())
            Register(heading);
        return Render(document);
    }

    // Notebooks let a displayed formula run over several lines; the parser wants it in one. Code stays as it is.
    private static string FormulasInOneLine(string markdown) => CodeOrFormula().Replace(
        markdown.ReplaceLineEndings("\n"),
        match => match.Groups["formula"].Success ? $"$${LineBreak().Replace(match.Groups["formula"].Value, " ").Trim()}$$" : match.Value);

    [GeneratedRegex(@"(?<code>^[ >]*(?<fence>```+|~~~+)[^\n]*\n.*?(^[ >]*\k<fence>[^\n]*$|\z)|`[^`\n]+`)|\$\$(?<formula>((?!\n[ >]*\n|\$\$).)+)\$\$", RegexOptions.Singleline | RegexOptions.Multiline)]
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

    private void Register(HeadingBlock heading)
    {
        HtmlAttributes attributes = heading.GetAttributes();
        string id = string.IsNullOrEmpty(attributes.Id) ? "section" : attributes.Id, unique = id;
        for (int n = 2; !_ids.Add(unique); n++)
            unique = $"{id}-{n}";
        attributes.Id = unique;
        string html = string.Concat((heading.Inline ?? Enumerable.Empty<Inline>()).Select(Flat));
        Headings.Add(new PageHeading(heading.Level, unique, html));
    }

    // A heading in a list of links: its own links become text.
    private string Flat(Inline inline) => inline is LinkInline link ? string.Concat(link.Select(Flat)) : Render(inline);

    private void Redirect(LinkInline link)
    {
        string url = link.Url ?? "";
        if (link.IsImage)
        {
            link.Url = Inside(url);
            return;
        }
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

    private string Inside(string url)
    {
        if (url.StartsWith("data:", StringComparison.Ordinal) || folder is null)
            return url;
        string file = Path.Combine(folder, Uri.UnescapeDataString(url));
        string? type = Path.GetExtension(file).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".gif" => "image/gif",
            ".svg" => "image/svg+xml",
            _ => null,
        };
        return type is null || !File.Exists(file) ? "" : $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(file))}";
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
