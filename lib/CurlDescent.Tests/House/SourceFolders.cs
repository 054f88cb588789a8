using System.Text.RegularExpressions;
using CurlDescent.Tests.Experiments;

namespace CurlDescent.Tests.House;

/// <summary>The source files of a project, and which folder declares which type.</summary>
internal sealed partial class SourceFolders
{
    private readonly Dictionary<string, string> folders = new(StringComparer.Ordinal);

    public SourceFolders(string project)
    {
        Root = Path.Combine(Repository.Root, "lib", project);
        Files =
        [
            .. Directory.EnumerateFiles(Root, "*.cs", SearchOption.AllDirectories)
                .Where(file => Path.GetRelativePath(Root, file).Split(Path.DirectorySeparatorChar)[0] is not ("obj" or "bin")),
        ];
        foreach (string file in Files)
        {
            foreach (Match type in Declaration().Matches(File.ReadAllText(file))) folders[type.Groups["name"].Value] = FolderOf(file);
        }
    }

    public string Root { get; }

    public IReadOnlyList<string> Files { get; }

    /// <summary>Folder of a file, with '/'; empty for the project's own.</summary>
    public string FolderOf(string file)
    {
        string folder = Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace(Path.DirectorySeparatorChar, '/');
        return folder == "." ? "" : folder;
    }

    /// <summary>Folder of a type that no other type contains; null if the compiler made it.</summary>
    public string? FolderOfType(string name) => folders.GetValueOrDefault(name.Split('`')[0]);

    /// <summary>Whether a file declares a public type.</summary>
    public static bool IsPublic(string file) =>
        Declaration().Matches(File.ReadAllText(file)).Any(type => type.Value.StartsWith("public", StringComparison.Ordinal));

    [GeneratedRegex(
        @"^(?:(?:public|internal|static|sealed|abstract|partial|readonly|unsafe|ref|file) )*"
        + @"(?:class|record struct|record|struct|enum|interface|delegate [\w<>\[\],?]+) (?<name>\w+)",
        RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
