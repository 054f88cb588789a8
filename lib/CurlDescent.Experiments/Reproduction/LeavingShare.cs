namespace CurlDescent.Experiments;

/// <summary>
/// Of the runs of a cell, each with a teacher of its own, the share that leaves it: as the signed tangent kernels at their teachers have
/// it, and as it was simulated.
/// </summary>
/// <param name="Cell">The cell.</param>
/// <param name="Runs">Number of runs with a kernel.</param>
/// <param name="Predicted">Share that leaves by its kernel, in [0, 1].</param>
/// <param name="Simulated">Share that left.</param>
public readonly record struct LeavingShare(Cell Cell, int Runs, double Predicted, double Simulated)
{
    /// <summary>Counts runs by their cell.</summary>
    /// <param name="runs">Runs beside their kernels.</param>
    /// <param name="left">Whether a run left its teacher.</param>
    /// <returns>One for each cell, in the order in which they come.</returns>
    public static IReadOnlyList<LeavingShare> ByCell(IEnumerable<KernelPrediction> runs, Func<KernelPrediction, bool> left) =>
    [
        .. from run in runs
           group run by run.Cell into cell
           select new LeavingShare(cell.Key, cell.Count(), Share(cell, run => run.LeavesTeacher), Share(cell, left)),
    ];

    private static double Share(IEnumerable<KernelPrediction> runs, Func<KernelPrediction, bool> leaves) =>
        runs.Average(run => leaves(run) ? 1.0 : 0);
}
