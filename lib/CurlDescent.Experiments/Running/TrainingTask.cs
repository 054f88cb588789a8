using CurlDescent.Simulation;

namespace CurlDescent.Experiments;

/// <summary>Trains.</summary>
internal sealed class TrainingTask : RunTask
{
    private readonly SharedProblems problems = new();

    public override RunData Run(Cell cell, string rule, int seed, CancellationToken cancellation)
    {
        Recording recording = Trainer.Run(problems.Of(cell, rule, seed), progress: null, cancellation);
        return new RunData(recording.Outcome, recording.Path, Measures(cell, recording), Curves(cell, recording));
    }

    public override RunWork Work(Cell cell, string rule) => WorkOf(cell.Training(rule, 0));

    /// <summary>The work of a spec that runs to its horizon: its steps, and a pass over all data at each recorded epoch, eight lanes at a time.</summary>
    public static RunWork WorkOf(TrainingSpec spec)
    {
        double steps = (double)spec.Epochs * spec.TrainingSamples / spec.BatchSize;
        double recorded = spec.ErrorSchedule.Resolve(spec.Epochs, nameof(spec.ErrorSchedule)).Length;
        double pass = ((double)spec.TrainingSamples + spec.TestSamples) * spec.HiddenUnits * (spec.Inputs + spec.Outputs) / 8;
        return new RunWork(
            spec.Activation == Networks.Activation.Linear && spec.Outputs == 1 ? WorkClass.Linear : WorkClass.Nonlinear,
            steps * Trainer.StepCost(spec) + recorded * pass);
    }

    /// <summary>What is measured on a run that was trained.</summary>
    public static IReadOnlyList<KeyValuePair<string, double>> Measures(Cell cell, Recording recording)
    {
        double floor = cell.Number(Parameters.TestErrorFloor);
        int? reached = recording.EpochsToThreshold(cell.Number(Parameters.ErrorThreshold));
        var measures = new List<KeyValuePair<string, double>>
        {
            new(Measure.FinalTrainError, recording.FinalTrainError),
            new(Measure.FinalTestError, recording.FinalTestError),
            new(Measure.MaxTrainError, recording.MaxTrainError),
            new(Measure.Log10FinalTestError, Reductions.Log10WithFloor(recording.FinalTestError, floor)),
            new(Measure.Log10MaxTrainError, Reductions.Log10WithFloor(recording.MaxTrainError, 0)),
            new(Measure.ExactZero, recording.FinalTestError == 0 ? 1 : 0),
            new(Measure.EpochsToThreshold, reached ?? double.NaN),
            new(Measure.EpochsToThresholdOrLast, reached ?? recording.Spec.Epochs),
            new(Measure.LastEpoch, recording.Epochs[^1]),
        };
        if (recording.Spec.OrderParameterWindow > 0) measures.Add(new(Measure.OrderParameter, recording.OrderParameter ?? double.NaN));
        return measures;
    }

    /// <summary>The curves of a run that was trained.</summary>
    public static IReadOnlyList<RunSeries> Curves(Cell cell, Recording recording)
    {
        double[] epochs = [.. recording.Epochs.Select(e => (double)e)];
        var series = new List<RunSeries>
        {
            new(Series.TrainError, epochs, [.. recording.TrainErrors]),
            new(Series.TestError, epochs, [.. recording.TestErrors]),
        };
        double[] times = [.. recording.Weights.Select(w => (double)w.Epoch)];
        int traced = cell.Integer(Parameters.TracedWeights);
        foreach (int index in Spread(traced, recording.Final.HiddenWeights.Length))
            series.Add(new($"{Series.HiddenWeight} {index}", times, [.. recording.Weights.Select(w => w.Network.HiddenWeights[index])]));
        foreach (int index in Spread(traced, recording.Final.ReadoutWeights.Length))
            series.Add(new($"{Series.ReadoutWeight} {index}", times, [.. recording.Weights.Select(w => w.Network.ReadoutWeights[index])]));
        return series;
    }

    // Evenly spaced by index, so that flipped and unflipped neurons both occur.
    private static IEnumerable<int> Spread(int count, int length) =>
        Enumerable.Range(0, Math.Min(count, length)).Select(i => (int)((2L * i + 1) * length / (2L * Math.Min(count, length))));
}
