using CurlDescent.NotebookEngine.Formatting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>
/// Which of a cell's functions may call themselves, by whatever way: methods, accessors, operators, conversions, constructors,
/// initializers, lambdas. A call that leaves the cell with something of the cell's in its hands (an object, a delegate) may come back to
/// whatever can be called from outside: lambdas, method groups, overrides, implementations, constructors and properties. A function of
/// numbers and strings alone never does.
/// </summary>
internal sealed class CallGraph
{

    // Stands for everything outside of the cell that may call back.
    private static readonly object s_outside = new();

    private readonly SemanticModel _model;
    private readonly HashSet<string> _reachOutside;
    private readonly Dictionary<object, HashSet<object>> _calls = new(ReferenceOrSymbolComparer.Instance);
    private readonly HashSet<object> _callable = new(ReferenceOrSymbolComparer.Instance);

    /// <param name="model">The cell's model.</param>
    /// <param name="reachOutside">Names of functions of earlier cells that reach outside; this cell's are added.</param>
    public CallGraph(SemanticModel model, HashSet<string> reachOutside)
    {
        _model = model;
        _reachOutside = reachOutside;
        SyntaxNode root = model.SyntaxTree.GetRoot();
        foreach (SyntaxNode function in root.DescendantNodes().Where(IsFunction))
            if (KeyOf(function) is { } key)
                AddCalls(key, function);
        foreach (EqualsValueClauseSyntax initializer in root.DescendantNodes().OfType<EqualsValueClauseSyntax>())
            if (InitializedType(initializer) is { } type)
                Walk(type, model.GetOperation(initializer));
        foreach (object function in _calls.Keys.OfType<IMethodSymbol>().ToList())
        {
            if (IsCallable((IMethodSymbol)function))
                _callable.Add(function);
        }
        Edges(s_outside).UnionWith(_callable);
        foreach (IMethodSymbol function in _calls.Keys.OfType<IMethodSymbol>().Where(function => Reaches(function, s_outside)).ToList())
            reachOutside.Add(function.Name);
    }

    public static bool IsFunction(SyntaxNode node) =>
        node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
        or AnonymousFunctionExpressionSyntax or ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax };

    /// <summary>True for a function, or an initializer's type, that may call itself.</summary>
    public bool IsRecursive(SyntaxNode node) =>
        (node is EqualsValueClauseSyntax initializer ? InitializedType(initializer) : (ISymbol?)KeyOf(node)) is { } key
            && Reaches(key, key);

    /// <summary>The method a function of the cell is.</summary>
    public IMethodSymbol? KeyOf(SyntaxNode node) => node switch
    {
        AnonymousFunctionExpressionSyntax lambda => _model.GetSymbolInfo(lambda).Symbol as IMethodSymbol,
        ArrowExpressionClauseSyntax { Parent: BasePropertyDeclarationSyntax property } =>
            (_model.GetDeclaredSymbol(property) as IPropertySymbol)?.GetMethod,
        _ => _model.GetDeclaredSymbol(node) as IMethodSymbol,
    };

    private INamedTypeSymbol? InitializedType(EqualsValueClauseSyntax initializer) => initializer.Parent switch
    {
        PropertyDeclarationSyntax property when !property.Modifiers.Any(SyntaxKind.StaticKeyword) => TypeAround(property),
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } when !field.Modifiers.Any(SyntaxKind.StaticKeyword) =>
            TypeAround(field),
        _ => null,
    };

    private INamedTypeSymbol? TypeAround(SyntaxNode member) =>
        member.Parent is TypeDeclarationSyntax type ? _model.GetDeclaredSymbol(type) : null;

    private void AddCalls(IMethodSymbol key, SyntaxNode function)
    {
        Edges(key);
        if (function is AnonymousFunctionExpressionSyntax)
            _callable.Add(key);
        if (key.MethodKind == MethodKind.Constructor)
            Edges(key).Add(key.ContainingType);
        if (function is ConstructorDeclarationSyntax { Initializer: { } initializer })
            Walk(key, _model.GetOperation(initializer));
        Walk(key, function is ArrowExpressionClauseSyntax arrow
            ? _model.GetOperation(arrow) ?? _model.GetOperation(arrow.Expression)
            : _model.GetOperation(function));
    }

    private HashSet<object> Edges(object key)
    {
        if (!_calls.TryGetValue(key, out HashSet<object>? edges))
            _calls.Add(key, edges = new HashSet<object>(ReferenceOrSymbolComparer.Instance));
        return edges;
    }

    private bool Reaches(object from, object to)
    {
        var seen = new HashSet<object>(ReferenceOrSymbolComparer.Instance);
        var open = new Stack<object>([from]);
        while (open.TryPop(out object? next))
            foreach (object called in _calls.GetValueOrDefault(next) ?? [])
            {
                if (ReferenceOrSymbolComparer.Instance.Equals(called, to))
                    return true;
                if (seen.Add(called))
                    open.Push(called);
            }
        return false;
    }

    private void Walk(object key, IOperation? operation)
    {
        if (operation is null)
            return;
        HashSet<object> edges = Edges(key);
        var open = new Stack<IOperation>();
        if (operation is IAnonymousFunctionOperation self)
            open.Push(self.Body);
        else
            foreach (IOperation child in operation is ILocalFunctionOperation ? operation.ChildOperations.ToArray() : [operation])
                open.Push(child);
        while (open.TryPop(out IOperation? next))
        {
            Add(edges, next);
            if (next is IAnonymousFunctionOperation or ILocalFunctionOperation)
                continue;
            foreach (IOperation child in next.ChildOperations)
                open.Push(child);
        }
    }

    private void Add(HashSet<object> edges, IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation call:
                Call(edges, call.TargetMethod, call.IsVirtual, call.Instance, call.Arguments);
                break;
            case IObjectCreationOperation { Constructor: { } constructor } creation:
                Call(edges, constructor, isVirtual: false, null, creation.Arguments);
                for (INamedTypeSymbol? type = constructor.ContainingType; type is not null && IsCells(type); type = type.BaseType)
                {
                    edges.Add(type.OriginalDefinition);
                    foreach (IMethodSymbol inherited in type.InstanceConstructors.Where(c => c.Parameters.Length == 0))
                        edges.Add(inherited.OriginalDefinition);
                }
                break;
            case IPropertyReferenceOperation property:
                Call(edges, property.Property.GetMethod, property.Property.IsVirtual || property.Property.IsAbstract, property.Instance,
                    property.Arguments);
                Call(edges, property.Property.SetMethod, property.Property.IsVirtual || property.Property.IsAbstract, property.Instance,
                    property.Arguments);
                break;
            case IEventAssignmentOperation { EventReference: IEventReferenceOperation { Event: var happening } }:
                Call(edges, happening.AddMethod, false, null, []);
                Call(edges, happening.RemoveMethod, false, null, []);
                break;
            case IMethodReferenceOperation reference:
                // What is handed out can be called by whoever gets it.
                _callable.Add(reference.Method.OriginalDefinition);
                break;
            case IBinaryOperation binary:
                Call(edges, binary.OperatorMethod, false, null, []);
                if (binary.OperatorMethod is null && binary.Type?.SpecialType == SpecialType.System_String
                    && (IsOpen(binary.LeftOperand) || IsOpen(binary.RightOperand)))
                    edges.Add(s_outside);
                break;
            case IUnaryOperation unary:
                Call(edges, unary.OperatorMethod, false, null, []);
                break;
            case IIncrementOrDecrementOperation step:
                Call(edges, step.OperatorMethod, false, null, []);
                break;
            case ICompoundAssignmentOperation assignment:
                Call(edges, assignment.OperatorMethod, false, null, []);
                break;
            case IConversionOperation conversion:
                Call(edges, conversion.OperatorMethod, false, null, []);
                break;
            case IForEachLoopOperation loop when IsOpen(loop.Collection):
            case IInterpolationOperation interpolation when IsOpen(interpolation.Expression):
            case IUsingOperation { Resources: var resource } when IsOpen(resource):
            case IUsingDeclarationOperation:
            case IDynamicInvocationOperation or IDynamicMemberReferenceOperation or IDynamicObjectCreationOperation or
                IDynamicIndexerAccessOperation:
            case IFunctionPointerInvocationOperation or ITypeParameterObjectCreationOperation:
                edges.Add(s_outside);
                break;
            case IWithOperation { CloneMethod: { } clone }:
                Call(edges, clone, false, null, []);
                break;
            case IRecursivePatternOperation { DeconstructSymbol: IMethodSymbol deconstruct }:
                Call(edges, deconstruct, false, null, []);
                break;
        }
    }

    private void Call(HashSet<object> edges, IMethodSymbol? method, bool isVirtual, IOperation? receiver,
        IEnumerable<IArgumentOperation> arguments)
    {
        if (method is null)
            return;
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (_model.Compilation.Assembly is var cell && SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, cell))
        {
            edges.Add(method);
            if (isVirtual || method.IsAbstract || method.IsVirtual)
                edges.Add(s_outside);
        }
        else if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            edges.Add(s_outside);
        }
        else if (IsCells(method))
        {
            if (isVirtual || method.IsAbstract || method.IsVirtual || _reachOutside.Contains(method.Name))
                edges.Add(s_outside);
        }
        else if (receiver is not null && IsOpen(receiver) || arguments.Any(argument => IsOpen(argument.Value))
            || method.TypeArguments.Any(IsOpen))
        {
            edges.Add(s_outside);
        }
    }

    private static bool IsCallable(IMethodSymbol method)
    {
        if (method.MethodKind is MethodKind.Constructor or MethodKind.Destructor || method.IsOverride || method.IsVirtual
            || method.ExplicitInterfaceImplementations.Length > 0)
            return true;
        if (method.ContainingType is not { } type)
            return false;
        return !method.IsStatic && method.AssociatedSymbol is IPropertySymbol && method.DeclaredAccessibility == Accessibility.Public
            && !type.IsScriptClass
            || type.AllInterfaces.Any(i => i.GetMembers(method.Name).Length > 0);
    }

    private static bool IsOpen(IOperation operation)
    {
        while (operation is IConversionOperation { IsImplicit: true, OperatorMethod: null } conversion)
            operation = conversion.Operand;
        return operation switch
        {
            ILiteralOperation => false,
            IVariableDeclarationGroupOperation group => group.Declarations.SelectMany(d => d.Declarators).Any(d => IsOpen(d.Symbol.Type)),
            IParenthesizedOperation inner => IsOpen(inner.Operand),
            IAnonymousFunctionOperation or IDelegateCreationOperation or IMethodReferenceOperation => true,
            _ => operation.Type is { } type && IsOpen(type),
        };
    }

    // Something through which the cell's own code can be called.
    private static bool IsOpen(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsOpen(array.ElementType),
        IPointerTypeSymbol => false,
        INamedTypeSymbol named => named.TypeKind is TypeKind.Delegate or TypeKind.Interface && !IsSequenceOfClosed(named)
            || named.SpecialType == SpecialType.System_Object
            || IsCells(named) && named.TypeKind != TypeKind.Enum || named.TypeArguments.Any(IsOpen),
        _ => true,
    };

    // A list or sequence of numbers, as far as types tell, runs no code but what lambdas made it with, and those stand in the graph by
    // themselves.
    private static bool IsSequenceOfClosed(INamedTypeSymbol named) =>
        named.TypeKind == TypeKind.Interface && named.TypeArguments.Length == 1
        && named.ContainingNamespace.ToDisplayString() == "System.Collections.Generic" && named.Name is "IReadOnlyList" or "IList" or
            "ICollection" or "IReadOnlyCollection";

    private static bool IsCells(ISymbol symbol) =>
        symbol.ContainingAssembly?.Name.StartsWith(TypeNames.SubmissionPrefix, StringComparison.Ordinal) == true;

    private sealed class ReferenceOrSymbolComparer : IEqualityComparer<object>
    {
        public static ReferenceOrSymbolComparer Instance { get; } = new();

        public new bool Equals(object? x, object? y) =>
            x is ISymbol a && y is ISymbol b ? SymbolEqualityComparer.Default.Equals(a, b) : ReferenceEquals(x, y);

        public int GetHashCode(object obj) =>
            obj is ISymbol symbol ? SymbolEqualityComparer.Default.GetHashCode(symbol) : obj.GetHashCode();
    }
}
