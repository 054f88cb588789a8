using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Formatting;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace CurlDescent.NotebookEngine.Polyglot;

/// <summary>
/// The helpers every cell has in scope, under the names notebooks written for Polyglot Notebooks know.
/// They work while a cell runs, and in work a cell has started.
/// </summary>
public static class CellHelpers
{
    /// <summary>Cancelled when the running cell is interrupted or times out; give it to long calculations.</summary>
    public static CancellationToken CellCancellation => Session.Interrupted;

    private static CellSession Session => CellSession.Current ?? throw new InvalidOperationException("No cell is running here.");

#pragma warning disable IDE1006 // The established name is in lower case.
    /// <summary>Shows a value, in its preferred formats or in the ones named.</summary>
    /// <returns>A handle that can replace what is shown.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => DisplayedValues.Show(Session, value, mimeTypes);
#pragma warning restore IDE1006

    /// <summary>HTML, to be shown as such: the value of a cell or the argument of display.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>Adds a style sheet to the page.</summary>
    public static void CSS(string content) => display(new HtmlString($"<style>{content}</style>"));

    /// <summary>Runs JavaScript in the page.</summary>
    public static void Javascript(string script) => display(new HtmlString($"<script>{PlotlySource.InScript(script)}</script>"));

    /// <summary>LaTeX, to be shown as a formula.</summary>
    public static LaTeXString LaTeX(string source) => new(source);

    /// <summary>Asks the reader for a line of text. Fails in a headless run: nobody is there to answer.</summary>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") =>
        Session.FrontEnd.ReadInputAsync(prompt, typeHint == "password", Session.Interrupted);

    /// <summary>Asks the reader for a password.</summary>
    public static async Task<PasswordString> GetPasswordAsync(string prompt = "") =>
        new(await Session.FrontEnd.ReadInputAsync(prompt, isPassword: true, Session.Interrupted).ConfigureAwait(false));

    /// <summary>
    /// A bar that follows long work; give it to a library's <c>progress</c>, directly or through <see cref="CellProgress.From{T}"/>.
    /// </summary>
    public static CellProgress Progress(string label = "") => new(Session, label);

    /// <summary>Removes what the running cell has shown so far; with <paramref name="wait"/> only when the next output comes.</summary>
    public static void ClearOutput(bool wait = false) => Session.FrontEnd.Publish(new CellOutput.Clear(wait));

    /// <summary>
    /// Shows the value, in its preferred formats or in the ones named. Preferred to the formatter library's method of this name, whose
    /// handle updates nothing: it names another display than the one shown.
    /// </summary>
    public static DisplayedValue Display<T>(this T value, params string[] mimeTypes) => display(value, mimeTypes);

    /// <summary>Shows a sequence as a table: one column for each public property of its elements; at most 100 rows.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> values) => DisplayTable(values, limit: 100);

    /// <summary>
    /// Shows a sequence as a table: one column for each public property of its elements; at most <paramref name="limit"/> rows.
    /// </summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> values, int limit)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        // Elements without columns of their own (numbers, strings) become a table of one column.
        return display(new TableText(values, limit));
    }
}
