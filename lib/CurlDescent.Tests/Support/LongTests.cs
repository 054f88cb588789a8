namespace CurlDescent.Tests;

/// <summary>Tests of minutes, which run on CI and where somebody asks for them.</summary>
internal static class LongTests
{
    public const string Switch = "CURL_DESCENT_LONG_TESTS";

    /// <summary>Skips the test, and says why, unless the switch is set.</summary>
    public static void Need(string reason) =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Switch) is { Length: > 0 }, $"{reason}; set {Switch}=1 to run it.");
}
