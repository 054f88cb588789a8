using CurlDescent.Experiments.Specs;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>A run as the claims about motion see it.</summary>
/// <param name="Run">The run.</param>
/// <param name="Cell">Its cell.</param>
/// <param name="Moves">Whether its weights fluctuate.</param>
/// <param name="Exponent">Largest Lyapunov exponent, per unit time.</param>
/// <param name="IsChaotic">Whether that is positive beyond doubt.</param>
/// <param name="Kind">How the weights move where the run ended.</param>
internal sealed record RunMotion(RunRow Run, Cell Cell, bool Moves, double Exponent, bool IsChaotic, MotionKind Kind)
{
    private const double Moving = 1e-10;

    public static string Criterion =>
        FormattableString.Invariant($"A run moves if its q is above {Moving:0e+0}, and is chaotic if {Fates.OfChaos}");

    public double Ratio => DesignedCell.Of(Cell).CompressionRatio;

    /// <summary>The turning state of its problem in closed form; null where there is none.</summary>
    public SilentRotation? TurningState(SharedProblems problems) => SilentRotation.Find(problems.Of(Cell, Run.Rule, Run.Seed));

    /// <summary>|s| of its problem: by how much flipped and other inputs differ in the correlation of inputs and target.</summary>
    public double Balance(SharedProblems problems) => Math.Abs(SilentRotation.SignedCorrelation(problems.Of(Cell, Run.Rule, Run.Seed)));

    /// <summary>Runs of a cell share the sizes of their networks and their inputs.</summary>
    public (string, string) Group => ("", $"{Cell.Grid} {Cell.Index}");

    /// <summary>The runs of a dataset that ended finite.</summary>
    public static IEnumerable<RunMotion> Of(ReportSource source) =>
        from run in source.Table.Runs
        let exponent = run[Measure.LyapunovExponent]
        where double.IsFinite(exponent) && double.IsFinite(run[Measure.OrderParameter])
        select new RunMotion(
            run, source.Sweep.Cells[run.Cell], run[Measure.OrderParameter] > Moving, exponent,
            Fates.IsChaotic(run), Fates.MotionOf(run).Kind);

    /// <summary>How many of them are chaotic and how the others move, in words.</summary>
    public static string Kinds(IReadOnlyList<RunMotion> runs)
    {
        int Count(MotionKind kind) => runs.Count(run => !run.IsChaotic && run.Kind == kind);
        return $"{runs.Count(run => run.IsChaotic)} chaotic, {Count(MotionKind.Rotation)} turn rigidly, {Count(
            MotionKind.Alternation)} alternate between two points, {Count(MotionKind.Other) + Count(MotionKind.Rest)} other";
    }
}
