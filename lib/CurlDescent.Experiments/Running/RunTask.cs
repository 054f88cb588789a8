namespace CurlDescent.Experiments;

/// <summary>Computes the runs of one kind of experiment. Safe to use from several threads.</summary>
internal abstract class RunTask
{
    public static RunTask For(ExperimentKind kind) => kind switch
    {
        ExperimentKind.Training => new TrainingTask(),
        ExperimentKind.Theory => new TheoryTask(),
        ExperimentKind.Spectrum => new SpectrumTask(),
        ExperimentKind.Lyapunov => new LyapunovTask(),
        ExperimentKind.TangentKernel => new TangentKernelTask(),
        _ => throw new SpecException("Kind", kind, "one kind"),
    };

    /// <summary>Computes one run.</summary>
    public abstract RunData Run(Cell cell, string rule, int seed, CancellationToken cancellation);

    /// <summary>What a run costs if it goes to its horizon.</summary>
    public abstract RunWork Work(Cell cell, string rule);
}
