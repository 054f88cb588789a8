using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments.Running;

/// <summary>
/// Computes the runs of one sweep, one by one. What the runs of a cell share is drawn once. Safe to use from several threads.
/// </summary>
/// <param name="sweep">The sweep.</param>
internal sealed class RunMaker(SweepSpec sweep)
{
    private readonly SharedProblems shared = new();

    /// <summary>Computes a run.</summary>
    public RunData Make(RunKey key, CancellationToken cancellation = default) =>
        sweep.Experiment.Kind.Run(sweep.Cells[key.Cell], key.Rule, key.Seed, shared, cancellation);
}
