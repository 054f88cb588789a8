using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.NotebookEngine.Sessions;

/// <summary>The language a code cell's metadata names, turned into the magic that says the same.</summary>
internal static class CellLanguage
{
    public static string AsCell(NotebookCell cell) =>
        cell.Language is not { } language || CSharpNotebook.IsCSharp(language) ? cell.Source : $"#!{language}\n{cell.Source}";
}
