using CurlDescent.Arithmetic;

namespace CurlDescent.Simulation;

/// <summary>
/// What a step costs on each path, in units of one multiply–add of eight lanes at full speed. The counts follow from the sizes; the prices
/// were measured once with CurlDescent.Benchmarks and are constants, so that the choice of path, and with it every bit of a result, is the
/// same on every machine. Horizon and recording do not enter either: a longer run continues the bits of a shorter one, whatever is recorded
/// on the way.
/// </summary>
/// <remarks>
/// With V = N·⌈M/8⌉ vectors of hidden weights:
/// in place: V times the price of reading, multiplying thrice and writing a vector, which rises once W1 exceeds the first-level cache;
/// delayed: V times the price of reading and multiplying twice, plus an eighth of a rank-8 update, plus the waiting vectors' products, 9·(N
/// + M)/8 on average; reduced: as these two with N' = min(N₊, M + 1) + min(N₋, M + 1) units (M + 2 with fixed feedback); its one-time cost
/// of 4·N·(M + 1)² multiply–adds is that of some hundred steps and left out;
/// backpropagation: 2·B·V, plus φ at B·(N + K) places;
/// plain reference: 2·B·N·M multiply–adds, φ and φ' through the C runtime at B·(N + K) places, and many small allocations.
/// The gradient of the linear paths (2·B·M/8, or M²/8 for a full batch through Σ) is the same for all of them and enters only against
/// backpropagation.
/// </remarks>
internal static class PathCost
{
    // Bytes of W1 from which it no longer stays in a first-level cache of 48 KB beside the batch.
    private const long FirstLevelBytes = 36_000;

    private const double InPlace = 5, InPlaceBeyond = 8.5, Delayed = 3.4, DelayedBeyond = 4.2, RankEight = 1.3;
    private const double Backpropagation = 1.3, TranscendentalPerLane = 6, UserActivation = 200, StepOverhead = 300;

    // Of the units of double precision; measured as they are.
    private const double Single = 0.57;

    private const double PlainPerMultiply = 12, PlainPerActivation = 200, PlainOverhead = 20_000;

    /// <summary>Returns the cost of a step; infinite if the path cannot run the spec.</summary>
    public static double OfStep(TrainingSpec spec, TrainingPathKind kind)
    {
        if (!PathSelection.CanRun(spec, kind)) return double.PositiveInfinity;
        double vectors = Lanes.RoundUp(spec.Inputs) / Lanes.Count;
        return kind switch
        {
            TrainingPathKind.Linear => Gradient(spec) + Rows(spec.HiddenUnits, spec.Inputs, delayed: false),
            TrainingPathKind.LinearDelayed => Gradient(spec) + Rows(spec.HiddenUnits, spec.Inputs, delayed: true),
            TrainingPathKind.LinearReduced => Gradient(spec) + Rows(ReducedUnits(spec), spec.Inputs, delayed: false),
            TrainingPathKind.LinearReducedDelayed => Gradient(spec) + Rows(ReducedUnits(spec), spec.Inputs, delayed: true),
            TrainingPathKind.Backpropagation when spec.Precision == Precision.Single =>
                Single * OfStep(spec with { Precision = Precision.Double }, kind),
            TrainingPathKind.Backpropagation => StepOverhead
                + 2 * Backpropagation * spec.BatchSize * vectors * Panels.PaddedRows(spec.HiddenUnits)
                + ActivationPrice(spec.Activation) * spec.BatchSize * (spec.HiddenUnits + spec.Outputs) / Lanes.Count,
            _ => PlainOverhead + PlainPerMultiply * 2.0 * spec.BatchSize * spec.HiddenUnits * spec.Inputs / Lanes.Count
                + PlainPerActivation * spec.BatchSize * (spec.HiddenUnits + spec.Outputs),
        };
    }

    private static double Gradient(TrainingSpec spec)
    {
        double vectors = Lanes.RoundUp(spec.Inputs) / Lanes.Count;
        return StepOverhead + (LinearPath.UsesSecondMoment(spec) ? spec.Inputs : 2.0 * spec.BatchSize) * vectors;
    }

    private static double Rows(int hiddenUnits, int inputs, bool delayed)
    {
        double rows = Panels.PaddedRows(hiddenUnits), vectors = rows * Lanes.RoundUp(inputs) / Lanes.Count;
        bool beyond = vectors * Lanes.Count * sizeof(double) > FirstLevelBytes;
        return delayed
            ? vectors * ((beyond ? DelayedBeyond : Delayed) + RankEight) + 9 * (rows + inputs) / Lanes.Count
            : vectors * (beyond ? InPlaceBeyond : InPlace);
    }

    private static int ReducedUnits(TrainingSpec spec)
    {
        var rule = (SignedDeltaRule)spec.Rule;
        SignedDeltaUpdate bound = rule.Bind(spec.Inputs, spec.HiddenUnits, spec.Outputs, spec.Seed, spec.Run);
        return HiddenReduction.CountUnits(bound.UnitSigns, spec.Inputs, rule.Feedback == Feedback.FixedRandom);
    }

    private static double ActivationPrice(Activation activation) =>
        activation == Activation.Linear || activation == Activation.ReLU ? 2
        : activation == Activation.Tanh || activation == Activation.Sigmoid ? 2 + TranscendentalPerLane * Lanes.Count
        : UserActivation;
}
