using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>
/// A feed of small packages made on the spot, a folder for notebooks beside it, and package and cache folders of its own, so that nothing
/// of it stays on the machine and nothing is fetched.
/// </summary>
internal sealed class PackageFeed : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _before = [];
    private readonly Dictionary<string, byte[]> _images = [];
    private readonly string _current = Environment.CurrentDirectory;

    public PackageFeed()
    {
        Directory.CreateDirectory(Path.Combine(Notebooks, "feed"));
        _folder.Write("notebooks/NuGet.config", "<configuration><packageSources><clear /></packageSources></configuration>");
        Set("NUGET_PACKAGES", Path.Combine(_folder.Path, "packages"));
        Set("XDG_CACHE_HOME", Path.Combine(_folder.Path, "cache"));
        Environment.CurrentDirectory = Notebooks;
    }

    /// <summary>The folder in which cells run; the feed lies in it as "feed".</summary>
    public string Notebooks => Path.Combine(_folder.Path, "notebooks");

    /// <summary>Compiles a class library.</summary>
    public static byte[] Compile(string name, string code, params MetadataReference[] references)
    {
        IEnumerable<MetadataReference> framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        using var image = new MemoryStream();
        var compiled = CSharpCompilation.Create(name, [CSharpSyntaxTree.ParseText(code)], [.. framework, .. references],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)).Emit(image);
        Assert.True(compiled.Success, string.Join('\n', compiled.Diagnostics));
        return image.ToArray();
    }

    /// <summary>Adds a package of one class library.</summary>
    public PackageFeed Add(string id, string version, string code, (string Id, string Version)? dependency = null, string? native = null)
    {
        byte[] image = Compile(id, $"[assembly: System.Reflection.AssemblyVersion(\"{version}.0\")]\n{code}",
            dependency is { } needed ? [MetadataReference.CreateFromImage(_images[$"{needed.Id}/{needed.Version}"])] : []);
        _images[$"{id}/{version}"] = image;

        using var package = ZipFile.Open(Path.Combine(Notebooks, "feed", $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        string group = dependency is { } on
            ? $"<dependencies><group targetFramework=\"net10.0\"><dependency id=\"{on.Id}\" version=\"{on.Version}\" "
                + $"/></group></dependencies>" : "";
        Write(package, $"{id}.nuspec", System.Text.Encoding.UTF8.GetBytes(
            $"<package xmlns=\"http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd\">"
                + $"<metadata><id>{id}</id><version>{version}</version><authors>test</authors>"
                + $"<description>test</description>{group}</metadata></package>"));
        Write(package, $"lib/net10.0/{id}.dll", image);
        if (native is not null)
            Write(package,
                $"runtimes/{System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}/native/{Path.GetFileName(native)}",
                File.ReadAllBytes(native));
        return this;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _current;
        foreach ((string name, string? value) in _before)
            Environment.SetEnvironmentVariable(name, value);
        _folder.Dispose();
    }

    private void Set(string name, string value)
    {
        _before[name] = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, value);
    }

    private static void Write(ZipArchive package, string name, byte[] content)
    {
        using Stream entry = package.CreateEntry(name).Open();
        entry.Write(content);
    }
}
