namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>A table ready to show.</summary>
internal sealed record TableText(RecordTable Table);
