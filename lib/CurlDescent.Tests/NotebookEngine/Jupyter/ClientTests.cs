using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Jupyter;
using CurlDescent.Tests.Gallery;
using CurlDescent.Tool;
using CurlDescent.Tool.Browser;
using Microsoft.Playwright;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

/// <summary>A kernel installed into a folder of its own, and programs of others that use it.</summary>
public sealed class InstalledKernel : IDisposable
{
    // The system's Python, whose packages are the system's too.
    internal const string Python = "/usr/bin/python3";

    private readonly TemporaryFolder _folder = new();
    private readonly Lazy<string?> _lab;
    private readonly Lazy<NotebookServer> _server;

    public InstalledKernel()
    {
        _lab = new Lazy<string?>(InstallLab);
        _server = new Lazy<NotebookServer>(() => new NotebookServer(this));
        (int code, string output) = Run(ToolHost.CommandLine()[0], [.. ToolHost.CommandLine().Skip(1), "kernel", "install", "--user"]);
        Assert.True(code == 0, output);
    }

    /// <summary>Jupyter's data folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>A folder with JupyterLab's packages; null where npm is not there or cannot fetch them.</summary>
    public string? LabPackages => _lab.Value;

    /// <summary>A Jupyter server on the folder, for all tests.</summary>
    internal NotebookServer Server => _server.Value;

    /// <summary>Runs a program that finds no kernel but this one.</summary>
    public (int Code, string Output) Run(string program, IReadOnlyList<string> arguments, string? input = null, string? folder = null)
    {
        using Process process = Process.Start(StartInfo(program, arguments, folder))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return (process.ExitCode, output.Result + errors.Result);
    }

    /// <summary>Runs a script beside the tests with the system's Python, which must have a module.</summary>
    /// <returns>What it said.</returns>
    internal string RunScript(ITestOutputHelper output, string script, string module, params string[] arguments)
    {
        Need(module);
        (int code, string log) = Run(Python, [ClientTests.Client(script), .. arguments]);
        output.WriteLine(log);
        Assert.True(code == 0, log);
        return log;
    }

    /// <summary>Skips the test, with the reason, unless the system's Python has all of some modules.</summary>
    internal void Need(params string[] modules)
    {
        string imports = string.Join(", ", modules);
        bool isThere = File.Exists(Python) && Run(Python, ["-c", $"import {imports}"]).Code == 0;
        Assert.SkipUnless(isThere, $"{Python} with {imports} is not on this machine.");
    }

    public ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? _folder.Path,
        };
        start.Environment["JUPYTER_DATA_DIR"] = _folder.Path;
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(_folder.Path, "runtime");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(_folder.Path, "config");
        start.Environment["IPYTHONDIR"] = Path.Combine(_folder.Path, "ipython");
        start.Environment["PYTHONUTF8"] = "1";
        start.Environment[Patience.Variable] = Patience.Limit.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return start;
    }

    public void Dispose()
    {
        if (_server.IsValueCreated)
            _server.Value.Dispose();
        _folder.Dispose();
    }

    private string? InstallLab()
    {
        string folder = Path.Combine(_folder.Path, "lab");
        Directory.CreateDirectory(folder);
        // Once for all tests: the long ones use the whole application, in which the others' packages are.
        string[] packages = LongTests.AreOn ? ["ci", "--ignore-scripts", "--maxsockets", "50"] :
        [
            "install", "@jupyterlab/notebook@4.6.6", "@jupyterlab/services@7.6.6", "@jupyter-widgets/jupyterlab-manager@5.0.16",
            "esbuild@0.28.2",
        ];
        File.WriteAllText(Path.Combine(folder, "package.json"), "{\"private\":true}");
        if (LongTests.AreOn)
        {
            foreach (string file in (string[])["package.json", "package-lock.json"])
                File.Copy(ClientTests.Client(Path.Combine("application", file)), Path.Combine(folder, file), overwrite: true);
        }
        try
        {
            if (Run("npm", [.. packages, "--no-audit", "--no-fund", "--no-progress"], folder: folder).Code != 0)
                return null;
            (int code, string log) = Run("node", [ClientTests.Client("bundle.mjs"), ClientTests.Client("lab.mjs")], folder: folder);
            Assert.True(code == 0, log);
            return folder;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}

/// <summary>Clients that we did not write.</summary>
public class ClientTests(InstalledKernel kernel, ITestOutputHelper output) : IClassFixture<InstalledKernel>
{

    [Fact]
    public void TheConformanceSuiteOfTheJupyterProjectPassesWithoutASkip()
    {
        string log = RunScript("conformance.py", "jupyter_kernel_test");
        Assert.Contains("Ran 12 tests", log, StringComparison.Ordinal);
        Assert.DoesNotContain("skipped", log, StringComparison.Ordinal);
    }

    [Fact]
    public void FrontEndsFindWhatTheyRelyOn()
    {
        RunScript("behaviours.py", "jupyter_client", SessionHarness.CourseLibrary);
    }

    [Fact]
    public void NotebooksRunUnderNbclientAndBecomePagesWithNbconvert()
    {
        string charted = Path.Combine(kernel.Folder, "charted.ipynb");
        File.WriteAllText(charted, ChartNotebook());
        Need("nbclient", "nbconvert");
        RunScript("notebooks.py", "nbformat", charted);
    }

    [Theory]
    [InlineData("html", "00-start-here.html", "image/png;base64")]
    [InlineData("slides", "00-start-here.slides.html", "reveal")]
    [InlineData("latex", "00-start-here.tex", "\\includegraphics")]
    [InlineData("script", "00-start-here.cs", "#!import \"setup.csx\"")]
    public void ACommittedNotebookIsConvertedByNbconvert(string format, string file, string content)
    {
        LongTests.Need("nbconvert takes seconds for each form");
        Need("nbconvert");
        if (format == "latex")
            Assert.SkipWhen(!HasPandoc(), "pandoc is not on this machine; nbconvert needs it for LaTeX.");
        string notebook = Path.Combine(ExecutedCourse.NotebooksFolder, "00-start-here.ipynb");
        (int code, string log) = kernel.Run(
            InstalledKernel.Python, ["-m", "nbconvert", "--to", format, "--output-dir", kernel.Folder, notebook]);
        Assert.True(code == 0, log);
        Assert.Contains(content, File.ReadAllText(Path.Combine(kernel.Folder, file)), StringComparison.Ordinal);
    }

    [Fact]
    public void JupyterConsoleHoldsAConversation()
    {
        Need("jupyter_console");
        (int code, string log) = kernel.Run(
            "jupyter-console", ["--simple-prompt", "--kernel", KernelSpecStore.DefaultName,
                $"--ZMQTerminalInteractiveShell.kernel_timeout={Patience.Limit.TotalSeconds}"],
            "var x = 20;\nx * 2 + 2\nConsole.WriteLine(\"hello \" + x);\nmissing\n");
        output.WriteLine(log);
        Assert.Equal(0, code);
        Assert.Contains("Out[2]: 42", log, StringComparison.Ordinal);
        Assert.Contains("hello 20", log, StringComparison.Ordinal);
        Assert.Contains("Cell[4]:line 1: CS0103", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JupyterNotebookRunsANotebookAndDrawsItsChart()
    {
        Need("notebook");
        await using HeadlessBrowser? browser = await HeadlessBrowser.TryStartAsync();
        Assert.SkipWhen(browser is null, SystemBrowser.MissingMessage);
        File.WriteAllText(Path.Combine(kernel.Folder, "drawn.ipynb"), ChartNotebook());
        NotebookServer server = kernel.Server;
        IPage page = await (await browser.NewContextAsync()).NewPageAsync();
        await page.GotoAsync($"{server.Address}notebooks/drawn.ipynb?token={NotebookServer.Token}");
        await page.WaitForFunctionAsync(
            "() => window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected()");
        await page.EvaluateAsync("Jupyter.notebook.execute_all_cells()");
        await BothChartsAreDrawn(page);
        Assert.Equal("2", (await page.Locator(".output_result pre").First.InnerTextAsync()).Trim());
        await page.CloseAsync();
    }

    [Fact]
    public async Task JupyterLabsNotebookRunsANotebookAndDrawsItsChart()
    {
        Need("notebook");
        string packages = NeedLab();
        await using HeadlessBrowser? browser = await HeadlessBrowser.TryStartAsync();
        Assert.SkipWhen(browser is null, SystemBrowser.MissingMessage);
        File.WriteAllText(Path.Combine(kernel.Folder, "lab.ipynb"), ChartNotebook());
        NotebookServer server = kernel.Server;
        IPage page = await OpenLab(browser, server, packages, "lab.ipynb");
        Assert.Equal(KernelSpecStore.DefaultName, await page.EvaluateAsync<string>("kernelName()"));
        Assert.True(await page.EvaluateAsync<bool>("runAll()"));
        await BothChartsAreDrawn(page);
        Assert.Equal("2", (await page.Locator(".jp-OutputArea-executeResult pre").First.InnerTextAsync()).Trim());
        await page.CloseAsync();
    }

    [Fact]
    public async Task WidgetsOfIpywidgetsInJupyterLabsNotebookActInTheSession()
    {
        Need("notebook");
        string packages = NeedLab();
        await using HeadlessBrowser? browser = await HeadlessBrowser.TryStartAsync();
        Assert.SkipWhen(browser is null, SystemBrowser.MissingMessage);
        File.WriteAllText(Path.Combine(kernel.Folder, "widgets.ipynb"), NotebookText(
            "var x = Widget.Slider(\"x\", 0, 10, value: 2);\nWidget.Show(() => $\"square {x.Value * x.Value}\", x);",
            "var rule = Widget.Dropdown(\"rule\", \"gradient\", \"curl\");\n"
                + "rule.Changed += () => Console.WriteLine($\"chosen {rule.Value}\");\nrule",
            "int presses = 0;\nWidget.Button(\"Press\", () => { Console.WriteLine($\"pressed {++presses}\"); x.Value = 7; })"));
        NotebookServer server = kernel.Server;
        IPage page = await OpenLab(browser, server, packages, "widgets.ipynb");
        Assert.True(await page.EvaluateAsync<bool>("runAll()"));
        await page.Locator(".jp-OutputArea").GetByText("square 4").WaitForAsync();
        ILocator handle = page.Locator(".widget-slider .noUi-handle");
        await handle.FocusAsync();
        await handle.PressAsync("ArrowRight");
        await page.Locator(".jp-OutputArea").GetByText("square 9").WaitForAsync();
        await page.Locator(".widget-dropdown select").SelectOptionAsync("curl");
        await page.Locator(".jp-OutputArea").GetByText("chosen curl").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Press", Exact = true }).ClickAsync();
        await page.Locator(".jp-OutputArea").GetByText("pressed 1").WaitForAsync();
        // What code sets, the slider shows; and what depends on it follows.
        await page.Locator(".jp-OutputArea").GetByText("square 49").WaitForAsync();
        Assert.Equal("7", (await page.Locator(".widget-readout").InnerTextAsync()).Trim());
        await page.CloseAsync();
    }

    // One session of the browser for everything, as the application takes long to bundle and to load.
    [Fact]
    public async Task JupyterLabWholeRunsTheTourAsksIsInterruptedCompletesHelpsAndMovesTheLessonsWidgets()
    {
        LongTests.Need("JupyterLab's application is 500 MB of packages, bundled in about half a minute");
        Need("jupyterlab_server");
        string packages = NeedLab();
        await using HeadlessBrowser? browser = await HeadlessBrowser.TryStartAsync();
        Assert.SkipWhen(browser is null, SystemBrowser.MissingMessage);
        (int code, string log) = kernel.Run("node", [Client("application/application.mjs")], folder: packages);
        Assert.True(code == 0, log);
        using var server = new NotebookServer(kernel, InstalledKernel.Python,
        [
            Client("application/application.py"), packages, $"--ServerApp.token={NotebookServer.Token}",
            $"--ServerApp.root_dir={Course()}",
        ]);
        LabPage lab = await LabPage.OpenAsync(browser, server);

        await lab.OpenNotebookAsync("00-start-here.ipynb");
        await lab.RunAsync("notebook:run-all-cells");
        JsonArray cells = JsonNode.Parse(await lab.OutputsAsync())!.AsArray();
        Assert.Equal(Enumerable.Range(1, cells.Count), cells.Select(cell => cell!["count"]!.GetValue<int>()));
        Assert.All(cells, cell => Assert.DoesNotContain("\"output_type\":\"error\"", cell!.ToJsonString(), StringComparison.Ordinal));
        int charts = cells.Count(cell => cell!.ToJsonString().Contains("vnd.plotly.v1", StringComparison.Ordinal));
        Assert.True(charts >= 3, $"{charts} charts");
        for (int i = 0; i < charts; i++)
        {
            ILocator chart = lab.InFront(".plotly-chart").Nth(i).Locator(".main-svg").First;
            await chart.WaitForAsync();
            Assert.True((await chart.BoundingBoxAsync())!.Height > 100);
        }

        await lab.OpenNotebookAsync("conversation.ipynb");
        await lab.SelectAsync("GetInputAsync");
        await lab.BeginAsync();
        ILocator answer = lab.InFront("input.jp-Stdin-input");
        await answer.FillAsync("Ada");
        await answer.PressAsync("Enter");
        await lab.SeeAsync("hello Ada");
        await lab.SelectAsync("while (true)");
        await lab.BeginAsync();
        await lab.SeeAsync("begun");
        await lab.RunAsync("notebook:interrupt-kernel");
        await lab.SeeAsync("Interrupted");
        await lab.SelectAsync("Math.Sqr");
        await lab.EditAsync();
        await lab.RunAsync("completer:invoke-notebook");
        await lab.Page.Locator(".jp-Completer").GetByText("Sqrt").First.WaitForAsync();
        await lab.Page.Keyboard.PressAsync("Enter");

        // Help follows the caret of the notebook in front.
        await lab.RunAsync("inspector:open");
        await lab.OpenNotebookAsync("conversation.ipynb");
        await lab.EditAsync();
        await lab.Page.Keyboard.PressAsync("ArrowLeft");
        await lab.Page.Locator(".jp-Inspector-content").GetByText("square root").First.WaitForAsync();

        await lab.SelectAsync("Widget.Button");
        await lab.BeginAsync();
        await lab.InFront(".widget-button").ClickAsync();
        await lab.SeeAsync("pressed 1");

        // The lessons' own widgets: a chart that is drawn again says what it was drawn for.
        await lab.OpenNotebookAsync("05-phase-diagrams.ipynb");
        await RunWidgetCell(lab);
        await lab.SeeInCellAsync("c = 0.355, α_h = 0.3");
        await lab.InFront(".widget-slider .noUi-handle").First.PressAsync("ArrowRight");
        await lab.SeeInCellAsync("c = 0.36, α_h = 0.3");
        await lab.InFront(".widget-slider .noUi-handle").Nth(1).PressAsync("ArrowLeft");
        await lab.SeeInCellAsync("c = 0.36, α_h = 0.25");
        await lab.OpenNotebookAsync("02-helmholtz-decomposition.ipynb");
        await RunWidgetCell(lab);
        await lab.SeeInCellAsync("the norm of the rotation is 0.87");
        await lab.InFront(".widget-dropdown select").SelectOptionAsync("gradient descent");
        await lab.SeeInCellAsync("the norm of the rotation is 0.00");
        await lab.InFront(".widget-dropdown select").SelectOptionAsync("curl descent");
        await lab.InFront(".widget-slider .noUi-handle").First.PressAsync("ArrowRight");
        await lab.SeeInCellAsync("half width 1.25");
        await lab.Page.CloseAsync();
    }

    private static async Task RunWidgetCell(LabPage lab)
    {
        await lab.SelectAsync("Widget.Show");
        await lab.RunAsync("notebook:run-all-above");
        await lab.SelectAsync("Widget.Show");
        await lab.BeginAsync();
    }

    // Copies of lessons in a folder that has the repository's libraries and datasets beside it: an application saves what it opens.
    private string Course()
    {
        string root = Path.Combine(kernel.Folder, "course"), notebooks = Path.Combine(root, "notebooks");
        Directory.CreateDirectory(notebooks);
        foreach (string folder in (string[])["lib", "data"])
            Directory.CreateSymbolicLink(Path.Combine(root, folder), Path.Combine(ExecutedCourse.NotebooksFolder, "..", folder));
        File.Create(Path.Combine(root, "CurlDescent.sln")).Dispose();
        string[] files = ["00-start-here.ipynb", "02-helmholtz-decomposition.ipynb", "05-phase-diagrams.ipynb", "setup.csx"];
        foreach (string file in files)
            File.Copy(Path.Combine(ExecutedCourse.NotebooksFolder, file), Path.Combine(notebooks, file));
        File.WriteAllText(Path.Combine(notebooks, "conversation.ipynb"), NotebookText(
            "string name = await GetInputAsync(\"Who?\");\nConsole.WriteLine(\"hello \" + name);",
            "Console.WriteLine(\"begun\");\nwhile (true) System.Threading.Thread.Sleep(10);",
            "Math.Sqr",
            "int presses = 0;\nWidget.Button(\"Press\", () => Console.WriteLine($\"pressed {++presses}\"))"));
        return notebooks;
    }

    [Fact]
    public void JupyterLabsClientLibraryRestartsInterruptsAndAnswers()
    {
        Need("notebook");
        string packages = NeedLab();
        NotebookServer server = kernel.Server;
        (int code, string log) = kernel.Run("node", [Client("services.mjs"), server.Address, NotebookServer.Token], folder: packages);
        output.WriteLine(log);
        Assert.True(code == 0, log);
        Assert.Equal(9, log.Split('\n').Count(line => line.StartsWith("ok: ", StringComparison.Ordinal)));
    }

    private static async Task<IPage> OpenLab(HeadlessBrowser browser, NotebookServer server, string packages, string notebook)
    {
        IPage page = await (await browser.NewContextAsync()).NewPageAsync();
        // The page must come from the server, or its sockets are closed to it; a style sheet is a document without scripts and rules.
        await page.GotoAsync($"{server.Address}static/style/style.min.css?token={NotebookServer.Token}&path={notebook}");
        await page.SetContentAsync("<!DOCTYPE html><meta charset=\"utf-8\"><body>");
        await page.AddStyleTagAsync(new PageAddStyleTagOptions { Path = Path.Combine(packages, "bundle.css") });
        await page.AddScriptTagAsync(new PageAddScriptTagOptions { Path = Path.Combine(packages, "bundle.js") });
        return page;
    }

    private static string ChartNotebook() => NotebookText(
        $"#r \"{Path.Combine(AppContext.BaseDirectory, "Plotly.NET.CSharp.dll").Replace('\\', '/')}\"\nusing Plotly.NET.CSharp;",
        "1 + 1",
        "Chart.Line<int, int, string>(x: new[] { 1, 2, 3 }, y: new[] { 3, 1, 2 })",
        "Chart.Point<int, int, string>(x: new[] { 1, 2 }, y: new[] { 3, 4 })");

    private static string NotebookText(params string[] cells)
    {
        JsonNode notebook = JsonNode.Parse(TemporaryFolder.NotebookText(cells))!;
        notebook["metadata"]!["kernelspec"] = new JsonObject
        {
            ["name"] = KernelSpecStore.DefaultName,
            ["display_name"] = ".NET (C#)",
            ["language"] = "C#",
        };
        return notebook.ToJsonString();
    }

    private string RunScript(string script, string module, params string[] arguments) =>
        kernel.RunScript(output, script, module, arguments);

    internal static string Client(string script) => Path.Combine(AppContext.BaseDirectory, "NotebookEngine", "Jupyter", "Clients", script);

    private static async Task BothChartsAreDrawn(IPage page)
    {
        for (int i = 0; i < 2; i++)
        {
            ILocator chart = page.Locator(".plotly-chart").Nth(i).Locator(".main-svg").First;
            await chart.WaitForAsync();
            Assert.True((await chart.BoundingBoxAsync())!.Height > 100);
        }
    }

    private bool HasPandoc()
    {
        try
        {
            return kernel.Run("pandoc", ["--version"]).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private string NeedLab()
    {
        LongTests.Need("JupyterLab's packages are fetched, which takes a minute");
        string? folder = kernel.LabPackages;
        Assert.SkipWhen(folder is null, "npm is not on this machine, or cannot fetch JupyterLab's packages.");
        return folder;
    }

    private void Need(params string[] modules) => kernel.Need(modules);
}
