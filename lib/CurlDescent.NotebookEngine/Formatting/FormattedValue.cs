namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>Text that is already in a format: shown as it stands.</summary>
/// <param name="MimeType">The format, for example <c>text/markdown</c>.</param>
/// <param name="Value">The text.</param>
public sealed record FormattedValue(string MimeType, string Value);

/// <summary>LaTeX source, shown as <c>text/latex</c>.</summary>
/// <param name="Text">The source, with its own dollar signs or without.</param>
public sealed record LaTeXText(string Text);

/// <summary>A table ready to show.</summary>
internal sealed record TableText(RecordTable Table);
