using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>
/// A cell taken apart where C#'s scripts know less than its programs: namespaces, extension blocks and types that a source generator
/// completes go into a library; extension methods of a static class are made callable; <c>using var</c> becomes a variable that is disposed
/// of after the cell. Both parts keep the cell's lines and columns.
/// </summary>
/// <param name="Script">What is left of the cell.</param>
/// <param name="Library">What becomes a library; null if nothing.</param>
/// <param name="Disposed">The variables of <c>using</c> declarations, in order.</param>
internal sealed partial record CellParts(string Script, string? Library, IReadOnlyList<string> Disposed)
{
    public static CSharpParseOptions LibraryOptions => CellParser.LibraryOptions;

    public static CellParts Of(string code)
    {
        if (!PatternOfParts().IsMatch(code))
            return new CellParts(code, null, []);
        (code, IReadOnlyList<string> disposed) = WithoutUsing(code);
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, CellParser.ParseOptions).GetRoot();
        List<MemberDeclarationSyntax> moved = [.. root.Members.Where(MustMove)];
        if (moved.Count == 0)
            return new CellParts(WithExtensions(code, root, moved), null, disposed);
        // What they name of the cell's own types goes with them.
        Dictionary<string, MemberDeclarationSyntax> others = root.Members.Where(member =>
            member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)
            .Except(moved).GroupBy(NameOf).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        for (int i = 0; i < moved.Count; i++)
            foreach (SyntaxToken name in moved[i].DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)))
                if (others.Remove(name.ValueText, out MemberDeclarationSyntax? named))
                    moved.Add(named);
        List<TextSpan> spans = [.. moved.Select(member => member.FullSpan)];
        IEnumerable<TextSpan> usings = root.Usings.Select(directive => directive.FullSpan)
            .Concat(root.Externs.Select(directive => directive.FullSpan));
        return new CellParts(Blank(WithExtensions(code, root, moved), spans), Blank(code, Gaps(code.Length, spans.Concat(usings))),
            disposed);
    }

    private static bool MustMove(MemberDeclarationSyntax member) => member switch
    {
        BaseNamespaceDeclarationSyntax => true,
        TypeDeclarationSyntax type when type.Members.Any(inner => inner is ExtensionBlockDeclarationSyntax) => true,
        TypeDeclarationSyntax type => type.Modifiers.Any(SyntaxKind.PartialKeyword)
            && (type.AttributeLists.Count > 0
            || type.Members.Any(inner => inner.AttributeLists.Count > 0 && inner.Modifiers.Any(SyntaxKind.PartialKeyword)
            || inner is FieldDeclarationSyntax { AttributeLists.Count: > 0 })),
        _ => false,
    };

    // A script takes extension methods at its top level only, where they see the types of cells: there they call those of their class,
    // which are plain methods then. Behind the class's last line, so that all lines and columns stay.
    private static string WithExtensions(string code, CompilationUnitSyntax root, IReadOnlyList<MemberDeclarationSyntax> moved)
    {
        var text = new StringBuilder(code);
        foreach (ClassDeclarationSyntax type in root.Members.OfType<ClassDeclarationSyntax>().Except(moved.OfType<ClassDeclarationSyntax>())
            .Reverse())
        {
            if (!type.Modifiers.Any(SyntaxKind.StaticKeyword) || type.TypeParameterList is not null)
                continue;
            foreach (MethodDeclarationSyntax method in type.Members.OfType<MethodDeclarationSyntax>().Reverse())
            {
                if (method.ParameterList.Parameters is not [var first, ..]
                    || first.Modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.ThisKeyword)) is not { RawKind: > 0 } word)
                    continue;
                text.Insert(type.Span.End, " " + Forwarder(type.Identifier.Text, method));
                for (int i = word.Span.Start; i < word.Span.End; i++)
                    text[i] = ' ';
            }
        }
        return text.ToString();
    }

    private static string Forwarder(string type, MethodDeclarationSyntax method)
    {
        string typeArguments = method.TypeParameterList is { } list
            ? $"<{string.Join(", ", list.Parameters.Select(parameter => parameter.Identifier.Text))}>"
            : "";
        string arguments = string.Join(", ", method.ParameterList.Parameters.Select(parameter =>
            (parameter.Modifiers.FirstOrDefault(m => m.Kind() is SyntaxKind.RefKeyword or SyntaxKind.InKeyword or
                SyntaxKind.OutKeyword) is { RawKind: > 0 } passing ? passing.Text + " " : "") + parameter.Identifier.Text));
        string reference = method.ReturnType is RefTypeSyntax ? "ref " : "";
        string declaration =
            $"{method.ReturnType} {method.Identifier.Text}{method.TypeParameterList}{method.ParameterList} "
            + string.Join(' ', method.ConstraintClauses);
        return $"static {declaration.ReplaceLineEndings(" ")} => {reference}{type}.{method.Identifier.Text}{typeArguments}({arguments});";
    }

    private static string NameOf(MemberDeclarationSyntax member) =>
        member is DelegateDeclarationSyntax function
            ? function.Identifier.ValueText
            : ((BaseTypeDeclarationSyntax)member).Identifier.ValueText;

    // A program's parser knows the declaration, which a script's takes for a directive.
    private static (string Code, IReadOnlyList<string> Names) WithoutUsing(string code)
    {
        if (!PatternOfUsing().IsMatch(code))
            return (code, []);
        var names = new List<string>();
        var keywords = new List<TextSpan>();
        var root = (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(code, LibraryOptions).GetRoot();
        foreach (LocalDeclarationStatementSyntax declaration in root.Members.OfType<GlobalStatementSyntax>()
            .Select(member => member.Statement).OfType<LocalDeclarationStatementSyntax>())
        {
            if (!declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword))
                continue;
            keywords.Add(declaration.UsingKeyword.Span);
            if (declaration.AwaitKeyword.IsKind(SyntaxKind.AwaitKeyword))
                keywords.Add(declaration.AwaitKeyword.Span);
            names.AddRange(declaration.Declaration.Variables.Select(variable => variable.Identifier.ValueText));
        }
        return (Blank(code, keywords), names);
    }

    private static string Blank(string code, IEnumerable<TextSpan> spans)
    {
        var text = new StringBuilder(code);
        foreach (TextSpan span in spans)
            for (int i = span.Start; i < span.End; i++)
                if (text[i] is not ('\n' or '\r'))
                    text[i] = ' ';
        return text.ToString();
    }

    private static IEnumerable<TextSpan> Gaps(int length, IEnumerable<TextSpan> kept)
    {
        int start = 0;
        foreach (TextSpan span in kept.OrderBy(span => span.Start))
        {
            if (span.Start > start)
                yield return TextSpan.FromBounds(start, span.Start);
            start = Math.Max(start, span.End);
        }
        yield return TextSpan.FromBounds(start, length);
    }

    [GeneratedRegex(@"\bnamespace\s|\(\s*this\s|\bextension\s*[<(]|\bpartial\s|\busing\s+(?!static\b)[\w.<>\[\],?\s()]+?\s+\w+\s*=")]
    private static partial Regex PatternOfParts();

    [GeneratedRegex(@"\busing\s+(?!static\b)[\w.<>\[\],?\s()]+?\s+\w+\s*=")]
    private static partial Regex PatternOfUsing();
}
