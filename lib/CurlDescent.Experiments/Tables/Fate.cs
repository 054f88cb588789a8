namespace CurlDescent.Experiments;

/// <summary>Where learning has led by the end of a run whose motion and largest Lyapunov exponent were measured.</summary>
public enum Fate
{
    /// <summary>At rest with a training error below 1e-10: on the solution manifold.</summary>
    Solution,

    /// <summary>At rest with more error: a fixed point of the training map that is no solution.</summary>
    RestElsewhere,

    /// <summary>A period of two steps.</summary>
    Alternation,

    /// <summary>A rigid turning of the hidden units, in which every weight moves and the function of the network does not.</summary>
    Rotation,

    /// <summary>A largest Lyapunov exponent that is positive beyond doubt.</summary>
    Chaos,

    /// <summary>None of these: a transient, a longer period, a quasi-periodic motion of another kind, or a loss that diverged.</summary>
    Other,
}

/// <summary>Reads fates from runs.</summary>
public static class Fates
{
    private const double Solved = 1e-10, Positive = 1e-3, Errors = 3;

    internal static string OfSolution { get; } = FormattableString.Invariant($"its training error is below {Solved:0e+0}");

    internal static string OfChaos { get; } =
        FormattableString.Invariant($"its exponent exceeds {Positive} per unit time and {Errors} standard errors");

    /// <summary>Returns the fate of a run of a <c>lyapunov</c> experiment.</summary>
    /// <param name="run">A run with the measures <see cref="Measure.WeightStep"/>, <see cref="Measure.WeightTwoSteps"/>,
    /// <see cref="Measure.GramStep"/> and <see cref="Measure.LyapunovExponent"/>; see <see cref="WeightMotion"/> for what counts as
    /// motion.</param>
    /// <exception cref="MissingColumnException">The run lacks one of them.</exception>
    public static Fate EndsIn(this RunRow run)
    {
        if (IsChaotic(run)) return Fate.Chaos;
        return MotionOf(run).Kind switch
        {
            MotionKind.Rest => run[Measure.FinalTrainError] < Solved ? Fate.Solution : Fate.RestElsewhere,
            MotionKind.Alternation => Fate.Alternation,
            MotionKind.Rotation => Fate.Rotation,
            _ => Fate.Other,
        };
    }

    internal static WeightMotion MotionOf(RunRow run) =>
        new(run[Measure.WeightStep], run[Measure.WeightTwoSteps], run[Measure.GramStep]);

    internal static bool IsChaotic(RunRow run) =>
        run[Measure.LyapunovExponent] > Positive && run[Measure.LyapunovExponent] > Errors * run[Measure.LyapunovError];
}
