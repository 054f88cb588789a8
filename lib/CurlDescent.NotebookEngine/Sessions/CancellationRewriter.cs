using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace CurlDescent.NotebookEngine.Sessions;

/// <summary>
/// Gives the cell's cancellation to calls that leave out an optional <see cref="CancellationToken"/>, so that an interrupt stops a library's long
/// calculation although the reader passed nothing. A token that is passed, <c>default</c> too, stays. Adds no line.
/// </summary>
internal static class CancellationRewriter
{
    private static readonly ExpressionSyntax s_token = ParseExpression($"global::{typeof(ExecutionGuard).FullName}.{nameof(ExecutionGuard.Cancellation)}");

    /// <summary>The tree with the tokens passed; null where no call leaves one out.</summary>
    /// <param name="compilation">A compilation that holds the tree.</param>
    /// <param name="tree">The tree.</param>
    public static SyntaxNode? Rewrite(CSharpCompilation compilation, SyntaxTree tree)
    {
        SyntaxNode root = tree.GetRoot();
        var parameters = new Dictionary<SyntaxNode, string>();
        SemanticModel? model = null;
        foreach (SyntaxNode call in root.DescendantNodes().Where(ArgumentsOf))
        {
            model ??= compilation.GetSemanticModel(tree);
            if (LeftOut(model.GetOperation(call)) is { } parameter)
                parameters.Add(call, parameter);
        }
        return parameters.Count == 0 ? null : root.ReplaceNodes(parameters.Keys, (call, rewritten) => Pass(rewritten, parameters[call]));
    }

    private static bool ArgumentsOf(SyntaxNode node) => node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax { ArgumentList: not null };

    private static string? LeftOut(IOperation? operation)
    {
        IEnumerable<IArgumentOperation> arguments = operation switch
        {
            // The parameters of a delegate made from a lambda have no names to pass by.
            IInvocationOperation { TargetMethod.MethodKind: not MethodKind.DelegateInvoke } call => call.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => [],
        };
        return arguments.FirstOrDefault(argument => argument is { ArgumentKind: ArgumentKind.DefaultValue, Parameter.Type: { Name: nameof(CancellationToken) } type }
            && type.ContainingNamespace.ToDisplayString() == typeof(CancellationToken).Namespace)?.Parameter!.Name;
    }

    private static SyntaxNode Pass(SyntaxNode call, string parameter)
    {
        ArgumentSyntax token = Argument(NameColon(IdentifierName(Identifier(default, SyntaxKind.IdentifierToken, "@" + parameter, parameter, default))), default, s_token);
        return call switch
        {
            InvocationExpressionSyntax invocation => invocation.WithArgumentList(invocation.ArgumentList.AddArguments(token)),
            BaseObjectCreationExpressionSyntax creation => creation.WithArgumentList(creation.ArgumentList!.AddArguments(token)),
            _ => call,
        };
    }
}
