using CurlDescent.NotebookEngine.Magics;
using CurlDescent.NotebookEngine.Sessions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.QuickInfo;

namespace CurlDescent.NotebookEngine.Completion;

/// <summary>Answers questions about code that is being written, with the whole session in view. Positions are UTF-16 units.</summary>
internal sealed class CodeAssistant(SubmissionChain chain)
{
    // More than anybody scrolls through; an empty line offers thousands.
    private const int MostItems = 1000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly string[] s_directives = ["#r", "#i", "#load"];

    private readonly SessionSolution _solution = new(chain);

    /// <summary>Loads the editor services, which otherwise the first question would wait for.</summary>
    public static void WarmUp() => new CodeAssistant(new SubmissionChain(new SessionLoadContext())).Complete("Console.Write", 13);

    /// <summary>What could stand at the cursor.</summary>
    public CompletionAnswer Complete(string code, int position)
    {
        if (Directives(code, position) is { } directives)
            return directives;
        string text = CellParser.CodeOnly(code, MagicCommands.TakesBody);
        Document document = _solution.Open(text);
        CompletionService service = CompletionService.GetService(document)!;
        using var patience = new CancellationTokenSource(s_patience);
        CompletionList list = Wait(service.GetCompletionsAsync(document, position, cancellationToken: patience.Token));
        if (list.ItemsList.Count == 0)
            return new CompletionAnswer(position, position, []);
        string typed = text[list.Span.Start..position];
        List<CompletionItem> found = [.. list.ItemsList.Where(item => item.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
        if (found.Count == 0)
            found = [.. list.ItemsList.Where(item => item.FilterText.Contains(typed, StringComparison.OrdinalIgnoreCase))];
        IEnumerable<CompletionCandidate> items = found
            .OrderByDescending(item => item.FilterText.StartsWith(typed, StringComparison.Ordinal))
            .ThenBy(item => item.SortText, StringComparer.OrdinalIgnoreCase)
            .Select(item => new CompletionCandidate(InsertedText(item), Kind(item)))
            .DistinctBy(item => item.Text)
            .Take(MostItems);
        return new CompletionAnswer(list.Span.Start, Math.Max(position, list.Span.End), [.. items]);
    }

    /// <summary>Signature, doc comment and parameters of what stands at the cursor or of the call around it; null if there is nothing to say.</summary>
    public string? Describe(string code, int position)
    {
        Document document = _solution.Open(CellParser.CodeOnly(code, MagicCommands.TakesBody));
        using var patience = new CancellationTokenSource(s_patience);
        SyntaxNode root = Wait(document.GetSyntaxRootAsync(patience.Token)!)!;
        foreach (int at in SymbolDescription.Places(root, position))
        {
            QuickInfoItem? info = Wait(QuickInfoService.GetService(document)!.GetQuickInfoAsync(document, at, patience.Token)!);
            if (info is null)
                continue;
            SemanticModel model = Wait(document.GetSemanticModelAsync(patience.Token)!)!;
            return SymbolDescription.Text(info, model, root.FindToken(info.Span.Start));
        }
        return null;
    }

    /// <summary>Whether a text could run as it stands.</summary>
    public static SubmissionState IsComplete(string code)
    {
        string text = CellParser.CodeOnly(code, MagicCommands.TakesBody);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(text, CellParser.ParseOptions);
        return !SyntaxFactory.IsCompleteSubmission(tree) ? SubmissionState.Incomplete
            : tree.GetDiagnostics().Any(d => d.Severity == DiagnosticSeverity.Error) ? SubmissionState.Invalid
            : SubmissionState.Complete;
    }

    // The line of a directive or magic is no C#.
    private static CompletionAnswer? Directives(string code, int position)
    {
        int line = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        string typed = code[line..position].TrimStart();
        if (!typed.StartsWith('#') || typed.Contains(' ', StringComparison.Ordinal))
            return null;
        IEnumerable<string> names = s_directives.Concat(MagicCommands.Names.Select(name => "#" + name));
        return new CompletionAnswer(position - typed.Length, position,
            [.. names.Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionCandidate(name, "magic"))]);
    }

    private static string InsertedText(CompletionItem item) => item.Properties.TryGetValue("InsertionText", out string? text) ? text : item.DisplayText;

    private static string Kind(CompletionItem item) => item.Tags.FirstOrDefault() switch
    {
        null => "text",
        "ExtensionMethod" => "method",
        "Local" or "Parameter" or "RangeVariable" => "variable",
        "Structure" => "struct",
        string tag => tag.ToLowerInvariant(),
    };

    // The services are asynchronous for the sake of editors' threads; the shell channel's thread has nothing else to do.
    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
