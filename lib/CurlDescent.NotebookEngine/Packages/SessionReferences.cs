using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Submissions;

namespace CurlDescent.NotebookEngine.Packages;

/// <summary>What <c>#r</c> and <c>#i</c> bring into a session: library files and packages, one version of each.</summary>
internal sealed class SessionReferences(SubmissionChain chain, SessionLoadContext loader)
{
    // Packages of the retired engine: what they offered is built into this one.
    private const string BuiltIn = "Microsoft.DotNet.Interactive";
    private const string PlotlyExtension = "Plotly.NET.Interactive";
    private const string Plotly = "Plotly.NET";

    private readonly Dictionary<string, PackageRequest> _packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _extensions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _versions = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _remarks = new(StringComparer.Ordinal);
    private readonly List<string> _sources = [];
    private readonly HashSet<string> _fromPackages = new(StringComparer.Ordinal);

    /// <summary>The packages asked for so far.</summary>
    public IReadOnlyCollection<PackageRequest> Packages => _packages.Values;

    /// <summary>Adds a feed: an address, or a folder that starts at <paramref name="folder"/>.</summary>
    public void AddSource(string value, string folder)
    {
        string source = value.Trim();
        if (!source.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase) || source.Length == "nuget:".Length)
            throw new CellFailure("PackageError", $"#i \"{value}\": expected \"nuget: address or folder\".");
        source = source["nuget:".Length..].Trim();
        if (!source.Contains("://", StringComparison.Ordinal))
        {
            string path = source is "~" || source.StartsWith("~/", StringComparison.Ordinal)
                ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + source[1..] : source;
            string[] candidates = [.. new[] { Path.GetFullPath(path, folder), Path.GetFullPath(path) }.Distinct()];
            source = candidates.FirstOrDefault(Directory.Exists)
                ?? throw new CellFailure("PackageError",
                    $"#i \"{value}\": there is no such folder; looked at {string.Join(" and ", candidates)}.");
        }
        if (!_sources.Contains(source))
            _sources.Add(source);
    }

    /// <summary>Adds a library file; relative paths start at <paramref name="folder"/>, then at the process's folder.</summary>
    public void AddFile(string value, string folder, CancellationToken cancellationToken)
    {
        if (HostAssemblies.IsShared(value)
            || value.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && HostAssemblies.IsShared(value[..^4]))
            return;
        string[] candidates = [.. new[] { Path.GetFullPath(value, folder), Path.GetFullPath(value) }.Distinct()];
        string path = candidates.FirstOrDefault(File.Exists)
            ?? throw new CellFailure("FileNotFound",
                $"#r \"{value}\": there is no such file; looked at {string.Join(" and ", candidates)}.");
        if (Path.GetExtension(path).Equals(".csproj", StringComparison.OrdinalIgnoreCase))
            path = ProjectBuild.Run(path, cancellationToken);
        if (!IsAssembly(path))
            throw new CellFailure("ReferenceError", $"#r \"{value}\": is not a .NET assembly.");
        string name = Path.GetFileNameWithoutExtension(path);
        if ((_files.GetValueOrDefault(name) ?? loader.PathOf(name)) is { } present && present != path)
            throw new CellFailure("ReferenceError",
                $"#r \"{value}\": {name} is in this session from {present}; restart to use another file.");
        AddWithNeighbours(path);
    }

    /// <summary>Restores and adds packages asked for together; returns remarks for the reader, and folders of extensions that are
    /// new.</summary>
    public (IReadOnlyList<string> Remarks, IReadOnlyList<string> Extensions) AddPackages(IEnumerable<string> values, string folder,
        CancellationToken cancellationToken)
    {
        var asked = values.Select(PackageRequest.Parse).Where(package => !IsBuiltIn(package.Id)).ToList();
        int before = _packages.Count;
        var added = new List<string>();
        try
        {
            foreach (PackageRequest package in asked.OrderBy(package => IsPlotlyExtension(package.Id)))
            {
                PackageRequest request = package;
                if (IsPlotlyExtension(package.Id))
                {
                    // The extension's part is served here; what remains of it is the chart library it brings along.
                    if (_packages.ContainsKey(Plotly) || loader.PathOf(Plotly) is not null)
                        continue;
                    request = new PackageRequest(Plotly, package.Version);
                }
                if (!_packages.TryGetValue(request.Id, out PackageRequest? present))
                {
                    _packages.Add(request.Id, request);
                    added.Add(request.Id);
                }
                else if (request.Version is not null && present.Version != request.Version
                    && !(_versions.TryGetValue(request.Id, out string? resolved) && PackageVersion.Satisfies(resolved, request.Version)))
                {
                    throw new CellFailure("PackageError",
                        $"{request.Id} is in this session as {resolved ?? present.Version ?? "its newest version"}; "
                        + $"a session has one version of a package. Restart to use {request.Version}.");
                }
            }
            if (_packages.Count == before)
                return ([], []);
            if (HostPackages.TryServe(_packages.Values) is { } carried)
            {
                foreach (string file in carried.Where(loader.Add))
                    chain.AddReference(file);
                _fromPackages.UnionWith(carried);
                foreach (PackageRequest package in _packages.Values)
                    _versions[package.Id] = package.Version!;
                return ([], []);
            }
            // What is resolved stays as it is, whatever was published since.
            PackageRequest[] pinned = [.. _packages.Values.Select(package => added.Contains(package.Id)
                ? package : package with { Version = _versions.GetValueOrDefault(package.Id, package.Version ?? "*") })];
            RestoredPackages restored = PackageRestorer.Restore(pinned, _sources, folder, cancellationToken);
            foreach ((string id, string version) in restored.Versions)
                _versions[id] = version;
            List<string> remarks = [.. restored.Warnings, .. Take(restored.Runtime)];
            foreach (string native in restored.NativeFolders)
                loader.AddNativeFolder(native);
            foreach (string file in restored.Compile)
            {
                string name = Path.GetFileNameWithoutExtension(file);
                // A file of that name that the reader gave stays.
                if (!HostAssemblies.IsShared(name) && (loader.PathOf(name) is not { } present || restored.Runtime.Contains(present)))
                    chain.AddReference(file);
            }
            chain.AddGenerators(restored.Analyzers);
            return ([.. remarks.Where(_remarks.Add)], [.. restored.ExtensionFolders.Where(_extensions.Add)]);
        }
        catch
        {
            foreach (string id in added)
                _packages.Remove(id);
            throw;
        }
    }

    // A package may need a newer version of what an earlier one brought along.
    private IEnumerable<string> Take(IReadOnlyList<string> files)
    {
        var newer = new List<string>();
        foreach (string file in files)
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (HostAssemblies.IsShared(name) || loader.Add(file) || loader.PathOf(name) is not { } present || present == file)
                continue;
            if (_fromPackages.Contains(present) && IsNewer(file, present))
                newer.Add(file);
        }
        _fromPackages.UnionWith(files);
        return loader.Replace(newer)
            .Select(name =>
                $"{name} is in use in an older version already; "
                + $"what is loaded from here on gets the newer one ({Package(loader.PathOf(name)!)}). "
            + "Objects of the one are none of the other: restart to have one.");
    }

    // The same file may lie in two places: in the host's folder and in the package cache.
    private static bool IsNewer(string file, string present)
    {
        (Version? version, Guid build) = Identity(file);
        (Version? presentVersion, Guid presentBuild) = Identity(present);
        return build != presentBuild && !(version < presentVersion);
    }

    private static (Version? Version, Guid Build) Identity(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        MetadataReader metadata = reader.GetMetadataReader();
        return (metadata.GetAssemblyDefinition().Version, metadata.GetGuid(metadata.GetModuleDefinition().Mvid));
    }

    // ".../id/version/lib/net8.0/Name.dll"
    private static string Package(string path) =>
        Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(path)))) ?? path;

    private static bool IsBuiltIn(string id) =>
        id.Equals(BuiltIn, StringComparison.OrdinalIgnoreCase) || id.StartsWith(BuiltIn + ".", StringComparison.OrdinalIgnoreCase);

    private static bool IsPlotlyExtension(string id) => id.Equals(PlotlyExtension, StringComparison.OrdinalIgnoreCase);

    // A library brings along those it references, and those its *.deps.json lists, that lie beside it: one #r is enough for a build output.
    private void AddWithNeighbours(string path)
    {
        loader.AddDependenciesOf(path);
        var open = new Queue<string>([path, .. ListedBeside(path)]);
        while (open.TryDequeue(out string? file))
        {
            string simpleName = Path.GetFileNameWithoutExtension(file);
            if (HostAssemblies.IsShared(simpleName) || loader.PathOf(simpleName) is not null)
                continue;
            string copy = ShadowCopy.Of(file);
            loader.Add(copy);
            chain.AddReference(copy);
            _files[simpleName] = file;
            foreach (string name in ReferencesOf(file))
            {
                string neighbour = Path.Combine(Path.GetDirectoryName(file)!, name + ".dll");
                if (File.Exists(neighbour))
                    open.Enqueue(neighbour);
            }
        }
    }

    private static IEnumerable<string> ListedBeside(string path)
    {
        string deps = Path.ChangeExtension(path, ".deps.json");
        if (!File.Exists(deps) || JsonNode.Parse(File.ReadAllText(deps))?["targets"] is not JsonObject targets)
            return [];
        return from target in targets
               from library in target.Value as JsonObject ?? []
               from asset in library.Value?["runtime"] as JsonObject ?? []
               let file = Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileName(asset.Key))
               where File.Exists(file)
               select file;
    }

    private static IEnumerable<string> ReferencesOf(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        MetadataReader metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private static bool IsAssembly(string path)
    {
        try
        {
            AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
