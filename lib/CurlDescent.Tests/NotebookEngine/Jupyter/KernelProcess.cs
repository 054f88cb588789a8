using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Jupyter;
using CurlDescent.Tool;
using NetMQ;
using NetMQ.Sockets;

namespace CurlDescent.Tests.NotebookEngine.Jupyter;

/// <summary>
/// The tool serving a connection file of this test, and a client of our own that can send what a good client never would.
/// </summary>
internal sealed class KernelProcess : IDisposable
{
    public const string Key = "6b1f3c1a-not-a-secret";

    private readonly TemporaryFolder _folder = new();
    private readonly StringBuilder _log = new();
    private readonly DealerSocket _shell = new();
    private readonly DealerSocket _control = new();
    private readonly string _key;
    private readonly MessageCodec _answers;

    public KernelProcess() : this(ToolHost.CommandLine())
    {
    }

    /// <param name="command">How the tool is started.</param>
    /// <param name="key">Key of the connection file.</param>
    /// <param name="options">What follows the file on the command line.</param>
    public KernelProcess(IReadOnlyList<string> command, string key = Key, params string[] options)
    {
        _key = key;
        _answers = new MessageCodec(key);
        Ports = FreePorts();
        string path = ConnectionPath = _folder.Write("connection.json", ConnectionText(Ports, key));
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), "kernel", path, .. options]) { RedirectStandardError = true };
        Process = Process.Start(start)!;
        Process.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
                _log.AppendLine(line.Data);
        };
        Process.BeginErrorReadLine();
        _shell.Connect(Address(KernelChannel.Shell));
        _control.Connect(Address(KernelChannel.Control));
    }

    public Process Process { get; }

    public IReadOnlyDictionary<KernelChannel, int> Ports { get; }

    public string ConnectionPath { get; }

    public string Log
    {
        get
        {
            lock (_log)
                return _log.ToString();
        }
    }

    public string Address(KernelChannel channel) => $"tcp://127.0.0.1:{Ports[channel]}";

    /// <summary>Sends a well-formed request and waits for its answer.</summary>
    public JsonObject Ask(string type, JsonObject content, bool onControl = false)
    {
        DealerSocket socket = onControl ? _control : _shell;
        socket.SendMultipartMessage(new NetMQMessage(new MessageCodec(_key).Write([], type, content, null)));
        while (true)
        {
            NetMQMessage? reply = null;
            Assert.True(socket.TryReceiveMultipartMessage(Patience.Limit, ref reply), $"no answer to {type}; the kernel said: {Log}");
            JupyterMessage? message = _answers.Read([.. reply!.Select(frame => frame.ToByteArray())], out string reason);
            Assert.True(message is not null, reason);
            if (message.Type == type.Replace("_request", "_reply", StringComparison.Ordinal))
                return message.Content;
        }
    }

    public static JsonObject Code(string code) => new()
    {
        ["code"] = code,
        ["silent"] = false,
        ["store_history"] = true,
        ["user_expressions"] = new JsonObject { ["value"] = "1 + 1" },
        ["allow_stdin"] = false,
        ["stop_on_error"] = true,
    };

    public static string ConnectionText(IReadOnlyDictionary<KernelChannel, int> ports, string key, string ip = "127.0.0.1")
    {
        var json = new JsonObject { ["transport"] = "tcp", ["ip"] = ip, ["key"] = key, ["signature_scheme"] = "hmac-sha256" };
        foreach ((KernelChannel channel, int port) in ports)
            json[channel.Name() + "_port"] = port;
        return json.ToJsonString();
    }

    public static IReadOnlyDictionary<KernelChannel, int> FreePorts()
    {
        var listeners = Enum.GetValues<KernelChannel>().ToDictionary(channel => channel, _ => new TcpListener(IPAddress.Loopback, 0));
        foreach (TcpListener listener in listeners.Values)
            listener.Start();
        var ports = listeners.ToDictionary(pair => pair.Key, pair => ((IPEndPoint)pair.Value.LocalEndpoint).Port);
        foreach (TcpListener listener in listeners.Values)
            listener.Dispose();
        return ports;
    }

    public void Dispose()
    {
        _shell.Options.Linger = TimeSpan.Zero;
        _control.Options.Linger = TimeSpan.Zero;
        _shell.Dispose();
        _control.Dispose();
        if (!Process.HasExited)
            Process.Kill(entireProcessTree: true);
        Process.WaitForExit();
        Process.Dispose();
        _folder.Dispose();
    }
}
