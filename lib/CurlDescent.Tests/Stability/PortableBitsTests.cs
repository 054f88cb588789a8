using System.Diagnostics;
using System.Runtime.Intrinsics;
using CurlDescent.Tests.Experiments;

namespace CurlDescent.Tests.Stability;

/// <summary>
/// Results have the same bits whatever vectors the processor has: this process against processes of its own kind with narrower ones.
/// </summary>
public class PortableBitsTests
{
    private const string FileVariable = "CURL_DESCENT_BITS_FILE";

    private static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    // The runtime's own names for its switches; each takes away what needs it, too.
    [Theory]
    [InlineData("DOTNET_EnableAVX512", 256)]
    [InlineData("DOTNET_EnableAVX2", 128)]
    public async Task NarrowerVectorsGiveTheSameBits(string variable, int mostBits)
    {
        string file = Path.Combine(Path.GetTempPath(), $"curl-descent-bits-{Guid.NewGuid():N}");
        try
        {
            var start = new ProcessStartInfo(ToolProcess.Host) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string argument in new[] { "exec", typeof(PortableBitsTests).Assembly.Location, "-method",
                $"*.{nameof(ThisProcessHasBits)}" })
                start.ArgumentList.Add(argument);
            start.Environment[variable] = "0";
            start.Environment[FileVariable] = file;
            using Process child = Process.Start(start)!;
            Task<string> errors = child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(File.Exists(file), output + await errors);
            string[] theirs = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            Assert.True(
                int.Parse(theirs[0], System.Globalization.CultureInfo.InvariantCulture) <= mostBits,
                $"{variable}=0 left {theirs[0]}-bit vectors");
            Assert.Equal(Lines().Skip(1), theirs.Skip(1));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void ThisProcessHasBits()
    {
        string[] lines = Lines();
        Assert.True(lines.Length > 40);
        if (Environment.GetEnvironmentVariable(FileVariable) is { } file) File.WriteAllLines(file, lines);
    }

    // The same for all tests of a process.
    private static readonly Lazy<string[]> Computed =
        new(() => [$"{VectorBits}", .. PortableBits.Compute().Select(b => $"{b.Key}: {b.Value}")]);

    private static string[] Lines() => Computed.Value;
}
