namespace CurlDescent.Tests.Stability;

/// <summary>
/// z = ζ + R(G_D(ζ)) (notebook 04, section 3) with denominators cleared, as a polynomial in ζ in 28-digit arithmetic, and its discriminant
/// as a resultant: it changes sign at every edge of the spectrum and shares no code with the library.
/// </summary>
internal static class ExactPolynomial
{
    /// <summary>Sign of the discriminant at z.</summary>
    public static int DiscriminantSign(DesignPoint point, decimal z)
    {
        decimal[] polynomial = Subordination(point, z), derivative = new decimal[polynomial.Length - 1];
        for (int k = 1; k < polynomial.Length; k++) derivative[k - 1] = k * polynomial[k];
        return Math.Sign(Resultant(polynomial, derivative)) * Math.Sign(polynomial[^1]);
    }

    private static decimal[] Subordination(DesignPoint point, decimal z)
    {
        decimal c = (decimal)point.CompressionRatio, αh = (decimal)point.HiddenFlippedFraction;
        decimal αr = (decimal)point.ReadoutFlippedFraction, ρ = (decimal)point.RelativeScale;

        // 1/G_D = top/bottom; without hidden flips ζ − 1.
        decimal[] top = αh == 0 ? [-1, 1] : [-1, 0, 1], bottom = αh == 0 ? [1] : [1 - 2 * αh, 1];
        decimal[] minus = Add(top, Scale(bottom, -ρ)), plus = Add(top, Scale(bottom, ρ)), identity = [z, -1];

        // (z − ζ)·P₋P₊ = (ρ/c)·top·[(1 − α_r)P₊ − α_rP₋], without the factor that no readout flips cancel.
        return αr == 0
            ? Add(Multiply(identity, minus), Scale(top, -ρ / c))
            : Add(
                Multiply(identity, Multiply(minus, plus)),
                Scale(Multiply(top, Add(Scale(plus, 1 - αr), Scale(minus, -αr))), -ρ / c));
    }

    private static decimal Resultant(decimal[] p, decimal[] q)
    {
        int n = p.Length + q.Length - 2;
        var sylvester = new decimal[n, n];
        for (int i = 0; i < q.Length - 1; i++)
        {
            for (int k = 0; k < p.Length; k++) sylvester[i, i + k] = p[^(k + 1)];
        }

        for (int i = 0; i < p.Length - 1; i++)
        {
            for (int k = 0; k < q.Length; k++) sylvester[q.Length - 1 + i, i + k] = q[^(k + 1)];
        }

        return Determinant(sylvester, n);
    }

    private static decimal Determinant(decimal[,] a, int n)
    {
        decimal determinant = 1;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                if (Math.Abs(a[i, k]) > Math.Abs(a[pivot, k])) pivot = i;
            }

            if (a[pivot, k] == 0) return 0;
            if (pivot != k)
            {
                determinant = -determinant;
                for (int j = k; j < n; j++) (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
            }

            determinant *= a[k, k];
            for (int i = k + 1; i < n; i++)
            {
                decimal factor = a[i, k] / a[k, k];
                for (int j = k; j < n; j++) a[i, j] -= factor * a[k, j];
            }
        }

        return determinant;
    }

    private static decimal[] Add(decimal[] a, decimal[] b)
    {
        var sum = new decimal[Math.Max(a.Length, b.Length)];
        for (int k = 0; k < sum.Length; k++) sum[k] = (k < a.Length ? a[k] : 0) + (k < b.Length ? b[k] : 0);
        return sum;
    }

    private static decimal[] Scale(decimal[] a, decimal factor) => Array.ConvertAll(a, value => factor * value);

    private static decimal[] Multiply(decimal[] a, decimal[] b)
    {
        var product = new decimal[a.Length + b.Length - 1];
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < b.Length; j++) product[i + j] += a[i] * b[j];
        }

        return product;
    }
}
