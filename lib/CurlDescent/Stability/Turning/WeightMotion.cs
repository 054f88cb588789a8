using System.Numerics.Tensors;
using CurlDescent.Arithmetic;

namespace CurlDescent;

/// <summary>Kinds of motion of weights that can be told from three states in a row.</summary>
public enum MotionKind
{
    /// <summary>A fixed point of the training map.</summary>
    Rest,

    /// <summary>A period of two steps. It ends with a smaller step size: the flow has no such orbit.</summary>
    Alternation,

    /// <summary>
    /// A relative equilibrium: hidden units mix by one orthogonal matrix a step, so that every weight moves and the function of the network
    /// does not. Its largest Lyapunov exponent is 0. <see cref="SilentRotation"/> and <see cref="RankOneRotation"/> give two such states in
    /// closed form.
    /// </summary>
    Rotation,

    /// <summary>None of these: a transient, a longer period, a quasi-periodic motion of another kind, or chaos.</summary>
    Other,
}

/// <summary>
/// How far the weights and their Gram matrices move in a step of the training map. With full batches, a linear network and backpropagation,
/// the map commutes with every orthogonal mixing of the hidden units whose weights have the same signs; motion along that symmetry leaves
/// the Gram matrices alone (not in the paper; notebook 07, section 4).
/// </summary>
/// <param name="Step">‖w(t+1) − w(t)‖ / ‖w(t)‖, w all weights.</param>
/// <param name="TwoSteps">‖w(t+2) − w(t)‖ / ‖w(t)‖.</param>
/// <param name="GramStep">
/// ‖G(t+1) − G(t)‖ / ‖G(t)‖, Frobenius, G the Gram matrices Σ u uᵀ of the vectors u = (incoming, outgoing weights) of hidden units, one
/// matrix for each sign of units.
/// </param>
public readonly record struct WeightMotion(double Step, double TwoSteps, double GramStep)
{
    private const double Resting = 1e-9, Returning = 1e-6, Rigid = 5e-2;

    /// <summary>
    /// The kind of motion; steps below 1e-9 are rest, a return or a change of the Gram matrices counts as none below 1e-6 and 5e-2 of the
    /// step.
    /// </summary>
    public MotionKind Kind =>
        Step <= Resting
            ? MotionKind.Rest : TwoSteps <= Returning * Step
                ? MotionKind.Alternation : GramStep <= Rigid * Step ? MotionKind.Rotation : MotionKind.Other;

    /// <summary>Measures the motion at given weights.</summary>
    /// <param name="problem">Not changed.</param>
    /// <param name="weights">W1 row-major, then W2 row-major, as <see cref="TrainingMap.Start"/> gives them.</param>
    /// <exception cref="SpecException">The weights have another number, or the rule has no map.</exception>
    public static WeightMotion At(TrainingProblem problem, ReadOnlySpan<double> weights)
    {
        TrainingMap map = TrainingMap.Create(problem);
        if (weights.Length != map.Dimension) throw new SpecException(nameof(weights), weights.Length, $"{map.Dimension} weights");
        double[] start = weights.ToArray(), once = [.. start];
        map.Step(0, once, default);
        double[] twice = [.. once];
        map.Step(1, twice, default);
        double size = FixedOrder.Norm(start);
        double[] gram = Gram(problem, start), next = Gram(problem, once);
        return new WeightMotion(
            FixedOrder.Distance(start, once) / size,
            FixedOrder.Distance(start, twice) / size,
            FixedOrder.Distance(gram, next) / FixedOrder.Norm(gram));
    }

    private static double[] Gram(TrainingProblem problem, double[] weights)
    {
        (int inputs, int units, int outputs) = (problem.Spec.Inputs, problem.Spec.HiddenUnits, problem.Spec.Outputs);
        int length = inputs + outputs;
        ReadOnlySpan<double> signs = problem.Rule is SignedDeltaUpdate rule ? rule.UnitSigns : default;
        var gram = new double[2 * length * length];
        var unit = new double[length];
        for (int i = 0; i < units; i++)
        {
            weights.AsSpan(i * inputs, inputs).CopyTo(unit);
            for (int k = 0; k < outputs; k++) unit[inputs + k] = weights[units * inputs + k * units + i];
            Span<double> own = gram.AsSpan(signs.Length > 0 && signs[i] < 0 ? length * length : 0, length * length);
            for (int row = 0; row < length; row++)
            {
                Span<double> line = own.Slice(row * length, length);
                TensorPrimitives.MultiplyAdd(unit, unit[row], line, line);
            }
        }

        return gram;
    }
}
