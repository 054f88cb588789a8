using CurlDescent.Stability.Spectra;

namespace CurlDescent;

/// <summary>Smallest and largest eigenvalue of a symmetric operator.</summary>
/// <param name="Smallest">Approximate smallest eigenvalue; never below the true one.</param>
/// <param name="Largest">Approximate largest eigenvalue; never above the true one.</param>
/// <param name="SmallestResidual">‖Xv − θv‖ of the smallest: some eigenvalue lies within this distance of it.</param>
/// <param name="LargestResidual">The same for the largest.</param>
/// <param name="Products">Products with X used.</param>
/// <param name="Converged">Whether both residuals met the tolerance.</param>
public readonly record struct ExtremeEigenvalues(
    double Smallest, double Largest, double SmallestResidual, double LargestResidual, int Products, bool Converged);

/// <summary>Extreme eigenvalues of a large symmetric operator by Lanczos's method.</summary>
public static class Lanczos
{
    /// <summary>
    /// Computes the smallest and largest eigenvalue from a random start. Errors of the eigenvalues are about the square of the residuals
    /// over the distance to the next eigenvalue, so much smaller than the tolerance.
    /// </summary>
    /// <param name="matrix">X.</param>
    /// <param name="seed">Seed of the random start vector.</param>
    /// <param name="tolerance">Largest residual relative to the larger of |smallest| and |largest|; &gt; 0.</param>
    /// <param name="maximumProducts">Most products with X, at least 1; each keeps one vector of X's size in memory.</param>
    /// <param name="threads">Largest number of threads; −1 for all processors. Does not change the bits of the result.</param>
    /// <param name="cancellation">Looked at before every product.</param>
    /// <returns>The eigenvalues found; not converged when the products ran out.</returns>
    /// <exception cref="SpecException">A value is outside its range, or X is not symmetric.</exception>
    /// <exception cref="InvalidOperationException">X holds a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static ExtremeEigenvalues Compute(
        ISymmetricOperator matrix, ulong seed = 0, double tolerance = 1e-6, int maximumProducts = 1000, int threads = -1,
        CancellationToken cancellation = default)
    {
        Require.NotNull("Matrix", matrix);
        Require.InRange("Matrix.Dimension", matrix.Dimension, 1, int.MaxValue);
        Require.Positive("Tolerance", tolerance);
        Require.InRange("MaximumProducts", maximumProducts, 1, int.MaxValue);
        if (threads is 0 or < -1) throw new SpecException("Threads", threads, "-1 or at least 1");
        var start = new double[matrix.Dimension];
        new RandomStream(seed, 0, RandomPurpose.Probe).FillNormal(1, start);
        var space = new KrylovBasis(matrix, start, threads, cancellation);
        while (true)
        {
            // Looking at the tridiagonal matrix after each tenth of further growth keeps its cost small.
            int until = Math.Min(maximumProducts, space.Steps + Math.Max(5, space.Steps / 10));
            while (space.Steps < until && !space.IsInvariant) space.Step();
            (double[] values, _, double[] last) = space.Ritz();
            double low = space.Remainder * Math.Abs(last[0]), high = space.Remainder * Math.Abs(last[^1]);
            double allowed = tolerance * Math.Max(Math.Abs(values[0]), Math.Abs(values[^1]));
            bool converged = space.IsInvariant || (low <= allowed && high <= allowed);
            if (converged || space.Steps == maximumProducts)
                return new ExtremeEigenvalues(values[0], values[^1], low, high, space.Steps, converged);
        }
    }
}
