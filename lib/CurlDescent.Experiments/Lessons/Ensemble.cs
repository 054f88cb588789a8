namespace CurlDescent.Experiments;

/// <summary>Runs of one spec that differ only in what is random about a run: initial weights, feedback weights, the order of the samples,
/// and teacher and inputs unless the spec shares them.</summary>
public static class Ensemble
{
    /// <summary>
    /// Trains run 0 … <paramref name="runs"/> − 1 of a spec, in parallel. They share what <see cref="TrainingSpec.TeacherPer"/> and
    /// <see cref="TrainingSpec.InputsPer"/> say.
    /// </summary>
    /// <param name="spec">Its <see cref="TrainingSpec.Run"/> is replaced.</param>
    /// <param name="runs">Number of runs, at least 1.</param>
    /// <param name="progress">Told after each run.</param>
    /// <param name="cancellation">Looked at every epoch.</param>
    /// <returns>One recording a run, in order; the same bits whatever the number of processors.</returns>
    /// <exception cref="SpecException">A field of the spec is outside its range, or there is no run.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Recording[] Train(
        TrainingSpec spec, int runs, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellation = default)
    {
        if (runs < 1) throw new SpecException("Runs", runs, "at least 1");
        IEnumerable<TrainingSpec> specs = Enumerable.Range(0, runs).Select(run => spec with { Run = (uint)run });
        var recordings = new List<Recording>(runs);
        foreach (RunResult result in ParallelTrainer.Run(specs, cancellation: cancellation))
        {
            recordings.Add(result.Recording ?? throw result.Error!);
            progress?.Report((recordings.Count, runs));
        }

        return [.. recordings];
    }
}
