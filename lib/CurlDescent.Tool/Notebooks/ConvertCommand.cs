using System.CommandLine;
using CurlDescent.NotebookEngine.Notebooks;

namespace CurlDescent.Tool.Notebooks;

/// <summary><c>curl-descent convert</c>: a notebook in another form.</summary>
internal static class ConvertCommand
{
    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "A notebook: .ipynb, .dib or .csx." };
        var target = new Argument<string>("target")
        {
            Description = "Where it goes; the extension says how: .ipynb, .dib or .csx. Outputs are kept by .ipynb only.",
        };
        var force = new Option<bool>("--force") { Description = "Replace the target if it is there." };
        var command = new Command("convert",
            "Writes a notebook as .ipynb, .dib (Polyglot Notebooks) or .csx (a script with // %% between the cells).") { source, target,
                force };
        command.SetAction(parsed =>
        {
            string from = parsed.GetValue(source)!, to = parsed.GetValue(target)!;
            try
            {
                if (File.Exists(to) && !parsed.GetValue(force)) throw new ToolError($"{to} is there already; --force replaces it.");
                AtomicFile.WriteAllText(Path.GetFullPath(to), NotebookText.Write(Notebook.Load(from), to));
                return 0;
            }
            catch (Exception e) when (e is NotebookFormatException or ToolError or IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(e.Message);
                return 2;
            }
        });
        return command;
    }
}
