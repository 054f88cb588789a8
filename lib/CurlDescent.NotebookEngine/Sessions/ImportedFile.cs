using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Notebooks;
using Microsoft.DotNet.Interactive.Formatting;

namespace CurlDescent.NotebookEngine.Sessions;

/// <summary>Runs a file named by <c>#load</c> or <c>#!import</c>; its relative paths start at its own folder.</summary>
internal static class ImportedFile
{
    public static void Run(NotebookSession session, string directive, string shown, string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".cs" or ".csx":
                session.RunText(File.ReadAllText(path), Path.GetFileName(path), folder);
                break;
            case ".md" or ".markdown" when directive == "#!import":
                session.Display(new FormattedValue("text/markdown", File.ReadAllText(path)), []);
                break;
            case ".html" or ".htm" when directive == "#!import":
                session.Display(new FormattedValue("text/html", File.ReadAllText(path)), []);
                break;
            case ".ipynb" or ".dib" when directive == "#!import":
                RunNotebook(session, path, folder);
                break;
            case var extension:
                string supported = directive == "#!import" ? ".cs, .csx, .ipynb, .dib, .md, .html" : ".cs, .csx";
                throw new CellFailure("ImportError",
                    $"{directive} \"{shown}\": a file of type \"{extension}\" is not supported; supported: {supported}.");
        }
    }

    private static void RunNotebook(NotebookSession session, string path, string folder)
    {
        Notebook notebook;
        try
        {
            notebook = Notebook.Load(path);
        }
        catch (NotebookFormatException e)
        {
            throw new CellFailure("ImportError", e.Message);
        }
        int number = 0;
        foreach (NotebookCell cell in notebook.Cells)
        {
            if (cell.Type == CellType.Markdown)
                session.Display(new FormattedValue("text/markdown", cell.Source), []);
            else if (cell.IsExecuted)
                session.RunText(CellLanguage.AsCell(cell), $"{Path.GetFileName(path)}[{++number}]", folder);
        }
    }
}
