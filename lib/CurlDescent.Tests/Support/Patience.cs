namespace CurlDescent.Tests;

/// <summary>
/// How long a test waits for another process, a browser, a kernel or a cell before it fails. It bounds a test that hangs; it must never be
/// what a busy machine breaks, so it is minutes, here for all of them.
/// </summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>The variable that tells it to the scripts of <c>NotebookEngine/Jupyter/Clients</c>, in seconds.</summary>
    public const string Variable = "CURL_DESCENT_TEST_PATIENCE";
}
