using System.Text.Json.Nodes;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>A message that a client sent and whose signature was right.</summary>
/// <param name="Identities">Routing frames: where an answer goes.</param>
/// <param name="HeaderBytes">The header as it came: answers carry it as their parent.</param>
/// <param name="Type">msg_type, for example <c>execute_request</c>.</param>
/// <param name="Content">The content.</param>
internal sealed record JupyterMessage(IReadOnlyList<byte[]> Identities, byte[] HeaderBytes, string Type, JsonObject Content)
{
    /// <summary>A text field of the content.</summary>
    /// <exception cref="MalformedRequestException">The field has another type, or is missing and there is nothing to take
    /// instead.</exception>
    public string Text(string field, string? otherwise = null) =>
        Value(field, otherwise, "text") ?? throw new MalformedRequestException($"{Type}: {field} is missing.");

    /// <summary>A flag of the content.</summary>
    /// <exception cref="MalformedRequestException">The field has another type.</exception>
    public bool Flag(string field, bool otherwise) => Value(field, otherwise, "true or false");

    /// <summary>A whole number of the content.</summary>
    /// <exception cref="MalformedRequestException">The field has another type.</exception>
    public int Number(string field, int otherwise) => Value(field, otherwise, "a whole number");

    private T Value<T>(string field, T otherwise, string expected) => Content[field] switch
    {
        null => otherwise,
        JsonValue value when value.TryGetValue(out T? typed) => typed,
        JsonNode => throw new MalformedRequestException($"{Type}: {field} must be {expected}."),
    };
}

/// <summary>A signed request whose content has the wrong shape.</summary>
internal sealed class MalformedRequestException(string message) : Exception(message);
