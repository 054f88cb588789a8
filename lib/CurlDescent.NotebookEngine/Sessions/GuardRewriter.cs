using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace CurlDescent.NotebookEngine.Sessions;

/// <summary>
/// Puts a call of <see cref="ExecutionGuard"/> into every loop, block lambda and catch block, and a stack check into methods that call
/// themselves. Adds no line, so line numbers stay; columns move.
/// </summary>
internal sealed class GuardRewriter : CSharpSyntaxRewriter
{
    private static readonly StatementSyntax Check = Call(nameof(ExecutionGuard.Check));
    private static readonly StatementSyntax CheckStack = Call(nameof(ExecutionGuard.CheckStack));

    public static SyntaxNode Rewrite(SyntaxNode root) => new GuardRewriter().Visit(root);

    public override SyntaxNode? VisitForStatement(ForStatementSyntax node)
    {
        var visited = (ForStatementSyntax)base.VisitForStatement(node)!;
        return visited.WithStatement(Guarded(visited.Statement, Check));
    }

    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node)
    {
        var visited = (ForEachStatementSyntax)base.VisitForEachStatement(node)!;
        return visited.WithStatement(Guarded(visited.Statement, Check));
    }

    public override SyntaxNode? VisitForEachVariableStatement(ForEachVariableStatementSyntax node)
    {
        var visited = (ForEachVariableStatementSyntax)base.VisitForEachVariableStatement(node)!;
        return visited.WithStatement(Guarded(visited.Statement, Check));
    }

    public override SyntaxNode? VisitWhileStatement(WhileStatementSyntax node)
    {
        var visited = (WhileStatementSyntax)base.VisitWhileStatement(node)!;
        return visited.WithStatement(Guarded(visited.Statement, Check));
    }

    public override SyntaxNode? VisitDoStatement(DoStatementSyntax node)
    {
        var visited = (DoStatementSyntax)base.VisitDoStatement(node)!;
        return visited.WithStatement(Guarded(visited.Statement, Check));
    }

    public override SyntaxNode? VisitLabeledStatement(LabeledStatementSyntax node)
    {
        var visited = (LabeledStatementSyntax)base.VisitLabeledStatement(node)!;
        // A declaration must stay in its scope; a jump to it alone is not guarded.
        return visited.Statement is LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax or LabeledStatementSyntax
            ? visited
            : visited.WithStatement(Guarded(visited.Statement, Check));
    }

    public override SyntaxNode? VisitCatchClause(CatchClauseSyntax node)
    {
        var visited = (CatchClauseSyntax)base.VisitCatchClause(node)!;
        return visited.WithBlock(Prepend(visited.Block, Check));
    }

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node)
    {
        var visited = (SimpleLambdaExpressionSyntax)base.VisitSimpleLambdaExpression(node)!;
        return visited.Block is { } block ? visited.WithBlock(Prepend(block, Check)) : visited;
    }

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node)
    {
        var visited = (ParenthesizedLambdaExpressionSyntax)base.VisitParenthesizedLambdaExpression(node)!;
        return visited.Block is { } block ? visited.WithBlock(Prepend(block, Check)) : visited;
    }

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node)
    {
        var visited = (AnonymousMethodExpressionSyntax)base.VisitAnonymousMethodExpression(node)!;
        return visited.WithBlock(Prepend(visited.Block, Check));
    }

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var visited = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        if (!CallsItself(node, node.Identifier))
            return visited;
        return visited.Body is { } body ? visited.WithBody(Prepend(body, CheckStack))
            : visited.ExpressionBody is { } arrow && AsBlock(arrow, visited.ReturnType, visited.Modifiers) is { } block
                ? visited.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : visited;
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var visited = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        if (!CallsItself(node, node.Identifier))
            return visited;
        return visited.Body is { } body ? visited.WithBody(Prepend(body, CheckStack))
            : visited.ExpressionBody is { } arrow && AsBlock(arrow, visited.ReturnType, visited.Modifiers) is { } block
                ? visited.WithExpressionBody(null).WithSemicolonToken(default).WithBody(block)
            : visited;
    }

    private static bool CallsItself(SyntaxNode node, SyntaxToken name) =>
        node.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(call =>
            call.Expression.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().LastOrDefault()?.Identifier.ValueText == name.ValueText);

    // "=> value" becomes "{ check; return value; }"; where syntax alone does not tell whether a value is returned, it stays as it is.
    private static BlockSyntax? AsBlock(ArrowExpressionClauseSyntax arrow, TypeSyntax returnType, SyntaxTokenList modifiers)
    {
        if (returnType is RefTypeSyntax || modifiers.Any(SyntaxKind.AsyncKeyword) || arrow.Expression is ThrowExpressionSyntax or RefExpressionSyntax)
            return null;
        bool isVoid = returnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword };
        ExpressionSyntax expression = arrow.Expression.WithLeadingTrivia(Space);
        StatementSyntax last = isVoid ? ExpressionStatement(expression) : ReturnStatement(expression);
        return Block(CheckStack, last).WithLeadingTrivia(arrow.GetLeadingTrivia()).WithTrailingTrivia(arrow.GetTrailingTrivia());
    }

    private static BlockSyntax Guarded(StatementSyntax statement, StatementSyntax guard) =>
        statement is BlockSyntax block
            ? Prepend(block, guard)
            : Block(guard, statement.WithoutTrivia().WithLeadingTrivia(statement.GetLeadingTrivia()).WithTrailingTrivia(statement.GetTrailingTrivia()));

    private static BlockSyntax Prepend(BlockSyntax block, StatementSyntax guard) => block.WithStatements(block.Statements.Insert(0, guard));

    private static StatementSyntax Call(string method) => ParseStatement($"global::{typeof(ExecutionGuard).FullName}.{method}();");
}
