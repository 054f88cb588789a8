using System.Net;
using System.Net.Sockets;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>
/// Serves Jupyter's ipc transport. NetMQ's own "ipc" is TCP under another name, which other implementations do not speak; so unix sockets
/// are opened here, and bytes pass between them and NetMQ's loopback ports.
/// </summary>
internal sealed class UnixSocketRelay : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<(Socket Listener, string Path)> _listeners = [];

    /// <summary>Opens a unix socket, for the owner only, and passes its connections on to a local port.</summary>
    public void Listen(string path, int port)
    {
        // Left behind by a process that was killed.
        File.Delete(path);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        listener.Listen(16);
        _listeners.Add((listener, path));
        _ = AcceptAsync(listener, port);
    }

    public void Dispose()
    {
        _stop.Cancel();
        foreach ((Socket listener, string path) in _listeners)
        {
            listener.Dispose();
            File.Delete(path);
        }
    }

    private async Task AcceptAsync(Socket listener, int port)
    {
        try
        {
            while (true)
                _ = RelayAsync(await listener.AcceptAsync(_stop.Token).ConfigureAwait(false), port);
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The kernel ends.
        }
    }

    private async Task RelayAsync(Socket client, int port)
    {
        using var kernel = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (client)
        {
            try
            {
                await kernel.ConnectAsync(IPAddress.Loopback, port, _stop.Token).ConfigureAwait(false);
                using var here = new NetworkStream(client);
                using var there = new NetworkStream(kernel);
                // Either side's end closes both.
                await Task.WhenAny(here.CopyToAsync(there, _stop.Token), there.CopyToAsync(here, _stop.Token)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException or IOException)
            {
                // The connection ends.
            }
        }
    }
}
