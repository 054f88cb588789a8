using System.Text.RegularExpressions;

namespace CurlDescent.NotebookEngine.Headless;

/// <summary>What the runtime wrote about a process that it ended, as its user reads it: what happened, and the user's own frames.</summary>
internal static partial class CrashReport
{
    private const int MostLines = 24, OtherLines = 12;

    private static readonly string[] s_beginnings = ["Stack overflow.", "Process terminated.", "Unhandled exception.", "Fatal error."];

    // Below these frames the engine calls the cell.
    private static readonly string[] s_engine = ["CurlDescent.NotebookEngine.", "System.Runtime.CompilerServices.Async",
        "System.Threading.Thread.StartCallback"];

    /// <summary>The lines to show; the last ones of the text where the runtime said nothing.</summary>
    /// <param name="text">The process's standard error.</param>
    public static IReadOnlyList<string> Describe(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
        int begin = Array.FindLastIndex(lines, line => s_beginnings.Any(beginning => line.StartsWith(beginning, StringComparison.Ordinal)));
        if (begin < 0)
            return [.. lines.TakeLast(OtherLines).Select(line => line.Trim())];
        var shown = new List<string>();
        foreach (string line in lines.Skip(begin))
        {
            string frame = line.TrimStart();
            if (!frame.StartsWith("at ", StringComparison.Ordinal))
            {
                // Dashes around a cycle of frames.
                if (!frame.All(c => c == '-'))
                    shown.Add(frame);
                continue;
            }
            string call = frame["at ".Length..];
            if (s_engine.Any(engine => call.StartsWith(engine, StringComparison.Ordinal)) || CellStart().IsMatch(call))
                continue;
            shown.Add("   at " + (CellBody().IsMatch(call) ? "the cell" : Readable(call)));
        }
        return shown.Count <= MostLines ? shown : [.. shown.Take(MostLines), $"   … {shown.Count - MostLines} more lines"];
    }

    // Names as the user wrote them: without the submission's class, local functions and lambdas without the compiler's decoration.
    private static string Readable(string call) =>
        Lambda().Replace(LocalFunction().Replace(Submission().Replace(call, ""), "${name}"), "lambda");

    [GeneratedRegex(@"^Submission[#_]\d+\.<(?:Initialize|Factory)>\(")]
    private static partial Regex CellStart();

    [GeneratedRegex(@"^Submission[#_]\d+\+<<Initialize>>d__\d+\.MoveNext\(")]
    private static partial Regex CellBody();

    [GeneratedRegex(@"Submission[#_]\d+[.+]")]
    private static partial Regex Submission();

    [GeneratedRegex(@"(?:<>c(?:__DisplayClass\d+_\d+)?[.+])?<[^ (]*>g__(?<name>\w+)\|\d+(?:_\d+)*")]
    private static partial Regex LocalFunction();

    [GeneratedRegex(@"(?:<>c(?:__DisplayClass\d+_\d+)?[.+])?<[^ (]*>b__\d+(?:_\d+)*")]
    private static partial Regex Lambda();
}
