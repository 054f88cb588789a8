using CurlDescent.NotebookEngine.Execution;
using CurlDescent.NotebookEngine.Packages;

namespace CurlDescent.Tests.NotebookEngine;

/// <summary>Uses packages this repository restores itself, so they are in the package cache.</summary>
[Collection(SessionCollection.Name)]
public class PackageTests
{
    [Fact]
    public void APackageIsRestoredAndTwoVersionsOfItAreAnError()
    {
        using var session = new SessionHarness();
        session.Run("#r \"nuget: MathNet.Numerics, 5.0.0\"\n#r \"nuget: MathNet.Numerics, 5.0.0\"\nusing MathNet.Numerics;");
        Assert.Equal("True", session.Value("Math.Abs(SpecialFunctions.Erf(0.5) - 0.5204998778) < 1e-9"));
        session.Run("#r \"nuget: MathNet.Numerics\"");
        CellError error = session.Fail("#r \"nuget: MathNet.Numerics, 4.15.0\"");
        Assert.Equal(
            "Cell[4]:line 1: MathNet.Numerics is in this session as 5.0.0; a session has one version of a package. Restart to use 4.15.0.",
            error.Message);
        Assert.Equal("2", session.Value("1 + 1"));
    }

    [Fact]
    public void PackagesOfTheRetiredEngineAreServedByThisOne()
    {
        using var session = new SessionHarness();
        session.Run("""
            #r "nuget: Microsoft.DotNet.Interactive, 1.0.0-beta.25070.1"
            #r "nuget: Microsoft.DotNet.Interactive.Formatting, 1.0.0-beta.25070.1"
            #r "nuget: Plotly.NET, 6.0.0"
            #r "nuget: Plotly.NET.Interactive, 6.0.0"
            #r "nuget: Plotly.NET.CSharp, 0.14.0"
            using Plotly.NET.CSharp;
            using Microsoft.DotNet.Interactive.Formatting;
            """);
        Assert.Contains(
            "scatter",
            SessionHarness.Data(
                session.Run("Chart.Point<int, int, string>(x: new[] { 1 }, y: new[] { 2 })"), "application/vnd.plotly.v1+json"),
                StringComparison.Ordinal);
    }

    [Fact]
    public void TheExtensionAloneBringsTheChartLibrary()
    {
        using var session = new SessionHarness();
        session.Run("#r \"nuget: Plotly.NET.Interactive, 6.0.0\"");
        Assert.Equal("6.0.0.0", session.Value("typeof(Plotly.NET.GenericChart).Assembly.GetName().Version.ToString()"));
    }

    [Fact]
    public void APackageThatDoesNotExistFailsItsCellAndLeavesTheSessionUsable()
    {
        using var session = new SessionHarness();
        CellError error = session.Fail("#r \"nuget: CurlDescent.NoSuchPackage.Anywhere, 1.2.3\"");
        Assert.Equal("PackageError", error.Name);
        Assert.Contains("cannot restore CurlDescent.NoSuchPackage.Anywhere 1.2.3: NU1", error.Message, StringComparison.Ordinal);
        session.Run("#r \"nuget: MathNet.Numerics, 5.0.0\"");
        Assert.Equal("2", session.Value("(int)MathNet.Numerics.Euclid.GreatestCommonDivisor(4, 6)"));
    }

    [Fact]
    public void TheNearestSettingsOfNuGetAreHonoured()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "feed"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "notebooks"));
        folder.Write(
            "NuGet.config", "<configuration><packageSources><clear /><add key=\"ours\" value=\"feed\" /></packageSources></configuration>");
        // The repository's own feed is empty, so a package that is not in the package cache cannot be found there, and the error names the
        // feed.
        CellFailure failure = Assert.Throws<CellFailure>(() => PackageRestorer.Restore(
            [new PackageRequest("CurlDescent.NoSuchPackage", "1.0.0")], [], Path.Combine(folder.Path, "notebooks"),
            TestContext.Current.CancellationToken));
        Assert.Contains("ours", failure.Message, StringComparison.Ordinal);
    }
}
