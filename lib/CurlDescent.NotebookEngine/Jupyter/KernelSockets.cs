using System.Globalization;
using NetMQ;
using NetMQ.Sockets;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>
/// The kernel's five sockets. One thread owns them: it receives, answers heartbeats, and sends what other threads hand over, so requests on
/// the control channel arrive while a cell runs.
/// </summary>
internal sealed class KernelSockets : IDisposable
{
    // Far more than any cell or reply; a frame that claims more is cut off before it takes memory.
    private const long MostBytes = 64L << 20;

    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(1);

    private readonly Dictionary<KernelChannel, NetMQSocket> _sockets = [];
    private readonly NetMQQueue<(KernelChannel Channel, IReadOnlyList<byte[]> Frames)> _outgoing = new();
    private readonly NetMQPoller _poller;
    private readonly Action<KernelChannel, IReadOnlyList<byte[]>> _received;
    private readonly KernelLog _log;
    private readonly UnixSocketRelay? _relay;

    /// <param name="connection">Where to listen.</param>
    /// <param name="received">Is called with each message of the shell, control and stdin channels, on the sockets' thread.</param>
    /// <param name="log">Is told what goes wrong.</param>
    /// <exception cref="ConnectionFileException">A port is taken.</exception>
    public KernelSockets(ConnectionFile connection, Action<KernelChannel, IReadOnlyList<byte[]>> received, KernelLog log)
    {
        _received = received;
        _log = log;
        _poller = [];
        _relay = connection.IsIpc ? new UnixSocketRelay() : null;
        foreach ((KernelChannel channel, int port) in connection.Ports)
        {
            NetMQSocket socket = channel == KernelChannel.IOPub ? new PublisherSocket() : new RouterSocket();
            _sockets.Add(channel, socket);
            // Outputs are never dropped, however slowly a client reads.
            socket.Options.SendHighWatermark = 0;
            socket.Options.ReceiveHighWatermark = 0;
            socket.Options.Linger = s_linger;
            socket.Options.MaxMsgSize = MostBytes;
            try
            {
                if (_relay is null)
                    Bind(socket, connection.Address, port);
                else
                    _relay.Listen(string.Create(CultureInfo.InvariantCulture, $"{connection.Address}-{port}"),
                        socket.BindRandomPort("tcp://127.0.0.1"));
            }
            catch (Exception e) when (e is NetMQException or System.Net.Sockets.SocketException or IOException)
            {
                Dispose();
                throw new ConnectionFileException(string.Create(CultureInfo.InvariantCulture,
                    $"{channel.Name()}_port {port} on {connection.Address} cannot be opened: {e.Message}"));
            }
            if (socket is RouterSocket)
            {
                // A client that connects again under the same identity takes over; else it would wait for answers that go to its former
                // connection.
                socket.Options.RouterHandover = true;
                socket.ReceiveReady += (_, _) => Receive(channel, socket);
                _poller.Add(socket);
            }
        }
        _outgoing.ReceiveReady += (_, _) => SendAll();
        _poller.Add(_outgoing);
    }

    /// <summary>Starts the sockets' thread.</summary>
    public void Start() => _poller.RunAsync("kernel sockets", isBackgroundThread: true);

    /// <summary>Sends a message; from any thread.</summary>
    public void Send(KernelChannel channel, IReadOnlyList<byte[]> frames) => _outgoing.Enqueue((channel, frames));

    /// <summary>Sends what is waiting, then closes.</summary>
    public void Dispose()
    {
        if (_poller.IsRunning)
            _poller.Stop();
        SendAll();
        _poller.Dispose();
        foreach (NetMQSocket socket in _sockets.Values)
            socket.Dispose();
        _outgoing.Dispose();
        _relay?.Dispose();
    }

    /// <summary>Waits until what is waiting was handed to the network, and a moment for the network's thread.</summary>
    public void Drain(TimeSpan limit)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        while (!_outgoing.IsEmpty && System.Diagnostics.Stopwatch.GetElapsedTime(start) < limit)
            Thread.Sleep(5);
        Thread.Sleep(100);
    }

    private static void Bind(NetMQSocket socket, string address, int port)
    {
        bool isVersion6 = address.Contains(':', StringComparison.Ordinal);
        socket.Options.IPv4Only = !isVersion6;
        socket.Bind(string.Create(CultureInfo.InvariantCulture, $"tcp://{(isVersion6 ? $"[{address}]" : address)}:{port}"));
    }

    private void Receive(KernelChannel channel, NetMQSocket socket)
    {
        // An exception here would end the sockets' thread, and with it the kernel.
        try
        {
            NetMQMessage? message = null;
            // Not all at once: the other channels have a turn in between.
            for (int i = 0; i < 64 && socket.TryReceiveMultipartMessage(ref message); i++)
            {
                if (channel == KernelChannel.Heartbeat)
                    socket.TrySendMultipartMessage(message);
                else
                    _received(channel, [.. message.Select(frame => frame.ToByteArray())]);
            }
        }
        catch (Exception e)
        {
            _log.Drop(channel, $"{e.GetType().Name}: {e.Message}");
        }
    }

    private void SendAll()
    {
        while (_outgoing.TryDequeue(out (KernelChannel Channel, IReadOnlyList<byte[]> Frames) item, TimeSpan.Zero))
        {
            try
            {
                _sockets[item.Channel].SendMultipartMessage(new NetMQMessage(item.Frames));
            }
            catch (NetMQException e)
            {
                _log.Line($"a message on {item.Channel.Name()} could not be sent: {e.Message}");
            }
        }
    }
}
