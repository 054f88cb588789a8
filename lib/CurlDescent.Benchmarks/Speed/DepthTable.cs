using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics;
using CurlDescent.Simulation;

namespace CurlDescent.Benchmarks.Speed;

/// <summary>
/// One command, one table: the time of a deep network's step per multiply–add, over that of the two-layer path with layers of the same
/// width. Networks of a row take turns, so that a machine that is busy for a while is busy for all.
/// </summary>
internal static class DepthTable
{
    private const int Rounds = 3, Samples = 200;
    private const double SecondsPerRound = 0.5;

    private static readonly int[] Depths = [2, 3, 4, 5];

    public static int Print(TextWriter output)
    {
        var clock = Stopwatch.StartNew();
        int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        output.WriteLine($"{bits}-bit vectors; tanh, N inputs, N units in each hidden layer, one output, P = {Samples}; ns per eight");
        output.WriteLine("multiply–adds, and in brackets over those of the two-layer path (L = 2, TrainingPath).");
        output.WriteLine();
        output.WriteLine($"| N | B | two-layer path |{string.Concat(Depths.Select(l => $" L = {l} |"))}");
        output.WriteLine($"|---:|---:|---:|{string.Concat(Depths.Select(_ => "---:|"))}");
        double greatest = 0;
        foreach (int width in new[] { 16, 40, 100, 200 })
        {
            foreach (int batch in new[] { 10, 100 })
            {
                double[] times = Row(width, batch);
                greatest = Math.Max(greatest, times.Skip(1).Max() / times[0]);
                output.WriteLine(
                    Text($"| {width} | {batch} | {times[0]:f3} |")
                        + string.Concat(times.Skip(1).Select(t => Text($" {t:f3} ({t / times[0]:f2}×) |"))));
            }
        }

        output.WriteLine();
        output.WriteLine(Text($"Greatest ratio {greatest:f2}. Measured in {clock.Elapsed.TotalSeconds:f0} s."));
        return 0;
    }

    // The two-layer path, then networks of each depth: nanoseconds per eight multiply–adds.
    private static double[] Row(int width, int batch)
    {
        var two = TrainingProblem.Create(new TrainingSpec
        {
            Inputs = width,
            HiddenUnits = width,
            Activation = Activation.Tanh,
            TrainingSamples = Samples,
            BatchSize = batch,
            LearningRate = 1e-3,
            Rule = LearningRule.CurlDescent(RuleFlips.Counts(1, 1)),
        });
        using TrainingPath path = PathSelection.Open(two, TrainingPathKind.Backpropagation);
        DeepPath[] deep = [.. Depths.Select(layers => DeepPath.Open(DeepProblem.Create(new DeepTrainingSpec
        {
            Widths = Widths(width, layers),
            Activation = Activation.Tanh,
            OutputActivation = Activation.Tanh,
            TrainingSamples = Samples,
            BatchSize = batch,
            LearningRate = 1e-3,
            Rule = new DeepRule { Flips = [.. Enumerable.Repeat(LayerFlips.Count(1), layers)] },
        }), plain: false))];
        var order = new SampleOrder(two.Spec);
        Action<int>[] epochs =
        [
            epoch => path.RunEpoch(order.Epoch(epoch)), .. deep.Select(p => (Action<int>)(epoch => p.RunEpoch(order.Epoch(epoch), 0))),
        ];
        double[] best = [.. epochs.Select(_ => double.PositiveInfinity)];
        for (int round = 0; round < Rounds; round++)
        {
            for (int n = 0; n < epochs.Length; n++)
            {
                int epoch = 0;
                best[n] = Math.Min(best[n], BestTime.OfCall(() => epochs[n](epoch++), SecondsPerRound));
            }
        }

        foreach (DeepPath p in deep) p.Dispose();
        return [.. best.Select((time, n) => time * 1e9 * 8 / Samples / MultiplyAdds(Widths(width, n == 0 ? 2 : Depths[n - 1])))];
    }

    private static int[] Widths(int width, int layers) => [.. Enumerable.Repeat(width, layers), 1];

    // Of a sample: forward and update in every layer, backward in all but the first.
    private static double MultiplyAdds(int[] widths)
    {
        double sum = 0;
        for (int l = 1; l < widths.Length; l++) sum += (l == 1 ? 2.0 : 3.0) * widths[l] * widths[l - 1];
        return sum;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
