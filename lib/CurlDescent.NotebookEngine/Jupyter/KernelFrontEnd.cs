using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Widgets;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>A request for code to run, seen from what the code shows.</summary>
internal sealed class CellRequest(JupyterMessage message, int executionCount, bool isSilent, bool allowsStdin)
{
    public JupyterMessage Message { get; } = message;

    public int ExecutionCount { get; } = executionCount;

    /// <summary>Nothing is shown, not even results.</summary>
    public bool IsSilent { get; } = isSilent;

    public bool AllowsStdin { get; } = allowsStdin;

    /// <summary>The last result, for the history and for user expressions.</summary>
    public MimeBundle? Result { get; set; }
}

/// <summary>
/// The kernel's front end: turns what cells show into IOPub messages that carry the cell's request as their parent. What a cell's
/// background work shows later still belongs to that cell, and so does what a widget's action shows. (Its own request would be the
/// parent that the protocol names, but JupyterLab shows nothing of that.)
/// </summary>
internal sealed class KernelFrontEnd(MessageCodec codec, KernelSockets sockets) : IWidgetFrontEnd, IDisposable
{
    // Console text is gathered for so long, or up to so much, so that a loop of small writes is not a flood of messages.
    private const int MilliSeconds = 40;
    private const int MostPending = 1 << 18;

    private const string WidgetTarget = "jupyter.widget";
    private const string WidgetProtocol = "2.1.0";

    private readonly Lock _lock = new();
    private readonly AsyncLocal<CellRequest?> _flow = new();
    private readonly StringBuilder _pending = new();
    private Timer? _timer;
    private CellRequest? _pendingRequest;
    private bool _pendingIsError;
    private CellRequest? _latest;
    private TaskCompletionSource<string>? _input;
    private readonly ConcurrentDictionary<string, CellRequest?> _models = new(StringComparer.Ordinal);

    /// <summary>Who may be asked is a reader; nbclient and its like allow no questions, and keep all that is shown.</summary>
    public bool IsInteractive => Current is { AllowsStdin: true };

    private CellRequest? Current => _flow.Value ?? _latest;

    /// <summary>What is shown from now on, by the calling thread and all work it starts, belongs to this request.</summary>
    public void Begin(CellRequest request)
    {
        _flow.Value = request;
        _latest = request;
    }

    public void Publish(CellOutput output)
    {
        if (Current is not { } request)
            return;
        if (output is CellOutput.Result result)
            request.Result = result.Data;
        if (request.IsSilent)
            return;
        lock (_lock)
        {
            if (output is CellOutput.Stream stream)
            {
                Gather(request, stream);
                return;
            }
            FlushPending();
            switch (output)
            {
                case CellOutput.Display display:
                    Send(display.IsUpdate ? "update_display_data" : "display_data", new JsonObject
                    {
                        ["data"] = display.Data.ToJson(),
                        ["metadata"] = new JsonObject(),
                        ["transient"] = display.DisplayId is { } id ? new JsonObject { ["display_id"] = id } : new JsonObject(),
                    }, request.Message);
                    break;
                case CellOutput.Result shown:
                    Send("execute_result", new JsonObject
                    {
                        ["execution_count"] = request.ExecutionCount,
                        ["data"] = shown.Data.ToJson(),
                        ["metadata"] = new JsonObject(),
                    }, request.Message);
                    break;
                case CellOutput.Clear clear:
                    Send("clear_output", new JsonObject { ["wait"] = clear.Wait }, request.Message);
                    break;
            }
        }
    }

    public void OpenModel(string id, JsonObject state)
    {
        if (!_models.TryAdd(id, null))
            return;
        Flush();
        var content = new JsonObject
        {
            ["comm_id"] = id,
            ["target_name"] = WidgetTarget,
            ["data"] = new JsonObject { ["state"] = state, ["buffer_paths"] = new JsonArray() },
        };
        Send("comm_open", content, Current?.Message, new JsonObject { ["version"] = WidgetProtocol });
    }

    public void TellModel(string id, JsonObject data) =>
        Send("comm_msg", new JsonObject { ["comm_id"] = id, ["data"] = data }, Current?.Message);

    public void Own(string id) => _models[id] = Current;

    /// <summary>Whom an action of a widget belongs to; null for a model nobody has shown.</summary>
    public CellRequest? Owner(string id) => _models.GetValueOrDefault(id);

    /// <summary>The front end has closed a model.</summary>
    public void CloseModel(string id) => _models.TryRemove(id, out _);

    /// <summary>The open comms, as comm_info_reply lists them.</summary>
    public JsonObject Comms(string? target) => target is null or WidgetTarget
        ? new JsonObject(_models.Keys.Select(id => KeyValuePair.Create(id, (JsonNode?)new JsonObject { ["target_name"] = WidgetTarget })))
        : [];

    /// <summary>Sends the console text gathered so far.</summary>
    public void Flush()
    {
        lock (_lock)
            FlushPending();
    }

    /// <summary>Sends a message to all clients.</summary>
    public void Send(string type, JsonObject content, JupyterMessage? parent, JsonObject? metadata = null) =>
        sockets.Send(KernelChannel.IOPub, codec.Write([Encoding.ASCII.GetBytes(type)], type, content, parent, metadata));

    public async Task<string> ReadInputAsync(string prompt, bool isPassword, CancellationToken cancellationToken)
    {
        if (Current is not { AllowsStdin: true } request)
            throw new CellFailure("InputError", $"The cell asks for input (\"{prompt}\"); this front end has nobody to answer.");
        Flush();
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _input = answer;
        sockets.Send(KernelChannel.Stdin, codec.Write(
            request.Message.Identities, "input_request", new JsonObject { ["prompt"] = prompt, ["password"] = isPassword },
                request.Message));
        using CancellationTokenRegistration registration = cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        return await answer.Task.ConfigureAwait(false);
    }

    /// <summary>The reader has answered.</summary>
    public void Answer(string value) => Interlocked.Exchange(ref _input, null)?.TrySetResult(value);

    public void Dispose() => _timer?.Dispose();

    private void Gather(CellRequest request, CellOutput.Stream stream)
    {
        if (_pending.Length > 0 && (_pendingRequest != request || _pendingIsError != stream.IsError))
            FlushPending();
        _pendingRequest = request;
        _pendingIsError = stream.IsError;
        bool isFirst = _pending.Length == 0;
        _pending.Append(stream.Text);
        if (_pending.Length > MostPending)
        {
            FlushPending();
        }
        else if (isFirst)
        {
            _timer ??= CreateTimer();
            _timer.Change(MilliSeconds, Timeout.Infinite);
        }
    }

    private Timer CreateTimer()
    {
        // The timer lives longer than the cell that caused it, and must not carry that cell's context.
        using (ExecutionContext.SuppressFlow())
            return new Timer(_ => Flush());
    }

    private void FlushPending()
    {
        if (_pending.Length == 0)
            return;
        string text = _pending.ToString();
        _pending.Clear();
        Send("stream", new JsonObject { ["name"] = _pendingIsError ? "stderr" : "stdout", ["text"] = text }, _pendingRequest!.Message);
    }
}
