using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Packages;

/// <summary>The files of a restored package set.</summary>
/// <param name="Compile">Assemblies to compile against.</param>
/// <param name="Runtime">Assemblies to load.</param>
/// <param name="NativeFolders">Folders of native libraries.</param>
/// <param name="Warnings">What NuGet resolved other than asked, in its words.</param>
/// <param name="ExtensionFolders">Folders of what packages bring for notebooks: <c>interactive-extensions/dotnet</c>.</param>
/// <param name="Versions">The version of each package, of those that packages brought along too.</param>
/// <param name="Analyzers">Assemblies that hold analyzers and source generators.</param>
internal sealed record RestoredPackages(
    IReadOnlyList<string> Compile, IReadOnlyList<string> Runtime, IReadOnlyList<string> NativeFolders, IReadOnlyList<string> Warnings,
    IReadOnlyList<string> ExtensionFolders, IReadOnlyDictionary<string, string> Versions, IReadOnlyList<string> Analyzers);

/// <summary>
/// Restores packages with <c>dotnet restore</c> of a generated project. The project lies in the user's cache folder, outside any
/// repository, so that no Directory.*.props reaches it; NuGet's settings are read as from the notebook's folder.
/// </summary>
internal sealed partial class PackageRestorer
{
    private static readonly string s_framework = $"net{Environment.Version.Major}.{Environment.Version.Minor}";

    /// <exception cref="CellFailure">A package cannot be had.</exception>
    public static RestoredPackages Restore(IReadOnlyList<PackageRequest> packages, IReadOnlyList<string> sources, string folder,
        CancellationToken cancellationToken)
    {
        string project = ProjectText(packages, sources);
        string key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project + "\n" + folder)))[..16];
        string home = Path.Combine(CacheFolder("packages"), key);
        string assets = Path.Combine(home, "obj", "project.assets.json");
        string stamp = Path.Combine(home, "restored");
        if (packages.Any(package => package.IsFloating) || !File.Exists(stamp) || Read(assets) is not { } cached)
        {
            // One restore of a set at a time: notebooks may run side by side.
            Directory.CreateDirectory(home);
            using FileStream gate = Gate(Path.Combine(home, "lock"), cancellationToken);
            File.Delete(stamp);
            string projectFile = Path.Combine(home, "packages.csproj");
            AtomicFile.WriteAllText(projectFile, project);
            RunRestore(projectFile, folder, packages, cancellationToken);
            cached = Read(assets)
                ?? throw new CellFailure("PackageError", $"dotnet restore left no files for {string.Join(", ", packages)}.");
            File.WriteAllText(stamp, "");
        }
        return cached;
    }

    private static string ProjectText(IReadOnlyList<PackageRequest> packages, IReadOnlyList<string> sources)
    {
        static string Xml(string text) => SecurityElement.Escape(text);
        IEnumerable<string> references = packages.Select(p =>
            $"    <PackageReference Include=\"{Xml(p.Id)}\" Version=\"{Xml(p.Version ?? "*")}\" />");
        string additional = sources.Count == 0
            ? ""
            : $"    <RestoreAdditionalProjectSources>{Xml(string.Join(';', sources))}</RestoreAdditionalProjectSources>\n";
        return
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>{s_framework}</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <UseAppHost>false</UseAppHost>
                <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
                <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
                <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
            {additional}  </PropertyGroup>
              <ItemGroup>
            {string.Join('\n', references)}
              </ItemGroup>
            </Project>

            """;
    }

    private static void RunRestore(string projectFile, string folder, IReadOnlyList<PackageRequest> packages,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            WorkingDirectory = Path.GetDirectoryName(projectFile)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            ArgumentList = { "restore", projectFile, "-v:quiet", "-nologo", "-tl:off", $"-p:RestoreRootConfigDirectory={folder}" },
            Environment = { ["DOTNET_CLI_UI_LANGUAGE"] = "en", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1", ["DOTNET_NOLOGO"] = "1" },
        };
        // The host may itself run inside MSBuild ("dotnet run", "dotnet test"); its settings must not reach this build.
        foreach (string inherited in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            .ToList())
            start.Environment.Remove(inherited);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CellFailure("PackageError", $"#r \"nuget: …\" needs the .NET SDK: dotnet cannot be started: {e.Message}");
        }
        using (process)
        using (cancellationToken.Register(() => process.Kill(entireProcessTree: true)))
        {
            process.StandardInput.Close();
            Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
            string output = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
            process.WaitForExit();
            cancellationToken.ThrowIfCancellationRequested();
            if (process.ExitCode != 0)
                throw new CellFailure("PackageError", $"cannot restore {string.Join(", ", packages)}: {Errors(output)}");
        }
    }

    private static string Errors(string output)
    {
        string[] errors = [.. ErrorPattern().Matches(output).Select(match => match.Groups["text"].Value.Trim()).Distinct()];
        return errors.Length > 0 ? string.Join("; ", errors.Take(3)) : output.Trim();
    }

    // Null where the files it names are gone (an emptied package cache).
    private static RestoredPackages? Read(string assets)
    {
        if (!File.Exists(assets) || JsonNode.Parse(File.ReadAllText(assets)) is not JsonObject json)
            return null;
        string[] folders = [.. ((JsonObject)json["packageFolders"]!).Select(entry => entry.Key)];
        JsonObject target = (JsonObject)((JsonObject)json["targets"]!)
            .OrderByDescending(entry => entry.Key.Contains('/', StringComparison.Ordinal)).First().Value!;
        List<string> compile = [], runtime = [], native = [], extensions = [], analyzers = [];
        var versions = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string library, JsonNode? node) in target)
        {
            if (json["libraries"]?[library]?["path"] is not { } path)
                continue;
            extensions.AddRange(folders.Select(folder =>
                Path.GetFullPath(Path.Combine(folder, path.ToString(), "interactive-extensions", "dotnet"))).Where(Directory.Exists));
            string[] identity = library.Split('/', 2);
            versions[identity[0]] = identity[^1];
            analyzers.AddRange(from file in json["libraries"]![library]!["files"] as JsonArray ?? []
                               let name = file!.ToString()
                               where name.StartsWith("analyzers/dotnet/", StringComparison.OrdinalIgnoreCase)
                                   && name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
                               where !name.Contains("/vb/", StringComparison.OrdinalIgnoreCase)
                                   && !name.EndsWith(".resources.dll", StringComparison.OrdinalIgnoreCase)
                               let found = folders.Select(folder => Path.GetFullPath(Path.Combine(folder, path.ToString(), name)))
                                   .FirstOrDefault(File.Exists)
                               where found is not null
                               select found);
            foreach ((string section, List<string> files) in new[] { ("compile", compile), ("runtime", runtime), ("native", native) })
            {
                foreach ((string file, JsonNode? _) in node?[section] as JsonObject ?? [])
                {
                    if (Path.GetFileName(file) == "_._")
                        continue;
                    string? found = folders.Select(folder => Path.GetFullPath(Path.Combine(folder, path.ToString(), file)))
                        .FirstOrDefault(File.Exists);
                    if (found is null)
                        return null;
                    files.Add(found);
                }
            }
        }
        // 1603: a later version than the one asked for; 1604 and 1602 are of the same kind. Only what the notebook asked for itself is
        // worth a word.
        string[] warnings =
        [
            .. from entry in json["logs"] as JsonArray ?? []
               where entry?["code"]?.ToString() == "NU1603"
               let message = entry["message"]?.ToString() ?? ""
               where message.StartsWith("packages depends on ", StringComparison.Ordinal)
               select message.Replace("packages depends on ", "asked for ", StringComparison.Ordinal),
        ];
        return new RestoredPackages(compile, [.. runtime.Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))],
            [.. native.Select(file => Path.GetDirectoryName(file)!).Distinct()], warnings, extensions, versions, analyzers);
    }

    private static FileStream Gate(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                cancellationToken.WaitHandle.WaitOne(50);
            }
        }
    }

    /// <summary>A folder of the engine's in the user's cache.</summary>
    internal static string CacheFolder(string name)
    {
        string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache))
            cache = OperatingSystem.IsWindows()
                ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(cache, "curl-descent", name);
    }

    [GeneratedRegex(@"error (?<text>(?:NU|MSB|NETSDK)\d+: .*?)(?: \[[^\]]*\])?$", RegexOptions.Multiline)]
    private static partial Regex ErrorPattern();
}
