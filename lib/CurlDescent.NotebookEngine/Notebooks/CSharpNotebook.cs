using System.Text.Json.Nodes;
using Microsoft.CodeAnalysis.CSharp;

namespace CurlDescent.NotebookEngine.Notebooks;

/// <summary>What a notebook and the kernel say about their language: the names it goes by, and what other programs need to know to show and
/// save its code.</summary>
internal static class CSharpNotebook
{
    /// <summary>The names that mean C#, in lower case; VS Code's prefixes are taken away by <see cref="PlainName"/>.</summary>
    private static readonly string[] s_names = ["c#", "csharp", "cs", "polyglot-notebook", ".net-csharp", "magic-commands"];

    private static readonly string[] s_prefixes = ["dotnet-interactive.", "polyglot-notebook."];

    /// <summary>Whether a name, as any field of a notebook writes it, means C#.</summary>
    public static bool IsCSharp(string name) => s_names.Contains(PlainName(name));

    /// <summary>A language's name in lower case, without the prefix of the editor that wrote it.</summary>
    public static string PlainName(string name)
    {
        string plain = name.Trim().ToLowerInvariant();
        string? prefix = s_prefixes.FirstOrDefault(p => plain.Length > p.Length && plain.StartsWith(p, StringComparison.Ordinal));
        return prefix is null ? plain : plain[prefix.Length..];
    }

    /// <summary>nbformat's language_info, keys in Jupyter's order (sorted).</summary>
    public static JsonObject LanguageInfo() => new()
    {
        ["file_extension"] = ".cs",
        ["mimetype"] = "text/x-csharp",
        ["name"] = "C#",
        ["pygments_lexer"] = "csharp",
        ["version"] = LanguageVersionFacts.ToDisplayString(LanguageVersionFacts.MapSpecifiedToEffectiveVersion(LanguageVersion.Latest)),
    };

    /// <summary>nbformat's kernelspec of our kernel.</summary>
    public static JsonObject KernelSpec() => new() { ["display_name"] = ".NET (C#)", ["language"] = "C#", ["name"] = ".net-csharp" };
}
