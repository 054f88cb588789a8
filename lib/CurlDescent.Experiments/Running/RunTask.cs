namespace CurlDescent.Experiments;

/// <summary>Computes the runs of one kind of experiment. Safe to use from several threads.</summary>
internal abstract class RunTask
{
    public static RunTask For(ExperimentKind kind) => kind switch
    {
        ExperimentKind.Training => new TrainingTask(),
        ExperimentKind.Theory => new TheoryTask(),
        ExperimentKind.Spectrum => new SpectrumTask(),
        _ => throw new SpecException("Kind", kind, "training, theory, spectrum"),
    };

    /// <summary>Computes one run.</summary>
    public abstract RunResult Run(Cell cell, string rule, int seed, CancellationToken cancellation);

    /// <summary>What a run costs, as counts of work, before early ends.</summary>
    public abstract RunWork Work(Cell cell);
}
