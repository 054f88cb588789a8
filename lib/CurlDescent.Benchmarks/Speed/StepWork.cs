using CurlDescent.Simulation;

namespace CurlDescent.Benchmarks.Speed;

/// <summary>
/// What a step needs at least on its path, counted from the sizes without padding, in vectors of eight doubles: the work from which the
/// limit follows.
/// </summary>
/// <param name="MultiplyAdds">Multiply–adds and other arithmetic.</param>
/// <param name="Divisions">Divisions (of tanh and the logistic function).</param>
/// <param name="FirstLevelLoads">Loads that no register can save.</param>
/// <param name="Stores">Stores of weights, per step on average.</param>
/// <param name="SecondLevelLoads">Loads of weights, inputs or Σ from the second level, if they exceed the first.</param>
/// <param name="SecondLevelUpdates">Read–write passes over weights there, per step on average.</param>
/// <param name="Bytes">Working set: weights and what the gradient reads.</param>
internal sealed record StepWork(
    double MultiplyAdds, double Divisions, double FirstLevelLoads, double Stores, double SecondLevelLoads, double SecondLevelUpdates,
    double Bytes)
{
    private const double FirstLevelBytes = 48 * 1024;

    // Instructions of one vector of tanh or the logistic function besides the division; see Exponentials.
    private const double ExponentialArithmetic = 25;

    /// <summary>Counts the work of a setting on the path that is chosen for it.</summary>
    public static StepWork Count(Setting setting)
    {
        TrainingSpec spec = setting.Spec;
        TrainingPathKind kind = PathSelection.Cheapest(spec);
        double m = spec.Inputs / 8.0, b = spec.BatchSize;
        if (kind == TrainingPathKind.Backpropagation)
        {
            double n = spec.HiddenUnits, weights = n * m, places = b * (n + spec.Outputs) / 8;
            bool exponential = spec.Activation == Activation.Tanh || spec.Activation == Activation.Sigmoid;

            // Forward and update, each B multiply–adds per weight; the squares of the norm; with 8×2 blocks 10 loads feed 16 multiply–adds.
            bool outgrown = 8 * 8 * (weights + b * m) > FirstLevelBytes;
            return new StepWork(
                2 * b * weights + weights + places * (exponential ? ExponentialArithmetic : 2),
                exponential ? places : 0,
                2 * b * weights * 10 / 16,
                weights,
                outgrown ? weights + b * m : 0,
                outgrown ? weights : 0,
                8 * 8 * (weights + b * m));
        }

        bool reduced = kind is TrainingPathKind.LinearReduced or TrainingPathKind.LinearReducedDelayed;
        bool delayed = kind is TrainingPathKind.LinearDelayed or TrainingPathKind.LinearReducedDelayed;
        var rule = (SignedDeltaUpdate)spec.Rule.Bind(spec.Inputs, spec.HiddenUnits, spec.Outputs, spec.Seed, spec.Run);
        double units = reduced
            ? HiddenReduction.CountUnits(rule.UnitSigns, spec.Inputs, rule.FeedbackWeights is not null) : spec.HiddenUnits;
        double vectors = units * m, gradient = LinearPath.UsesSecondMoment(spec) ? spec.Inputs * m : b * m;
        double gradientAdds = LinearPath.UsesSecondMoment(spec) ? gradient : 2 * gradient, bytes = 64 * (vectors + gradient);
        bool beyond = bytes > FirstLevelBytes;
        return new StepWork(
            gradientAdds + 3 * vectors,
            0,
            gradientAdds + 2 * vectors,
            delayed ? vectors / 8 : vectors,
            beyond ? gradient + (delayed ? vectors : 0) : 0,
            beyond ? (delayed ? vectors / 8 : vectors) : 0,
            bytes);
    }

    /// <summary>Returns the least time a machine needs, and which of its parts binds.</summary>
    public (double Seconds, string Binding) Limit(MachineLimits machine)
    {
        (double, string)[] limits =
        [
            (MultiplyAdds / machine.MultiplyAdds + Divisions / machine.Divisions, "arithmetic"),
            (FirstLevelLoads / machine.FirstLevelLoads, "L1 loads"),
            (Stores / machine.FirstLevelUpdates, "L1 stores"),
            (SecondLevelLoads / machine.SecondLevelLoads + SecondLevelUpdates / machine.SecondLevelUpdates, "L2"),
        ];
        return limits.Max();
    }
}
