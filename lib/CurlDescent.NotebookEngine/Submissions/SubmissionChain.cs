using System.Reflection;
using System.Text;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Formatting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace CurlDescent.NotebookEngine.Submissions;

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
        "CurlDescent.NotebookEngine.Polyglot", "CurlDescent.NotebookEngine.Polyglot.CellHelpers", "CurlDescent.NotebookEngine.Widgets",
    ];

    private static readonly CSharpCompilationOptions BaseOptions = new(
        OutputKind.DynamicallyLinkedLibrary,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: true,
        warningLevel: 0,
        generalDiagnosticOption: ReportDiagnostic.Suppress,
        assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);

    private readonly Dictionary<string, string> _referenced = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<MetadataReference> _newReferences = [];
    private readonly Dictionary<string, MetadataReference> _libraries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, MetadataReference> _cellTypes = new(StringComparer.Ordinal);
    private readonly List<string> _usings = [];
    private readonly CellLibraries _cellLibraries = new();
    private readonly SourceGenerators _generators = new();
    private readonly HashSet<string> _reachOutside = new(StringComparer.Ordinal);
    private object?[] _state = new object?[16];
    private int _count;

    /// <summary>The last submission that compiled; null before the first.</summary>
    public CSharpCompilation? Last { get; private set; }

    /// <summary>Why the last cell that had to run without some of its guards had to; null where there was none.</summary>
    internal string? GuardFailure { get; private set; }

    /// <summary>The objects of the submissions that ran, in order; their public fields are the session's variables.</summary>
    public IEnumerable<object> Instances => _state.Take(_count + 1).OfType<object>();

    /// <summary>Lets the next submissions name what is in a library; of several of one simple name the last one, which has to be the
    /// newest.</summary>
    public void AddReference(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        if (_referenced.TryGetValue(name, out string? present) && present == path)
            return;
        _referenced[name] = path;
        _libraries[name] = MetadataReference.CreateFromFile(path);
        _newReferences.Add(_libraries[name]);
    }

    /// <summary>Lets the source generators of packages see the next submissions.</summary>
    public void AddGenerators(IReadOnlyList<string> files) => _generators.Add(files);

    /// <summary>The compilation that a tree would be as the next submission.</summary>
    public CSharpCompilation Next(SyntaxTree tree)
    {
        string name = $"{TypeNames.SubmissionPrefix}{_count + 1}";
        // References and usings pass down the chain; giving them again makes each submission dearer than the last.
        CSharpCompilationOptions options = BaseOptions.WithScriptClassName(ClassOf(_count + 1));
        IEnumerable<MetadataReference> references = _newReferences;
        if (Last is null)
        {
            options = options.WithUsings(DefaultUsings);
            references = HostAssemblies.References.Concat(references);
        }
        return CSharpCompilation.CreateScriptCompilation(name, tree, references, options, Last, typeof(object));
    }

    /// <summary>Compiles a part of a cell that a script cannot hold, for this cell and those after it.</summary>
    /// <exception cref="CellFailure">It does not compile.</exception>
    public void AddLibrary(string text, string path, CancellationToken cancellationToken)
    {
        SyntaxTree plain = CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), CellParts.LibraryOptions, path,
            cancellationToken);
        // A type of the library hides a cell's of the same name.
        HashSet<string> own = [.. ((CompilationUnitSyntax)plain.GetRoot(cancellationToken)).Members.OfType<BaseTypeDeclarationSyntax>()
            .Select(type => type.Identifier.ValueText)];
        string[] usings =
        [
            .. DefaultUsings.Select(name =>
                $"global using {(name.EndsWith(".CellHelpers", StringComparison.Ordinal) ? "static " : "")}global::{name};"),
            .. _usings.Select(directive => "global " + directive),
            .. _cellTypes.Keys.Where(name => !own.Contains(name.Split('.')[1]))
                .Select(name => $"global using {name.Split('.')[1]} = global::{name};"),
        ];
        var scope = new LibraryScope(usings, [.. HostAssemblies.References, .. _libraries.Values, .. _cellTypes.Values.Distinct()]);
        foreach (CellLibrary library in _cellLibraries.Add(text, path, scope, Compile))
        {
            loader.LoadCompiled(library.Name, library.AssemblyVersion, library.Compiled!.Image, library.Compiled.Symbols);
            _newReferences.Add(library.Reference!);
        }

        CompiledLibrary Compile(CSharpCompilation compilation, SyntaxTree tree)
        {
            using var image = new MemoryStream();
            using var symbols = new MemoryStream();
            CSharpCompilation written = _generators.Complete(compilation, cancellationToken);
            SyntaxTree guarded = CSharpSyntaxTree.Create((CSharpSyntaxNode)CellRewriter.Rewrite(written, tree, _reachOutside),
                CellParts.LibraryOptions, path, Encoding.UTF8);
            EmitResult emitted = Emit(written.ReplaceSyntaxTree(tree, guarded), image, symbols, cancellationToken);
            if (IsFailed(emitted))
            {
                ThrowErrors(written.GetDiagnostics(cancellationToken), plain, path,
                    "A namespace, an extension block and a type that a source generator completes are compiled "
                    + "apart from the cell: they can use the types of cells, not their variables and methods.");
                emitted = Emit(written, image, symbols, cancellationToken);
                ThrowErrors(emitted.Diagnostics, plain, path);
            }
            return new CompiledLibrary(image.ToArray(), symbols.ToArray());
        }
    }

    private static string ClassOf(int number) => $"Submission_{number}";

    /// <summary>Compiles a submission that is not kept.</summary>
    public void WarmUp() =>
        Next(CSharpSyntaxTree.ParseText("Console.Write(new[] { 1 }.Select(i => i).Count());", CellParser.ParseOptions))
            .Emit(new MemoryStream(), new MemoryStream());

    /// <summary>Compiles <paramref name="code"/> and returns how to run it; null where there is nothing to run (usings,
    /// comments).</summary>
    /// <exception cref="CellFailure">The code does not compile.</exception>
    public Func<Task<SubmissionValue>>? Compile(string code, string path, CancellationToken cancellationToken)
    {
        var text = SourceText.From(code, Encoding.UTF8);
        SyntaxTree plain = CSharpSyntaxTree.ParseText(text, CellParser.ParseOptions, path, cancellationToken);
        CSharpCompilation compilation = Next(plain);
        SyntaxTree tree = Create(CellRewriter.Rewrite(compilation, plain, _reachOutside));
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        compilation = Next(tree);
        EmitResult emitted = Emit(compilation, image, symbols, cancellationToken);
        if (IsFailed(emitted))
        {
            // What the reader sees comes from the code as written: the guards move columns.
            ThrowErrors(Next(plain).GetDiagnostics(cancellationToken), plain, path);
            // Should a guard ever not compile, the code runs with those alone that always do.
            GuardFailure = emitted.Diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error)?.ToString();
            tree = Create(GuardRewriter.Rewrite(plain.GetRoot(cancellationToken)));
            compilation = Next(tree);
            emitted = Emit(compilation, image, symbols, cancellationToken);
            if (IsFailed(emitted))
                ThrowErrors(emitted.Diagnostics, plain, path);
        }
        SyntaxTree Create(SyntaxNode root) => CSharpSyntaxTree.Create((CSharpSyntaxNode)root, CellParser.ParseOptions, path, Encoding.UTF8);

        string name = compilation.AssemblyName!;
        Last = compilation;
        _newReferences.Clear();
        _count++;
        if (_count >= _state.Length)
            Array.Resize(ref _state, 2 * _state.Length);
        var unit = (CompilationUnitSyntax)plain.GetRoot(cancellationToken);
        // Those of a library are all global; a cell's may say so. A cell may hold nothing else.
        _usings.AddRange(unit.Usings
            .Select(directive => directive.WithGlobalKeyword(default).WithoutTrivia().NormalizeWhitespace().ToString()).Except(_usings));
        if (!emitted.Success || compilation.GetEntryPoint(cancellationToken) is not { } entry)
            return null;

        Assembly assembly = loader.LoadSubmission(name, image.ToArray(), symbols.ToArray());
        MethodInfo factory = assembly.GetType(entry.ContainingType.MetadataName)!.GetMethod(entry.MetadataName,
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!;
        var run = factory.CreateDelegate<Func<object?[], Task<object?>>>();
        Remember(unit, image);
        bool hasValue = HasValue(compilation, tree);
        object?[] state = _state;
        return async () =>
        {
            object? value = await run(state).ConfigureAwait(false);
            return new SubmissionValue(hasValue, value);
        };
    }

    // What libraries of later cells can name: the types of this one.
    private void Remember(CompilationUnitSyntax root, MemoryStream image)
    {
        MetadataReference? reference = null;
        foreach (BaseTypeDeclarationSyntax type in root.Members.OfType<BaseTypeDeclarationSyntax>())
        {
            // An alias cannot stand for a generic type.
            if (type is TypeDeclarationSyntax { TypeParameterList: not null })
                continue;
            foreach (string older in _cellTypes.Keys.Where(name => name.EndsWith("." + type.Identifier.ValueText, StringComparison.Ordinal))
                .ToList())
                _cellTypes.Remove(older);
            _cellTypes[$"{ClassOf(_count)}.{type.Identifier.ValueText}"] = reference ??= MetadataReference.CreateFromImage(image.ToArray());
        }
    }

    private static EmitResult Emit(CSharpCompilation compilation, MemoryStream image, MemoryStream symbols,
        CancellationToken cancellationToken)
    {
        image.SetLength(0);
        symbols.SetLength(0);
        return compilation.Emit(image, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb),
            cancellationToken: cancellationToken);
    }

    // What to write instead, where a cell is no program.
    private static string? Hint(IReadOnlyList<Diagnostic> errors, SyntaxTree plain)
    {
        foreach (Diagnostic error in errors)
        {
            string line = error.Location.IsInSource && error.Location.GetLineSpan().StartLinePosition.Line is var at
                && at < plain.GetText().Lines.Count
                ? plain.GetText().Lines[at].ToString().TrimStart() : "";
            if (error.Id is "CS8345" or "CS8352" || line.StartsWith("ref ", StringComparison.Ordinal)
                || line.StartsWith("scoped ", StringComparison.Ordinal))
                return "A cell keeps its variables, and a Span or a ref cannot be kept: "
                    + "put the lines that use it into { … } or into a method.";
            if (error.Id is "CS1109" or "CS1106" or "CS9283")
                return "Extension methods: write them at the top level of the cell (int Twice(this int i) => 2 * i;), "
                    + "or in a static class at its top level.";
            if (error.Id is "CS0012" && error.GetMessage().Contains(TypeNames.SubmissionPrefix, StringComparison.Ordinal))
                return "A namespace, an extension block and a type that a source generator completes can use the types "
                    + "of earlier cells, not show them to later ones: "
                    + "write the type in the same cell, or in a namespace.";
            if (error.Id is "CS0246" && error.GetMessage().Contains("'Newtonsoft'", StringComparison.Ordinal))
                return "Another engine brought this library along: #r \"nuget: Newtonsoft.Json\" first.";
            if (error.Id is "CS0201" && plain.GetRoot().FindNode(error.Location.SourceSpan) is ExpressionSyntax)
                return "To show a value, write it as the cell's last line, without the semicolon.";
            if (error.Id is "CS9054")
                return "The types of a cell are for all cells: leave out the word file.";
            if (error.Id is "CS7026")
                return "A cell has no assembly of its own: leave out what is meant for assembly or module.";
            if (error.Id is "CS7020")
                return "A cell shows one value: put the lines that yield into a method that returns IEnumerable<…>, and call it.";
            if (error.Id is "CS7021")
                return "A namespace stands at the top level of a cell, beside its other lines.";
            if (error.Id is "CS8795" or "CS0534" or "CS9248")
                return "A partial member is made by a source generator; none of the SDK's or of this session's packages "
                    + "has made this one (#r \"nuget: …\" the package that does).";
        }
        return null;
    }

    // The value of a trailing expression without semicolon, or of a return statement, is shown; a call of a void method has none.
    private static bool HasValue(CSharpCompilation compilation, SyntaxTree tree)
    {
        SyntaxNode root = tree.GetRoot();
        if (root.DescendantNodes(node =>
            node is CompilationUnitSyntax or GlobalStatementSyntax or (StatementSyntax and not LocalFunctionStatementSyntax))
            .OfType<ReturnStatementSyntax>().Any(statement => statement.Expression is not null))
            return true;
        if (((CompilationUnitSyntax)root).Members.LastOrDefault() is not GlobalStatementSyntax
            { Statement: ExpressionStatementSyntax last } || !last.SemicolonToken.IsMissing)
            return false;
        return compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type?.SpecialType != SpecialType.System_Void;
    }

    private static bool IsFailed(EmitResult emitted) =>
        !emitted.Success && emitted.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error);

    private static void ThrowErrors(IEnumerable<Diagnostic> diagnostics, SyntaxTree plain, string path, string? remark = null)
    {
        List<Diagnostic> errors = [.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)];
        if (errors.Count == 0)
            return;
        string Describe(Diagnostic d) => d.Location.IsInSource
            ? $"{path}:line {d.Location.GetLineSpan().StartLinePosition.Line + 1}: {d.Id}: {d.GetMessage()}"
            : $"{path}: {d.Id}: {d.GetMessage()}";
        var details = new List<string>();
        foreach (Diagnostic error in errors.Take(10))
        {
            details.Add(Describe(error));
            if (error.Location.IsInSource && plain.GetText().Lines is var lines && error.Location.GetLineSpan().StartLinePosition is var at
                && at.Line < lines.Count)
            {
                details.Add("    " + lines[at.Line].ToString().Replace('\t', ' '));
                details.Add("    " + new string(' ', at.Character) + "^");
            }
        }
        if ((Hint(errors, plain) ?? remark) is { } hint)
            details.Add(hint);
        if (errors.Count > 10)
            details.Add($"… and {errors.Count - 10} more errors");
        throw new CellFailure("CompilationError", Describe(errors[0]), details);
    }
}

/// <summary>What a submission returned.</summary>
/// <param name="IsShown">True where the last expression has a value to show, null included.</param>
/// <param name="Value">The value.</param>
internal readonly record struct SubmissionValue(bool IsShown, object? Value);
