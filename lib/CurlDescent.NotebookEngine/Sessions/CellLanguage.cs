using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Sessions;

/// <summary>The language a code cell's metadata names, turned into the magic that says the same.</summary>
internal static class CellLanguage
{
    public static string AsCell(NotebookCell cell) => cell.Language switch
    {
        null or "csharp" or "c#" or "polyglot-notebook" or ".net-csharp" => cell.Source,
        string other => $"#!{other}\n{cell.Source}",
    };
}
