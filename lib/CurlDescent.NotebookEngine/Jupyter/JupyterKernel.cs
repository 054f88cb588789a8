using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Cells;
using CurlDescent.NotebookEngine.Completion;
using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Formatting;
using CurlDescent.NotebookEngine.Sessions;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>
/// A Jupyter kernel on a notebook session. Three threads: the sockets', which also answers the control channel; the caller's, which works
/// off the shell channel in order; and the running cell's.
/// </summary>
public sealed class JupyterKernel : IDisposable
{
    private readonly KernelLog _log;
    private readonly MessageCodec _codec;
    private readonly KernelSockets _sockets;
    private readonly KernelFrontEnd _frontEnd;
    private readonly NotebookSession _session;
    private readonly CellRequests _cells;
    private readonly ExecutionHistory _history = new();
    private readonly BlockingCollection<JupyterMessage> _shell = [];
    private readonly Func<CancellationToken, Task<string?>>? _prepare;
    private readonly Dictionary<string, Func<JupyterMessage, JsonObject>> _answers;
    private Task<string?>? _preparation;
    private Task? _warmUp;
    private volatile bool _isDisposed;
    private readonly Lock _interruptLock = new();
    private CancellationTokenSource? _interrupt;

    /// <summary>Opens the sockets of a connection file.</summary>
    /// <param name="connection">Where to listen.</param>
    /// <param name="log">Receives a line for each message dropped and for what goes wrong.</param>
    /// <param name="prepare">Work that the first cell waits for; returns a remark for the reader, or null.</param>
    /// <param name="pictures">Draws charts where <see cref="ChartFormsSetting"/> says so; null for none.</param>
    /// <exception cref="ConnectionFileException">A port is taken.</exception>
    public JupyterKernel(ConnectionFile connection, TextWriter log, Func<CancellationToken, Task<string?>>? prepare = null,
        IStaticImageRenderer? pictures = null)
    {
        _log = new KernelLog(log);
        _prepare = prepare;
        _codec = new MessageCodec(connection.Key);
        _sockets = new KernelSockets(connection, Received, _log);
        _frontEnd = new KernelFrontEnd(_codec, _sockets);
        // The reader decides when a cell has been waited for long enough: by a restart.
        _session = new NotebookSession(_frontEnd, Timeout.InfiniteTimeSpan);
        _session.Formatter.SetCharts(ChartFormsSetting.Value, pictures);
        _cells = new CellRequests(_session, _frontEnd, _history, Assistant);
        _answers = new(StringComparer.Ordinal)
        {
            ["kernel_info_request"] = _ =>
            {
                // A front end's first question: its page may be a new one, without the chart library.
                _session.Formatter.NewPage();
                return KernelInfo.Answer();
            },
            ["complete_request"] = request => CodeQuestions.Complete(Assistant(), request),
            ["inspect_request"] = request => CodeQuestions.Inspect(Assistant(), request),
            ["is_complete_request"] = CodeQuestions.IsComplete,
            ["history_request"] = _history.Answer,
            // Only widgets' models are comms here.
            ["comm_info_request"] = request => new JsonObject
            {
                ["status"] = "ok",
                ["comms"] = _frontEnd.Comms((string?)request.Content["target_name"]),
            },
        };
    }

    /// <summary>Serves requests until a client asks for the end or the client's process has gone.</summary>
    public void Run()
    {
        // A thread of the user's that throws must not end the kernel.
        System.Runtime.ExceptionServices.ExceptionHandling.SetUnhandledExceptionHandler(exception =>
        {
            _frontEnd.Publish(new CellOutput.Stream(true, $"Unhandled exception on another thread: {ExceptionText.Line(exception)}\n"));
            return true;
        });
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            Interrupt();
        });
        RunningSession.IsWholeProcess = true;
        // A cell that ends its process: what it has shown is sent first.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => SendWhatIsLeft();
        using IDisposable? watch = ParentWatch.Start(Stop);
        _sockets.Start();
        _frontEnd.Send("status", new JsonObject { ["execution_state"] = "starting" }, null);
        // While the reader still types. Both chains of compilations begin alone: see SessionSolution.
        _preparation = Task.Run(async () =>
        {
            Task<string?> prepared = _prepare?.Invoke(CancellationToken.None) ?? Task.FromResult<string?>(null);
            _session.WarmUp();
            string? remark = await prepared.ConfigureAwait(false);
            return MachineCulture.Missing is { } missing ? string.Join('\n', new[] { remark, missing }.OfType<string>()) : remark;
        });
        _warmUp = _preparation.ContinueWith(_ => CodeAssistant.WarmUp(), TaskScheduler.Default);
        foreach (JupyterMessage request in _shell.GetConsumingEnumerable())
            Serve(request);
    }

    /// <summary>Ends <see cref="Run"/>; interrupts the running cell.</summary>
    public void Stop()
    {
        _shell.CompleteAdding();
        _session.Interrupt();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _frontEnd.Dispose();
        _sockets.Dispose();
        _session.Dispose();
        _shell.Dispose();
    }

    private void Received(KernelChannel channel, IReadOnlyList<byte[]> frames)
    {
        if (_codec.Read(frames, out string reason) is not { } message)
        {
            _log.Drop(channel, reason);
            return;
        }
        switch (channel)
        {
            case KernelChannel.Stdin when message.Type == "input_reply":
                _frontEnd.Answer(message.Content["value"]?.ToString() ?? "");
                break;
            case KernelChannel.Control:
                Control(message);
                break;
            case KernelChannel.Shell when !_shell.IsAddingCompleted:
                _shell.Add(message);
                break;
            default:
                _log.Drop(channel, $"{message.Type} has no place there");
                break;
        }
    }

    private void Control(JupyterMessage request)
    {
        Status("busy", request);
        switch (request.Type)
        {
            case "interrupt_request":
                Interrupt();
                Reply(KernelChannel.Control, request, new JsonObject { ["status"] = "ok" });
                break;
            case "shutdown_request":
                Shutdown(KernelChannel.Control, request);
                break;
            case "kernel_info_request":
                Reply(KernelChannel.Control, request, KernelInfo.Answer());
                break;
            default:
                _log.Drop(KernelChannel.Control, $"{request.Type} is not served there");
                break;
        }
        Status("idle", request);
    }

    private void Serve(JupyterMessage request)
    {
        Status("busy", request);
        if (request.Type == "execute_request")
        {
            JsonObject reply = Answer(request, Execute);
            // Those that came before this reply was sent were asked for in the belief that this cell would succeed.
            JupyterMessage[] waiting = (string?)reply["status"] == "error" && StopsOnError(request) ? TakeWaiting() : [];
            Reply(KernelChannel.Shell, request, reply);
            Status("idle", request);
            foreach (JupyterMessage next in waiting)
            {
                if (next.Type == "execute_request")
                    Abort(next);
                else
                    Serve(next);
            }
            return;
        }
        if (_answers.TryGetValue(request.Type, out Func<JupyterMessage, JsonObject>? answer))
            Reply(KernelChannel.Shell, request, Answer(request, answer));
        else if (request.Type == "comm_open")
            // The protocol's answer to a target nobody knows.
            _frontEnd.Send("comm_close",
                new JsonObject { ["comm_id"] = request.Content["comm_id"]?.ToString() ?? "", ["data"] = new JsonObject() }, request);
        else if (request.Type == "shutdown_request")
            Shutdown(KernelChannel.Shell, request);
        else if (request.Type is "comm_msg" or "comm_close")
            Answer(request, request.Type == "comm_msg" ? Tell : Close);
        else
            _log.Drop(KernelChannel.Shell, $"{request.Type} is not served there");
        Status("idle", request);
    }

    private void SendWhatIsLeft()
    {
        if (_isDisposed)
            return;
        _frontEnd.Flush();
        _sockets.Drain(TimeSpan.FromSeconds(2));
    }

    private JsonObject Execute(JupyterMessage request) =>
        Interruptible(interrupt => _cells.Execute(request, interrupt, () => Prepared(request, interrupt)));

    private JsonObject Tell(JupyterMessage request) => Interruptible<JsonObject>(interrupt =>
    {
        _cells.Tell(request, interrupt);
        return [];
    });

    private JsonObject Close(JupyterMessage request)
    {
        _cells.Close(request);
        return [];
    }

    private T Interruptible<T>(Func<CancellationToken, T> work)
    {
        using var interrupt = new CancellationTokenSource();
        lock (_interruptLock)
            _interrupt = interrupt;
        try
        {
            return work(interrupt.Token);
        }
        finally
        {
            lock (_interruptLock)
                _interrupt = null;
        }
    }

    // The interrupt belongs to the request, so that one which comes before its cell runs is not lost.
    private void Interrupt()
    {
        lock (_interruptLock)
            _interrupt?.Cancel();
        _session.Interrupt();
    }

    private void Prepared(JupyterMessage request, CancellationToken interrupted)
    {
        if (_preparation is not { } preparation)
            return;
        try
        {
            preparation.Wait(interrupted);
        }
        finally
        {
            if (preparation.IsCompleted)
                _preparation = null;
        }
        if (preparation.Result is { } remark)
            _frontEnd.Send("stream", new JsonObject { ["name"] = "stderr", ["text"] = remark + "\n" }, request);
    }

    private CodeAssistant Assistant()
    {
        // How it ended does not matter: what it did not load, the question will.
        if (_warmUp is { } warmUp)
            Task.WaitAny(warmUp);
        return _session.Assistant;
    }

    private JsonObject Answer(JupyterMessage request, Func<JupyterMessage, JsonObject> answer)
    {
        try
        {
            return answer(request);
        }
        catch (Exception e)
        {
            if (e is not MalformedRequestException)
                _log.Line($"{request.Type} failed: {e}");
            return new JsonObject
            {
                ["status"] = "error",
                ["ename"] = e.GetType().Name,
                ["evalue"] = e.Message,
                ["traceback"] = new JsonArray(),
            };
        }
    }

    private static bool StopsOnError(JupyterMessage request) =>
        request.Content["stop_on_error"] is not JsonValue value || !value.TryGetValue(out bool stops) || stops;

    private JupyterMessage[] TakeWaiting()
    {
        var waiting = new List<JupyterMessage>();
        while (_shell.TryTake(out JupyterMessage? next))
            waiting.Add(next);
        return [.. waiting];
    }

    private void Abort(JupyterMessage request)
    {
        Status("busy", request);
        Reply(KernelChannel.Shell, request, new JsonObject { ["status"] = "aborted" });
        Status("idle", request);
    }

    private void Shutdown(KernelChannel channel, JupyterMessage request)
    {
        var content = new JsonObject
        {
            ["status"] = "ok",
            ["restart"] = request.Content["restart"] is JsonValue value && value.TryGetValue(out bool restart) && restart
        };
        _frontEnd.Send("shutdown_reply", (JsonObject)content.DeepClone(), request);
        Reply(channel, request, content);
        Stop();
    }

    private void Reply(KernelChannel channel, JupyterMessage request, JsonObject content) =>
        _sockets.Send(channel,
            _codec.Write(request.Identities, request.Type.Replace("_request", "_reply", StringComparison.Ordinal), content, request));

    private void Status(string state, JupyterMessage request) =>
        _frontEnd.Send("status", new JsonObject { ["execution_state"] = state }, request);
}
