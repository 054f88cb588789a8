using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CurlDescent.NotebookEngine.Submissions;

/// <summary>Splits a cell into its steps.</summary>
internal static partial class CellParser
{
    // What the SDK defines for a project of this framework: without TRACE, calls of System.Diagnostics.Trace would not be compiled.
    private static readonly string[] s_symbols =
    [
        "CSHARP_NOTEBOOKS", "TRACE", "RELEASE", "NET", "NETCOREAPP", $"NET{Environment.Version.Major}_0",
        .. Enumerable.Range(5, Environment.Version.Major - 4).Select(version => $"NET{version}_0_OR_GREATER"),
    ];

    /// <summary>Scripts, in which <c>#if CSHARP_NOTEBOOKS</c> tells this engine from others.</summary>
    public static readonly CSharpParseOptions ParseOptions =
        new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script).WithPreprocessorSymbols(s_symbols);

    /// <summary>The same for what is compiled as a library.</summary>
    public static readonly CSharpParseOptions LibraryOptions =
        new CSharpParseOptions(LanguageVersion.Latest).WithPreprocessorSymbols(s_symbols);

    /// <param name="code">The cell.</param>
    /// <param name="takesBody">True for a magic that takes the text below it up to the next one (<c>#!markdown</c>).</param>
    public static IReadOnlyList<CellStep> Parse(string code, Func<string, bool> takesBody)
    {
        string[] lines = code.ReplaceLineEndings("\n").Split('\n');
        var steps = new List<CellStep>();
        int start = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            Match match = DirectivePattern().Match(lines[i]);
            if (!match.Success || IsInsideToken(lines, start, i))
                continue;
            AddCode(steps, lines, start, i);
            int line = i + 1;
            if (match.Groups["magic"] is { Success: true } magic)
            {
                int end = i + 1;
                // What shares values with a script belongs to the script.
                bool isScript = magic.Value is "!javascript" or "!js";
                if (takesBody(magic.Value))
                    while (end < lines.Length
                        && (!MagicPattern().IsMatch(lines[end]) || (isScript && SharingPattern().IsMatch(lines[end]))))
                        end++;
                steps.Add(new CellStep.Magic(magic.Value, match.Groups["arguments"].Value.Trim(), string.Join('\n', lines[(i + 1)..end]),
                    line));
                i = end - 1;
            }
            else
            {
                string value = match.Groups["value"].Value;
                steps.Add(match.Groups["directive"].Value switch
                {
                    "r" => new CellStep.Reference(value, line),
                    "i" => new CellStep.PackageSource(value, line),
                    _ => new CellStep.Load(value, line),
                });
            }
            start = i + 1;
        }
        AddCode(steps, lines, start, lines.Length);
        return steps;
    }

    /// <summary>The cell with everything that is not C# replaced by spaces, so that positions stay.</summary>
    public static string CodeOnly(string code, Func<string, bool> takesBody)
    {
        string text = code.Replace("\r\n", " \n", StringComparison.Ordinal).ReplaceLineEndings("\n");
        string[] lines = text.Split('\n');
        var isCode = new bool[lines.Length];
        foreach (CellStep.Code step in Parse(text, takesBody).OfType<CellStep.Code>())
            Array.Fill(isCode, true, step.Line - 1, step.Text.Count(c => c == '\n') + 1 - (step.Line - 1));
        return string.Join('\n', lines.Select((line, i) => isCode[i] ? line : new string(' ', line.Length)));
    }

    private static void AddCode(List<CellStep> steps, string[] lines, int start, int end)
    {
        if (lines[start..end].All(string.IsNullOrWhiteSpace))
            return;
        steps.Add(new CellStep.Code(new string('\n', start) + string.Join('\n', lines[start..end]), start + 1));
    }

    // A line of a raw string or a comment may look like a directive; only the lexer knows.
    private static bool IsInsideToken(string[] lines, int start, int line)
    {
        if (line == start)
            return false;
        string before = string.Join('\n', lines[start..line]) + "\n";
        if (before.IndexOfAny(['"', '*']) < 0)
            return false;
        SyntaxNode root = CSharpSyntaxTree.ParseText(before + string.Join('\n', lines[line..]), ParseOptions).GetRoot();
        SyntaxToken token = root.FindToken(before.Length, findInsideTrivia: false);
        if (token.SpanStart < before.Length && token.Span.End > before.Length)
            return true;
        SyntaxTrivia trivia = root.FindTrivia(before.Length);
        return trivia.SpanStart < before.Length && trivia.Span.End > before.Length
            && trivia.Kind() is SyntaxKind.MultiLineCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;
    }

    [GeneratedRegex("""^\s*#(?:(?<magic>![A-Za-z][\w+-]*)(?<arguments>.*)|(?<directive>r|i|load)\s*"(?<value>[^"]*)"\s*;?\s*(?://.*)?)$""")]
    private static partial Regex DirectivePattern();

    [GeneratedRegex(@"^\s*#![A-Za-z]")]
    private static partial Regex MagicPattern();

    [GeneratedRegex(@"^\s*#!(?:share|set)\s")]
    private static partial Regex SharingPattern();
}
