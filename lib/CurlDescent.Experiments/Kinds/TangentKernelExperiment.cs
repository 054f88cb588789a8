using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments;

/// <summary>
/// The signed tangent kernel at the teacher of a run: the growth rates of the linearised learning dynamics there. Teacher and data are
/// those that training of the same cell and run uses.
/// </summary>
public sealed class TangentKernelExperiment : NetworkExperiment
{
    private static readonly WorkClass OfKernels = new("signed tangent kernels", SecondsPerUnit);

    internal TangentKernelExperiment()
    {
    }

    /// <inheritdoc/>
    public override string Name => "tangentKernel";

    /// <inheritdoc/>
    public override string Description =>
        "Computes the signed tangent kernel of a learning rule at the teacher: which cells are stable without training anything.";

    internal override RunData Run(Cell cell, string rule, int seed, SharedProblems shared, CancellationToken cancellation)
    {
        TrainingProblem problem = shared.Of(cell, rule, seed);
        cancellation.ThrowIfCancellationRequested();
        SignedTangentKernel kernel = SignedTangentKernel.AtTeacher(problem);
        return new RunData(
            outcome: null, $"{Experiments.Parameters.Word(kernel.Form)}, {(kernel.IsSymmetric ? "symmetric" : "general")} eigenvalues", [
                new(Measure.GrowthRate, kernel.LargestEigenvalue),
                new(Measure.UnstableDirections, kernel.UnstableDirections),
                new(Measure.FastestRate, kernel.SpectralRadius),
            ], []);
    }

    internal override RunWork Work(Cell cell, string rule) => WorkOf(cell.Training(rule, 0));

    /// <summary>The work of one kernel: forming it, and its eigenvalues, some 25 n³ operations for a general matrix.</summary>
    private static RunWork WorkOf(TrainingSpec spec)
    {
        double rows = Math.Min((double)spec.TrainingSamples * spec.Outputs, (double)spec.HiddenUnits * (spec.Inputs + spec.Outputs));
        return new RunWork(OfKernels, rows * rows * (25 * rows + spec.HiddenUnits + spec.Inputs));
    }

    /// <summary>Seconds per unit of a signed tangent kernel.</summary>
    private static double SecondsPerUnit()
    {
        var problem = TrainingProblem.Create(TrainingExperiment.Conventional(Activation.Tanh, 20, 30, 100));
        return Timing.Seconds(() => SignedTangentKernel.AtTeacher(problem).UnstableDirections) / WorkOf(problem.Spec).Units;
    }
}
