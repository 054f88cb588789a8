using CurlDescent.Stability.Lyapunov;

namespace CurlDescent.Experiments.Reproduction;

/// <summary>The weights that turn rigidly end at the error of the closed form, in which the network computes nothing (<see cref="SilentRotation"/>).</summary>
public sealed record RotationClaim : PaperClaim
{
    private const int FewestRuns = 20;
    private const double Limit = 0.9, Tolerance = 1e-3;

    /// <inheritdoc/>
    public override string Criterion => FormattableString.Invariant(
        $"{RunMotion.Criterion}; of the moving runs that are not chaotic and leave the Gram matrices alone, the interval of the share whose final training error is within {Tolerance:0e+0} of that of the closed form lies above {Limit}");

    /// <inheritdoc/>
    protected override Finding Decide(IReadOnlyList<ReportSource> sources)
    {
        RunMotion[] turning = [.. RunMotion.Of(sources[0]).Where(run => run.Moves && !run.IsChaotic && run.Kind == MotionKind.Rotation)];
        if (turning.Length < FewestRuns) return TooLittle($"{turning.Length} runs that turn");
        var problems = new SharedProblems();
        double[] matching = [.. turning.AsParallel().AsOrdered().Select(run => Deviation(run, problems)).Where(d => d <= Tolerance)];
        Interval share = Proportion.Of(matching.Length, turning.Length);
        string how = matching.Length == 0 ? "" : FormattableString.Invariant($"; relative difference of the errors among these: median {Bootstrap.Median(matching):0e+0}, greatest {matching.Max():0e+0}");
        return Finding.Above(share, Limit, FormattableString.Invariant($"{Words.Percent(share)} of {turning.Length} runs that turn{how}"));
    }

    // Infinite where there is no turning state.
    private static double Deviation(RunMotion run, SharedProblems problems) =>
        run.TurningState(problems) is { } state ? Math.Abs(run.Run[Measure.FinalTrainError] / state.TrainError - 1) : double.PositiveInfinity;
}
