using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace CurlDescent.NotebookEngine.Sessions;

/// <summary>
/// Puts a call of <see cref="ExecutionGuard"/> into every loop, block lambda and catch block, and a stack check into methods that call
/// themselves. Adds no line, so line numbers stay; columns move.
/// </summary>
internal static class GuardRewriter
{
    private static readonly StatementSyntax Check = Call(nameof(ExecutionGuard.Check));
    private static readonly StatementSyntax CheckStack = Call(nameof(ExecutionGuard.CheckStack));

    public static SyntaxNode Rewrite(SyntaxNode root) => root.ReplaceNodes(root.DescendantNodes().Where(IsGuarded), (_, node) => Guard(node));

    private static bool IsGuarded(SyntaxNode node) => node switch
    {
        ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CatchClauseSyntax => true,
        // A declaration must stay in its scope; a jump to it alone is not guarded.
        LabeledStatementSyntax label => label.Statement is not (LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax or LabeledStatementSyntax),
        AnonymousFunctionExpressionSyntax function => function.Block is not null,
        MethodDeclarationSyntax method => CallsItself(method, method.Identifier),
        LocalFunctionStatementSyntax function => CallsItself(function, function.Identifier),
        _ => false,
    };

    private static SyntaxNode Guard(SyntaxNode node) => node switch
    {
        ForStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
        ForEachStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
        ForEachVariableStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
        WhileStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
        DoStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
        LabeledStatementSyntax label => label.WithStatement(Guarded(label.Statement)),
        CatchClauseSyntax clause => clause.WithBlock(Prepend(clause.Block, Check)),
        AnonymousFunctionExpressionSyntax { Block: { } block } function => function.WithBlock(Prepend(block, Check)),
        MethodDeclarationSyntax { Body: { } body } method => method.WithBody(Prepend(body, CheckStack)),
        LocalFunctionStatementSyntax { Body: { } body } function => function.WithBody(Prepend(body, CheckStack)),
        MethodDeclarationSyntax { ExpressionBody: { } arrow } method when AsBlock(arrow, method.SemicolonToken, method.ReturnType, method.Modifiers) is { } block =>
            method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block),
        LocalFunctionStatementSyntax { ExpressionBody: { } arrow } function when AsBlock(arrow, function.SemicolonToken, function.ReturnType, function.Modifiers) is { } block =>
            function.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block),
        _ => node,
    };

    private static bool CallsItself(SyntaxNode node, SyntaxToken name) =>
        node.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call =>
            call.Expression.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().LastOrDefault()?.Identifier.ValueText == name.ValueText);

    // "=> value" becomes "{ check; return value; }"; where syntax alone does not tell whether a value is returned, it stays as it is.
    private static BlockSyntax? AsBlock(ArrowExpressionClauseSyntax arrow, SyntaxToken semicolon, TypeSyntax returnType, SyntaxTokenList modifiers)
    {
        if (returnType is RefTypeSyntax || modifiers.Any(SyntaxKind.AsyncKeyword) || arrow.Expression is ThrowExpressionSyntax or RefExpressionSyntax)
            return null;
        bool isVoid = returnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };
        ExpressionSyntax expression = arrow.Expression.WithLeadingTrivia(arrow.Expression.GetLeadingTrivia().Insert(0, Space));
        StatementSyntax last = isVoid ? ExpressionStatement(expression) : ReturnStatement(expression);
        // The line breaks that stood around arrow and semicolon must stay for the line numbers.
        return Block(CheckStack, last.WithLeadingTrivia(arrow.ArrowToken.TrailingTrivia))
            .WithLeadingTrivia(arrow.GetLeadingTrivia()).WithTrailingTrivia(semicolon.LeadingTrivia.AddRange(semicolon.TrailingTrivia));
    }

    private static BlockSyntax Guarded(StatementSyntax statement) => statement is BlockSyntax block ? Prepend(block, Check) : Block(Check, statement);

    private static BlockSyntax Prepend(BlockSyntax block, StatementSyntax guard) => block.WithStatements(block.Statements.Insert(0, guard));

    private static StatementSyntax Call(string method) => ParseStatement($"global::{typeof(ExecutionGuard).FullName}.{method}();");
}
