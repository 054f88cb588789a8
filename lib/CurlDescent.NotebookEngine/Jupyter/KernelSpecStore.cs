using System.Text.Json;
using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>A kernelspec on this machine.</summary>
/// <param name="Name">The name notebooks ask for.</param>
/// <param name="Folder">Its folder.</param>
/// <param name="IsOurs">True if this engine wrote it.</param>
/// <param name="CommandLine">How the kernel is started.</param>
public sealed record KernelSpec(string Name, string Folder, bool IsOurs, IReadOnlyList<string> CommandLine);

/// <summary>Writes, finds and removes the files by which Jupyter's clients know the kernel. Files of others are never touched.</summary>
public sealed class KernelSpecStore
{
    /// <summary>The name that notebooks written for Polyglot Notebooks ask for.</summary>
    public const string DefaultName = ".net-csharp";

    /// <summary>The name taken where the default one belongs to somebody else.</summary>
    public const string OtherName = "csharp-curldescent";

    private const string Mark = "curl_descent";
    private static readonly string[] s_logos = ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"];

    private readonly string _root;
    private readonly IReadOnlyList<string> _searched;

    private KernelSpecStore(string dataFolder, IEnumerable<string> searched)
    {
        _root = Path.Combine(dataFolder, "kernels");
        _searched = [.. searched.Select(folder => Path.Combine(folder, "kernels")).Prepend(_root).Distinct()];
    }

    /// <summary>The reader's own kernels.</summary>
    public static KernelSpecStore ForUser() => new(JupyterFolders.User(), JupyterFolders.All());

    /// <summary>The kernels of an installation: those below <c>prefix/share/jupyter</c>.</summary>
    public static KernelSpecStore ForPrefix(string prefix) => new(Path.Combine(Path.GetFullPath(prefix), "share", "jupyter"), []);

    /// <summary>Writes the kernelspec, in place of an older one of ours.</summary>
    /// <param name="name">The name; null for the default one, or <see cref="OtherName"/> where a foreign kernel has that.</param>
    /// <param name="commandLine">Program and arguments, without the connection file.</param>
    /// <param name="environment">Variables the program needs.</param>
    /// <exception cref="KernelSpecException">The name is not allowed, or belongs to a foreign kernel.</exception>
    public KernelSpec Install(string? name, IReadOnlyList<string> commandLine, IReadOnlyDictionary<string, string> environment)
    {
        if (name is not null
            && (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') || name.Trim('.').Length == 0))
            throw new KernelSpecException($"--name is \"{name}\"; allowed are letters, digits, '.', '-' and '_'.");
        string chosen = name ?? (Foreign(DefaultName) is null ? DefaultName : OtherName);
        if (Foreign(chosen) is { } foreign)
            throw new KernelSpecException($"{foreign.Folder} belongs to another kernel and stays as it is; choose another --name.");
        string folder = Path.Combine(_root, chosen);
        Directory.CreateDirectory(folder);
        foreach (string logo in s_logos)
        {
            using Stream source = typeof(KernelSpecStore).Assembly.GetManifestResourceStream(logo)!;
            using FileStream target = File.Create(Path.Combine(folder, logo));
            source.CopyTo(target);
        }
        string[] command = [.. commandLine, "{connection_file}"];
        var json = new JsonObject
        {
            ["argv"] = new JsonArray([.. command.Select(word => (JsonNode)JsonValue.Create(word))]),
            ["display_name"] = chosen == DefaultName ? ".NET (C#)" : $".NET (C#, {chosen})",
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["env"] = new JsonObject(environment.Select(variable => KeyValuePair.Create(variable.Key, (JsonNode?)variable.Value))),
            ["metadata"] = new JsonObject { [Mark] = typeof(KernelSpecStore).Assembly.GetName().Version?.ToString(3) },
        };
        File.WriteAllText(Path.Combine(folder, "kernel.json"),
            json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
        return new KernelSpec(chosen, folder, true, command);
    }

    /// <summary>All kernelspecs that clients find here, ours and foreign ones.</summary>
    public IReadOnlyList<KernelSpec> Find() =>
    [
        .. from root in _searched
           where Directory.Exists(root)
           from folder in Directory.EnumerateDirectories(root).Order(StringComparer.Ordinal)
           let spec = Read(folder)
           where spec is not null
           select spec,
    ];

    /// <summary>Removes kernelspecs of ours.</summary>
    /// <param name="name">The one to remove; null for all of ours.</param>
    /// <returns>Those removed.</returns>
    /// <exception cref="KernelSpecException">There is none of that name, or it is foreign.</exception>
    public IReadOnlyList<KernelSpec> Uninstall(string? name)
    {
        List<KernelSpec> here =
            [.. Find().Where(spec => Path.GetDirectoryName(spec.Folder) == _root && (name is null || spec.Name == name))];
        if (name is not null && here.Count == 0)
            throw new KernelSpecException($"There is no kernel \"{name}\" in {_root}.");
        if (name is not null && !here[0].IsOurs)
            throw new KernelSpecException($"{here[0].Folder} belongs to another kernel and stays as it is.");
        here.RemoveAll(spec => !spec.IsOurs);
        foreach (KernelSpec spec in here)
            Directory.Delete(spec.Folder, recursive: true);
        return here;
    }

    private KernelSpec? Foreign(string name) =>
        Find().FirstOrDefault(spec => string.Equals(spec.Name, name, StringComparison.OrdinalIgnoreCase) && !spec.IsOurs);

    // A folder that holds anything but a kernelspec of ours is somebody else's, also where it cannot be read.
    private static KernelSpec? Read(string folder)
    {
        if (!Directory.EnumerateFileSystemEntries(folder).Any())
            return null;
        string name = Path.GetFileName(folder);
        try
        {
            JsonNode? json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json")));
            string[] command = [.. (json?["argv"] as JsonArray ?? []).Select(word => word?.ToString() ?? "")];
            return new KernelSpec(name, folder, json?["metadata"] is JsonObject metadata && metadata.ContainsKey(Mark), command);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return new KernelSpec(name, folder, false, []);
        }
    }
}

/// <summary>A kernelspec that cannot be written or removed.</summary>
public sealed class KernelSpecException(string message) : Exception(message);
