using System.Reflection;
using System.Runtime.Loader;

namespace CurlDescent.NotebookEngine.Sessions;

/// <summary>
/// Loads a session's compiled cells and the libraries they reference, apart from the libraries of the host, so that a notebook gets the
/// version it asked for. Only the framework and the engine's own assemblies are shared with the host.
/// Assemblies are found by simple name, whatever version is asked for: one version of each in a session.
/// </summary>
internal sealed class SessionLoadContext() : AssemblyLoadContext("notebook session")
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Assembly> _submissions = new(StringComparer.Ordinal);
    private readonly List<AssemblyDependencyResolver> _resolvers = [];
    private readonly List<string> _nativeFolders = [];

    /// <summary>Raised when a library is loaded for the first time.</summary>
    public event Action<Assembly>? LibraryLoaded;

    /// <summary>Makes a library loadable by its simple name; false where that name is taken already.</summary>
    public bool Add(string path)
    {
        lock (_lock)
        {
            return _paths.TryAdd(Path.GetFileNameWithoutExtension(path), path);
        }
    }

    /// <summary>The file that serves a simple name, or null.</summary>
    public string? PathOf(string simpleName)
    {
        lock (_lock)
        {
            return _paths.GetValueOrDefault(simpleName);
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

    public void AddNativeFolder(string folder)
    {
        lock (_lock)
        {
            if (!_nativeFolders.Contains(folder))
                _nativeFolders.Add(folder);
        }
    }

    public Assembly LoadSubmission(string name, byte[] image, byte[] symbols)
    {
        Assembly assembly = LoadFromStream(new MemoryStream(image), new MemoryStream(symbols));
        lock (_lock)
        {
            _submissions.Add(name, assembly);
        }
        return assembly;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string name = assemblyName.Name!;
        string? path;
        lock (_lock)
        {
            if (_submissions.TryGetValue(name, out Assembly? submission))
                return submission;
            if (HostAssemblies.IsShared(name))
                return null;
            path = _paths.GetValueOrDefault(name) ?? _resolvers.Select(resolver => resolver.ResolveAssemblyToPath(assemblyName)).FirstOrDefault(p => p is not null);
        }
        if (path is null)
            return null;
        Assembly library = LoadFromAssemblyPath(path);
        LibraryLoaded?.Invoke(library);
        return library;
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string? found;
        lock (_lock)
        {
            found = _resolvers.Select(resolver => resolver.ResolveUnmanagedDllToPath(unmanagedDllName)).FirstOrDefault(p => p is not null)
                ?? (from folder in _nativeFolders
                    from file in NativeFileNames(unmanagedDllName)
                    let path = Path.Combine(folder, file)
                    where File.Exists(path)
                    select path).FirstOrDefault();
        }
        return found is null ? 0 : LoadUnmanagedDllFromPath(found);
    }

    private static string[] NativeFileNames(string name) =>
        OperatingSystem.IsWindows() ? [name, name + ".dll"]
        : OperatingSystem.IsMacOS() ? [name, $"lib{name}.dylib", name + ".dylib", "lib" + name]
        : [name, $"lib{name}.so", name + ".so", "lib" + name];
}
