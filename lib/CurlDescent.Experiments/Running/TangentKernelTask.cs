using CurlDescent.Simulation;
using CurlDescent.Stability;

namespace CurlDescent.Experiments;

/// <summary>
/// The signed tangent kernel at the teacher of a run: the growth rates of the linearised learning dynamics there. Teacher and data are those that training of the
/// same cell and run uses.
/// </summary>
internal sealed class TangentKernelTask : RunTask
{
    private readonly SharedProblems problems = new();

    public override RunData Run(Cell cell, string rule, int seed, CancellationToken cancellation)
    {
        TrainingProblem problem = problems.Of(cell, rule, seed);
        cancellation.ThrowIfCancellationRequested();
        SignedTangentKernel kernel = SignedTangentKernel.AtTeacher(problem);
        return new RunData(outcome: null, $"{Parameters.Word(kernel.Form)}, {(kernel.IsSymmetric ? "symmetric" : "general")} eigenvalues", [
            new(Measure.GrowthRate, kernel.LargestEigenvalue),
            new(Measure.UnstableDirections, kernel.UnstableDirections),
            new(Measure.FastestRate, kernel.SpectralRadius),
        ], []);
    }

    public override RunWork Work(Cell cell, string rule) => WorkOf(cell.Training(rule, 0));

    /// <summary>The work of one kernel: forming it, and its eigenvalues, some 25 n³ operations for a general matrix.</summary>
    public static RunWork WorkOf(TrainingSpec spec)
    {
        double rows = Math.Min((double)spec.TrainingSamples * spec.Outputs, (double)spec.HiddenUnits * (spec.Inputs + spec.Outputs));
        return new RunWork(WorkClass.Kernels, rows * rows * (25 * rows + spec.HiddenUnits + spec.Inputs));
    }
}
