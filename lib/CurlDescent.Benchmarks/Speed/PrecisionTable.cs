using System.Globalization;
using System.Runtime.Intrinsics;

namespace CurlDescent.Benchmarks.Speed;

/// <summary>One command, one table: a step in single precision beside the same step in double, measured in turn.</summary>
internal static class PrecisionTable
{
    private const int Rounds = 5;
    private const double SecondsPerRound = 0.4;

    private static IEnumerable<Setting> Settings =>
    [
        .. Setting.All.Where(s => s.Spec.Activation != Activation.Linear),
        Setting.Create("tanh", 110, 110, 250, 10, readout: 10),
        Setting.Create("tanh", 20, 200, 250, 10, readout: 10),
        Setting.Create("tanh", 100, 10, 10_000, 10, readout: 1),
        Setting.Create("relu", 100, 10, 10_000, 10, readout: 1),
        Setting.Create("linear", 100, 10, 150, 10, readout: 1),
    ];

    public static int Print(TextWriter output)
    {
        int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        output.WriteLine($"Vectors of {bits} bits; µs per step, best of many short slices and the medians of {Rounds} rounds in turn.");
        output.WriteLine();
        output.WriteLine("| setting | P | double: best | median | single: best | median | double/single: best | median |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (Setting setting in Settings)
        {
            var times = new List<(double Double, double Single)>();
            for (int round = 0; round < Rounds; round++)
                times.Add((Measure(setting, Precision.Double), Measure(setting, Precision.Single)));
            double[] both = [times.Min(t => t.Double), Median(times.Select(t => t.Double)), times.Min(t => t.Single),
                Median(times.Select(t => t.Single)), Median(times.Select(t => t.Double / t.Single))];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {setting.Name} | {setting.Spec.TrainingSamples} | {both[0] * 1e6:f3} | {both[1] * 1e6:f3} | {both[2] * 1e6:f3} | "
                + $"{both[3] * 1e6:f3} | {both[0] / both[2]:f2} | {both[4]:f2} |"));
        }

        return 0;
    }

    private static double Measure(Setting setting, Precision precision) =>
        OurSteps.Measure(setting.Spec with { Precision = precision }, TrainingPathKind.Automatic, SecondsPerRound).Seconds;

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
