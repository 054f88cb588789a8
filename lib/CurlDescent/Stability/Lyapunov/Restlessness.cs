using CurlDescent.Arithmetic;

namespace CurlDescent;

/// <summary>
/// Whether bounded weights come to rest. If F = −M∇U with a differentiable U and M(θ) positive definite (a scalar μ &gt; 0 among them), U
/// falls along every orbit
/// that moves; a bounded orbit then tends to rest points (LaSalle 1960), no orbit is closed, none comes back to where it was while moving,
/// and every invariant
/// measure sits on rest points, so that there is no chaos. Norms that are kept bound the weights. Weights that go on moving at a speed
/// bounded from below are
/// therefore descent of no potential in no metric (not in the paper; notebook 10, section 1).
/// </summary>
/// <param name="LeastSpeed">Least of ‖w(t+1) − w(t)‖/(η‖w‖) over the window: relative speed, per unit of learning time.</param>
/// <param name="MeanSpeed">Mean of it.</param>
/// <param name="Extent">Greatest distance from the window's start, relative to ‖w‖.</param>
/// <param name="ClosestReturn">
/// Least distance from the start after the weights were first further from it than half of <paramref name="Extent"/>, relative to
/// <paramref name="Extent"/>; 1 if
/// they never were.
/// </param>
/// <param name="ClosedWork">
/// Σ‖w(t+1) − w(t)‖²/η from the start to the closest return, relative to ‖w‖²: ∫F·dw, which vanishes on the closed orbit of a gradient; NaN
/// if there was no return.
/// </param>
public readonly record struct Restlessness(double LeastSpeed, double MeanSpeed, double Extent, double ClosestReturn, double ClosedWork)
{
    /// <summary>Follows the training map from given weights.</summary>
    /// <param name="problem">Not changed.</param>
    /// <param name="weights">W1 row-major, then W2 row-major.</param>
    /// <param name="steps">Length of the window; ≥ 2.</param>
    /// <param name="cancellation">Looked at every step.</param>
    /// <exception cref="SpecException">The weights have another number, there are too few steps, or the rule has no map.</exception>
    public static Restlessness Follow(TrainingProblem problem, ReadOnlySpan<double> weights, int steps, CancellationToken cancellation =
        default)
    {
        Require.InRange(nameof(steps), steps, 2, int.MaxValue);
        TrainingMap map = TrainingMap.Create(problem);
        if (weights.Length != map.Dimension) throw new SpecException(nameof(weights), weights.Length, $"{map.Dimension} weights");
        double[] start = weights.ToArray(), state = [.. start], before = new double[start.Length];
        double size = FixedOrder.Norm(start), least = double.PositiveInfinity, total = 0, work = 0;
        double[] distances = new double[steps], works = new double[steps];
        for (int step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            state.CopyTo(before, 0);
            map.Step(step, state, default);
            double length = FixedOrder.Distance(before, state) / size;
            least = Math.Min(least, length / map.StepSize);
            total += length / map.StepSize;
            work += length * length / map.StepSize;
            works[step] = work;
            distances[step] = FixedOrder.Distance(start, state) / size;
        }

        double extent = distances.Max();
        int away = Array.FindIndex(distances, d => d > extent / 2), back = away;
        for (int step = away; step >= 0 && step < steps; step++)
        {
            if (distances[step] < distances[back]) back = step;
        }

        bool returned = away >= 0 && distances[back] <= extent / 2;
        return new Restlessness(least, total / steps, extent, returned ? distances[back] / extent : 1, returned ? works[back] : double.NaN);
    }
}
