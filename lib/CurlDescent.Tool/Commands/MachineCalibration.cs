using CurlDescent.Experiments;

namespace CurlDescent.Tool.Commands;

/// <summary>This machine's speed, remembered in the user's cache folder.</summary>
internal static class MachineCalibration
{
    private static string MemoryFile
    {
        get
        {
            string? cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(cache))
            {
                cache = OperatingSystem.IsWindows()
                    ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            }

            return Path.Combine(cache, "curl-descent", "calibration.json");
        }
    }

    /// <summary>Estimates with it; what had to be measured for that is remembered.</summary>
    public static void Use(Action<Calibration> estimate)
    {
        var calibration = Calibration.Recall(MemoryFile);
        estimate(calibration);
        calibration.Remember(MemoryFile);
    }

    /// <summary>The next estimate measures again.</summary>
    public static void Forget()
    {
        try
        {
            File.Delete(MemoryFile);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was remembered yet.
        }
    }
}
