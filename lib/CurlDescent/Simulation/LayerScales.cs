namespace CurlDescent.Simulation;

/// <summary>
/// Keeps the norms of both layers without touching their weights: W1 = Hidden·Ŵ1 and W2 = Readout·Ŵ2, where the scalars follow the squared
/// norms of Ŵ1 and Ŵ2. A layer of zeros has no direction to keep: it stays as it is.
/// </summary>
internal sealed class LayerScales
{
    private readonly double hiddenNorm, readoutNorm;

    /// <summary>Starts at the weights themselves.</summary>
    /// <param name="hiddenSquares">‖W1‖² to keep.</param>
    /// <param name="readoutSquares">‖W2‖² to keep.</param>
    public LayerScales(double hiddenSquares, double readoutSquares)
    {
        hiddenNorm = Math.Sqrt(hiddenSquares);
        readoutNorm = Math.Sqrt(readoutSquares);
    }

    /// <summary>α.</summary>
    public double Hidden { get; private set; } = 1;

    /// <summary>β.</summary>
    public double Readout { get; private set; } = 1;

    /// <summary>Follows a step.</summary>
    /// <param name="hiddenSquares">‖Ŵ1‖² after it.</param>
    /// <param name="readoutSquares">‖Ŵ2‖² after it.</param>
    public void Keep(double hiddenSquares, double readoutSquares)
    {
        if (hiddenNorm != 0) Hidden = hiddenNorm / Math.Sqrt(hiddenSquares);
        if (readoutNorm != 0) Readout = readoutNorm / Math.Sqrt(readoutSquares);
    }

    /// <summary>
    /// Growth of a layer shrinks its scalar step by step; before it could underflow it is to be multiplied into the weights. Then both are
    /// 1.
    /// </summary>
    /// <param name="hidden">What to multiply Ŵ1 by.</param>
    /// <param name="readout">What to multiply Ŵ2 by.</param>
    /// <returns>Whether there is anything to do.</returns>
    public bool TryAbsorb(out double hidden, out double readout)
    {
        (hidden, readout) = (Hidden, Readout);
        if (hidden is > 0.5 and < 2 && readout is > 0.5 and < 2) return false;
        Hidden = Readout = 1;
        return true;
    }
}
