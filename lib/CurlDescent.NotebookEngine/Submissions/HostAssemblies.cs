using System.Reactive.Subjects;
using System.Reflection;
using CurlDescent.NotebookEngine.Execution;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.Formatting;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>The assemblies every session shares with the host: the framework, the engine and the formatter library.</summary>
internal static class HostAssemblies
{
    private static readonly string[] FrameworkPrefixes =
        ["System.", "Microsoft.CSharp", "Microsoft.VisualBasic", "Microsoft.Win32.", "mscorlib", "netstandard", "WindowsBase"];

    private static readonly Dictionary<string, string> s_framework = FindFramework();

    private static readonly Assembly[] s_engine = [
        typeof(ExecutionGuard).Assembly, typeof(Formatter).Assembly, typeof(IHtmlContent).Assembly, typeof(Kernel).Assembly,
        typeof(InteractiveDocument).Assembly, typeof(Subject<>).Assembly,
    ];

    private static readonly HashSet<string> s_engineNames = new(s_engine.Select(assembly => assembly.GetName().Name!),
        StringComparer.OrdinalIgnoreCase);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> s_references = new(() =>
        [.. s_framework.Values.Concat(s_engine.Select(assembly => assembly.Location))
            .Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>What every cell can name without a reference of its own.</summary>
    public static IReadOnlyList<MetadataReference> References => s_references.Value;

    public static bool IsShared(string simpleName) => s_framework.ContainsKey(simpleName) || s_engineNames.Contains(simpleName)
        || simpleName is "System.Private.CoreLib" or "Microsoft.Bcl.AsyncInterfaces";

    // In a self-contained folder the framework lies among the tool's own libraries; there its names tell it apart. Where the host brings a
    // newer copy of a framework assembly, the runtime loads that one.
    private static Dictionary<string, string> FindFramework()
    {
        string core = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        bool selfContained = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory) == core;
        string[] trusted = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string path in trusted.Where(path => File.Exists(Path.Combine(core, Path.GetFileName(path)))))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (!selfContained || name == "System" || FrameworkPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                found.TryAdd(name, path);
        }
        return found;
    }
}
