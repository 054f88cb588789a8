namespace CurlDescent.Experiments;

/// <summary>
/// Small sweeps that are run where they are needed and kept in memory: an experiment of the catalogue, made small by overrides, for a
/// lesson. The table has the form of the dataset of the full experiment, so that the same figure draws both. For everything longer,
/// <see cref="Sweep"/>.
/// </summary>
public static class Miniature
{
    /// <summary>Runs an experiment of the catalogue at its paper size with overrides, on all processors.</summary>
    /// <param name="id">Id of the experiment, such as <c>fig3a</c>.</param>
    /// <param name="seeds">Number of runs in each cell under each rule, at least 1.</param>
    /// <param name="rules">Rules; null for those of the experiment.</param>
    /// <param name="set">Overrides such as <c>epochs=500</c> or <c>hiddenFraction=linspace(0,1,5)</c>.</param>
    /// <param name="grid">Name of the only grid to run; null for all.</param>
    /// <param name="progress">Told after each run, from the thread that made it.</param>
    /// <param name="cancellation">Looked at in every run.</param>
    /// <returns>The table; the same bits whatever the number of processors.</returns>
    /// <exception cref="ExperimentException">There is no such experiment or grid, or an override is not valid.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ResultTable Run(
        string id, int seeds, IReadOnlyList<string>? rules = null, IEnumerable<string>? set = null, string? grid = null,
        IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellation = default) =>
        Run(Resolve(id, seeds, rules, set, grid), progress, cancellation);

    /// <summary>Makes the sweep that <c>Run</c> runs, to look at its cells.</summary>
    /// <param name="id">Id of the experiment.</param>
    /// <param name="seeds">Number of runs in each cell under each rule, at least 1.</param>
    /// <param name="rules">Rules; null for those of the experiment.</param>
    /// <param name="set">Overrides.</param>
    /// <param name="grid">Name of the only grid to run; null for all.</param>
    /// <exception cref="ExperimentException">There is no such experiment or grid, or an override is not valid.</exception>
    public static SweepSpec Resolve(
        string id, int seeds, IReadOnlyList<string>? rules = null, IEnumerable<string>? set = null, string? grid = null)
    {
        ExperimentSpec experiment = Catalogue.Find(id);
        if (grid is not null)
        {
            Grid[] only = [.. experiment.Grids.Where(g => g.Name == grid)];
            if (only.Length == 0)
            {
                throw new ExperimentException(
                    id, null, "grid", $"'{grid}' is not one of {string.Join(", ", experiment.Grids.Select(g => g.Name))}.");
            }

            experiment = experiment with { Grids = only };
        }

        return experiment.Resolve(
            experiment.SizeNames[^1],
            new ExperimentOverrides { Seeds = seeds, Rules = rules, Set = ExperimentOverrides.ParseSet(set ?? []) });
    }

    /// <summary>Runs a sweep in memory, on all processors.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="progress">Told after each run, from the thread that made it.</param>
    /// <param name="cancellation">Looked at in every run.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ResultTable Run(
        SweepSpec sweep, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellation = default) =>
        Results.Run(sweep, progress, cancellation).Table;
}
