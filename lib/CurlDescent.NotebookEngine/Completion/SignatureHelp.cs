using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CurlDescent.NotebookEngine.Completion;

/// <summary>The overloads of the call whose arguments stand at a position.</summary>
internal static class SignatureHelp
{
    /// <summary>Finds them; null outside of a call, and where nothing is known of it.</summary>
    public static SignatureAnswer? At(SyntaxNode root, SemanticModel model, int position)
    {
        SyntaxToken token = root.FindToken(Math.Clamp(position - 1, 0, Math.Max(0, root.FullSpan.End - 1)));
        BaseArgumentListSyntax? list = token.Parent?.AncestorsAndSelf().OfType<BaseArgumentListSyntax>()
            .FirstOrDefault(arguments => arguments.SpanStart < position && (position <= arguments.Span.End - 1 || IsOpen(arguments)));
        if (list?.Parent is not { } call)
            return null;
        SymbolInfo info = model.GetSymbolInfo(call);
        IEnumerable<ISymbol> group = call switch
        {
            InvocationExpressionSyntax invocation => model.GetMemberGroup(invocation.Expression),
            BaseObjectCreationExpressionSyntax => (model.GetTypeInfo(call).Type as INamedTypeSymbol)?.InstanceConstructors
                .Where(constructor => model.IsAccessible(position, constructor)) ?? [],
            ElementAccessExpressionSyntax element => model.GetTypeInfo(element.Expression).Type?.GetMembers()
                .OfType<IPropertySymbol>().Where(property => property.IsIndexer) ?? [],
            _ => [],
        };
        List<ISymbol> overloads = [.. group.Concat(info.CandidateSymbols).Distinct(SymbolEqualityComparer.Default)];
        if (overloads.Count == 0 && info.Symbol is not null)
            overloads.Add(info.Symbol);
        if (overloads.Count == 0)
            return null;
        int parameter = list.Arguments.GetSeparators().Count(comma => comma.SpanStart < position);
        int active = info.Symbol is null ? -1 : overloads.FindIndex(other => SymbolEqualityComparer.Default.Equals(other, info.Symbol));
        if (active < 0)
            active = Math.Max(0, overloads.FindIndex(other => ParametersOf(other).Count > parameter));
        return new SignatureAnswer([.. overloads.Select(symbol => Signature(symbol, model, position))], active, parameter);
    }

    private static bool IsOpen(BaseArgumentListSyntax arguments) => arguments switch
    {
        ArgumentListSyntax list => list.CloseParenToken.IsMissing,
        BracketedArgumentListSyntax list => list.CloseBracketToken.IsMissing,
        _ => false,
    };

    private static SignatureEntry Signature(ISymbol symbol, SemanticModel model, int position)
    {
        Dictionary<string, string> meanings = SymbolDescription.Parameters(symbol).DistinctBy(parameter => parameter.Name)
            .ToDictionary(parameter => parameter.Name, parameter => parameter.Meaning, StringComparer.Ordinal);
        return new SignatureEntry(symbol.ToMinimalDisplayString(model, position), SymbolDescription.Summary(symbol),
            [.. ParametersOf(symbol).Select(parameter => (parameter.Name, meanings.GetValueOrDefault(parameter.Name, "")))]);
    }

    private static IReadOnlyList<IParameterSymbol> ParametersOf(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.Parameters,
        IPropertySymbol property => property.Parameters,
        _ => [],
    };
}

/// <summary>The overloads of a call.</summary>
/// <param name="Signatures">All of them; one at least.</param>
/// <param name="Active">The one the arguments fit so far.</param>
/// <param name="Parameter">The parameter that is being written, from 0.</param>
internal sealed record SignatureAnswer(IReadOnlyList<SignatureEntry> Signatures, int Active, int Parameter);

/// <summary>One overload.</summary>
/// <param name="Label">Its declaration.</param>
/// <param name="Meaning">What its doc comment says; empty if it has none.</param>
/// <param name="Parameters">Names, and what the doc comment says of each.</param>
internal sealed record SignatureEntry(string Label, string Meaning, IReadOnlyList<(string Name, string Meaning)> Parameters);
