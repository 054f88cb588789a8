using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CurlDescent.Experiments.Storage;

/// <summary>
/// Finds SQLite's native library beside this assembly where the host does not: an engine that loads libraries by their path alone
/// (<c>#r "….dll"</c> in Microsoft's dotnet-interactive) knows nothing of the folders in a <c>*.deps.json</c>.
/// </summary>
internal static class NativeSqlite
{
    private const string Provider = "SQLitePCLRaw.provider.e_sqlite3";

#pragma warning disable CA2255 // It must come before the first connection, whoever opens it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Register()
    {
        try
        {
            // The context that loaded this assembly: a notebook's libraries are not the host's.
            NativeLibrary.SetDllImportResolver(Assembly.Load(new AssemblyName(Provider)), Resolve);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            // It has a resolver already, or there is no provider here: then SQLite says itself what it misses, at the first connection.
        }
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (NativeLibrary.TryLoad(name, assembly, path, out nint library)) return library;
        foreach (string file in Beside(name))
            if (NativeLibrary.TryLoad(file, out library)) return library;
        return 0;
    }

    /// <summary>
    /// Where a build puts the library of this system. A distribution's own .NET names itself more narrowly than packages do.
    /// </summary>
    private static IEnumerable<string> Beside(string name)
    {
        string folder = Path.GetDirectoryName(typeof(NativeSqlite).Assembly.Location) ?? "";
        (string system, string file) = OperatingSystem.IsWindows() ? ("win", name + ".dll")
            : OperatingSystem.IsMacOS() ? ("osx", $"lib{name}.dylib")
            : ("linux", $"lib{name}.so");
        string portable = $"{system}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        return from identifier in new[] { RuntimeInformation.RuntimeIdentifier, portable }
               select Path.Combine(folder, "runtimes", identifier, "native", file);
    }
}
