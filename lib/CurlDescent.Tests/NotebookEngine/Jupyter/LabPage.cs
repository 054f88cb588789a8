using CurlDescent.Tool.Browser;
using Microsoft.Playwright;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

/// <summary>A window of JupyterLab's whole application, steered by its own commands.</summary>
internal sealed class LabPage
{
    private const string Notebook = "jupyterapp.shell.currentWidget.content";

    private const string Front = ".jp-NotebookPanel:not(.lm-mod-hidden)";

    private LabPage(IPage page) => Page = page;

    public IPage Page { get; }

    public static async Task<LabPage> OpenAsync(HeadlessBrowser browser, NotebookServer server)
    {
        IPage page = await (await browser.NewContextAsync()).NewPageAsync();
        await page.GotoAsync($"{server.Address}lab?token={NotebookServer.Token}");
        await page.WaitForFunctionAsync("() => window.jupyterapp");
        await page.EvaluateAsync("jupyterapp.restored");
        return new LabPage(page);
    }

    /// <summary>Opens a notebook and waits for its kernel.</summary>
    public async Task OpenNotebookAsync(string path)
    {
        await Page.EvaluateAsync(
            """
            async path => {
              const panel = await jupyterapp.commands.execute('docmanager:open', { path, factory: 'Notebook' });
              await panel.context.ready;
              await panel.revealed;
              await panel.sessionContext.ready;
              // Cells out of sight are in the page too.
              panel.content.notebookConfig = { ...panel.content.notebookConfig, windowingMode: 'none' };
            }
            """, path);
        await Page.WaitForFunctionAsync("() => jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'");
    }

    /// <summary>Carries out a command of the application and waits for its end.</summary>
    public Task RunAsync(string command) => Page.EvaluateAsync("command => jupyterapp.commands.execute(command).then(() => null)", command);

    /// <summary>Makes the first cell that holds a text the active one.</summary>
    public Task SelectAsync(string text) => Page.EvaluateAsync(
        $"text => {{ {Notebook}.activeCellIndex = {Notebook}.widgets.findIndex(c => c.model.sharedModel.source.includes(text)); }}", text);

    /// <summary>Begins to run the active cell.</summary>
    public Task BeginAsync() => Page.EvaluateAsync("() => { void jupyterapp.commands.execute('notebook:run-cell'); }");

    /// <summary>Puts the caret at the end of the active cell's last line.</summary>
    public Task EditAsync() => Page.EvaluateAsync(
        $$"""
        () => {
          const editor = {{Notebook}}.activeCell.editor;
          {{Notebook}}.mode = 'edit';
          editor.focus();
          const line = editor.lineCount - 1;
          editor.setCursorPosition({ line, column: editor.getLine(line).length });
        }
        """);

    /// <summary>The code cells' execution counts and what they show, as the application's model has them.</summary>
    public Task<string> OutputsAsync() => Page.EvaluateAsync<string>(
        $"() => JSON.stringify({Notebook}.widgets.map(c => c.model).filter(m => m.type === 'code')"
        + ".map(m => ({ count: m.executionCount, outputs: m.outputs.toJSON() })))");

    /// <summary>Waits until an output of the notebook in front has a text.</summary>
    public Task SeeAsync(string text) => Page.WaitForFunctionAsync(
        $"text => [...document.querySelectorAll('{Front} .jp-OutputArea')].some(o => o.textContent.includes(text))", text);

    /// <summary>Waits until what the active cell shows has a text, also in a chart that is out of sight.</summary>
    public Task SeeInCellAsync(string text) => Page.WaitForFunctionAsync(
        $"text => JSON.stringify({Notebook}.activeCell.model.outputs.toJSON()).includes(text)", text);

    /// <summary>Elements of the notebook in front.</summary>
    public ILocator InFront(string selector) => Page.Locator($"{Front} {selector}");
}
