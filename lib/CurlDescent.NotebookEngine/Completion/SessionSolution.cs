using System.Collections.Concurrent;
using CurlDescent.NotebookEngine.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace CurlDescent.NotebookEngine.Completion;

/// <summary>A session's chain of submissions as Roslyn's editor services want it: one project each, every project referring to the one
/// before.</summary>
internal sealed class SessionSolution(SubmissionChain chain)
{
    private static readonly Lazy<MefHostServices> s_host = new(() => MefHostServices.Create(MefHostServices.DefaultAssemblies));

    private static readonly ConcurrentDictionary<string, MetadataReference> s_documented = new(StringComparer.Ordinal);

    private Solution? _solution;
    private ProjectId? _lastProject;
    private CSharpCompilation? _last;

    /// <summary>A document that holds <paramref name="code"/> as the session's next submission.</summary>
    public Document Open(string code)
    {
        _solution ??= new AdhocWorkspace(s_host.Value).CurrentSolution;
        var added = new Stack<CSharpCompilation>();
        for (CSharpCompilation? c = chain.Last; c is not null && c != _last; c = c.ScriptCompilationInfo?.PreviousScriptCompilation)
            added.Push(c);
        foreach (CSharpCompilation submission in added)
        {
            (_solution, DocumentId document) = Add(_solution, submission);
            _lastProject = document.ProjectId;
        }
        _last = chain.Last;
        (Solution next, DocumentId id) = Add(_solution, chain.Next(CSharpSyntaxTree.ParseText(code, CellParser.ParseOptions)));
        return next.GetDocument(id)!;
    }

    private (Solution Solution, DocumentId Document) Add(Solution solution, CSharpCompilation submission)
    {
        string name = submission.AssemblyName!;
        var project = ProjectId.CreateNewId(name);
        var document = DocumentId.CreateNewId(project, name);
        SourceText text = submission.SyntaxTrees[0].GetText();
        var info = ProjectInfo.Create(
            project, VersionStamp.Default, name, name, LanguageNames.CSharp,
            compilationOptions: submission.Options,
            parseOptions: CellParser.ParseOptions,
            documents: [DocumentInfo.Create(document, name, sourceCodeKind: SourceCodeKind.Script,
                loader: TextLoader.From(TextAndVersion.Create(text, VersionStamp.Default)))],
            projectReferences: _lastProject is { } previous ? [new ProjectReference(previous)] : [],
            metadataReferences: Offered(submission.ExternalReferences.Where(reference => reference is not CompilationReference)),
            isSubmission: true);
        return (solution.AddProject(info), document);
    }

    // What the framework offers, with its doc comments, as far as the SDK is there; the assemblies that run hold types besides that nobody
    // may name. Null where the SDK's copy is missing.
    private static readonly Lazy<string?> s_offered = new(() =>
    {
        string running = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string packs = Path.GetFullPath(Path.Combine(running, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        string version = $"{Environment.Version.Major}.{Environment.Version.Minor}";
        return !Directory.Exists(packs) ? null : Directory.GetDirectories(packs, version + ".*")
            .OrderBy(folder => Version.TryParse(Path.GetFileName(folder), out Version? found) ? found : new Version(0, 0))
            .Select(folder => Path.Combine(folder, "ref", "net" + version)).LastOrDefault(Directory.Exists);
    });

    private static IEnumerable<MetadataReference> Offered(IEnumerable<MetadataReference> references)
    {
        string running = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        foreach (MetadataReference reference in references)
        {
            string? path = (reference as PortableExecutableReference)?.FilePath;
            if (s_offered.Value is not { } offered || path is null || Path.GetDirectoryName(path) != running)
                yield return Documented(reference);
            else if (Path.Combine(offered, Path.GetFileName(path)) is var there && File.Exists(there))
                yield return Documented(there);
        }
    }

    // References of its own for the editor services. The compiler caches symbols with a reference, and two compilations that share
    // references and bind at the same time can leave a session with two kinds of IDisposable. Doc comments lie beside a library.
    private static MetadataReference Documented(MetadataReference reference) =>
        reference is PortableExecutableReference { FilePath: { } path } ? Documented(path) : reference;

    private static MetadataReference Documented(string path) =>
        s_documented.GetOrAdd(path, static path =>
            Path.ChangeExtension(path, ".xml") is var xml && File.Exists(xml)
                ? MetadataReference.CreateFromFile(path, documentation: XmlDocumentationProvider.CreateFromFile(xml))
                : MetadataReference.CreateFromFile(path));
}
