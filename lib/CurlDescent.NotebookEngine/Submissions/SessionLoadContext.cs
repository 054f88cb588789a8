using System.Reflection;
using System.Runtime.Loader;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>
/// Loads a session's compiled cells and the libraries they reference, apart from the libraries of the host, so that a notebook gets the
/// version it asked for. Only the framework and the engine's own assemblies are shared with the host.
/// Assemblies are found by simple name, whatever version is asked for. A library that a later package needs in a newer version takes the
/// place of the older one; where that is in use already, a new generation begins: what is loaded from then on gets the newer one, what was
/// loaded keeps the older.
/// </summary>
internal sealed class SessionLoadContext() : AssemblyLoadContext("notebook session")
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Library>> _libraries = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Assembly> _submissions = new(StringComparer.Ordinal);
    private readonly List<AssemblyDependencyResolver> _resolvers = [];
    private readonly List<AssemblyLoadContext> _generations = [];
    private readonly NativeLibraries _natives = new();

    /// <summary>Raised when a library is loaded for the first time.</summary>
    public event Action<Assembly>? LibraryLoaded;

    private AssemblyLoadContext Newest => _generations.Count > 0 ? _generations[^1] : this;

    /// <summary>Makes a library loadable by its simple name; false where that name is taken already.</summary>
    public bool Add(string path)
    {
        lock (_lock)
        {
            return _libraries.TryAdd(Path.GetFileNameWithoutExtension(path), [new Library(path, 0)]);
        }
    }

    /// <summary>Puts newer files in the place of those that serve their names.</summary>
    /// <returns>The names of which the older one is in use and stays for what was loaded with it.</returns>
    public IReadOnlyList<string> Replace(IEnumerable<string> paths)
    {
        var inUse = new List<string>();
        lock (_lock)
        {
            int generation = _generations.Count + 1;
            foreach (string path in paths)
            {
                List<Library> known = _libraries[Path.GetFileNameWithoutExtension(path)];
                if (known[^1].Assembly is null)
                {
                    known[^1] = new Library(path, known[^1].Generation);
                    continue;
                }
                known.Add(new Library(path, generation));
                inUse.Add(Path.GetFileNameWithoutExtension(path));
            }
            if (inUse.Count > 0)
                _generations.Add(new Generation(this, generation));
        }
        return inUse;
    }

    /// <summary>The file that serves a simple name, or null.</summary>
    public string? PathOf(string simpleName)
    {
        lock (_lock)
        {
            return _libraries.GetValueOrDefault(simpleName)?[^1].Path;
        }
    }

    /// <summary>Uses the *.deps.json beside a library for what it depends on.</summary>
    public void AddDependenciesOf(string path)
    {
        if (!File.Exists(Path.ChangeExtension(path, ".deps.json")))
            return;
        var resolver = new AssemblyDependencyResolver(path);
        lock (_lock)
        {
            _resolvers.Add(resolver);
        }
    }

    public void AddNativeFolder(string folder) => _natives.Add(folder);

    /// <summary>What reflection by name in the running cell is answered from.</summary>
    public ContextualReflectionScope EnterReflection() => Newest.EnterContextualReflection();

    /// <summary>Loads what a cell was compiled to; later ones find it under <paramref name="name"/>.</summary>
    public Assembly LoadSubmission(string name, byte[] image, byte[] symbols)
    {
        AssemblyLoadContext context;
        lock (_lock)
            context = Newest;
        Assembly assembly = context.LoadFromStream(new MemoryStream(image), new MemoryStream(symbols));
        lock (_lock)
        {
            _submissions.Add(name, assembly);
        }
        return assembly;
    }

    /// <summary>Loads a library that a cell was compiled to; of several with one simple name each is found by its version.</summary>
    public void LoadCompiled(string name, Version version, byte[] image, byte[] symbols)
    {
        // One simple name stands once in a context.
        var context = new Generation(this, int.MaxValue);
        Assembly assembly = context.LoadFromStream(new MemoryStream(image), new MemoryStream(symbols));
        lock (_lock)
        {
            _submissions[$"{name}, {version}"] = assembly;
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName) => Load(assemblyName, this, 0);

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string? found;
        lock (_lock)
            found = _resolvers.Select(resolver => resolver.ResolveUnmanagedDllToPath(unmanagedDllName)).FirstOrDefault(p => p is not null);
        return found is null ? _natives.Load(unmanagedDllName, LoadUnmanagedDllFromPath) : LoadUnmanagedDllFromPath(found);
    }

    private Assembly? Load(AssemblyName assemblyName, AssemblyLoadContext asking, int generation)
    {
        string name = assemblyName.Name!;
        Library? library;
        lock (_lock)
        {
            if (_submissions.TryGetValue(name, out Assembly? submission)
                || _submissions.TryGetValue($"{name}, {assemblyName.Version}", out submission))
                return submission;
            if (HostAssemblies.IsShared(name))
                return null;
            library = _libraries.GetValueOrDefault(name)?.FindLast(known => known.Generation <= generation);
            if (library is null)
            {
                string? path = _resolvers.Select(resolver => resolver.ResolveAssemblyToPath(assemblyName))
                    .FirstOrDefault(p => p is not null);
                if (path is null)
                    return null;
                library = new Library(path, 0);
                _libraries.TryAdd(name, [library]);
            }
            if (library.Assembly is { } loaded)
                return loaded;
            library.Assembly = asking.LoadFromAssemblyPath(library.Path);
        }
        LibraryLoaded?.Invoke(library.Assembly);
        return library.Assembly;
    }

    private sealed class Library(string path, int generation)
    {
        public string Path { get; } = path;

        public int Generation { get; } = generation;

        public Assembly? Assembly { get; set; }
    }

    private sealed class Generation(SessionLoadContext session, int number) : AssemblyLoadContext($"notebook session, from {number}")
    {
        protected override Assembly? Load(AssemblyName assemblyName) => session.Load(assemblyName, this, number);

        protected override nint LoadUnmanagedDll(string unmanagedDllName) => session.LoadUnmanagedDll(unmanagedDllName);
    }
}
