using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Execution;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace CurlDescent.NotebookEngine.Magics;

/// <summary>One use of a magic command.</summary>
/// <param name="Session">The session it stands in.</param>
/// <param name="Kernels">The kernels beside C#'s.</param>
/// <param name="Name">Its name with the exclamation mark, without the hash: <c>!time</c>.</param>
/// <param name="Arguments">The rest of its line.</param>
/// <param name="Body">The lines below it, for magics that take them.</param>
/// <param name="Source">How errors name the cell or file.</param>
/// <param name="Folder">Where relative paths start.</param>
/// <param name="Afterwards">Registers what to do at the end of the cell.</param>
internal sealed record MagicCall(
    CellSession Session, IOtherKernels Kernels, string Name, string Arguments, string Body, string Source, string Folder,
    Action<Action> Afterwards);

/// <summary>The magic commands: the ones of Polyglot Notebooks that make sense for one language.</summary>
internal static partial class MagicCommands
{
    private sealed record Magic(string Help, bool TakesBody, Action<MagicCall> Run);

    private static readonly SortedDictionary<string, Magic> s_magics = new(StringComparer.Ordinal)
    {
        ["!about"] = new("shows versions of the engine, .NET and the system", false, About),
        ["!csharp"] = new("what follows is C#", false, _ => { }),
        ["!c#"] = new("what follows is C#", false, _ => { }),
        ["!html"] = new("shows the text below as HTML", true, call => Show(call, "text/html")),
        ["!import"] = new("runs a .cs, .csx or .ipynb file in this session, or shows a .md or .html file", false, Import),
        ["!javascript"] = new("runs the text below in the page; #!share and #!set give it values", true, ScriptMagic.Run),
        ["!js"] = new("the same", true, ScriptMagic.Run),
        ["!lsmagic"] = new("lists the magic commands", false, List),
        ["!markdown"] = new("shows the text below as Markdown", true, call => Show(call, "text/markdown")),
        ["!mermaid"] = new("shows the text below as a Mermaid diagram, where the front end draws them", true, Mermaid),
        ["!set"] = new("sets a variable: #!set --name x --value text, @csharp:y, @input:\"prompt\" or @password:\"prompt\"", false, Set),
        ["!share"] = new("copies a variable: #!share --from csharp y --as x", false, Share),
        ["!time"] = new("shows how long the cell takes", false, Time),
        ["!who"] = new("lists the session's variables", false, Who),
        ["!whos"] = new("shows the session's variables with types, shapes and values", false, Whos),
    };

    /// <summary>The languages cells can be written in.</summary>
    public const string Languages = "csharp, markdown, html, javascript, mermaid, value";

    private static readonly string[] OtherLanguages =
        ["fsharp", "f#", "pwsh", "powershell", "sql", "kql", "python", "http", "r", "vbscript"];

    /// <summary>All magics, without the hash.</summary>
    public static IEnumerable<string> Names => s_magics.Keys;

    public static bool TakesBody(string name) => !s_magics.TryGetValue(name, out Magic? magic) || magic.TakesBody;

    public static void Run(MagicCall call)
    {
        if (s_magics.TryGetValue(call.Name, out Magic? magic))
            magic.Run(call);
        else if (call.Kernels.Knows("#" + call.Name))
            call.Kernels.Run($"#{call.Name} {call.Arguments}\n{call.Body}");
        else if (OtherLanguages.Contains(call.Name[1..], StringComparer.OrdinalIgnoreCase))
            throw new CellFailure("MagicError",
                $"#{call.Name}: cells in {call.Name[1..]} are not supported; supported languages: {Languages}.");
        else
            throw new CellFailure("MagicError",
                $"#{call.Name} is not a magic command of this engine; supported: "
                + $"{string.Join(", ", s_magics.Keys.Select(name => "#" + name))}.");
    }

    // A cell whose metadata name a language often says it once more: what stands above that is nothing.
    private static void Show(MagicCall call, string mimeType)
    {
        string text = call.Arguments.Length > 0 ? call.Arguments + "\n" + call.Body : call.Body;
        if (!string.IsNullOrWhiteSpace(text))
            call.Session.Display(new FormattedValue(mimeType, text), []);
    }

    private static void Mermaid(MagicCall call) => call.Session.Display(call.Session.Formatter.Bundle(
        [new FormattedValue("text/vnd.mermaid", call.Body), new FormattedValue("text/plain", call.Body)]), []);

    private static void Import(MagicCall call)
    {
        string path = call.Arguments.Trim().Trim('"');
        if (path.Length == 0)
            throw new CellFailure("MagicError", "#!import needs a file: #!import \"setup.csx\".");
        call.Session.Import("#!import", path, call.Folder);
    }

    private static void Time(MagicCall call)
    {
        long start = Stopwatch.GetTimestamp();
        call.Afterwards(() => call.Session.Display(new FormattedValue("text/plain",
            string.Create(CultureInfo.InvariantCulture, $"Wall time: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.###} ms")), []));
    }

    private static void Who(MagicCall call) =>
        call.Session.Display(new FormattedValue("text/plain",
            string.Join('\n', call.Session.Variables().Select(variable => variable.Name))), []);

    private static void Whos(MagicCall call) =>
        call.Session.Display(new FormattedValue("text/html", VariableTable.ToHtml(call.Session.Variables(), call.Session.Formatter)), []);

    private static void List(MagicCall call) =>
        call.Session.Display(new FormattedValue("text/plain",
            string.Join('\n', s_magics.Select(magic => $"#{magic.Key,-10} {magic.Value.Help}"))), []);

    private static void About(MagicCall call)
    {
        string version = typeof(MagicCommands).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? "?";
        call.Session.Display(new FormattedValue("text/plain",
            $"CurlDescent notebook engine {version}\n"
            + $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}\n"
            + $"C# compiler {typeof(CSharpCompilation).Assembly.GetName().Version}\n"
            + (MachineCulture.Missing
                ?? $"Culture {(MachineCulture.Culture.Name is { Length: > 0 } culture ? culture : "invariant")}; others by name, "
                + "from ICU")), []);
    }

    private static void Set(MagicCall call)
    {
        Dictionary<string, string> options = Options(call);
        if (!options.TryGetValue("name", out string? name) || !options.TryGetValue("value", out string? value))
            throw new CellFailure("MagicError", "#!set needs a name and a value: #!set --name x --value 42.");
        if (value.StartsWith("@input:", StringComparison.Ordinal) || value.StartsWith("@password:", StringComparison.Ordinal))
        {
            // The value itself, never code that holds it: a password stands in no source, error or history.
            bool isPassword = value.StartsWith("@password", StringComparison.Ordinal);
            string prompt = value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim('"');
            string answer = call.Session.FrontEnd.ReadInputAsync(prompt, isPassword, call.Session.Interrupted).GetAwaiter().GetResult();
            call.Session.SetVariable(name, isPassword ? new PasswordString(answer) : answer);
        }
        else if (value.StartsWith('@'))
        {
            Declare(call, name, SourceVariable(call, value[1..]));
        }
        else
        {
            Declare(call, name, SymbolDisplay.FormatLiteral(value, quote: true));
        }
    }

    private static void Share(MagicCall call)
    {
        Dictionary<string, string> options = Options(call);
        if (!options.TryGetValue("", out string? variable))
            throw new CellFailure("MagicError", "#!share needs a variable: #!share --from csharp y --as x.");
        string source = SourceVariable(call, $"{options.GetValueOrDefault("from", "csharp")}:{variable}");
        if (options.TryGetValue("as", out string? name) && name != variable)
            Declare(call, name, source);
    }

    private static void Declare(MagicCall call, string name, string expression)
    {
        if (!SyntaxFacts.IsValidIdentifier(name))
            throw new CellFailure("MagicError", $"#{call.Name}: \"{name}\" is not a variable name.");
        call.Session.RunCode($"var @{name} = {expression};", call.Source);
    }

    private static string SourceVariable(MagicCall call, string reference)
    {
        string[] parts = reference.Split(':', 2);
        string kernel = parts.Length == 2 ? parts[0] : "csharp";
        string name = parts[^1];
        if (kernel is not ("csharp" or ".NET"))
        {
            call.Session.SetVariable(name, call.Kernels.ValueOf(kernel, name));
            return "@" + name;
        }
        return call.Session.Variables().Any(variable => variable.Name == name)
            ? "@" + name
            : throw new CellFailure("MagicError", $"#{call.Name}: this session has no variable \"{name}\".");
    }

    internal static Dictionary<string, string> Options(MagicCall call)
    {
        string[] words = [.. WordPattern().Matches(call.Arguments)
            .Select(match => match.Groups["quoted"].Success ? match.Groups["quoted"].Value : match.Value)];
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < words.Length; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
                options[""] = words[i];
            else if (words[i] is "--byref")
                continue;
            else if (words[i] is not ("--name" or "--value" or "--from" or "--as" or "--mime-type"))
                throw new CellFailure("MagicError", $"#{call.Name}: option {words[i]} is not supported.");
            else if (i + 1 < words.Length)
                options[words[i][2..]] = words[++i];
            else
                throw new CellFailure("MagicError", $"#{call.Name}: option {words[i]} needs a value.");
        }
        return options;
    }

    [GeneratedRegex("""
        "(?<quoted>[^"]*)"|(?:[^\s"]|"[^"]*"?)+
        """)]
    private static partial Regex WordPattern();
}
