using System.Numerics.Tensors;
using CurlDescent.Arithmetic;

namespace CurlDescent;

/// <summary>How an integration ended.</summary>
public enum TrajectoryOutcome
{
    /// <summary>The whole duration was integrated.</summary>
    HorizonReached,

    /// <summary>The solution or the field became NaN or infinite, or the step needed fell below rounding: the solution blows up.</summary>
    NonFinite,

    /// <summary>The allowed number of steps was used up.</summary>
    StepLimit,
}

/// <summary>
/// A solution of dx/dt = F(x), by the embedded Runge–Kutta pair of orders 5 and 4 of Dormand and Prince (J. Comput. Appl. Math. 6, 1980)
/// with step control.
/// </summary>
public sealed class Trajectory
{
    private const int Stages = 7;

    private static readonly double[][] Tableau =
    [
        [],
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ];

    // Difference between the weights of order 5 and those of order 4.
    private static readonly double[] ErrorWeights =
        [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    private Trajectory(List<double> times, List<double[]> points, TrajectoryOutcome outcome)
    {
        Times = times;
        Points = points;
        Outcome = outcome;
    }

    /// <summary>Times of the accepted steps, from 0.</summary>
    public IReadOnlyList<double> Times { get; }

    /// <summary>Points at these times, n coordinates each.</summary>
    public IReadOnlyList<double[]> Points { get; }

    /// <summary>How the integration ended.</summary>
    public TrajectoryOutcome Outcome { get; }

    /// <summary>Integrates a field.</summary>
    /// <param name="field">F.</param>
    /// <param name="start">n coordinates.</param>
    /// <param name="duration">Time to integrate; negative runs backwards.</param>
    /// <param name="tolerance">Allowed error per step, absolute and relative; &gt; 0.</param>
    /// <param name="maxStep">Largest step, so that a plotted curve is smooth; &gt; 0.</param>
    /// <param name="maxSteps">Limit of accepted and rejected steps.</param>
    /// <param name="cancellation">Looked at every step.</param>
    /// <exception cref="SpecException">An argument is outside its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Trajectory Integrate(
        IVectorField field, ReadOnlySpan<double> start, double duration, double tolerance = 1e-9, double maxStep = double.MaxValue,
        int maxSteps = 1_000_000,
        CancellationToken cancellation = default)
    {
        if (start.Length != field.Dimension)
        {
            throw new SpecException("start", $"{start.Length} coordinates", $"{field.Dimension} coordinates");
        }

        Require.Finite(nameof(duration), duration);
        Require.Positive(nameof(tolerance), tolerance);
        Require.Positive(nameof(maxStep), maxStep);
        Require.InRange(nameof(maxSteps), maxSteps, 1, int.MaxValue);

        double[] x = start.ToArray(), next = new double[x.Length], error = new double[x.Length];
        double[][] slopes = [.. Enumerable.Range(0, Stages).Select(_ => new double[field.Dimension])];
        var times = new List<double> { 0 };
        var points = new List<double[]> { (double[])x.Clone() };
        double time = 0, direction = Math.Sign(duration), length = Math.Abs(duration);
        double step = Math.Min(Math.Min(length, maxStep), 1e-3);

        field.Evaluate(x, slopes[0]);
        for (int count = 0; time < length; count++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (count == maxSteps) return new Trajectory(times, points, TrajectoryOutcome.StepLimit);
            step = Math.Min(Math.Min(step, maxStep), length - time);
            if (!double.IsFinite(FixedOrder.Norm(slopes[0])) || time + step <= time)
                return new Trajectory(times, points, TrajectoryOutcome.NonFinite);

            double ratio = Try(field, x, direction * step, slopes, next, error, tolerance);
            if (ratio <= 1)
            {
                time = step == length - time ? length : time + step;
                next.CopyTo(x, 0);
                times.Add(direction * time);
                points.Add((double[])x.Clone());
                slopes[^1].CopyTo(slopes[0], 0);
            }

            // A NaN ratio means the trial left the field's domain: shrink as much as is allowed.
            step *= double.IsNaN(ratio) ? 0.2 : Math.Clamp(0.9 * Math.Pow(ratio, -0.2), 0.2, 5);
        }

        return new Trajectory(times, points, TrajectoryOutcome.HorizonReached);
    }

    // One trial step; returns the error in units of the tolerance. The last slope is the one at the new point.
    private static double Try(
        IVectorField field, double[] x, double step, double[][] slopes, double[] next, double[] error, double tolerance)
    {
        for (int stage = 1; stage < Stages; stage++)
        {
            Accumulate(x, step, Tableau[stage], slopes, next);
            field.Evaluate(next, slopes[stage]);
        }

        error.AsSpan().Clear();
        Accumulate(error, step, ErrorWeights, slopes, error);
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double scaled = error[i] / (tolerance * (1 + Math.Max(Math.Abs(x[i]), Math.Abs(next[i]))));
            sum += scaled * scaled;
        }

        return Math.Sqrt(sum / x.Length);
    }

    // destination = x + step·Σ weight·slope
    private static void Accumulate(ReadOnlySpan<double> x, double step, double[] weights, double[][] slopes, Span<double> destination)
    {
        x.CopyTo(destination);
        for (int s = 0; s < weights.Length; s++)
        {
            if (weights[s] != 0) TensorPrimitives.MultiplyAdd(slopes[s], step * weights[s], destination, destination);
        }
    }
}
