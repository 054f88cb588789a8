using System.Numerics.Tensors;

namespace CurlDescent.Arithmetic;

/// <summary>
/// Orthogonal reduction of a symmetric band matrix to tridiagonal form, the second half of the two-stage tridiagonalisation (Lang, SIAM J.
/// Sci. Comput. 14, 1993): one column after the other is cleared by a reflector, and the bulge it makes is pushed down the band,
/// clearing only its first column each time.
/// </summary>
internal static class BulgeChasing
{
    /// <summary>Reduces the lower band of a matrix to tridiagonal form.</summary>
    /// <param name="matrix">Row-major n×n; the lower band of width <see cref="BandReduction.Bandwidth"/> is read.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="diagonal">n values, overwritten.</param>
    /// <param name="offDiagonal">n − 1 values, overwritten.</param>
    /// <param name="cancellation">Looked at every column.</param>
    public static void Reduce(double[] matrix, int n, Span<double> diagonal, Span<double> offDiagonal, CancellationToken cancellation)
    {
        const int B = BandReduction.Bandwidth;
        var band = new Band(n, 2 * B);
        for (int column = 0; column < n; column++)
        {
            for (int row = column; row < Math.Min(n, column + B + 1); row++) band.Column(column, row, 1)[0] = matrix[row * n + column];
        }

        Span<double> reflector = stackalloc double[B], next = stackalloc double[B], work = stackalloc double[B];
        for (int column = 0; column < n - 2; column++)
        {
            cancellation.ThrowIfCancellationRequested();
            int from = column + 1, length = Math.Min(B, n - from);
            double scale = Clear(band.Column(column, from, length), reflector[..length]);
            while (true)
            {
                Span<double> v = reflector[..length];
                TwoSided(band, from, v, scale, work[..length]);
                int below = from + length, rows = Math.Min(B, n - below);
                if (rows <= 0) break;
                FromRight(band, below, rows, from, v, scale, work[..rows]);
                Span<double> u = next[..rows];
                scale = Clear(band.Column(from, below, rows), u);
                for (int other = from + 1; other < below; other++) Reflect(band.Column(other, below, rows), u, scale);
                u.CopyTo(reflector);
                (from, length) = (below, rows);
            }
        }

        for (int i = 0; i < n; i++)
        {
            diagonal[i] = band.Column(i, i, 1)[0];
            if (i < n - 1) offDiagonal[i] = band.Column(i, i + 1, 1)[0];
        }
    }

    /// <summary>Replaces x by (‖x‖-like head, 0, …) and returns the reflector that does so and its τ.</summary>
    private static double Clear(Span<double> x, Span<double> reflector)
    {
        double scale = BandReduction.Householder(x);
        x.CopyTo(reflector);
        reflector[0] = 1;
        x[1..].Clear();
        return scale;
    }

    /// <summary>x −= τ(v·x)v.</summary>
    private static void Reflect(Span<double> x, ReadOnlySpan<double> v, double scale) =>
        TensorPrimitives.MultiplyAdd(v, -scale * FixedOrder.Dot(v, x), x, x);

    /// <summary>Diagonal block A ← HAH with H = I − τvvᵀ: with w = τ(Av − ½τ(vᵀAv)v), A −= vwᵀ + wvᵀ; lower triangle only.</summary>
    private static void TwoSided(Band band, int from, ReadOnlySpan<double> v, double scale, Span<double> w)
    {
        if (scale == 0) return;
        w.Clear();
        for (int k = 0; k < v.Length; k++)
        {
            Span<double> lower = band.Column(from + k, from + k, v.Length - k);
            w[k] += FixedOrder.Dot(lower, v[k..]);
            TensorPrimitives.MultiplyAdd(lower[1..], v[k], w[(k + 1)..], w[(k + 1)..]);
        }

        double half = scale * FixedOrder.Dot(v, w) / 2;
        for (int k = 0; k < v.Length; k++) w[k] = scale * (w[k] - half * v[k]);
        for (int k = 0; k < v.Length; k++)
        {
            Span<double> lower = band.Column(from + k, from + k, v.Length - k);
            TensorPrimitives.MultiplyAdd(v[k..], -w[k], lower, lower);
            TensorPrimitives.MultiplyAdd(w[k..], -v[k], lower, lower);
        }
    }

    /// <summary>Block below the diagonal block: B ← BH.</summary>
    private static void FromRight(Band band, int below, int rows, int from, ReadOnlySpan<double> v, double scale, Span<double> w)
    {
        if (scale == 0) return;
        w.Clear();
        for (int k = 0; k < v.Length; k++) TensorPrimitives.MultiplyAdd(band.Column(from + k, below, rows), v[k], w, w);
        for (int k = 0; k < v.Length; k++)
        {
            Span<double> target = band.Column(from + k, below, rows);
            TensorPrimitives.MultiplyAdd(w, -scale * v[k], target, target);
        }
    }

    /// <summary>Lower band of a symmetric matrix, one column after the other.</summary>
    private readonly struct Band(int n, int width)
    {
        private readonly double[] values = new double[(long)n * (width + 1)];

        public Span<double> Column(int column, int fromRow, int count) => values.AsSpan(column * (width + 1) + fromRow - column, count);
    }
}
