using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CurlDescent.Tests.Gallery;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

/// <summary>
/// Microsoft's notebook engine, installed from NuGet into a folder of its own, where Jupyter finds it and no other kernel.
/// </summary>
public sealed class DotnetInteractive : IDisposable
{
    public const string Version = "1.0.712001";

    private const int MostAttempts = 3;

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string?> _error;
    private int _kernels;

    public DotnetInteractive() => _error = new Lazy<string?>(Install);

    public string Folder => _folder.Path;

    /// <summary>Why it cannot be had here; null where it can.</summary>
    public string? Error => _error.Value;

    private string Command => Path.Combine(Folder, "tools", OperatingSystem.IsWindows() ? "dotnet-interactive.exe" : "dotnet-interactive");

    /// <summary>Runs a notebook of the course in its folder through Jupyter's nbclient; returns the executed notebook's file.</summary>
    public async Task<string> RunInJupyterAsync(string name, CancellationToken cancellationToken)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "NotebookEngine", "Jupyter", "Clients", "notebooks.py");
        string notebook = Path.Combine(ExecutedCourse.NotebooksFolder, name + ".ipynb");
        ProcessStartInfo start = StartInfo("/usr/bin/python3", [script, notebook, "--save", Folder, "--no-page"]);
        start.Environment["JUPYTER_PATH"] = start.Environment["JUPYTER_DATA_DIR"] = InstallKernel();
        for (int attempt = 1; ; attempt++)
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken),
                errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode == 0) break;

            // Jupyter's client chooses ports and lets go of them before the kernel takes them: a kernel beside it may have been sooner.
            string said = await output + await errors;
            Assert.True(attempt < MostAttempts && said.Contains("AddressAlreadyInUse", StringComparison.Ordinal), $"{name}: {said}");
        }

        return Path.Combine(Folder, name + ".ipynb");
    }

    /// <summary>
    /// Runs code cells one after another as VS Code's Polyglot Notebooks does: JSON commands on standard input, events on standard output.
    /// </summary>
    /// <returns>The outputs of each cell, in nbformat's shape.</returns>
    public IReadOnlyList<JsonArray> RunOverStdio(IEnumerable<string> cells)
    {
        using Process process = Process.Start(StartInfo(Command, ["stdio", "--working-dir", ExecutedCourse.NotebooksFolder]))!;
        try
        {
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            Read("KernelReady", null, process, []);
            var all = new List<JsonArray>();
            foreach (string code in cells)
            {
                string token = $"cell{all.Count}";
                var command = new JsonObject { ["code"] = code, ["targetKernelName"] = "csharp" };
                process.StandardInput.WriteLine(new JsonObject
                {
                    ["token"] = token,
                    ["commandType"] = "SubmitCode",
                    ["command"] = command
                }.ToJsonString());
                process.StandardInput.Flush();
                var outputs = new JsonArray();
                Read("CommandSucceeded", token, process, outputs);
                all.Add(outputs);
            }
            return all;
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose() => _folder.Dispose();

    // Its own installation has it listen on every network interface, and two that start together choose the same port.
    private string InstallKernel()
    {
        const int First = 21_000, Each = 100;
        int number = Interlocked.Increment(ref _kernels);
        string ports = string.Create(CultureInfo.InvariantCulture, $"{First + Each * number}-{First + Each * number + Each - 1}");
        var spec = new JsonObject
        {
            ["argv"] = new JsonArray(Command, "jupyter", "--http-local-only", "--http-port-range", ports, "--default-kernel", "csharp",
                "{connection_file}"),
            ["display_name"] = ".NET (C#)",
            ["language"] = "C#",
        };
        string data = $"data-{number}";
        _folder.Write($"{data}/kernels/.net-csharp/kernel.json", spec.ToJsonString());
        return Path.Combine(Folder, data);
    }

    private static void Read(string end, string? token, Process process, JsonArray outputs)
    {
        while (true)
        {
            string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The engine has ended.");
            if (!line.StartsWith('{'))
                continue;
            JsonNode message = JsonNode.Parse(line)!;
            string type = (string)message["eventType"]!;
            JsonNode content = message["event"]!;
            Assert.True(type is not ("CommandFailed" or "ErrorProduced"), content.ToJsonString());
            switch (type)
            {
                case "StandardOutputValueProduced":
                    outputs.Add(new JsonObject
                    {
                        ["output_type"] = "stream",
                        ["name"] = "stdout",
                        ["text"] = Values(content).First()
                        .Text
                    });
                    break;
                case "DisplayedValueProduced" or "ReturnValueProduced":
                    var data = new JsonObject();
                    foreach ((string mimeType, string text) in Values(content))
                        data[mimeType] = text;
                    outputs.Add(new JsonObject { ["output_type"] = "display_data", ["data"] = data });
                    break;
            }
            if (type == end && (token is null || (string?)message["command"]?["token"] == token))
                return;
        }
    }

    private static IEnumerable<(string MimeType, string Text)> Values(JsonNode content) =>
        content["formattedValues"]!.AsArray().Select(value => ((string)value!["mimeType"]!, (string)value["value"]!));

    private string? Install()
    {
        string[] install = ["tool", "install", "Microsoft.dotnet-interactive", "--version", Version, "--tool-path",
            Path.Combine(Folder, "tools")];
        using Process process = Process.Start(StartInfo("dotnet", install))!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) return output + errors.Result;
        return null;
    }

    private ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        // It writes into the home folder; the packages may come from where they are.
        start.Environment["NUGET_PACKAGES"] = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget",
            "packages");
        start.Environment["HOME"] = Folder;
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(Folder, "runtime");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(Folder, "config");
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_INTERACTIVE_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["PYTHONUTF8"] = "1";
        foreach (string inherited in start.Environment.Keys.Where(key => key.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            .ToList())
            start.Environment.Remove(inherited);
        return start;
    }
}
