namespace CurlDescent.Tests;

/// <summary>Tests of minutes, which run on CI and where somebody asks for them.</summary>
internal static class LongTests
{
    public const string Switch = "CURL_DESCENT_LONG_TESTS";

    /// <summary>Whether they were asked for.</summary>
    public static bool AreOn => Environment.GetEnvironmentVariable(Switch) is { Length: > 0 };

    /// <summary>Skips the test, and says why, unless the switch is set.</summary>
    public static void Need(string reason) =>
        Assert.SkipUnless(AreOn, $"{reason}; set {Switch}=1 to run it.");
}
