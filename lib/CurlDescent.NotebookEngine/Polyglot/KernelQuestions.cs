using CurlDescent.NotebookEngine.Completion;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Position = Microsoft.DotNet.Interactive.LinePosition;
using PositionSpan = Microsoft.DotNet.Interactive.LinePositionSpan;

namespace CurlDescent.NotebookEngine.Polyglot;

/// <summary>
/// Questions about code, between the commands of Microsoft.DotNet.Interactive and the assistant. Lines and columns count from 0.
/// </summary>
internal static class KernelQuestions
{
    public static CompletionsProduced Complete(CodeAssistant assistant, RequestCompletions command)
    {
        SourceText text = SourceText.From(command.Code);
        CompletionAnswer answer = assistant.Complete(command.Code, At(text, command.LinePosition));
        return new CompletionsProduced(
            [.. answer.Items.Select(item => new CompletionItem(item.Text, Title(item.Kind), item.Text, item.Text, item.Text))],
            command, Span(text, TextSpan.FromBounds(answer.Start, answer.End)));
    }

    public static HoverTextProduced? Hover(CodeAssistant assistant, RequestHoverText command)
    {
        int at = At(SourceText.From(command.Code), command.LinePosition);
        return assistant.Describe(command.Code, at) is { } said
            ? new HoverTextProduced(command, [Text(said)], new PositionSpan(command.LinePosition, command.LinePosition))
            : null;
    }

    public static SignatureHelpProduced? Signatures(CodeAssistant assistant, RequestSignatureHelp command)
    {
        SignatureAnswer? answer = assistant.Signatures(command.Code, At(SourceText.From(command.Code), command.LinePosition));
        return answer is null ? null : new SignatureHelpProduced(command,
            [.. answer.Signatures.Select(signature => new SignatureInformation(signature.Label, Text(signature.Meaning),
                [.. signature.Parameters.Select(parameter => new ParameterInformation(parameter.Name, Text(parameter.Meaning)))]))],
            answer.Active, answer.Parameter);
    }

    public static DiagnosticsProduced Diagnose(CodeAssistant assistant, RequestDiagnostics command)
    {
        SourceText text = SourceText.From(command.Code);
        Microsoft.DotNet.Interactive.Diagnostic[] found =
        [
            .. assistant.Diagnose(command.Code).Select(error => new Microsoft.DotNet.Interactive.Diagnostic(
                Span(text, error.Location.SourceSpan), error.Severity, error.Id, error.GetMessage())),
        ];
        return new DiagnosticsProduced(found, [.. found.Select(error => Text(error.ToString()!))], command);
    }

    // Beyond the end of its line or text a position is that end.
    private static int At(SourceText text, Position position)
    {
        if (position.Line >= text.Lines.Count)
            return text.Length;
        TextLine line = text.Lines[Math.Max(0, position.Line)];
        return Math.Clamp(line.Start + position.Character, line.Start, line.End);
    }

    private static PositionSpan Span(SourceText text, TextSpan span)
    {
        var lines = text.Lines.GetLinePositionSpan(TextSpan.FromBounds(Math.Min(span.Start, text.Length), Math.Min(span.End, text.Length)));
        return new PositionSpan(new Position(lines.Start.Line, lines.Start.Character), new Position(lines.End.Line, lines.End.Character));
    }

    private static FormattedValue Text(string text) => new("text/plain", text);

    // The names that editors know kinds by.
    private static string Title(string kind) => kind.Length == 0 ? kind : char.ToUpperInvariant(kind[0]) + kind[1..];
}
