using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Submissions;

namespace CurlDescent.NotebookEngine.Packages;

/// <summary>
/// The packages that the host program itself was built with, as its <c>*.deps.json</c> lists them: a notebook that asks for exactly such a
/// version gets the host's file at once, without a restore and without a network. The file is loaded into the notebook's own context all
/// the same.
/// </summary>
internal static class HostPackages
{
    private sealed record Package(IReadOnlyList<string> Files, IReadOnlyList<string> Dependencies, bool IsPlain);

    private static readonly Lazy<IReadOnlyDictionary<string, Package>> s_packages = new(Read);

    /// <summary>
    /// The assemblies of the packages and of all they depend on; null where the host does not carry every one of them whole.
    /// </summary>
    public static IReadOnlyList<string>? TryServe(IEnumerable<PackageRequest> packages)
    {
        var found = new Dictionary<string, Package>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<string>(packages.Select(package => $"{package.Id}/{package.Version}"));
        while (open.TryPop(out string? name))
        {
            if (found.ContainsKey(name))
                continue;
            // A package with parts for single systems is more than its assemblies.
            if (!s_packages.Value.TryGetValue(name, out Package? package) || !package.IsPlain)
                return null;
            found.Add(name, package);
            foreach (string dependency in package.Dependencies)
                open.Push(dependency);
        }
        string[] files = [.. found.Values.SelectMany(package => package.Files)];
        return files.All(File.Exists) ? files : null;
    }

    private static IReadOnlyDictionary<string, Package> Read()
    {
        var packages = new Dictionary<string, Package>(StringComparer.OrdinalIgnoreCase);
        string[] lists = ((string?)AppContext.GetData("APP_CONTEXT_DEPS_FILES") ?? "")
            .Split([';', Path.PathSeparator], StringSplitOptions.RemoveEmptyEntries);
        string? own = lists.FirstOrDefault(path => File.Exists(path)
            && Path.GetDirectoryName(path) == Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        if (own is null || JsonNode.Parse(File.ReadAllText(own)) is not JsonObject list)
            return packages;
        foreach ((_, JsonNode? target) in list["targets"] as JsonObject ?? [])
        {
            foreach ((string name, JsonNode? library) in target as JsonObject ?? [])
            {
                if ((string?)list["libraries"]?[name]?["type"] != "package")
                    continue;
                packages[name] = new Package(
                    [.. from file in library!["runtime"] as JsonObject ?? []
                        let path = Path.Combine(AppContext.BaseDirectory, Path.GetFileName(file.Key))
                        where !HostAssemblies.IsShared(Path.GetFileNameWithoutExtension(path))
                        select path],
                    [.. from dependency in library["dependencies"] as JsonObject ?? [] select $"{dependency.Key}/{dependency.Value}"],
                    library["runtimeTargets"] is null && library["native"] is null);
            }
        }
        return packages;
    }
}
