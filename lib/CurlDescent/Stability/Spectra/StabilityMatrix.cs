using CurlDescent.Arithmetic;
namespace CurlDescent.Stability.Spectra;

/// <summary>The matrix X = λD1 + W1ᵀD2W1 in full (derived in notebook 04, section 1), for sizes at which that is possible.</summary>
internal static class StabilityMatrix
{
    private const int RowChunk = 96;

    /// <summary>Forms X.</summary>
    /// <param name="hiddenWeights">W1, row-major N×M.</param>
    /// <param name="inputSigns">D1, M signs.</param>
    /// <param name="hiddenSigns">D2, N signs.</param>
    /// <param name="scale">λ.</param>
    /// <param name="parallel">Threads to use; the result does not depend on it. Its token stops the work.</param>
    /// <returns>Row-major M×M.</returns>
    public static double[] Form(
        ReadOnlySpan<double> hiddenWeights, double[] inputSigns, double[] hiddenSigns, double scale, ParallelOptions parallel)
    {
        const int Width = PanelKernel.Width;
        int m = inputSigns.Length, n = hiddenSigns.Length, panels = (m + Width - 1) / Width;

        // The left factor is (D2W1)ᵀ row by row, the right one W1 in packed panels.
        var left = new double[(long)m * n];
        var right = new double[(long)panels * n * Width];
        for (int i = 0; i < n; i++)
        {
            parallel.CancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<double> row = hiddenWeights.Slice(i * m, m);
            for (int j = 0; j < m; j++)
            {
                left[j * n + i] = hiddenSigns[i] * row[j];
                right[(j / Width * n + i) * Width + j % Width] = row[j];
            }
        }

        var matrix = new double[m * m];
        for (int j = 0; j < m; j++) matrix[j * m + j] = scale * inputSigns[j];
        Parallel.For(0, (m + RowChunk - 1) / RowChunk, parallel, chunk =>
        {
            int row = chunk * RowChunk, rows = Math.Min(RowChunk, m - row);
            for (int panel = 0; panel < panels; panel++)
            {
                parallel.CancellationToken.ThrowIfCancellationRequested();
                PanelKernel.MultiplyAdd(
                    matrix.AsSpan(row * m + panel * Width), m, left.AsSpan(row * n), n, right.AsSpan(panel * n * Width, n * Width), rows, n,
                    Math.Min(Width, m - panel * Width));
            }
        });
        return matrix;
    }
}
