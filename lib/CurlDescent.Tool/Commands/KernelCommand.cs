using System.CommandLine;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Jupyter;

namespace CurlDescent.Tool.Commands;

/// <summary><c>curl-descent kernel</c>: serves a Jupyter client, and makes the kernel known to clients.</summary>
internal static class KernelCommand
{
    /// <param name="prepare">Work that the first cell waits for; returns a remark for the reader, or null.</param>
    /// <param name="pictures">Draws charts for kernels installed with <c>--charts png</c>; null for none.</param>
    public static Command Create(Func<CancellationToken, Task<string?>>? prepare = null, IStaticImageRenderer? pictures = null)
    {
        var connection = new Argument<string?>("connection-file")
        {
            Description = "The connection file a Jupyter client has written.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var unsigned = new Option<bool>("--allow-unsigned")
        {
            Description = "Serve a connection file without a key: anybody on this machine can then run code.",
        };
        var command = new Command(
            "kernel",
            "Serves C# to a Jupyter client (VS Code, JupyterLab, Jupyter Notebook); `kernel install` makes it known to them.") { connection,
                unsigned };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(connection) is not { } file)
            {
                Console.Error.WriteLine(
                    $"kernel needs the connection file that a Jupyter client writes; to make the kernel known to clients: {ToolHost.Name} "
                    + $"kernel install.");
                return 2;
            }
            int code = Serve(file, parsed.GetValue(unsigned), prepare, pictures);
            // Threads that cells left running must not keep the process.
            Environment.Exit(code);
            return code;
        });
        command.Subcommands.Add(Install(pictures is not null));
        command.Subcommands.Add(List());
        command.Subcommands.Add(Uninstall());
        return command;
    }

    private static int Serve(
        string file, bool allowUnsigned, Func<CancellationToken, Task<string?>>? prepare, IStaticImageRenderer? pictures)
    {
        TextWriter log = Console.Error;
        try
        {
            if (ConnectionFile.Protect(file) is { } note)
                log.WriteLine(note);
            using var kernel = new JupyterKernel(ConnectionFile.Load(file, allowUnsigned), log, prepare, pictures);
            kernel.Run();
            return 0;
        }
        catch (ConnectionFileException e)
        {
            log.WriteLine(e.Message);
            return 2;
        }
    }

    private static Command Install(bool drawsPictures)
    {
        var name = new Option<string?>("--name")
        {
            Description =
                $"Name of the kernel; {KernelSpecStore.DefaultName} if not given, or {KernelSpecStore.OtherName} where another kernel has "
                + $"that name.",
        };
        (Option<bool> user, Option<string?> prefix) = Places();
        var charts = new Option<string>("--charts")
        {
            Description = "What charts are sent as, beside Plotly's JSON: html (the first one carries 3.6 MB of plotly.js), json (no more: "
                + "for front ends that draw it themselves)"
                + (drawsPictures ? ", png (a picture, drawn by a browser found here: for qtconsole)." : "."),
            DefaultValueFactory = _ => "html",
        };
        charts.AcceptOnlyFromAmong(drawsPictures ? ["html", "json", "png"] : ["html", "json"]);
        var command = new Command("install", "Makes the kernel known to Jupyter's clients.") { name, charts, user, prefix };
        command.SetAction(parsed => Guard(() =>
        {
            var environment = new Dictionary<string, string>();
            // A client started from a desktop does not have the shell's environment.
            if (ToolHost.RuntimeFolder() is { } dotnet)
                environment["DOTNET_ROOT"] = dotnet;
            if (parsed.GetValue(charts) is { } forms and not "html")
                environment[ChartFormsSetting.Variable] = forms;
            KernelSpec spec =
                Store(parsed.GetValue(prefix)).Install(parsed.GetValue(name), [.. ToolHost.CommandLine(), "kernel"], environment);
            Console.WriteLine($"Installed kernel {spec.Name} in {spec.Folder}");
            Console.WriteLine("""
                VS Code: add to the user settings, or nothing is offered after a dot and words of the file hide the session's variables:
                  "jupyter.completionTriggerCharacters": {"csharp": ["."]},
                  "[csharp]": {"editor.wordBasedSuggestions": "off"}
                """);
            if (spec.Name == KernelSpecStore.OtherName && parsed.GetValue(name) is null)
                Console.WriteLine(
                    $"Another kernel is named {KernelSpecStore.DefaultName} and stays as it is; choose \"{spec.Name}\" in your notebooks.");
        }));
        return command;
    }

    private static Command List()
    {
        (Option<bool> user, Option<string?> prefix) = Places();
        var command = new Command("list", "Lists the kernels that Jupyter's clients find.") { user, prefix };
        command.SetAction(parsed => Guard(() =>
        {
            foreach (KernelSpec spec in Store(parsed.GetValue(prefix)).Find())
            {
                string missing = spec.IsOurs && !File.Exists(spec.CommandLine[0])
                    ? $"; {spec.CommandLine[0]} is missing: install again" : "";
                Console.WriteLine($"{spec.Name,-20} {(spec.IsOurs ? "CurlDescent" : "other"),-12} {spec.Folder}{missing}");
            }
        }));
        return command;
    }

    private static Command Uninstall()
    {
        var name = new Option<string?>("--name") { Description = "The kernel to remove; all of CurlDescent's if not given." };
        (Option<bool> user, Option<string?> prefix) = Places();
        var command = new Command("uninstall", "Removes the kernel from Jupyter's clients; kernels of others stay.") { name, user, prefix };
        command.SetAction(parsed => Guard(() =>
        {
            IReadOnlyList<KernelSpec> removed = Store(parsed.GetValue(prefix)).Uninstall(parsed.GetValue(name));
            foreach (KernelSpec spec in removed)
                Console.WriteLine($"Removed kernel {spec.Name} from {spec.Folder}");
            if (removed.Count == 0)
                Console.WriteLine("No kernel of CurlDescent is installed there.");
        }));
        return command;
    }

    private static (Option<bool> User, Option<string?> Prefix) Places()
    {
        var user = new Option<bool>("--user") { Description = "The kernels of your own account (what is meant if nothing is given)." };
        var prefix = new Option<string?>("--prefix")
        {
            Description = "The kernels of an installation, for example a virtual environment: PREFIX/share/jupyter/kernels.",
        };
        prefix.Validators.Add(result =>
        {
            if (result.GetResult(user) is { Implicit: false })
                result.AddError("Give --user or --prefix, not both.");
        });
        return (user, prefix);
    }

    private static KernelSpecStore Store(string? prefix) => prefix is null ? KernelSpecStore.ForUser() : KernelSpecStore.ForPrefix(prefix);

    private static int Guard(Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (Exception e) when (e is KernelSpecException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }
}
