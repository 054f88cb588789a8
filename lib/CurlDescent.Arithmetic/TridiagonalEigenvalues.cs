namespace CurlDescent.Arithmetic;

/// <summary>
/// Eigenvalues of a symmetric tridiagonal matrix by the implicit QL iteration with Wilkinson's shift
/// (Parlett, The Symmetric Eigenvalue Problem, SIAM 1998, ch. 8).
/// </summary>
internal static class TridiagonalEigenvalues
{
    private const int MaximumIterations = 60;

    /// <summary>Computes the eigenvalues and, on request, the first and last components of the unit eigenvectors.</summary>
    /// <param name="diagonal">n values; overwritten by the eigenvalues, ascending.</param>
    /// <param name="offDiagonal">n − 1 values (or more; the rest is ignored); destroyed.</param>
    /// <param name="first">Empty, or n values that receive the first components.</param>
    /// <param name="last">Empty, or n values that receive the last components.</param>
    /// <param name="cancellation">Looked at for every eigenvalue.</param>
    /// <exception cref="InvalidOperationException">The matrix holds a value that is not finite.</exception>
    public static void Compute(
        Span<double> diagonal, Span<double> offDiagonal, Span<double> first, Span<double> last, CancellationToken cancellation = default)
    {
        int n = diagonal.Length;
        if (n == 0) return;
        first.Clear();
        last.Clear();
        if (first.Length > 0) first[0] = 1;
        if (last.Length > 0) last[n - 1] = 1;
        double norm = 0;
        for (int i = 0; i < n; i++) norm = Math.Max(norm, Math.Max(Math.Abs(diagonal[i]), i < n - 1 ? Math.Abs(offDiagonal[i]) : 0));
        if (norm == 0) return;
        if (!double.IsFinite(norm)) throw NotFinite();
        for (int i = 0; i < n; i++)
        {
            // Scaled to 1, so that squares neither overflow nor vanish.
            diagonal[i] /= norm;
            if (i < n - 1) offDiagonal[i] /= norm;
        }

        for (int low = 0; low < n; low++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int iteration = 0; ; iteration++)
            {
                // Among many eigenvalues of zero what is left of rounding can stay just above a tenth of it for ever: then the whole of it
                // counts.
                double floor = iteration < MaximumIterations ? 0.1 : 1;
                int high = low;
                while (high < n - 1 && !Negligible(offDiagonal[high], diagonal[high], diagonal[high + 1], floor)) high++;
                if (high == low) break;
                if (iteration == 2 * MaximumIterations) throw NotFinite();
                Sweep(diagonal, offDiagonal, first, last, low, high);
            }
        }

        for (int i = 0; i < n; i++) diagonal[i] *= norm;
        Sort(diagonal, first, last);
    }

    /// <summary>The error for NaN or infinite elements.</summary>
    internal static InvalidOperationException NotFinite() => new("The matrix holds a value that is not finite: it has no eigenvalues.");

    /// <summary>Dropping the element moves eigenvalues by less than rounding does; the norm is 1.</summary>
    private static bool Negligible(double off, double above, double below, double floor) =>
        Math.Abs(off) <= 1.1e-16 * Math.Max(Math.Abs(above) + Math.Abs(below), floor);

    /// <summary>One QL sweep on rows low … high: a rotation of the last pair starts a bulge that is chased to the top.</summary>
    private static void Sweep(Span<double> d, Span<double> e, Span<double> first, Span<double> last, int low, int high)
    {
        double g = (d[low + 1] - d[low]) / (2 * e[low]);
        double root = double.Hypot(g, 1);
        g = d[high] - d[low] + e[low] / (g + Math.CopySign(root, g));
        double sine = 1, cosine = 1, shift = 0;
        for (int i = high - 1; i >= low; i--)
        {
            double f = sine * e[i], b = cosine * e[i];
            double r = Math.Sqrt(f * f + g * g);
            if (i + 1 < high) e[i + 1] = r;
            if (r == 0)
            {
                // The bulge vanished: the matrix has split below row i + 1.
                d[i + 1] -= shift;
                return;
            }

            sine = f / r;
            cosine = g / r;
            g = d[i + 1] - shift;
            r = (d[i] - g) * sine + 2 * cosine * b;
            shift = sine * r;
            d[i + 1] = g + shift;
            g = cosine * r - b;
            Rotate(first, i, sine, cosine);
            Rotate(last, i, sine, cosine);
        }

        d[low] -= shift;
        e[low] = g;
        if (high < d.Length - 1) e[high] = 0;
    }

    private static void Rotate(Span<double> row, int i, double sine, double cosine)
    {
        if (row.IsEmpty) return;
        double f = row[i + 1];
        row[i + 1] = sine * row[i] + cosine * f;
        row[i] = cosine * row[i] - sine * f;
    }

    private static void Sort(Span<double> diagonal, Span<double> first, Span<double> last)
    {
        if (first.IsEmpty && last.IsEmpty)
        {
            diagonal.Sort();
            return;
        }

        var order = new int[diagonal.Length];
        for (int i = 0; i < order.Length; i++) order[i] = i;
        diagonal.Sort(order.AsSpan());
        Permute(first, order);
        Permute(last, order);
    }

    private static void Permute(Span<double> values, int[] order)
    {
        if (values.IsEmpty) return;
        double[] copy = values.ToArray();
        for (int i = 0; i < order.Length; i++) values[i] = copy[order[i]];
    }
}
