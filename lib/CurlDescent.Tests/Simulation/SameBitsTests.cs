using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CurlDescent.Tests.Simulation;

/// <summary>
/// What the documentation of <see cref="Trainer"/> promises about bits, tested by hashes of whole recordings, also across child processes.
/// </summary>
public class SameBitsTests
{
    private const string FileVariable = "CURLDESCENT_TESTS_BITS_FILE";

    [Fact]
    public void RunsInOneProcessGiveTheSameBits()
    {
        string bits = Hash(Specs());
        Assert.Equal(bits, Hash(Specs()));
        if (Environment.GetEnvironmentVariable(FileVariable) is { } file) File.WriteAllText(file, bits);
    }

    [Fact]
    public void TheOrderOfRunsAndTheNumberOfThreadsDoNotMatter()
    {
        (TrainingSpec Spec, TrainingPathKind Path)[] all = [.. Specs()];
        string[] alone = [.. all.Select(run => Hash([run]))];
        var backwards = new string[all.Length];
        for (int i = all.Length - 1; i >= 0; i--) backwards[i] = Hash([all[i]]);
        var together = new string[all.Length];
        Parallel.For(0, all.Length, i => together[i] = Hash([all[i]]));
        Assert.Equal(alone, backwards);
        Assert.Equal(alone, together);
    }

    [Fact]
    public void WhatIsRecordedDoesNotMatter()
    {
        foreach ((TrainingSpec spec, TrainingPathKind path) in Specs())
        {
            Recording bare = Trainer.Run(spec with { ErrorSchedule = RecordingSchedule.Never }, path);
            Recording full = Trainer.Run(
                spec with
                {
                    ErrorSchedule = RecordingSchedule.Every(1),
                    WeightSchedule = RecordingSchedule.Every(1),
                    OrderParameterWindow = spec.Precision == Precision.Double ? 2 : 0,
                }, path);
            Assert.Equal(bare.Final.HiddenWeights, full.Final.HiddenWeights);
            Assert.Equal(bare.Final.ReadoutWeights, full.Final.ReadoutWeights);
            Assert.Equal(bare.FinalTestError, full.FinalTestError);

            Recording shorter = Trainer.Run(spec with { Epochs = spec.Epochs - 2, ErrorSchedule = RecordingSchedule.Never }, path);
            Assert.Equal(full.TrainErrors[^3], shorter.FinalTrainError);
            Assert.Equal(full.Weights[^3].Network.HiddenWeights, shorter.Final.HiddenWeights);
        }
    }

    /// <summary>
    /// The same arithmetic on 512-, 256- and 128-bit vectors, without any, on one processor, and with another compiler strategy. The
    /// library's functions from the C runtime (log in the normal distribution, tanh and exp in the teacher's outputs) are the same here,
    /// since the machine is.
    /// </summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX512=0", "DOTNET_EnableAVX512F=0")]
    [InlineData("DOTNET_EnableAVX512=0", "DOTNET_EnableAVX512F=0", "DOTNET_EnableAVX2=0")]
    [InlineData("DOTNET_EnableHWIntrinsic=0")]
    [InlineData("DOTNET_PROCESSOR_COUNT=1")]
    [InlineData("DOTNET_TieredCompilation=0")]
    public void AProcessorWithOtherVectorsGivesTheSameBits(params string[] settings)
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "The settings name x64 instruction sets.");
        string file = Path.GetTempFileName();
        try
        {
            string program =
                Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "CurlDescent.Tests.exe" : "CurlDescent.Tests");
            var start = new ProcessStartInfo(
                program, ["-method", $"{typeof(SameBitsTests).FullName}.{nameof(RunsInOneProcessGiveTheSameBits)}"])
            { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (string setting in settings) start.Environment[setting.Split('=')[0]] = setting.Split('=')[1];
            start.Environment[FileVariable] = file;
            using Process child = Process.Start(start)!;
            string output = child.StandardOutput.ReadToEnd() + child.StandardError.ReadToEnd();
            child.WaitForExit();
            Assert.True(child.ExitCode == 0, output);
            Assert.Equal(Hash(Specs()), File.ReadAllText(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<(TrainingSpec Spec, TrainingPathKind Path)> Specs()
    {
        var spec = new TrainingSpec
        {
            Inputs = 21,
            HiddenUnits = 37,
            TrainingSamples = 30,
            TestSamples = 11,
            BatchSize = 6,
            LearningRate = 0.05,
            Epochs = 12,
            KeepNorms = true,
            Teacher = new Teacher { HiddenNorm = 1, ReadoutNorm = 1 },
            Rule = LearningRule.CurlDescent(RuleFlips.Counts(3, 4)),
        };
        TrainingPathKind[] linear =
            [TrainingPathKind.Linear, TrainingPathKind.LinearDelayed, TrainingPathKind.LinearReduced,
                TrainingPathKind.LinearReducedDelayed];
        foreach (TrainingPathKind path in linear) yield return (spec, path);
        foreach (TrainingPathKind path in linear) yield return (spec with { BatchSize = 30, Rule = LearningRule.FeedbackAlignment }, path);
        foreach (Activation activation in new[] { Activation.Linear, Activation.Tanh, Activation.ReLU, Activation.Sigmoid })
            yield return (spec with { Activation = activation, Outputs = 2 }, TrainingPathKind.Backpropagation);
        yield return (spec with { Activation = Activation.Tanh, BatchSize = 30, KeepNorms = false }, TrainingPathKind.Backpropagation);
        TrainingSpec single = spec with { Precision = Precision.Single };
        TrainingSpec wide = single with { Inputs = 105, HiddenUnits = 10 };
        foreach (Activation activation in new[] { Activation.Linear, Activation.Tanh, Activation.ReLU, Activation.Sigmoid })
        {
            yield return (single with { Activation = activation, Outputs = 2 }, TrainingPathKind.Automatic);
            yield return (wide with { Activation = activation }, TrainingPathKind.Automatic);
        }

        foreach (TrainingSpec some in new[] { single, wide })
            yield return (some with { TrainingSamples = 250, BatchSize = 250 }, TrainingPathKind.Automatic);
        yield return (spec with { Activation = Activation.Tanh }, TrainingPathKind.PlainReference);
        yield return (spec with { Inputs = 90, HiddenUnits = 80 }, TrainingPathKind.PlainReference);
    }

    private static string Hash(IEnumerable<(TrainingSpec Spec, TrainingPathKind Path)> runs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((TrainingSpec spec, TrainingPathKind path) in runs)
        {
            Recording recording = Trainer.Run(spec, path);
            Assert.True(double.IsFinite(recording.FinalTrainError));
            hash.AppendData(MemoryMarshal.AsBytes(recording.TrainErrors.ToArray().AsSpan()));
            hash.AppendData(MemoryMarshal.AsBytes(recording.TestErrors.ToArray().AsSpan()));
            hash.AppendData(MemoryMarshal.AsBytes(recording.Final.HiddenWeights));
            hash.AppendData(MemoryMarshal.AsBytes(recording.Final.ReadoutWeights));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
