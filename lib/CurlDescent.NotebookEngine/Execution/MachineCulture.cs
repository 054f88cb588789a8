using System.Globalization;
using System.Runtime.InteropServices;

namespace CurlDescent.NotebookEngine.Execution;

/// <summary>
/// Cultures: cells run under the machine's, as any program does; what this product writes itself is invariant. Names of cultures,
/// normalisation and comparison come from the ICU library; where there is none, the invariant culture is the only one and
/// <see cref="Missing"/> says so.
/// </summary>
public static class MachineCulture
{
    private const string InvariantSwitch = "System.Globalization.Invariant";
    private const string InvariantVariable = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";

    private static CultureInfo? s_culture;
    private static CultureInfo? s_uiCulture;

    /// <summary>The machine's culture: that of the first cell.</summary>
    public static CultureInfo Culture => s_culture ?? CultureInfo.CurrentCulture;

    /// <summary>The machine's language.</summary>
    public static CultureInfo UICulture => s_uiCulture ?? CultureInfo.CurrentUICulture;

    /// <summary>Why there are no cultures but the invariant one, in a sentence; null where there are.</summary>
    public static string? Missing { get; private set; }

    /// <summary>Notes the machine's cultures and makes the invariant one this process's. To be called before anything else of a
    /// process.</summary>
    public static void Begin()
    {
        // Nothing here may touch a culture before the switch is set: without ICU, the runtime ends the process then.
        bool isTold = Environment.GetEnvironmentVariable(InvariantVariable) is { Length: > 0 } told
            && (told == "1" || told.Equals("true", StringComparison.OrdinalIgnoreCase));
        if (isTold)
        {
            Missing = $"Cells know no culture but the invariant one: {InvariantVariable} is set.";
        }
        else if (!OperatingSystem.IsWindows() && !OperatingSystem.IsMacOS() && !HasIcu())
        {
            AppContext.SetSwitch(InvariantSwitch, true);
            Missing =
                "Cells know no culture but the invariant one: this machine has no ICU library (package libicu-dev, libicu or icu-libs).";
        }
        Note();
    }

    private static void Note()
    {
        s_culture = CultureInfo.CurrentCulture;
        s_uiCulture = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
    }

    // Where the runtime looks: the unversioned name, then each version it knows.
    private static bool HasIcu()
    {
        if (NativeLibrary.TryLoad("libicuuc.so", out nint _))
            return true;
        for (int version = 120; version >= 50; version--)
            if (NativeLibrary.TryLoad("libicuuc.so." + Digits(version), out nint _))
                return true;
        return false;
    }

    // Formatting a number would ask for a culture.
    private static string Digits(int number) =>
        number < 10 ? ((char)('0' + number)).ToString() : Digits(number / 10) + (char)('0' + number % 10);
}
