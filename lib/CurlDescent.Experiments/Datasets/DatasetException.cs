namespace CurlDescent.Experiments;

/// <summary>A dataset is missing, incomplete or damaged. The message names the file and what is wrong.</summary>
/// <param name="message">What is wrong, and where.</param>
/// <param name="inner">Cause.</param>
public sealed class DatasetException(string message, Exception? inner = null) : Exception(message, inner);
