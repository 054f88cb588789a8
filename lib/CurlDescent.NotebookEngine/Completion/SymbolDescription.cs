using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.QuickInfo;

namespace CurlDescent.NotebookEngine.Completion;

/// <summary>What a reader is told about a symbol.</summary>
internal static partial class SymbolDescription
{
    private const int MostOverloads = 12;

    /// <summary>Where to look, best first: the cursor's own token, the one it stands behind, the call it stands in.</summary>
    public static IEnumerable<int> Places(SyntaxNode root, int position)
    {
        position = Math.Clamp(position, 0, root.FullSpan.End);
        yield return position;
        if (position == 0)
            yield break;
        yield return position - 1;
        SyntaxToken token = root.FindToken(position - 1);
        foreach (SyntaxNode node in token.Parent?.AncestorsAndSelf() ?? [])
        {
            SyntaxNode? called = node switch
            {
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } => member.Name,
                InvocationExpressionSyntax call => call.Expression,
                ObjectCreationExpressionSyntax creation => creation.Type,
                _ => null,
            };
            if (called is not null)
                yield return called.SpanStart;
        }
    }

    /// <summary>Signature and doc comment, then parameters and the other overloads.</summary>
    public static string Text(QuickInfoItem info, SemanticModel model, SyntaxToken token)
    {
        var text = new StringBuilder(string.Join('\n',
            info.Sections.Select(section => section.Text.ReplaceLineEndings("\n").Trim()).Where(section => section.Length > 0)));
        SyntaxNode? node = token.Parent;
        if (node is null)
            return text.ToString();
        SymbolInfo symbols = model.GetSymbolInfo(node.Parent is ObjectCreationExpressionSyntax creation && creation.Type == node
            ? creation
            : node);
        SyntaxNode name = node is ExpressionSyntax ? node : node.Parent ?? node;
        IReadOnlyList<ISymbol> group = model.GetMemberGroup(name);
        ISymbol? symbol = symbols.Symbol ?? symbols.CandidateSymbols.Concat(group).FirstOrDefault();
        foreach ((string parameter, string meaning) in Parameters(symbol))
            text.Append("\n  ").Append(parameter).Append(": ").Append(meaning);
        List<ISymbol> overloads =
            [.. group.Where(other => !SymbolEqualityComparer.Default.Equals(other.OriginalDefinition, symbol?.OriginalDefinition))];
        if (overloads.Count > 0)
            text.Append("\nAlso:");
        foreach (ISymbol overload in overloads.Take(MostOverloads))
            text.Append("\n  ").Append(overload.ToMinimalDisplayString(model, token.SpanStart));
        if (overloads.Count > MostOverloads)
            text.Append("\n  …");
        return text.ToString();
    }

    /// <summary>What the doc comment says of each parameter.</summary>
    public static IEnumerable<(string Name, string Meaning)> Parameters(ISymbol? symbol) =>
        Comment(symbol).Descendants("param").Select(param => ((string?)param.Attribute("name") ?? "", Plain(param)));

    /// <summary>The summary of the doc comment; empty if there is none.</summary>
    public static string Summary(ISymbol symbol) => Comment(symbol).Descendants("summary").Select(Plain).FirstOrDefault("");

    private static XElement Comment(ISymbol? symbol)
    {
        try
        {
            // Source comments come without a root of their own.
            return XElement.Parse($"<doc>{symbol?.OriginalDefinition.GetDocumentationCommentXml()}</doc>");
        }
        catch (XmlException)
        {
            return new XElement("doc");
        }
    }

    private static string Plain(XElement element) => Spaces().Replace(string.Concat(element.Nodes().Select(node => node switch
    {
        XElement { Name.LocalName: "see" or "paramref" or "typeparamref" } reference =>
            ((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("name") ?? (string?)reference.Attribute("langword")
                ?? reference.Value).Split('.', ':')[^1],
        XElement child => Plain(child),
        XText words => words.Value,
        _ => "",
    })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
