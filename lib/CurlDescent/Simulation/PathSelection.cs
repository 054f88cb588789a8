using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>Chooses and opens the path that trains a problem.</summary>
internal static class PathSelection
{
    /// <summary>Opens a path.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="kind">The path, or automatic.</param>
    /// <exception cref="SpecException">The path cannot run this spec.</exception>
    public static TrainingPath Open(TrainingProblem problem, TrainingPathKind kind)
    {
        Require.Defined("Path", kind);
        TrainingSpec spec = problem.Spec;
        if (kind == TrainingPathKind.Automatic) kind = Cheapest(spec);
        if (!CanRun(spec, kind))
            throw new SpecException(
                "Path", kind, string.Join(", ", Enum.GetValues<TrainingPathKind>().Where(k => CanRun(spec, k))) + " for this spec");
        return kind switch
        {
            TrainingPathKind.Linear => new LinearPath(problem, reduce: false, delay: false),
            TrainingPathKind.LinearDelayed => new LinearPath(problem, reduce: false, delay: true),
            TrainingPathKind.LinearReduced => new LinearPath(problem, reduce: true, delay: false),
            TrainingPathKind.LinearReducedDelayed => new LinearPath(problem, reduce: true, delay: true),
            TrainingPathKind.Backpropagation => spec.Activation.AcceptOnLanes(new BackpropagationOpener(problem)),
            _ => new PlainReference(problem),
        };
    }

    /// <summary>Returns whether a path can run a spec.</summary>
    public static bool CanRun(TrainingSpec spec, TrainingPathKind kind)
    {
        if (spec.Precision == Precision.Single) return kind is TrainingPathKind.Automatic or TrainingPathKind.Backpropagation;
        if (kind is TrainingPathKind.Automatic or TrainingPathKind.PlainReference) return true;
        if (spec.Rule is not SignedDeltaRule rule) return false;
        if (kind == TrainingPathKind.Backpropagation) return true;
        bool needsSums = spec.KeepNorms && rule.Flips.Side == FlipSide.Postsynaptic && rule.Feedback == Feedback.Backpropagation;
        bool delayed = kind is TrainingPathKind.LinearDelayed or TrainingPathKind.LinearReducedDelayed;
        return spec.Activation == Activation.Linear && spec.Outputs == 1 && !(delayed && needsSums);
    }

    /// <summary>Returns the path that costs least by <see cref="PathCost"/>.</summary>
    public static TrainingPathKind Cheapest(TrainingSpec spec) =>
        Enum.GetValues<TrainingPathKind>().Where(kind => kind != TrainingPathKind.Automatic).MinBy(kind => PathCost.OfStep(spec, kind));

    private sealed class BackpropagationOpener(TrainingProblem problem) : IVectorActivationVisitor<TrainingPath>
    {
        public TrainingPath Visit<TActivation>() where TActivation : struct, IVectorActivation =>
            problem.Spec.Precision == Precision.Single
                ? new SinglePath<TActivation>(problem) : new BackpropagationPath<TActivation>(problem, "backpropagation");
    }
}
