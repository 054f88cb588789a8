using System.Globalization;
using System.Text;
using CurlDescent.NotebookEngine.Formatting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>
/// Compiles the parts of cells that a script cannot hold (see <see cref="CellParts"/>) as libraries, which name the types of cells and of
/// each other. A type written again gets its library's next version: cells compiled from then on see that one alone.
/// </summary>
internal sealed class CellLibraries
{
    private readonly List<CellLibrary> _libraries = [];

    /// <summary>Compiles a part and the libraries whose types it writes again.</summary>
    /// <param name="text">The part, with the cell's lines.</param>
    /// <param name="path">How errors name the cell.</param>
    /// <param name="scope">What it can name besides: usings, and references.</param>
    /// <param name="compile">Compiles a library; the trees of a cell are rewritten by it.</param>
    public IReadOnlyList<CellLibrary> Add(string text, string path, LibraryScope scope,
        Func<CSharpCompilation, SyntaxTree, CompiledLibrary> compile)
    {
        SyntaxTree tree = CSharpSyntaxTree.ParseText(text, CellParts.LibraryOptions, path, Encoding.UTF8);
        HashSet<string> names = TypesOf(tree);
        CellLibrary[] overlapping = [.. _libraries.Where(library => library.Types.Overlaps(names))];
        var made = new List<CellLibrary>();
        CellLibrary main = overlapping.FirstOrDefault()
            ?? new CellLibrary($"{TypeNames.SubmissionPrefix}types{_libraries.Count + 1}", 0, [], []);
        foreach (CellLibrary library in overlapping.Skip(1))
            made.Add(Make(library, null));
        made.Add(Make(main, tree));
        foreach (CellLibrary library in made)
        {
            _libraries.RemoveAll(known => known.Name == library.Name);
            _libraries.Add(library);
        }
        return made;

        CellLibrary Make(CellLibrary library, SyntaxTree? added)
        {
            List<SyntaxTree> trees = [.. library.Trees.Select(old => Without(old, names)), .. added is null ? [] : new[] { added }];
            int version = library.Version + 1;
            SyntaxTree globals = CSharpSyntaxTree.ParseText(
                string.Join('\n',
                    [.. scope.Usings, string.Create(CultureInfo.InvariantCulture,
                        $"[assembly: System.Reflection.AssemblyVersion(\"1.0.{version}.0\")]")]), CellParts.LibraryOptions);
            // Not itself, nor what it takes the place of.
            IEnumerable<MetadataReference> references =
                scope.References.Concat(_libraries.Except(overlapping).Concat(made).Select(other => other.Reference!));
            CSharpCompilation compilation = CSharpCompilation.Create(library.Name, [globals, .. trees.Select(Public)], references,
                LibraryScope.Options);
            CompiledLibrary compiled = compile(compilation, compilation.SyntaxTrees[^1]);
            return new CellLibrary(library.Name, version, trees, [.. trees.SelectMany(TypesOf)])
            {
                Compiled = compiled,
                Reference = MetadataReference.CreateFromImage(compiled.Image)
            };
        }
    }

    // Cells are other assemblies: what a program would keep to itself they have to see.
    private static SyntaxTree Public(SyntaxTree tree)
    {
        SyntaxNode root = tree.GetRoot();
        return CSharpSyntaxTree.Create((CSharpSyntaxNode)root.ReplaceNodes(TopTypes(root), (_, type) => Public(type)),
            CellParts.LibraryOptions, tree.FilePath, Encoding.UTF8);
    }

    private static MemberDeclarationSyntax Public(MemberDeclarationSyntax type)
    {
        if (type.Modifiers.Any(SyntaxKind.PublicKeyword) || type.Modifiers.Any(SyntaxKind.FileKeyword))
            return type;
        SyntaxToken hidden = type.Modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.InternalKeyword));
        if (hidden != default)
            return type.WithModifiers(type.Modifiers.Replace(hidden, Token(SyntaxKind.PublicKeyword).WithTriviaFrom(hidden)));
        SyntaxToken first = type.AttributeLists.Count > 0 ? type.AttributeLists.Last().GetLastToken().GetNextToken() : type.GetFirstToken();
        SyntaxToken before = Token(first.LeadingTrivia, SyntaxKind.PublicKeyword, TriviaList(Space));
        type = type.ReplaceToken(first, first.WithLeadingTrivia());
        return type.WithModifiers(type.Modifiers.Insert(0, before));
    }

    private static SyntaxTree Without(SyntaxTree tree, HashSet<string> names)
    {
        SyntaxNode root = tree.GetRoot();
        SyntaxNode left = root.RemoveNodes(TopTypes(root).Where(type => names.Contains(FullName(type))),
            SyntaxRemoveOptions.KeepNoTrivia | SyntaxRemoveOptions.KeepEndOfLine)!;
        return CSharpSyntaxTree.Create((CSharpSyntaxNode)left, CellParts.LibraryOptions, tree.FilePath, Encoding.UTF8);
    }

    private static IEnumerable<MemberDeclarationSyntax> TopTypes(SyntaxNode root) => root
        .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
        .OfType<MemberDeclarationSyntax>().Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax);

    private static HashSet<string> TypesOf(SyntaxTree tree) => [.. TopTypes(tree.GetRoot()).Select(FullName)];

    private static string FullName(MemberDeclarationSyntax type)
    {
        string name = type switch
        {
            TypeDeclarationSyntax { TypeParameterList: { } parameters } generic =>
                $"{generic.Identifier.ValueText}`{parameters.Parameters.Count}",
            BaseTypeDeclarationSyntax plain => plain.Identifier.ValueText,
            _ => ((DelegateDeclarationSyntax)type).Identifier.ValueText,
        };
        return string.Join('.',
            [.. type.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().Reverse().Select(space => space.Name.ToString()), name]);
    }
}

/// <summary>A library made of parts of cells, in one version.</summary>
internal sealed record CellLibrary(string Name, int Version, IReadOnlyList<SyntaxTree> Trees, HashSet<string> Types)
{
    public CompiledLibrary? Compiled { get; init; }

    public MetadataReference? Reference { get; init; }

    public Version AssemblyVersion => new(1, 0, Version, 0);
}

/// <summary>What the compiler made.</summary>
internal sealed record CompiledLibrary(byte[] Image, byte[] Symbols);

/// <summary>What a library of cells can name besides its own types.</summary>
internal sealed record LibraryScope(IReadOnlyList<string> Usings, IReadOnlyList<MetadataReference> References)
{
    public static CSharpCompilationOptions Options { get; } = new(
        OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, warningLevel: 0,
        generalDiagnosticOption: ReportDiagnostic.Suppress, assemblyIdentityComparer: DesktopAssemblyIdentityComparer.Default);
}
