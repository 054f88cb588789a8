using CurlDescent.NotebookEngine.Execution;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>
/// Rewrites a cell with what its compilation knows: a call of <see cref="ExecutionGuard"/> in every loop, catch block, lambda (block,
/// expression or clause of a query) and method, so that an interrupt reaches it; a stack check in every function that may call itself; the
/// cell's token and progress in calls that leave out an optional one; charts shown in the notebook in place of a browser. Adds no line, so
/// line numbers stay; columns move.
/// </summary>
internal sealed class CellRewriter
{
    private const string Guards = "global::CurlDescent.NotebookEngine.Execution.ExecutionGuard.";

    private readonly SemanticModel _model;
    private readonly CallGraph _graph;
    private readonly Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> _edits = [];

    private CellRewriter(SemanticModel model, HashSet<string> reachOutside)
    {
        _model = model;
        _graph = new CallGraph(model, reachOutside);
    }

    /// <summary>The tree rewritten; itself where nothing needs to be.</summary>
    /// <param name="compilation">A compilation that holds the tree.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="reachOutside">See <see cref="CallGraph"/>.</param>
    public static SyntaxNode Rewrite(CSharpCompilation compilation, SyntaxTree tree, HashSet<string> reachOutside)
    {
        SyntaxNode root = tree.GetRoot();
        if (!root.DescendantNodes()
            .Any(node => GuardRewriter.IsLoopOrCatch(node) || CallGraph.IsFunction(node) || LeftOutArguments.TakesArguments(node)
            || node is QueryExpressionSyntax or AssignmentExpressionSyntax or
                EqualsValueClauseSyntax { Parent.Parent: not VariableDeclarationSyntax }))
            return root;
        var rewriter = new CellRewriter(compilation.GetSemanticModel(tree), reachOutside);
        foreach (SyntaxNode node in root.DescendantNodes())
            rewriter.Visit(node);
        return rewriter._edits.Count == 0
            ? root
            : root.ReplaceNodes(rewriter._edits.Keys, (node, rewritten) => rewriter._edits[node](rewritten));
    }

    private void Edit(SyntaxNode node, Func<SyntaxNode, SyntaxNode> edit) =>
        _edits[node] = _edits.TryGetValue(node, out Func<SyntaxNode, SyntaxNode>? first) ? rewritten => edit(first(rewritten)) : edit;

    private void Visit(SyntaxNode node)
    {
        if (GuardRewriter.IsLoopOrCatch(node))
            Edit(node, GuardRewriter.Guard);
        else if (CallGraph.IsFunction(node))
            VisitFunction(node);
        else if (LeftOutArguments.TakesArguments(node))
            VisitCall(node);
        else if (node is QueryExpressionSyntax query)
            VisitQuery(query);
        else if (node is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment
            && IsCulture(assignment.Left)
            && assignment.Right is not AssignmentExpressionSyntax)
            Edit(assignment.Right, right => Call(
                ((MemberAccessExpressionSyntax)assignment.Left).Name.Identifier.ValueText.EndsWith("UICulture", StringComparison.Ordinal)
                    ? nameof(ExecutionGuard.KeepLanguage) : nameof(ExecutionGuard.KeepCulture), (ExpressionSyntax)right));
        else if (node is EqualsValueClauseSyntax { Value: not (InitializerExpressionSyntax or LiteralExpressionSyntax) } initializer
            && _graph.IsRecursive(initializer))
            Edit(initializer.Value, value => ParenthesizedExpression(ConditionalExpression(
                ParseExpression($"{Guards}{nameof(ExecutionGuard.HasStack)}()"), ParenthesizedExpression((ExpressionSyntax)value),
                    ParseExpression("throw null!"))));
    }

    private void VisitFunction(SyntaxNode node)
    {
        if (_graph.KeyOf(node) is not { } method
            || node is AnonymousFunctionExpressionSyntax && _model.GetOperation(node)?.Parent is not IDelegateCreationOperation
            || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "UnmanagedCallersOnlyAttribute"))
            return;
        // A leaf that a loop calls in place: its loop is guarded, or the lambda or method that a library calls for each item.
        bool isSmall = node is AccessorDeclarationSyntax or ArrowExpressionClauseSyntax or OperatorDeclarationSyntax or
            ConversionOperatorDeclarationSyntax or ConstructorDeclarationSyntax or DestructorDeclarationSyntax;
        bool isRecursive = _graph.IsRecursive(node);
        if (isSmall && !isRecursive)
            return;
        StatementSyntax guard = !isRecursive ? GuardRewriter.Check
            : method.IsAsync ? GuardRewriter.CheckAsyncStack : GuardRewriter.CheckStack;
        // Whether "=> value" gives a value back.
        bool isVoid = method.ReturnsVoid || method.IsAsync && method.ReturnType is INamedTypeSymbol { IsGenericType: false };
        if (method.ReturnsByRef || method.ReturnsByRefReadonly)
            return;
        if (node is ArrowExpressionClauseSyntax)
            Edit(node.Parent!, property => GuardRewriter.GuardProperty(property, guard));
        else
            Edit(node, rewritten => GuardRewriter.GuardFunction(rewritten, guard, isVoid));
    }

    private void VisitCall(SyntaxNode node)
    {
        IOperation? operation = _model.GetOperation(node);
        if (operation is IInvocationOperation { TargetMethod: var shown } && IsShowOfChart(shown)
            && node is InvocationExpressionSyntax show)
        {
            Edit(node, rewritten => rewritten is InvocationExpressionSyntax call && ShownChart(call) is { } chart
                ? Call(nameof(ExecutionGuard.ShowChart), chart).WithTriviaFrom(rewritten) : rewritten);
            return;
        }
        if (operation is IInvocationOperation
            {
                TargetMethod:
                {
                    Name: "Display", ContainingType.Name: "DisplayExtensions",
                    ContainingAssembly.Name: "Microsoft.DotNet.Interactive.Formatting"
                }
            }
            && node is InvocationExpressionSyntax)
        {
            // The library reads a value without a limit before it tells of it.
            Edit(node, rewritten =>
                Displayed((InvocationExpressionSyntax)rewritten,
                    isExtension: operation.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
                && _model.GetSymbolInfo(access.Expression).Symbol is not INamedTypeSymbol));
            return;
        }
        if (LeftOutArguments.Of(operation) is { Length: > 0 } arguments)
            Edit(node, rewritten => LeftOutArguments.Pass(rewritten, arguments));
        // LINQ calls a library's method for each item: it has no guard of its own.
        if (operation is IInvocationOperation { TargetMethod: { ContainingNamespace: var place } }
            && place?.ToDisplayString() == "System.Linq")
            foreach (ArgumentSyntax argument in (node as InvocationExpressionSyntax)?.ArgumentList.Arguments ?? [])
                if (_model.GetSymbolInfo(argument.Expression).Symbol is IMethodSymbol { IsStatic: true, ReturnsVoid: false } method
                    && argument.Expression is not InvocationExpressionSyntax
                    && method.DeclaringSyntaxReferences.Length == 0 && !method.IsGenericMethod
                    && method.Parameters.All(p => p.RefKind == RefKind.None)
                    && _model.GetOperation(argument.Expression) is IMethodReferenceOperation or IDelegateCreationOperation)
                    Edit(argument.Expression, group => Wrapped((ExpressionSyntax)group, method));
    }

    private static ParenthesizedLambdaExpressionSyntax Wrapped(ExpressionSyntax group, IMethodSymbol method)
    {
        string parameters = string.Join(", ",
            method.Parameters.Select((p, i) => $"{p.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)} p{i}"));
        var lambda = (ParenthesizedLambdaExpressionSyntax)ParseExpression(
            $"({parameters}) => {{ {Guards}Check(); return group({string.Join(", ", method.Parameters.Select((_, i) => $"p{i}"))}); }}");
        InvocationExpressionSyntax call = lambda.DescendantNodes().OfType<InvocationExpressionSyntax>().Last();
        return lambda.ReplaceNode(call, call.WithExpression(group.WithoutTrivia())).WithTriviaFrom(group);
    }

    // The clauses of a query over objects are lambdas; of a query that becomes an expression tree they must stay as they are.
    private void VisitQuery(QueryExpressionSyntax query)
    {
        if (_model.GetTypeInfo(query.FromClause.Expression).Type is not { } source
            || source.AllInterfaces.Append(source).Any(i => i.Name == "IQueryable")
            || source is not IArrayTypeSymbol && !source.AllInterfaces.Append(source).Any(i => i.Name is "IEnumerable" or "ParallelQuery"))
            return;
        foreach (QueryBodySyntax body in query.DescendantNodes().OfType<QueryBodySyntax>()
            .Where(body => body.Ancestors().OfType<QueryExpressionSyntax>().First() == query))
        {
            foreach (WhereClauseSyntax where in body.Clauses.OfType<WhereClauseSyntax>())
                Pass(where.Condition);
            foreach (LetClauseSyntax let in body.Clauses.OfType<LetClauseSyntax>())
                Pass(let.Expression);
            if (body.SelectOrGroup is SelectClauseSyntax { Expression: not IdentifierNameSyntax } select)
                Pass(select.Expression);
            else if (body.SelectOrGroup is GroupClauseSyntax group)
                Pass(group.ByExpression);
        }

        void Pass(ExpressionSyntax expression)
        {
            if (_model.GetTypeInfo(expression).Type is { IsRefLikeType: false })
                Edit(expression, rewritten => Call(nameof(ExecutionGuard.Pass), (ExpressionSyntax)rewritten));
        }
    }

    private bool IsCulture(ExpressionSyntax target) => target is MemberAccessExpressionSyntax
    {
        Name.Identifier.ValueText:
        "CurrentCulture" or "CurrentUICulture" or "DefaultThreadCurrentCulture" or "DefaultThreadCurrentUICulture"
    }
        && _model.GetSymbolInfo(target).Symbol is IPropertySymbol { ContainingType.Name: "CultureInfo" or "Thread" };

    private static SyntaxNode Displayed(InvocationExpressionSyntax call, bool isExtension)
    {
        ExpressionSyntax target = ParseExpression("global::CurlDescent.NotebookEngine.Polyglot.CellHelpers.display");
        if (!isExtension)
            return call.WithExpression(target.WithTriviaFrom(call.Expression));
        return call.Expression is MemberAccessExpressionSyntax access
            ? call.WithExpression(target.WithLeadingTrivia(access.GetLeadingTrivia()))
                .WithArgumentList(call.ArgumentList.WithArguments(call.ArgumentList.Arguments.Insert(0,
                    Argument(access.Expression.WithoutLeadingTrivia()))))
            : call;
    }

    private static bool IsShowOfChart(IMethodSymbol method) => method.Name is "Show" or "show"
        && method.ContainingAssembly?.Name.StartsWith("Plotly.NET", StringComparison.Ordinal) == true
        && (method.ReducedFrom ?? method).Parameters.Any(parameter => parameter.Type.Name == "GenericChart");

    // "chart.Show()" and "Chart.Show(chart)".
    private static ExpressionSyntax? ShownChart(InvocationExpressionSyntax call) =>
        call.ArgumentList.Arguments is [var first, ..] ? first.Expression : (call.Expression as MemberAccessExpressionSyntax)?.Expression;

    private static InvocationExpressionSyntax Call(string guard, ExpressionSyntax argument) => InvocationExpression(
        ParseExpression(Guards + guard), ArgumentList([Argument(argument.WithoutLeadingTrivia().WithoutTrailingTrivia())]))
            .WithTriviaFrom(argument);
}
