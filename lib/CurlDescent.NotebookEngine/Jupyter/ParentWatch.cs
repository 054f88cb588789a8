using System.Diagnostics;
using System.Globalization;

namespace CurlDescent.NotebookEngine.Jupyter;

/// <summary>Tells when the process that started the kernel has gone, so that no kernel is left behind by a client that was
/// killed.</summary>
internal static class ParentWatch
{
    private const string Variable = "JPY_PARENT_PID";

    /// <summary>Calls <paramref name="gone"/> when the process that Jupyter names as the parent has ended; does nothing where none is
    /// named.</summary>
    /// <returns>Ends the watch.</returns>
    public static IDisposable? Start(Action gone)
    {
        // 1 is the system's first process, and 0 means that the kernel shall outlive its client.
        if (!int.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out int id) || id <= 1)
            return null;
        return new Timer(_ =>
        {
            if (!IsRunning(id))
                gone();
        }, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    private static bool IsRunning(int id)
    {
        try
        {
            using Process process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or UnauthorizedAccessException)
        {
            // It is there, but it is somebody else's.
            return true;
        }
    }
}
