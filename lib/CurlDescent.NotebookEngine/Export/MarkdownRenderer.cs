using Markdig;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>Markdown as notebooks write it: tables, footnotes, formulas between dollar signs, headings with ids.</summary>
internal sealed class MarkdownRenderer
{
    private readonly MarkdownPipeline _pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    public string ToHtml(string markdown) => Markdown.ToHtml(markdown, _pipeline);
}
