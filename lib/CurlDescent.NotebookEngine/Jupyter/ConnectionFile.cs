using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>Where a kernel listens and the key it shares with its client: the content of Jupyter's connection file, checked.</summary>
public sealed record ConnectionFile
{
    private ConnectionFile() { }

    /// <summary>True for unix sockets, false for TCP.</summary>
    public bool IsIpc { get; private init; }

    /// <summary>The loopback address, or the beginning of the sockets' paths.</summary>
    public required string Address { get; init; }

    /// <summary>The shared secret; empty where messages are not signed.</summary>
    public required string Key { get; init; }

    /// <summary>Ports (or numbers that end the sockets' paths) by channel.</summary>
    public required IReadOnlyDictionary<KernelChannel, int> Ports { get; init; }

    /// <summary>
    /// Takes a connection file away from the machine's other users: whoever reads its key can run code. Jupyter writes it so; other clients
    /// may not.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>What was changed, or could not be, on one line; null where all was well.</returns>
    public static string? Protect(string path)
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
            | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
        if (OperatingSystem.IsWindows())
            return null;
        try
        {
            UnixFileMode mode = File.GetUnixFileMode(path);
            if ((mode & Others) == 0)
                return null;
            File.SetUnixFileMode(path, mode & ~Others);
            return $"{path} could be read by other users of this machine; it is now for its owner only.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path}: its access rights cannot be changed: {e.Message}";
        }
    }

    /// <summary>Reads and checks a connection file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="allowUnsigned">Accept an empty key: anybody on this machine could then run code.</param>
    /// <exception cref="ConnectionFileException">It is missing, malformed, names a place that other machines reach, or has no
    /// key.</exception>
    public static ConnectionFile Load(string path, bool allowUnsigned)
    {
        JsonObject json;
        try
        {
            json = JsonNode.Parse(File.ReadAllText(path)) as JsonObject
                ?? throw new ConnectionFileException($"{path}: expected a JSON object.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ConnectionFileException($"{path}: cannot be read as a connection file: {e.Message}");
        }
        string transport = Text("transport", "tcp");
        if (transport is not ("tcp" or "ipc"))
            throw new ConnectionFileException($"{path}: transport is \"{transport}\"; supported: tcp, ipc.");
        bool isIpc = transport == "ipc";
        string address = Text("ip", isIpc ? "kernel-ipc" : "127.0.0.1");
        if (!isIpc && address == "localhost")
            address = "127.0.0.1";
        if (!isIpc && !(IPAddress.TryParse(address, out IPAddress? ip) && IPAddress.IsLoopback(ip)))
            throw new ConnectionFileException(
                $"{path}: ip is \"{address}\"; the kernel listens on a loopback address only (127.0.0.1 or ::1).");
        string scheme = Text("signature_scheme", "hmac-sha256");
        string key = Text("key", "");
        if (key.Length > 0 && scheme != "hmac-sha256")
            throw new ConnectionFileException($"{path}: signature_scheme is \"{scheme}\"; supported: hmac-sha256.");
        if (key.Length == 0 && !allowUnsigned)
            throw new ConnectionFileException(
                $"{path}: key is empty, so anybody on this machine could run code; give --allow-unsigned if that is what you want.");
        var ports = Enum.GetValues<KernelChannel>().ToDictionary(channel => channel, Port);
        if (ports.Values.Distinct().Count() != ports.Count)
            throw new ConnectionFileException($"{path}: two channels have the same port.");
        return new ConnectionFile { IsIpc = isIpc, Address = address, Key = key, Ports = ports };

        string Text(string field, string otherwise) => json[field] switch
        {
            null => otherwise,
            JsonValue value when value.TryGetValue(out string? text) => text,
            JsonNode value => throw new ConnectionFileException($"{path}: {field} is {value.ToJsonString()}; expected text."),
        };

        int Port(KernelChannel channel)
        {
            string field = $"{channel.Name()}_port";
            int least = isIpc ? 0 : 1;
            return json[field] is JsonValue value && value.TryGetValue(out int port) && port >= least && port <= 65535
                ? port
                : throw new ConnectionFileException(string.Create(CultureInfo.InvariantCulture,
                    $"{path}: {field} is {json[field]?.ToJsonString() ?? "missing"}; expected a number from {least} to 65535."));
        }
    }
}

/// <summary>The five channels between a kernel and its clients.</summary>
public enum KernelChannel
{
    /// <summary>Requests: code and questions about code.</summary>
    Shell,

    /// <summary>Requests that must not wait behind code: interrupt, shutdown.</summary>
    Control,

    /// <summary>The kernel asks the reader for input.</summary>
    Stdin,

    /// <summary>The kernel tells all clients what happens.</summary>
    IOPub,

    /// <summary>Echo: the kernel is alive.</summary>
    Heartbeat,
}

internal static class KernelChannelNames
{
    /// <summary>The channel's name in a connection file.</summary>
    public static string Name(this KernelChannel channel) => channel switch
    {
        KernelChannel.Shell => "shell",
        KernelChannel.Control => "control",
        KernelChannel.Stdin => "stdin",
        KernelChannel.IOPub => "iopub",
        _ => "hb",
    };
}

/// <summary>A connection file the kernel will not serve; the message names the field.</summary>
public sealed class ConnectionFileException(string message) : Exception(message);
