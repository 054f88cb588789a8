using CurlDescent.Experiments.Statistics;

namespace CurlDescent.Experiments;

/// <summary>
/// A simulated run beside the signed tangent kernel at its own teacher: what the linearised learning dynamics say of it before it is made.
/// Nothing is fitted.
/// </summary>
/// <param name="Cell">The cell, with every parameter.</param>
/// <param name="Run">Number of the run.</param>
/// <param name="Simulated">What the simulation measured on this run alone.</param>
/// <param name="Kernel">What was measured on the kernel at its teacher.</param>
public sealed record KernelPrediction(Cell Cell, int Run, CellRow Simulated, CellRow Kernel)
{
    // Errors and q are squares: at a deviation of this size they are at the 1e-10 above which cells count as unstable.
    private const double VisibleDeviation = 1e-5;

    /// <summary>Whether a deviation from the teacher grows along some direction, in continuous time.</summary>
    public bool IsUnstable => Kernel[Measure.UnstableDirections].Mean > 0;

    /// <summary>
    /// Whether one step overshoots in the fastest direction, η·|λ| &gt; 2, so that learning leaves even a stable teacher.
    /// </summary>
    public bool Overshoots => StepSize * Kernel[Measure.FastestRate].Mean > 2;

    /// <summary>
    /// Growth of the fastest growing deviation over the whole run: its rate times the learning time, a natural logarithm.
    /// </summary>
    public double Growth => Kernel[Measure.GrowthRate].Mean * LearningTime;

    /// <summary>
    /// Whether a run that starts at the teacher with the cell's perturbation leaves it before its last epoch, to a deviation of 10⁻⁵ at
    /// least.
    /// </summary>
    public bool LeavesTeacher => Overshoots || Growth > Math.Log(VisibleDeviation / Cell.Number(Parameters.Perturbation));

    private double StepSize => Cell.Training(RuleName.CurlDescent, 0).StepSize;

    private double LearningTime =>
        StepSize * Cell.Number(Parameters.Epochs) * Cell.Number(Parameters.TrainingSamples) / Cell.Number(Parameters.BatchSize);

    /// <summary>
    /// Finds the kernel of each run of a simulation. Equal cells have equal seeds, whatever experiment they are in, and equal runs equal
    /// teachers; a run without a kernel is left out.
    /// </summary>
    /// <param name="kernels">A dataset of signed tangent kernels.</param>
    /// <param name="simulated">A dataset of trained networks.</param>
    public static IReadOnlyList<KernelPrediction> Of(Dataset kernels, Dataset simulated) =>
        Of(kernels.Table, kernels.Sweep(), simulated.Table, simulated.Sweep());

    internal static IReadOnlyList<KernelPrediction> Of(ReportSource kernels, ReportSource simulated) =>
        Of(kernels.Table, kernels.Sweep, simulated.Table, simulated.Sweep);

    /// <summary>Finds the kernel of each run of a simulation, from tables with the sweeps that they are of.</summary>
    /// <param name="kernels">Tables of signed tangent kernels.</param>
    /// <param name="kernelSweep">Their sweep.</param>
    /// <param name="simulated">Tables of trained networks.</param>
    /// <param name="sweep">Their sweep.</param>
    public static IReadOnlyList<KernelPrediction> Of(ResultTable kernels, SweepSpec kernelSweep, ResultTable simulated, SweepSpec sweep)
    {
        // Fractions with the same number of flips are one cell: one kernel, several rows.
        Dictionary<TeacherKey, RunRow> kernelOf = kernels.Runs.GroupBy(row => TeacherKey.Of(kernelSweep.Cells[row.Cell], row)).ToDictionary(
            rows => rows.Key, rows => rows.First());
        return
        [
            .. from row in simulated.Runs
               let cell = sweep.Cells[row.Cell]
               where row.Rule == RuleName.CurlDescent && kernelOf.ContainsKey(TeacherKey.Of(cell, row))
               select new KernelPrediction(cell, row.Seed, Alone(row), Alone(kernelOf[TeacherKey.Of(cell, row)])),
        ];
    }

    private static CellRow Alone(RunRow run) => CellSummary.Of([run])[0];

    // One teacher: that of a run, or the one that the runs of a cell share.
    private readonly record struct TeacherKey(ulong Seed, bool IsOwn, int Run)
    {
        public static TeacherKey Of(Cell cell, RunRow row)
        {
            bool isOwn = cell.Word(Parameters.TeacherPer) == Parameters.Word(DrawnPer.Run);
            return new TeacherKey(cell.Seed, isOwn, isOwn ? row.Seed : 0);
        }
    }
}
