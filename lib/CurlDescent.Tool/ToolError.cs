namespace CurlDescent.Tool;

/// <summary>A mistake in what the tool was asked to do: one message, no stack.</summary>
internal sealed class ToolError(string message) : Exception(message);
