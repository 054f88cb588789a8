using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Formatting;

namespace CurlDescent.NotebookEngine.Polyglot;

/// <summary>
/// A bar that follows long work: one display that changes while a reader watches, one line when it is over in a headless run. May be
/// reported to from any thread; reporting also lets an interrupt through. Dispose it when the work is over.
/// </summary>
public sealed class CellProgress : IProgress<double>, IDisposable
{
    // Ten pictures a second move smoothly; more would be a flood.
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly CellSession _session;
    private readonly string _label;
    private readonly Lock _lock = new();
    private string? _displayId;
    private double _fraction;
    private long _drawn;
    private bool _isOver;

    internal CellProgress(CellSession session, string label)
    {
        _session = session;
        _label = label;
        if (_session.FrontEnd.IsInteractive)
            Draw();
    }

    /// <summary>Tells how far the work is.</summary>
    /// <param name="value">The part done, from 0 to 1; values outside, and NaN, are taken as the nearest end.</param>
    public void Report(double value)
    {
        ExecutionGuard.Check();
        lock (_lock)
        {
            if (_isOver)
                return;
            _fraction = double.IsNaN(value) ? 0 : Math.Clamp(value, 0, 1);
            if (_session.FrontEnd.IsInteractive && Stopwatch.GetElapsedTime(_drawn) >= s_interval)
                Draw();
        }
    }

    /// <summary>Follows work that reports something else than a part done.</summary>
    /// <param name="fraction">The part done, from 0 to 1.</param>
    public IProgress<T> From<T>(Func<T, double> fraction)
    {
        ArgumentNullException.ThrowIfNull(fraction);
        return new Mapped<T>(this, fraction);
    }

    /// <summary>Shows how far the work came.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isOver)
                return;
            _isOver = true;
            Draw();
        }
    }

    private void Draw()
    {
        _drawn = Stopwatch.GetTimestamp();
        string percent = string.Create(CultureInfo.InvariantCulture, $"{100 * _fraction:0} %");
        string text = _label.Length > 0 ? $"{_label}: {percent}" : percent;
        MimeBundle bundle = _session.FrontEnd.IsInteractive
            ? new MimeBundle([
                KeyValuePair.Create("text/html", (JsonNode)JsonValue.Create(string.Create(CultureInfo.InvariantCulture,
                    $"<label>{WebUtility.HtmlEncode(_label)} "
                    + $"<progress value=\"{_fraction:0.###}\" max=\"1\"></progress> {percent}</label>"))),
                KeyValuePair.Create("text/plain", (JsonNode)JsonValue.Create(text)),
            ])
            : MimeBundle.Text("text/plain", text);
        bool isUpdate = _displayId is not null;
        _displayId = _session.Display(bundle, [], _displayId, isUpdate);
    }

    private sealed class Mapped<T>(CellProgress bar, Func<T, double> fraction) : IProgress<T>
    {
        public void Report(T value) => bar.Report(fraction(value));
    }
}
