using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>
/// Jupyter's wire format: identities, a delimiter, an HMAC-SHA256 signature in hexadecimal, then header, parent header, metadata and
/// content as JSON. Nothing of a message is parsed before its signature was found right, and a signature is accepted once.
/// </summary>
internal sealed class MessageCodec
{
    public const string ProtocolVersion = "5.3";

    // As many as the reference client remembers. A message older than that can only come back with its session's msg_id, long answered.
    private const int RememberedSignatures = 1 << 16;

    private static readonly byte[] s_delimiter = "<IDS|MSG>"u8.ToArray();
    private static readonly byte[] s_empty = "{}"u8.ToArray();

    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256 };

    private readonly byte[] _key;
    private readonly string _session = Guid.NewGuid().ToString("N");
    private readonly Lock _lock = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private long _count;

    public MessageCodec(string key) => _key = Encoding.UTF8.GetBytes(key);

    /// <summary>Reads a message; null with the reason where it must be dropped.</summary>
    public JupyterMessage? Read(IReadOnlyList<byte[]> frames, out string reason)
    {
        int delimiter = 0;
        while (delimiter < frames.Count && !frames[delimiter].AsSpan().SequenceEqual(s_delimiter))
            delimiter++;
        // Behind the delimiter: signature, header, parent header, metadata, content; buffers may follow.
        if (frames.Count - delimiter < 6)
        {
            reason = "it is not a Jupyter message";
            return null;
        }
        byte[][] parts = [.. frames.Skip(delimiter + 2).Take(4)];
        if (_key.Length > 0)
        {
            byte[] signature = frames[delimiter + 1];
            if (!CryptographicOperations.FixedTimeEquals(signature, Sign(parts)))
            {
                reason = signature.Length == 0 ? "it is not signed" : "its signature is wrong";
                return null;
            }
            if (!Remember(Encoding.ASCII.GetString(signature)))
            {
                reason = "it is a replay";
                return null;
            }
        }
        try
        {
            if (Parse(parts[0]) is { } header && Parse(parts[3]) is { } content && header["msg_type"] is JsonValue type
                && type.TryGetValue(out string? name))
            {
                reason = "";
                return new JupyterMessage([.. frames.Take(delimiter)], parts[0], name, content);
            }
            reason = "its header or content is not what the protocol asks for";
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // ArgumentException: a name stands twice in an object.
            reason = "it is not valid JSON";
        }
        return null;
    }

    /// <summary>Writes a message of the kernel.</summary>
    /// <param name="identities">Whom it goes to; for IOPub its topic.</param>
    /// <param name="type">msg_type.</param>
    /// <param name="content">The content.</param>
    /// <param name="parent">The request it answers or belongs to; null for none.</param>
    /// <param name="metadata">The metadata; null for none.</param>
    public IReadOnlyList<byte[]> Write(
        IReadOnlyList<byte[]> identities, string type, JsonObject content, JupyterMessage? parent, JsonObject? metadata = null)
    {
        var header = new JsonObject
        {
            ["msg_id"] = string.Create(CultureInfo.InvariantCulture, $"{_session}_{Interlocked.Increment(ref _count)}"),
            ["session"] = _session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = ProtocolVersion,
        };
        byte[][] parts =
        [
            JsonSerializer.SerializeToUtf8Bytes(header, s_json), parent?.HeaderBytes ?? s_empty,
            metadata is null ? s_empty : JsonSerializer.SerializeToUtf8Bytes(metadata, s_json),
            JsonSerializer.SerializeToUtf8Bytes(content, s_json),
        ];
        return [.. identities, s_delimiter, _key.Length > 0 ? Sign(parts) : [], .. parts];
    }

    private byte[] Sign(byte[][] parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (byte[] part in parts)
            hash.AppendData(part);
        return Encoding.ASCII.GetBytes(Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private bool Remember(string signature)
    {
        lock (_lock)
        {
            if (!_seen.Add(signature))
                return false;
            _order.Enqueue(signature);
            if (_order.Count > RememberedSignatures)
                _seen.Remove(_order.Dequeue());
            return true;
        }
    }

    // Reading a property makes the object look at all its names, so that a repeated one is found here and not later.
    private static JsonObject? Parse(byte[] json)
    {
        var parsed = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 64 }) as JsonObject;
        _ = parsed?.Count;
        return parsed;
    }
}
