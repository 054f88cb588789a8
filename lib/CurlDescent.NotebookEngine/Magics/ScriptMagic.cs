using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CurlDescent.NotebookEngine.Execution;

namespace CurlDescent.NotebookEngine.Magics;

/// <summary>
/// <c>#!javascript</c>: the text below runs in the page. Its lines <c>#!share --from csharp x</c> and
/// <c>#!set --name y --value @csharp:x</c> become declarations of the values as JSON, since the page has no connection back to the session.
/// </summary>
internal static partial class ScriptMagic
{
    public static void Run(MagicCall call)
    {
        var script = new StringBuilder();
        foreach (string line in call.Body.Split('\n'))
            script.Append(SharingPattern().Match(line) is { Success: true } sharing
                ? Declaration(call with { Name = sharing.Groups["name"].Value, Arguments = sharing.Groups["arguments"].Value })
                : line).Append('\n');
        call.Kernels.Run("#!javascript\n" + script);
    }

    private static string Declaration(MagicCall call)
    {
        Dictionary<string, string> options = MagicCommands.Options(call);
        bool isShare = call.Name == "!share";
        string? reference = options.GetValueOrDefault(isShare ? "" : "value");
        if (reference is null || (!isShare && !options.ContainsKey("name")))
            throw new CellFailure("MagicError",
                $"#{call.Name} needs a variable: #!share --from csharp x, or #!set --name y --value @csharp:x.");
        object? value = reference;
        string name = options.GetValueOrDefault(isShare ? "as" : "name", reference);
        if (isShare || reference.StartsWith('@'))
        {
            string[] parts = reference.TrimStart('@').Split(':', 2);
            string kernel = parts.Length == 2 ? parts[0] : options.GetValueOrDefault("from", "csharp");
            value = call.Kernels.ValueOf(kernel, parts[^1]);
        }
        return $"let {name} = {Json(call, value)};";
    }

    // In a script element no text may end it.
    private static string Json(MagicCall call, object? value)
    {
        try
        {
            return JsonSerializer.Serialize(value).Replace("</", "<\\/", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException)
        {
            throw new CellFailure("MagicError", $"#{call.Name}: the value cannot be written as JSON: {e.Message}");
        }
    }

    [GeneratedRegex(@"^\s*#(?<name>!share|!set)\s(?<arguments>.*)$")]
    private static partial Regex SharingPattern();
}
