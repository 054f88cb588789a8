using CurlDescent.NotebookEngine.Execution;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>
/// What the engine passes to calls that leave out an optional argument: the cell's <see cref="CancellationToken"/>, so that an interrupt
/// stops a library's long calculation, and an <see cref="IProgress{T}"/> of the cell, so that the reader sees how far it is. What is
/// passed, <c>default</c> too, stays.
/// </summary>
internal static class LeftOutArguments
{
    private const string Guard = "global::CurlDescent.NotebookEngine.Execution.ExecutionGuard.";

    private static readonly ExpressionSyntax s_token = ParseExpression(Guard + nameof(ExecutionGuard.Cancellation));

    public static bool TakesArguments(SyntaxNode node) =>
        node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax { ArgumentList: not null };

    /// <summary>The arguments to add to a call, by name.</summary>
    public static ArgumentSyntax[] Of(IOperation? operation)
    {
        (IMethodSymbol? method, IEnumerable<IArgumentOperation> arguments) = operation switch
        {
            // The parameters of a delegate made from a lambda have no names to pass by.
            IInvocationOperation { TargetMethod.MethodKind: not MethodKind.DelegateInvoke } call => (call.TargetMethod, call.Arguments),
            IObjectCreationOperation creation => (creation.Constructor, creation.Arguments),
            _ => (null, []),
        };
        IParameterSymbol[] left = [.. arguments.Where(argument => argument.ArgumentKind == ArgumentKind.DefaultValue)
            .Select(argument => argument.Parameter!)];
        var added = new List<ArgumentSyntax>();
        if (left.FirstOrDefault(parameter => IsOf(parameter, typeof(CancellationToken))) is { } token)
            added.Add(Named(token, s_token));
        // A cell's own function may do something else where nobody asks how far it is.
        if (method?.DeclaringSyntaxReferences.Length == 0
            && left.FirstOrDefault(parameter => IsOf(parameter, typeof(IProgress<>))) is { } progress && Told(progress) is { } told)
            added.Add(Named(progress, ParseExpression(
                $"{Guard}{nameof(ExecutionGuard.Follow)}<{told}>(\"{method.ContainingType.Name}.{method.Name}\")")));
        return [.. added];
    }

    public static SyntaxNode Pass(SyntaxNode call, ArgumentSyntax[] arguments) => call switch
    {
        InvocationExpressionSyntax invocation => invocation.WithArgumentList(invocation.ArgumentList.AddArguments(arguments)),
        BaseObjectCreationExpressionSyntax creation => creation.WithArgumentList(creation.ArgumentList!.AddArguments(arguments)),
        _ => call,
    };

    private static bool IsOf(IParameterSymbol parameter, Type type) =>
        parameter.Type.MetadataName == type.Name && parameter.Type.ContainingNamespace.ToDisplayString() == type.Namespace;

    // What a call reports, as a cell can write it. Whatever takes objects takes every class.
    private static string? Told(IParameterSymbol progress) =>
        ((INamedTypeSymbol)progress.OriginalDefinition.Type).TypeArguments[0] switch
        {
            { IsReferenceType: true } => "object",
            INamedTypeSymbol told when IsClosed(told) => told.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            _ => null,
        };

    private static bool IsClosed(INamedTypeSymbol type) =>
        type.TypeArguments.All(argument => argument is INamedTypeSymbol named && IsClosed(named))
        && (type.ContainingType is not { } outer || IsClosed(outer));

    private static ArgumentSyntax Named(IParameterSymbol parameter, ExpressionSyntax value) => Argument(
        NameColon(IdentifierName(Identifier(default, SyntaxKind.IdentifierToken, "@" + parameter.Name, parameter.Name, default))),
        default, value);
}
