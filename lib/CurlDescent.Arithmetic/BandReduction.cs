using System.Numerics.Tensors;

namespace CurlDescent.Arithmetic;

/// <summary>
/// Orthogonal reduction of a full symmetric matrix to bandwidth b, the first half of the two-stage tridiagonalisation of Bischof, Lang and
/// Sun (ACM Trans. Math. Softw. 26, 2000): a QR factorisation per block column, applied from both sides as one matrix product and one
/// update of rank 2b, so nearly all work runs in <see cref="PanelKernel"/>.
/// </summary>
internal static class BandReduction
{
    /// <summary>Bandwidth b reached.</summary>
    public const int Bandwidth = PanelKernel.Width;

    private const int RowChunk = 96;

    /// <summary>Reduces a matrix in place; afterwards its lower band of width b holds the result, the rest is meaningless.</summary>
    /// <param name="matrix">Row-major n×n, symmetric, both triangles filled.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="parallel">Threads to use; the result does not depend on it. Its token stops the work.</param>
    public static void Reduce(double[] matrix, int n, ParallelOptions parallel)
    {
        const int B = Bandwidth;
        var columns = new double[B * Math.Max(0, n - B)];
        var v = new double[Math.Max(0, n - B) * B];
        var y = new double[v.Length];
        var left = new double[2 * v.Length];
        var right = new double[2 * B * Round(Math.Max(0, n - B))];
        var t = new double[B * B];
        for (int column = 0; column + B < n - 1; column += B)
        {
            int start = column + B, m = n - start;
            FactorPanel(matrix, n, column, columns, v, t);
            MultiplyTrailing(matrix, n, start, m, v, y, parallel);
            FormUpdate(v, y, t, m, left, right);
            UpdateTrailing(matrix, n, start, m, left, right, parallel);
        }
    }

    /// <summary>
    /// Householder QR of the block below the band: R goes back into the matrix, the reflectors into v (row-major m×b, unit diagonal), and
    /// T with I − V·T·Vᵀ their product.
    /// </summary>
    private static void FactorPanel(double[] matrix, int n, int column, double[] columns, double[] v, double[] t)
    {
        const int B = Bandwidth;
        int start = column + B, m = n - start, reflectors = Math.Min(B, m - 1);
        Span<double> scale = stackalloc double[B], products = stackalloc double[B];
        Span<double> Column(int k, int from) => columns.AsSpan(k * m + from, m - from);
        for (int i = 0; i < m; i++)
        {
            for (int k = 0; k < B; k++) columns[k * m + i] = matrix[(start + i) * n + column + k];
        }

        scale.Clear();
        for (int k = 0; k < reflectors; k++)
        {
            Span<double> x = Column(k, k);
            scale[k] = Householder(x);
            double head = x[0];
            x[0] = 1;
            for (int other = k + 1; other < B; other++)
            {
                Span<double> target = Column(other, k);
                TensorPrimitives.MultiplyAdd(x, -scale[k] * FixedOrder.Dot(x, target), target, target);
            }

            matrix[(start + k) * n + column + k] = head;
        }

        // R above and on the diagonal of the block; without a reflector of its own a column keeps its last entry.
        for (int i = 0; i < Math.Min(B, m); i++)
        {
            for (int k = i + (i < reflectors ? 1 : 0); k < B; k++) matrix[(start + i) * n + column + k] = columns[k * m + i];
        }

        Array.Clear(t);
        for (int k = 0; k < reflectors; k++)
        {
            for (int other = 0; other < k; other++) products[other] = FixedOrder.Dot(Column(k, k), Column(other, k));
            for (int i = 0; i < k; i++)
            {
                double sum = 0;
                for (int other = i; other < k; other++) sum += t[i * B + other] * products[other];
                t[i * B + k] = -scale[k] * sum;
            }

            t[k * B + k] = scale[k];
        }

        for (int i = 0; i < m; i++)
        {
            for (int k = 0; k < B; k++) v[i * B + k] = k < reflectors && i >= k ? columns[k * m + i] : 0;
        }
    }

    /// <summary>Overwrites x by the reflector: x[0] = value that remains, x[1..] = v[1..] with v[0] = 1; returns τ of I − τvvᵀ.</summary>
    internal static double Householder(Span<double> x)
    {
        double head = x[0], tail = FixedOrder.Norm(x[1..]);
        if (tail == 0) return 0;
        double norm = -Math.CopySign(double.Hypot(head, tail), head);
        TensorPrimitives.Multiply(x[1..], 1 / (head - norm), x[1..]);
        x[0] = norm;
        return (norm - head) / norm;
    }

    /// <summary>y = A·v for the trailing block A.</summary>
    private static void MultiplyTrailing(double[] matrix, int n, int start, int m, double[] v, double[] y, ParallelOptions parallel)
    {
        Array.Clear(y, 0, m * Bandwidth);
        Parallel.For(0, Chunks(m), parallel, chunk =>
        {
            int row = chunk * RowChunk, rows = Math.Min(RowChunk, m - row);
            PanelKernel.MultiplyAdd(
                y.AsSpan(row * Bandwidth), Bandwidth, matrix.AsSpan((start + row) * n + start), n, v.AsSpan(0, m * Bandwidth), rows, m,
                Bandwidth);
        });
    }

    /// <summary>
    /// With Z = AVT and W = Z − ½V(TᵀVᵀZ): left = [V W] row-major, right = −[Wᵀ; Vᵀ] packed, so that A + left·right = QᵀAQ.
    /// </summary>
    private static void FormUpdate(double[] v, double[] y, double[] t, int m, double[] left, double[] right)
    {
        const int B = Bandwidth;
        var product = new double[B * B];
        for (int i = 0; i < m; i++)
        {
            for (int k = 0; k < B; k++)
            {
                double factor = v[i * B + k];
                if (factor != 0)
                {
                    TensorPrimitives.MultiplyAdd(y.AsSpan(i * B, B), factor, product.AsSpan(k * B, B), product.AsSpan(k * B, B));
                }
            }
        }

        // S = Tᵀ(VᵀAV)T, then W = (AV)T − ½VS row by row.
        double[] half = Multiply(Transpose(t), Multiply(product, t));
        for (int i = 0; i < half.Length; i++) half[i] *= -0.5;
        int panels = Round(m) / B;
        Array.Clear(right, 0, panels * 2 * B * B);
        Span<double> w = stackalloc double[B];
        for (int i = 0; i < m; i++)
        {
            w.Clear();
            for (int k = 0; k < B; k++)
            {
                TensorPrimitives.MultiplyAdd(t.AsSpan(k * B, B), y[i * B + k], w, w);
                TensorPrimitives.MultiplyAdd(half.AsSpan(k * B, B), v[i * B + k], w, w);
            }

            v.AsSpan(i * B, B).CopyTo(left.AsSpan(i * 2 * B));
            w.CopyTo(left.AsSpan(i * 2 * B + B));
            Span<double> panel = right.AsSpan(i / B * 2 * B * B);
            for (int k = 0; k < B; k++)
            {
                panel[k * B + i % B] = -w[k];
                panel[(B + k) * B + i % B] = -v[i * B + k];
            }
        }
    }

    private static void UpdateTrailing(double[] matrix, int n, int start, int m, double[] left, double[] right, ParallelOptions parallel)
    {
        const int B = Bandwidth;
        Parallel.For(0, Chunks(m), parallel, chunk =>
        {
            int row = chunk * RowChunk, rows = Math.Min(RowChunk, m - row);
            for (int column = 0; column < m; column += B)
            {
                PanelKernel.MultiplyAdd(
                    matrix.AsSpan((start + row) * n + start + column), n, left.AsSpan(row * 2 * B), 2 * B,
                    right.AsSpan(column * 2 * B, 2 * B * B), rows, 2 * B, Math.Min(B, m - column));
            }
        });
    }

    private static double[] Multiply(double[] a, double[] b)
    {
        const int B = Bandwidth;
        var c = new double[B * B];
        for (int i = 0; i < B; i++)
        {
            for (int k = 0; k < B; k++)
                TensorPrimitives.MultiplyAdd(b.AsSpan(k * B, B), a[i * B + k], c.AsSpan(i * B, B), c.AsSpan(i * B, B));
        }

        return c;
    }

    private static double[] Transpose(double[] a)
    {
        const int B = Bandwidth;
        var transposed = new double[B * B];
        for (int i = 0; i < B; i++)
        {
            for (int k = 0; k < B; k++) transposed[k * B + i] = a[i * B + k];
        }

        return transposed;
    }

    private static int Chunks(int rows) => (rows + RowChunk - 1) / RowChunk;

    private static int Round(int columns) => (columns + Bandwidth - 1) / Bandwidth * Bandwidth;
}
