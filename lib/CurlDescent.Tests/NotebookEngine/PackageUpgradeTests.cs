using System.Diagnostics;
using System.Text.Json.Nodes;
using CurlDescent.NotebookEngine.Packages;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>What packages need of each other: newer versions of what is there, native libraries, folders beside the notebook.</summary>
[Collection(AloneCollection.Name)]
public class PackageUpgradeTests
{
    [Fact]
    public void APackageThatNeedsANewerDependencyGetsIt()
    {
        using PackageFeed feed = new PackageFeed()
            .Add("Cdt.Dep", "1.0.0", "namespace Cdt; public static class Dep { public static string V() => \"1\"; }")
            .Add("Cdt.Dep", "2.0.0",
                "namespace Cdt; public static class Dep { public static string V() => \"2\"; public static string New() => \"new\"; }")
            .Add("Cdt.P1", "1.0.0", "namespace Cdt; public static class P1 { public static string Go() => Dep.V(); }", ("Cdt.Dep", "1.0.0"))
            .Add("Cdt.P2", "1.0.0", "namespace Cdt; public static class P2 { public static string Go() => Dep.New(); }",
                ("Cdt.Dep", "2.0.0"));
        // Not in use yet: the newer one takes its place without a word.
        using (var session = new SessionHarness())
        {
            session.Run("#i \"nuget: ./feed\"\n#r \"nuget: Cdt.P1, 1.0.0\"");
            Assert.Empty(session.Run("#r \"nuget: Cdt.P2, 1.0.0\""));
            Assert.Equal("2new", session.Value("Cdt.P1.Go() + Cdt.P2.Go()"));
        }
        // In use: both are there, and the reader is told.
        using (var session = new SessionHarness())
        {
            Assert.Equal("1", session.Value("#i \"nuget: ./feed\"\n#r \"nuget: Cdt.P1, 1.0.0\"\nCdt.P1.Go()"));
            JsonArray outputs = session.Run("#r \"nuget: Cdt.P2, 1.0.0\"\nCdt.P2.Go()");
            Assert.Equal("new", SessionHarness.Data(outputs, "text/plain"));
            Assert.StartsWith(
                "Cdt.Dep is in use in an older version already; what is loaded from here on gets the newer one (2.0.0).",
                SessionHarness.Streams(outputs, "stderr"), StringComparison.Ordinal);
            Assert.Equal("12new", session.Value("Cdt.P1.Go() + Cdt.Dep.V() + Cdt.Dep.New()"));

            // The version that is there, in whatever words, is nothing new; another one is.
            Assert.Empty(
                session.Run(
                    "#r \"nuget: Cdt.P1\"\n#r \"nuget: Cdt.P1, *\"\n#r \"nuget: Cdt.P1, 1.0\"\n#r \"nuget: Cdt.P1, 1.*\"\n#r \"nuget: "
                    + "Cdt.P1, [1.0, 2.0)\"\n#r \"nuget:cdt.p1,1.0.0.0\""));
            Assert.Empty(session.Run("#r \"nuget: Cdt.Dep, 2.0\"\n#r \"nuget: Cdt.Dep, *-*\""));
            Assert.Contains(
                "Cdt.P1 is in this session as 1.0.0", session.Fail("#r \"nuget: Cdt.P1, [1.1, 2.0)\"").Message, StringComparison.Ordinal);
            Assert.Contains(
                "there is no such folder; looked at " + Path.Combine(feed.Notebooks, "no-feed"),
                session.Fail("#i \"nuget: ./no-feed\"").Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void ANativeLibraryFindsTheOneItNeedsInAnotherPackage()
    {
        string? compiler = new[] { "/usr/bin/cc", "/usr/bin/gcc", "/usr/bin/clang" }.FirstOrDefault(File.Exists);
        if (compiler is null || !OperatingSystem.IsLinux())
            Assert.Skip("The test makes two native libraries and needs a C compiler on Linux.");
        using var folder = new TemporaryFolder();
        Compile(compiler, "-shared", "-fPIC", "-o", Path.Combine(folder.Path, "libbee.so"),
            folder.Write("b.c", "int bee(void) { return 41; }"));
        Compile(compiler, "-shared", "-fPIC", "-o", Path.Combine(folder.Path, "libaye.so"),
            folder.Write("a.c", "int bee(void); int aye(void) { return bee() + 1; }"), "-L" + folder.Path, "-lbee", "-Wl,-rpath,$ORIGIN");
        using PackageFeed feed = new PackageFeed()
            .Add("Cdt.NA", "1.0.0",
                "public static class NA { [System.Runtime.InteropServices.DllImport(\"aye\")] public static extern int aye(); }",
                native: Path.Combine(folder.Path, "libaye.so"))
            .Add("Cdt.NB", "1.0.0", "public static class NB { }", native: Path.Combine(folder.Path, "libbee.so"));
        using var session = new SessionHarness();
        session.Run("#i \"nuget: feed\"\n#r \"nuget: Cdt.NA, 1.0.0\"\n#r \"nuget: Cdt.NB, 1.0.0\"");
        Assert.Equal("42", session.Value("NA.aye()"));
    }

    [Theory]
    [InlineData("5.0.0", "5.0", true)]
    [InlineData("5.0.0", "5.0.0.0", true)]
    [InlineData("5.0.0", "5.0.1", false)]
    [InlineData("5.0.0", "*", true)]
    [InlineData("5.0.0", "5.*", true)]
    [InlineData("5.0.0", "4.*", false)]
    [InlineData("5.1.2", "5.1.*", true)]
    [InlineData("5.1.2", "[5.1.2]", true)]
    [InlineData("5.1.2", "[5.1]", false)]
    [InlineData("5.1.2", "[5.0, 6.0)", true)]
    [InlineData("6.0.0", "[5.0, 6.0)", false)]
    [InlineData("6.0.0", "(,6.0]", true)]
    [InlineData("6.0.0", "(6.0,)", false)]
    [InlineData("1.0.0-beta.2", "1.0.0", false)]
    [InlineData("1.0.0-beta.2", "*", false)]
    [InlineData("1.0.0-beta.2", "*-*", true)]
    [InlineData("1.0.0-beta.2", "1.0.0-beta.*", true)]
    [InlineData("1.0.0-beta.2", "[1.0.0-beta.1, 1.0.0)", true)]
    [InlineData("1.0.0-beta.10", "[1.0.0-beta.9, 1.0.0)", true)]
    [InlineData("1.0.0+build.5", "1.0.0", true)]
    public void AVersionThatIsThereSatisfiesWhatAsksForIt(string version, string asked, bool expected) =>
        Assert.Equal(expected, PackageVersion.Satisfies(version, asked));

    private static void Compile(string compiler, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(compiler, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }
}
