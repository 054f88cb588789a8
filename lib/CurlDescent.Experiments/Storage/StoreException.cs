namespace CurlDescent.Experiments;

/// <summary>A run store cannot be used. The message names the file and what is wrong; the file was not changed.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="inner">Cause.</param>
public sealed class StoreException(string message, Exception? inner = null) : Exception(message, inner);
