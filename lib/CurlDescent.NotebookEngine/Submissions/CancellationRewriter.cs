using CurlDescent.NotebookEngine.Execution;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>
/// Gives the cell's cancellation to calls that leave out an optional <see cref="CancellationToken"/>, so that an interrupt stops a
/// library's long calculation although the reader passed nothing. A token that is passed, <c>default</c> too, stays.
/// </summary>
internal static class CancellationRewriter
{
    private static readonly ExpressionSyntax s_token =
        ParseExpression($"global::{typeof(ExecutionGuard).FullName}.{nameof(ExecutionGuard.Cancellation)}");

    public static bool TakesArguments(SyntaxNode node) =>
        node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax { ArgumentList: not null };

    /// <summary>The parameter whose token a call leaves out; null where it leaves out none.</summary>
    public static string? LeftOut(IOperation? operation)
    {
        IEnumerable<IArgumentOperation> arguments = operation switch
        {
            // The parameters of a delegate made from a lambda have no names to pass by.
            IInvocationOperation { TargetMethod.MethodKind: not MethodKind.DelegateInvoke } call => call.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => [],
        };
        return arguments.FirstOrDefault(argument =>
            argument is { ArgumentKind: ArgumentKind.DefaultValue, Parameter.Type: { Name: nameof(CancellationToken) } type }
            && type.ContainingNamespace.ToDisplayString() == typeof(CancellationToken).Namespace)?.Parameter!.Name;
    }

    public static SyntaxNode Pass(SyntaxNode call, string parameter)
    {
        ArgumentSyntax token =
            Argument(NameColon(IdentifierName(Identifier(default, SyntaxKind.IdentifierToken, "@" + parameter, parameter, default))),
                default, s_token);
        return call switch
        {
            InvocationExpressionSyntax invocation => invocation.WithArgumentList(invocation.ArgumentList.AddArguments(token)),
            BaseObjectCreationExpressionSyntax creation => creation.WithArgumentList(creation.ArgumentList!.AddArguments(token)),
            _ => call,
        };
    }
}
