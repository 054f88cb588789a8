using System.Reflection;

namespace CurlDescent.Tool;

/// <summary>How to start this tool in a process of its own.</summary>
internal static class ToolHost
{
    /// <summary>The command's name.</summary>
    public static string Name { get; } = Assembly.GetExecutingAssembly().GetName().Name!;

    /// <summary>Program and first arguments.</summary>
    public static IReadOnlyList<string> CommandLine()
    {
        string extension = OperatingSystem.IsWindows() ? ".exe" : "";
        // The published program, the one beside the build output, or the one that `dotnet tool install` puts on the path.
        if (Environment.ProcessPath is { } running && Path.GetFileName(running) == Name + extension)
            return [running];
        // Under "dotnet curl-descent.dll", and in tests, the running program is not the tool's own; then the host runs the tool's assembly.
        string assembly = Assembly.GetExecutingAssembly().Location;
        string beside = Path.Combine(Path.GetDirectoryName(assembly)!, Path.GetFileNameWithoutExtension(assembly) + extension);
        return File.Exists(beside) ? [beside] : [Path.Combine(RuntimeFolder() ?? "", "dotnet" + extension), "exec", assembly];
    }

    /// <summary>The folder of the .NET installation that runs this process; null in a self-contained program, which needs none.</summary>
    public static string? RuntimeFolder()
    {
        // …/shared/Microsoft.NETCore.App/10.0.0
        DirectoryInfo? root = new DirectoryInfo(Path.GetDirectoryName(typeof(object).Assembly.Location)!).Parent?.Parent?.Parent;
        return root is not null && File.Exists(Path.Combine(root.FullName, "dotnet" + (OperatingSystem.IsWindows() ? ".exe" : "")))
            ? root.FullName : null;
    }
}
