using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>The source generators that the SDK and the session's packages bring; they complete the partial types of cells.</summary>
internal sealed class SourceGenerators
{
    private readonly List<string> _files = [];
    private readonly Loader _loader = new();
    private ISourceGenerator[]? _generators;

    public void Add(IReadOnlyList<string> files)
    {
        foreach (string file in files.Where(file => !_files.Contains(file)))
        {
            _files.Add(file);
            _generators = null;
        }
    }

    /// <summary>The compilation with what the generators add to it.</summary>
    public CSharpCompilation Complete(CSharpCompilation compilation, CancellationToken cancellationToken)
    {
        _generators ??= [.. OfFramework().Concat(_files).SelectMany(Load)];
        if (_generators.Length == 0)
            return compilation;
        CSharpGeneratorDriver.Create(_generators, parseOptions: CellParts.LibraryOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation completed, out _, cancellationToken);
        return (CSharpCompilation)completed;
    }

    // Those of regular expressions and of JSON come with the SDK, in the reference pack of the framework that runs.
    private static IEnumerable<string> OfFramework()
    {
        string runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string packs = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(packs))
            return [];
        string? pack = Directory.EnumerateDirectories(packs, $"{Environment.Version.Major}.{Environment.Version.Minor}.*")
            .OrderDescending(StringComparer.Ordinal).FirstOrDefault();
        string folder = Path.Combine(pack ?? packs, "analyzers", "dotnet", "cs");
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.dll") : [];
    }

    private IEnumerable<ISourceGenerator> Load(string file)
    {
        try
        {
            _loader.AddDependencyLocation(file);
            return [.. new AnalyzerFileReference(file, _loader).GetGenerators(LanguageNames.CSharp)];
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException or ReflectionTypeLoadException)
        {
            // One that was made for another compiler; what it would have made is reported as missing.
            return [];
        }
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);
        private readonly AssemblyLoadContext _context = new("source generators");

        public Loader() => _context.Resolving += (context, name) =>
            _paths.TryGetValue(name.Name!, out string? path) ? context.LoadFromAssemblyPath(path) : null;

        public void AddDependencyLocation(string fullPath)
        {
            foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(fullPath)!, "*.dll"))
                _paths.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        }

        public Assembly LoadFromPath(string fullPath) => _context.LoadFromAssemblyPath(fullPath);
    }
}
