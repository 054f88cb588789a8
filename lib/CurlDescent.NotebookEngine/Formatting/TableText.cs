namespace CurlDescent.NotebookEngine.Formatting;

/// <summary>A sequence to be shown as a table of so many rows.</summary>
internal sealed record TableText(System.Collections.IEnumerable Values, int Limit);
