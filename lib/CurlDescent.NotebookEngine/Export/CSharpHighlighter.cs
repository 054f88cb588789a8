using System.Net;
using System.Text;
using CurlDescent.NotebookEngine.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CurlDescent.NotebookEngine.Export;

/// <summary>C# code as HTML: spans of class kw, str, num, com and pre.</summary>
internal static class CSharpHighlighter
{
    public static string ToHtml(string code)
    {
        var html = new StringBuilder();
        foreach (SyntaxToken token in SyntaxFactory.ParseTokens(code, options: CellParser.ParseOptions))
        {
            Append(html, token.LeadingTrivia);
            Append(html, token.Text, ClassOf(token));
            Append(html, token.TrailingTrivia);
        }
        return html.ToString();
    }

    private static void Append(StringBuilder html, SyntaxTriviaList trivia)
    {
        foreach (SyntaxTrivia item in trivia)
        {
            bool comment = item.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or
                SyntaxKind.SingleLineDocumentationCommentTrivia;
            Append(html, item.ToFullString(),
                comment ? "com" : item.IsDirective || item.IsKind(SyntaxKind.BadDirectiveTrivia) ? "pre" : null);
        }
    }

    private static void Append(StringBuilder html, string text, string? cssClass)
    {
        string encoded = WebUtility.HtmlEncode(text);
        if (cssClass is null || text.Length == 0)
            html.Append(encoded);
        else
            html.Append("<span class=\"").Append(cssClass).Append("\">").Append(encoded).Append("</span>");
    }

    private static string? ClassOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken or
            SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedVerbatimStringStartToken
            or SyntaxKind.InterpolatedRawStringEndToken or SyntaxKind.InterpolatedSingleLineRawStringStartToken
            or SyntaxKind.InterpolatedMultiLineRawStringStartToken => "str",
        SyntaxKind.NumericLiteralToken => "num",
        var kind when SyntaxFacts.IsKeywordKind(kind) => "kw",
        SyntaxKind.IdentifierToken when token.Text is "var" or "await" or "async" or "record" or "yield" or "where" or "with" => "kw",
        _ => null,
    };
}
