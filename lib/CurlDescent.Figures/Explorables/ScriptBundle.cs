using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace CurlDescent.Figures.Explorables;

/// <summary>
/// Joins ES modules of this assembly to one classic script, so that a page opened from a file, without a server, can run them: each module
/// becomes a
/// function that returns its exports. Only named imports from modules beside it and named exports are known; anything else is an error, not
/// a surprise.
/// </summary>
internal static partial class ScriptBundle
{
    private const string Prefix = "CurlDescent.Figures.Explorables.Assets.";

    /// <summary>Names of the modules, without extension.</summary>
    public static IReadOnlyList<string> Modules { get; } =
    [
        .. typeof(ScriptBundle).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".js", StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..^3]).Order(StringComparer.Ordinal),
    ];

    /// <summary>The style sheet of all live figures.</summary>
    public static string Style { get; } = Read("style.css");

    /// <summary>Returns the source of a module as it is edited.</summary>
    /// <param name="name">Its name, without extension.</param>
    public static string Source(string name) => Read(name + ".js");

    /// <summary>
    /// Returns the body of a function without parameters that runs a module and what it imports, and returns its exports.
    /// </summary>
    /// <param name="entry">Name of the module, without extension.</param>
    /// <exception cref="InvalidOperationException">A module is missing, imports itself by others, or is written in a way that is not known
    /// here.</exception>
    public static string Join(string entry)
    {
        var script = new StringBuilder("'use strict';\n");
        Append(script, entry, [], []);
        return script.Append($"return {Variable(entry)};").ToString();
    }

    private static void Append(StringBuilder script, string name, HashSet<string> done, List<string> open)
    {
        if (open.Contains(name)) throw new InvalidOperationException($"Modules import each other: {string.Join(" → ", open)} → {name}.");
        if (done.Contains(name)) return;
        open.Add(name);
        string source = Source(name);
        foreach (Match import in Import().Matches(source)) Append(script, import.Groups["from"].Value, done, open);
        open.Remove(name);
        done.Add(name);
        var exports = Export().Matches(source).Select(match => match.Groups["name"].Value);
        string imported = Import().Replace(
            source, match => $"const {{{match.Groups["names"].Value}}} = {Variable(match.Groups["from"].Value)};");
        string body = Export().Replace(imported, match => match.Value["export ".Length..]);
        if (ModuleSyntax().Match(body) is { Success: true } unknown)
            throw new InvalidOperationException($"{name}.js: this is not known to the bundle: {unknown.Value}");
        script.Append($"const {Variable(name)} = (() => {{\n{Compact(body)}return {{ {string.Join(", ", exports)} }};\n}})();\n");
    }

    // Comments and blank lines need not travel. A line comment that shares its line with code stays.
    private static string Compact(string source) =>
        Blank().Replace(Indent().Replace(LineComment().Replace(BlockComment().Replace(source, ""), ""), ""), "\n");

    private static string Variable(string module) => "$" + module.Replace('-', '_');

    private static string Read(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)
            ?? throw new InvalidOperationException($"There is no asset {name}; the modules are {string.Join(", ", Modules)}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"^import \{(?<names>[^}]*)\} from '\./(?<from>[\w-]+)\.js';$", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex(@"^export (?:const|class|function) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Export();

    [GeneratedRegex(@"^(?:import|export)\b.*$", RegexOptions.Multiline)]
    private static partial Regex ModuleSyntax();

    [GeneratedRegex(@"/\*\*.*?\*/ ?", RegexOptions.Singleline)]
    private static partial Regex BlockComment();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex LineComment();

    [GeneratedRegex(@"^[ \t]+", RegexOptions.Multiline)]
    private static partial Regex Indent();

    [GeneratedRegex(@"\n\s*\n+")]
    private static partial Regex Blank();
}
