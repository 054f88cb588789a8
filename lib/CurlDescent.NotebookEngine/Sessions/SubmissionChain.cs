using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace CurlDescent.NotebookEngine.Sessions;

/// <summary>
/// The cells of a session as a chain of Roslyn script submissions: each sees the variables, types and usings of those before it.
/// A submission that throws stays in the chain, so what it had assigned is kept; one that does not compile leaves no trace.
/// </summary>
internal sealed class SubmissionChain(SessionLoadContext loader)
{
    private static readonly string[] DefaultUsings =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Formatting",
        "CurlDescent.NotebookEngine.Polyglot", "CurlDescent.NotebookEngine.Polyglot.CellHelpers",
    ];

    private static readonly CSharpCompilationOptions BaseOptions = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        warningLevel: 0,
        generalDiagnosticOption: ReportDiagnostic.Suppress,
        assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);

    private readonly HashSet<string> _referenced = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<MetadataReference> _newReferences = [];
    private object?[] _state = new object?[16];
    private int _count;

    /// <summary>The last submission that compiled; null before the first.</summary>
    public CSharpCompilation? Last { get; private set; }

    /// <summary>The objects of the submissions that ran, in order; their public fields are the session's variables.</summary>
    public IEnumerable<object> Instances => _state.Take(_count + 1).OfType<object>();

    /// <summary>Lets the next submissions name what is in a library; one library of each simple name.</summary>
    public void AddReference(string path)
    {
        if (_referenced.Add(Path.GetFileNameWithoutExtension(path)))
            _newReferences.Add(MetadataReference.CreateFromFile(path));
    }

    /// <summary>The compilation that a tree would be as the next submission.</summary>
    public CSharpCompilation Next(SyntaxTree tree)
    {
        string name = $"Submission#{_count + 1}";
        // References and usings pass down the chain; giving them again makes each submission dearer than the last.
        CSharpCompilationOptions options = BaseOptions.WithScriptClassName(name);
        IEnumerable<MetadataReference> references = _newReferences;
        if (Last is null)
        {
            options = options.WithUsings(DefaultUsings);
            references = HostAssemblies.References.Concat(references);
        }
        return CSharpCompilation.CreateScriptCompilation(name, tree, references, options, Last, typeof(object));
    }

    /// <summary>Compiles a submission that is not kept.</summary>
    public void WarmUp() =>
        Next(CSharpSyntaxTree.ParseText("Console.Write(new[] { 1 }.Select(i => i).Count());", CellParser.ParseOptions)).Emit(new MemoryStream(), new MemoryStream());

    /// <summary>Compiles <paramref name="code"/> and returns how to run it; null where there is nothing to run (usings, comments).</summary>
    /// <exception cref="CellFailure">The code does not compile.</exception>
    public Func<Task<SubmissionValue>>? Compile(string code, string path, CancellationToken cancellationToken)
    {
        var text = SourceText.From(code, Encoding.UTF8);
        SyntaxTree plain = CSharpSyntaxTree.ParseText(text, CellParser.ParseOptions, path, cancellationToken);
        SyntaxNode root = plain.GetRoot(cancellationToken);
        SyntaxTree guarded = CSharpSyntaxTree.Create((CSharpSyntaxNode)GuardRewriter.Rewrite(root), CellParser.ParseOptions, path, Encoding.UTF8);
        CSharpCompilation compilation = Next(guarded);
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        EmitResult? emitted = null;
        if (CancellationRewriter.Rewrite(compilation, guarded) is { } passing)
        {
            SyntaxTree cancellable = CSharpSyntaxTree.Create((CSharpSyntaxNode)passing, CellParser.ParseOptions, path, Encoding.UTF8);
            CSharpCompilation with = Next(cancellable);
            emitted = Emit(with, image, symbols, cancellationToken);
            if (emitted.Success)
                (compilation, guarded) = (with, cancellable);
        }
        // Should a passed token ever not compile, the code runs without.
        if (emitted is not { Success: true })
            emitted = Emit(compilation, image, symbols, cancellationToken);
        if (!emitted.Success && emitted.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error))
            throw CompilationFailure(plain, emitted.Diagnostics, path);

        string name = compilation.AssemblyName!;
        Last = compilation;
        _newReferences.Clear();
        _count++;
        if (_count >= _state.Length)
            Array.Resize(ref _state, 2 * _state.Length);
        if (!emitted.Success || compilation.GetEntryPoint(cancellationToken) is not { } entry)
            return null;

        Assembly assembly = loader.LoadSubmission(name, image.ToArray(), symbols.ToArray());
        MethodInfo factory = assembly.GetType(entry.ContainingType.MetadataName)!.GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        var run = factory.CreateDelegate<Func<object?[], Task<object?>>>();
        bool hasValue = HasValue(compilation, guarded);
        object?[] state = _state;
        return async () =>
        {
            object? value = await run(state).ConfigureAwait(false);
            return new SubmissionValue(hasValue, value);
        };
    }

    private static EmitResult Emit(CSharpCompilation compilation, MemoryStream image, MemoryStream symbols, CancellationToken cancellationToken)
    {
        image.SetLength(0);
        symbols.SetLength(0);
        return compilation.Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb), cancellationToken: cancellationToken);
    }

    // The value of a trailing expression without semicolon, or of a return statement, is shown; a call of a void method has none.
    private static bool HasValue(CSharpCompilation compilation, SyntaxTree tree)
    {
        SyntaxNode root = tree.GetRoot();
        if (root.DescendantNodes(node => node is CompilationUnitSyntax or GlobalStatementSyntax or (StatementSyntax and not LocalFunctionStatementSyntax))
            .OfType<ReturnStatementSyntax>().Any(statement => statement.Expression is not null))
            return true;
        if (((CompilationUnitSyntax)root).Members.LastOrDefault() is not GlobalStatementSyntax { Statement: ExpressionStatementSyntax last } || !last.SemicolonToken.IsMissing)
            return false;
        return compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type?.SpecialType != SpecialType.System_Void;
    }

    private CellFailure CompilationFailure(SyntaxTree plain, IEnumerable<Diagnostic> rewritten, string path)
    {
        // The guards move columns, so what the user sees comes from the code as written.
        List<Diagnostic> errors = [.. Next(plain).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error)];
        if (errors.Count == 0)
            errors = [.. rewritten.Where(d => d.Severity == DiagnosticSeverity.Error)];
        string Describe(Diagnostic d) => d.Location.IsInSource
            ? $"{path}:line {d.Location.GetLineSpan().StartLinePosition.Line + 1}: {d.Id}: {d.GetMessage()}"
            : $"{path}: {d.Id}: {d.GetMessage()}";
        var details = new List<string>();
        foreach (Diagnostic error in errors.Take(10))
        {
            details.Add(Describe(error));
            if (error.Location.IsInSource && plain.GetText().Lines is var lines && error.Location.GetLineSpan().StartLinePosition is var at && at.Line < lines.Count)
            {
                details.Add("    " + lines[at.Line].ToString().Replace('\t', ' '));
                details.Add("    " + new string(' ', at.Character) + "^");
            }
        }
        if (errors.Count > 10)
            details.Add($"… and {errors.Count - 10} more errors");
        return new CellFailure("CompilationError", Describe(errors[0]), details);
    }
}

/// <summary>What a submission returned.</summary>
/// <param name="IsShown">True where the last expression has a value to show, null included.</param>
/// <param name="Value">The value.</param>
internal readonly record struct SubmissionValue(bool IsShown, object? Value);
