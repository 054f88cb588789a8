namespace CurlDescent.NotebookEngine.Notebooks;

/// <summary>A file that is not a notebook this engine can read; the message says where and why.</summary>
public sealed class NotebookFormatException : Exception
{
    /// <summary>Creates the exception for a file.</summary>
    public NotebookFormatException(string message, Exception? innerException = null) : base(message, innerException) { }
}
