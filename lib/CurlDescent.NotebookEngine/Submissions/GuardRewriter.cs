using CurlDescent.NotebookEngine.Execution;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>
/// How guards stand in syntax: calls of <see cref="ExecutionGuard"/> at the start of loops, catch blocks and functions, and before jumps.
/// Adds no line, so line numbers stay; columns move. By itself, without what a compilation knows, it guards loops, jumps, block lambdas and
/// catch blocks.
/// </summary>
internal static class GuardRewriter
{
    public static readonly StatementSyntax Check = Call(nameof(ExecutionGuard.Check));
    public static readonly StatementSyntax CheckStack = Call(nameof(ExecutionGuard.CheckStack));
    public static readonly StatementSyntax CheckAsyncStack = Call(nameof(ExecutionGuard.CheckAsyncStack));

    /// <summary>Guards what syntax alone tells.</summary>
    public static SyntaxNode Rewrite(SyntaxNode root) => root.ReplaceNodes(
        root.DescendantNodes().Where(node => IsLoopOrCatch(node) || node is AnonymousFunctionExpressionSyntax { Block: not null }),
        (_, node) => node is AnonymousFunctionExpressionSyntax ? GuardFunction(node, Check, isVoid: true) : Guard(node));

    public static bool IsLoopOrCatch(SyntaxNode node) => node switch
    {
        ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CatchClauseSyntax => true,
        // By jumps code repeats without a loop, also from one case of a switch to another.
        GotoStatementSyntax => true,
        // A declaration must stay in its scope.
        LabeledStatementSyntax label =>
            label.Statement is not (LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax or LabeledStatementSyntax),
        _ => false,
    };

    public static SyntaxNode Guard(SyntaxNode node) => node switch
    {
        ForStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
        ForEachStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
        ForEachVariableStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
        WhileStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
        DoStatementSyntax loop => loop.WithStatement(Guarded(loop.Statement)),
        LabeledStatementSyntax label => label.WithStatement(Guarded(label.Statement)),
        GotoStatementSyntax jump => Guarded(jump),
        CatchClauseSyntax clause => clause.WithBlock(Prepend(clause.Block, Check)),
        _ => node,
    };

    /// <summary>A function with a statement before all others; as it is where it has no body that can take one.</summary>
    /// <param name="node">The function.</param>
    /// <param name="guard">The statement.</param>
    /// <param name="isVoid">True where "=> expression" gives nothing back.</param>
    public static SyntaxNode GuardFunction(SyntaxNode node, StatementSyntax guard, bool isVoid) => node switch
    {
        AnonymousFunctionExpressionSyntax { Block: { } block } function => function.WithBlock(Prepend(block, guard)),
        LambdaExpressionSyntax { ExpressionBody: { } body } lambda when IsValue(body) =>
            lambda.WithExpressionBody(null).WithBlock(AsBlock(body, default, default, guard, isVoid)),
        BaseMethodDeclarationSyntax { Body: { } body } method => method.WithBody(Prepend(body, guard)),
        BaseMethodDeclarationSyntax { ExpressionBody: { } arrow } method when IsValue(arrow.Expression) =>
            method.WithExpressionBody(null).WithSemicolonToken(default).WithBody(AsBlock(arrow, method.SemicolonToken, guard, isVoid)),
        LocalFunctionStatementSyntax { Body: { } body } function => function.WithBody(Prepend(body, guard)),
        LocalFunctionStatementSyntax { ExpressionBody: { } arrow } function when IsValue(arrow.Expression) =>
            function.WithExpressionBody(null).WithSemicolonToken(default).WithBody(AsBlock(arrow, function.SemicolonToken, guard, isVoid)),
        AccessorDeclarationSyntax { Body: { } body } accessor => accessor.WithBody(Prepend(body, guard)),
        AccessorDeclarationSyntax { ExpressionBody: { } arrow } accessor when IsValue(arrow.Expression) =>
            accessor.WithExpressionBody(null).WithSemicolonToken(default).WithBody(AsBlock(arrow, accessor.SemicolonToken, guard, isVoid)),
        _ => node,
    };

    /// <summary>"int V => value;" as "int V { get { guard; return value; } }".</summary>
    public static SyntaxNode GuardProperty(SyntaxNode node, StatementSyntax guard)
    {
        (ArrowExpressionClauseSyntax? arrow, SyntaxToken semicolon) = node switch
        {
            PropertyDeclarationSyntax property => (property.ExpressionBody, property.SemicolonToken),
            IndexerDeclarationSyntax indexer => (indexer.ExpressionBody, indexer.SemicolonToken),
            _ => default,
        };
        if (arrow is null || !IsValue(arrow.Expression))
            return node;
        AccessorListSyntax accessors =
            AccessorList([AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, AsBlock(arrow, semicolon, guard, isVoid: false))]);
        return node is PropertyDeclarationSyntax
            ? ((PropertyDeclarationSyntax)node).WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(accessors)
            : ((IndexerDeclarationSyntax)node).WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(accessors);
    }

    private static bool IsValue(ExpressionSyntax expression) => expression is not (ThrowExpressionSyntax or RefExpressionSyntax);

    private static BlockSyntax AsBlock(ArrowExpressionClauseSyntax arrow, SyntaxToken semicolon, StatementSyntax guard, bool isVoid) =>
        AsBlock(arrow.Expression, arrow.GetLeadingTrivia(), semicolon.LeadingTrivia.AddRange(semicolon.TrailingTrivia), guard, isVoid,
            arrow.ArrowToken.TrailingTrivia);

    // "value" becomes "{ guard; return value; }". The line breaks that stood around must stay for the line numbers.
    private static BlockSyntax AsBlock(ExpressionSyntax value, SyntaxTriviaList before, SyntaxTriviaList after, StatementSyntax guard,
        bool isVoid, SyntaxTriviaList between = default)
    {
        ExpressionSyntax expression = value.WithLeadingTrivia(value.GetLeadingTrivia().Insert(0, Space));
        StatementSyntax last = isVoid ? ExpressionStatement(expression) : ReturnStatement(expression);
        // The guard stands on the line of what it guards: the runtime may take the one's line for the other's.
        return Block(guard.WithLeadingTrivia(between), last).WithLeadingTrivia(before).WithTrailingTrivia(after);
    }

    private static BlockSyntax Guarded(StatementSyntax statement) =>
        statement is BlockSyntax block ? Prepend(block, Check) : Block(Check, statement);

    private static BlockSyntax Prepend(BlockSyntax block, StatementSyntax guard) => block.WithStatements(block.Statements.Insert(0, guard));

    private static StatementSyntax Call(string method) => ParseStatement($"global::{typeof(ExecutionGuard).FullName}.{method}();");
}
