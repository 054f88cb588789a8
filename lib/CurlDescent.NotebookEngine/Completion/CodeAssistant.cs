using CurlDescent.NotebookEngine.Magics;
using CurlDescent.NotebookEngine.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.QuickInfo;

namespace CurlDescent.NotebookEngine.Completion;

/// <summary>Answers questions about code that is being written, with the whole session in view. Positions are UTF-16 units.</summary>
/// <param name="chain">The session.</param>
/// <param name="patience">How long an answer may take before there is none; 10 s by default.</param>
internal sealed class CodeAssistant(SubmissionChain chain, TimeSpan? patience = null)
{
    // More than anybody scrolls through; an empty line offers thousands.
    private const int MostItems = 1000;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly string[] s_directives = ["#r", "#i", "#load"];

    private readonly SessionSolution _solution = new(chain);
    private readonly TimeSpan _patience = patience ?? s_patience;

    /// <summary>Loads the editor services, which otherwise the first question would wait for.</summary>
    public static void WarmUp() =>
        new CodeAssistant(new SubmissionChain(new SessionLoadContext()), Timeout.InfiniteTimeSpan).Complete("Console.Write", 13);

    /// <summary>What could stand at the cursor.</summary>
    public CompletionAnswer Complete(string code, int position)
    {
        if (Directives(code, position) is { } directives)
            return directives;
        string text = CellParser.CodeOnly(code, MagicCommands.TakesBody);
        Document document = _solution.Open(text);
        CompletionService service = CompletionService.GetService(document)!;
        using var patience = new CancellationTokenSource(_patience);
        CompletionList? list = Within(patience, () => service.GetCompletionsAsync(document, position, cancellationToken: patience.Token));
        if (list is null or { ItemsList.Count: 0 })
            return new CompletionAnswer(position, position, []);
        string typed = text[list.Span.Start..position];
        List<CompletionItem> found =
            [.. list.ItemsList.Where(item => item.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
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

    /// <summary>Signature, doc comment and parameters of what stands at the cursor or of the call around it; null if there is nothing to
    /// say.</summary>
    public string? Describe(string code, int position)
    {
        Document document = _solution.Open(CellParser.CodeOnly(code, MagicCommands.TakesBody));
        using var patience = new CancellationTokenSource(_patience);
        return Within(patience, async () =>
        {
            SyntaxNode root = (await document.GetSyntaxRootAsync(patience.Token).ConfigureAwait(false))!;
            foreach (int at in SymbolDescription.Places(root, position))
            {
                if (await QuickInfoService.GetService(document)!.GetQuickInfoAsync(document, at, patience.Token)
                    .ConfigureAwait(false) is not { } info)
                    continue;
                SemanticModel model = (await document.GetSemanticModelAsync(patience.Token).ConfigureAwait(false))!;
                return SymbolDescription.Text(info, model, root.FindToken(info.Span.Start));
            }
            return null;
        });
    }

    /// <summary>The overloads of the call whose arguments stand at the cursor; null if there is nothing to say.</summary>
    public SignatureAnswer? Signatures(string code, int position)
    {
        Document document = _solution.Open(CellParser.CodeOnly(code, MagicCommands.TakesBody));
        using var patience = new CancellationTokenSource(_patience);
        return Within(patience, async () => SignatureHelp.At(
            (await document.GetSyntaxRootAsync(patience.Token).ConfigureAwait(false))!,
            (await document.GetSemanticModelAsync(patience.Token).ConfigureAwait(false))!, position));
    }

    /// <summary>The errors of a cell as it stands, at its own lines and columns.</summary>
    public IReadOnlyList<Diagnostic> Diagnose(string code)
    {
        CellParts parts = CellParts.Of(CellParser.CodeOnly(code, MagicCommands.TakesBody));
        Document document = _solution.Open(parts.Script);
        using var patience = new CancellationTokenSource(_patience);
        return Within(patience, async () =>
        {
            // What the cell's own library declares is not known before it is compiled: then only what no declaration could mend counts.
            SemanticModel model = (await document.GetSemanticModelAsync(patience.Token).ConfigureAwait(false))!;
            IEnumerable<Diagnostic> found = parts.Library is null
                ? model.GetDiagnostics(cancellationToken: patience.Token)
                : model.SyntaxTree.GetDiagnostics(patience.Token);
            return (Diagnostic[])[.. found.Where(d => d.Severity == DiagnosticSeverity.Error && d.Location.IsInSource)];
        }) ?? [];
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
            [.. names.Where(name => name.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
                .Select(name => new CompletionCandidate(name, "magic"))]);
    }

    private static string InsertedText(CompletionItem item) =>
        item.Properties.TryGetValue("InsertionText", out string? text) ? text : item.DisplayText;

    private static string Kind(CompletionItem item) => item.Tags.FirstOrDefault() switch
    {
        null => "text",
        "ExtensionMethod" => "method",
        "Local" or "Parameter" or "RangeVariable" => "variable",
        "Structure" => "struct",
        string tag => tag.ToLowerInvariant(),
    };

    // The services are asynchronous for the sake of editors' threads; the shell channel's thread has nothing else to do. Out of patience,
    // there is no answer.
    private static T? Within<T>(CancellationTokenSource patience, Func<Task<T>> ask)
    {
        try
        {
            return ask().GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return default;
        }
    }
}
