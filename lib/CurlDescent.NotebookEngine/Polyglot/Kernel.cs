using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Sessions;
using Microsoft.AspNetCore.Html;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// The helpers every cell has in scope, under the names notebooks written for Polyglot Notebooks know.
/// They work while a cell runs, and in work a cell has started.
/// </summary>
public static class Kernel
{
    /// <summary>Cancelled when the running cell is interrupted or times out; give it to long calculations.</summary>
    public static CancellationToken CellCancellation => Session.Interrupted;

    private static NotebookSession Session => NotebookSession.Current ?? throw new InvalidOperationException("No cell is running here.");

#pragma warning disable IDE1006 // The established name is in lower case.
    /// <summary>Shows a value, in its preferred formats or in the ones named.</summary>
    /// <returns>A handle that can replace what is shown.</returns>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => new(Session, Session.Display(value, mimeTypes), mimeTypes);
#pragma warning restore IDE1006

    /// <summary>HTML, to be shown as such: the value of a cell or the argument of display.</summary>
    public static IHtmlContent HTML(string content) => new HtmlString(content);

    /// <summary>A style sheet for the page.</summary>
    public static IHtmlContent CSS(string content) => new HtmlString($"<style>{content}</style>");

    /// <summary>Runs JavaScript in the page.</summary>
    public static void Javascript(string script) => display(new HtmlString($"<script>{PlotlySource.InScript(script)}</script>"));

    /// <summary>LaTeX, to be shown as a formula.</summary>
    public static LaTeXText LaTeX(string source) => new(source);

    /// <summary>Asks the reader for a line of text. Fails in a headless run: nobody is there to answer.</summary>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") =>
        Session.FrontEnd.ReadInputAsync(prompt, typeHint == "password", Session.Interrupted);

    /// <summary>Asks the reader for a password.</summary>
    public static Task<string> GetPasswordAsync(string prompt = "") => Session.FrontEnd.ReadInputAsync(prompt, isPassword: true, Session.Interrupted);

    /// <summary>A bar that follows long work; give it to a library's <c>progress</c>, directly or through <see cref="CellProgress.From{T}"/>.</summary>
    public static CellProgress Progress(string label = "") => new(Session, label);

    /// <summary>Removes what the running cell has shown so far; with <paramref name="wait"/> only when the next output comes.</summary>
    public static void ClearOutput(bool wait = false) => Session.FrontEnd.Publish(new CellOutput.Clear(wait));
}

/// <summary>A value on display.</summary>
public sealed class DisplayedValue
{
    private readonly NotebookSession _session;
    private readonly string[] _mimeTypes;

    internal DisplayedValue(NotebookSession session, string displayId, string[] mimeTypes)
    {
        _session = session;
        DisplayId = displayId;
        _mimeTypes = mimeTypes;
    }

    /// <summary>The id under which the value is shown.</summary>
    public string DisplayId { get; }

    /// <summary>Shows another value in its place.</summary>
    public void Update(object? value) => _session.Display(value, _mimeTypes, DisplayId, isUpdate: true);
}

/// <summary>Ways to show a value from behind it.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows the value, in its preferred formats or in the ones named.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => Kernel.display(value, mimeTypes);

    /// <summary>Shows text as the format named, as it stands.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) => Kernel.display(new FormattedValue(mimeType, value));

    /// <summary>Shows a sequence as a table: one column for each public property of its elements.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T> values, int limit = 100)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        // Elements without columns of their own (numbers, strings) become a table of one column.
        return Kernel.display(RecordTable.TryCreate(values, anyProperty: true, limit) is { } table
            ? new TableText(table)
            : new TableText(RecordTable.TryCreate(values.Select(value => new { Value = (object?)value }), anyProperty: true, limit)!));
    }
}
