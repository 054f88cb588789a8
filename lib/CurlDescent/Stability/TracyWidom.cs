namespace CurlDescent;

/// <summary>
/// Moments of the Tracy–Widom law of real symmetric matrices (β = 1), the limit of the scaled distance of an extreme eigenvalue beyond its
/// edge. Values: Bornemann, Math. Comp. 79, 2010.
/// </summary>
public static class TracyWidom
{
    /// <summary>Mean, −1.2065…: on average the extreme eigenvalue lies inside the band.</summary>
    public const double Mean = -1.2065335745820;

    /// <summary>Variance, 1.6078….</summary>
    public const double Variance = 1.6077810345810;

    /// <summary>Mean of the smallest eigenvalue for M inputs to leading order: the edge plus 1.2065… fluctuation scales.</summary>
    /// <param name="leftEdge">Left edge of the lowest band, below which there is no atom.</param>
    /// <param name="inputs">M, at least 1.</param>
    public static double MeanSmallestEigenvalue(SpectralEdge leftEdge, int inputs) =>
        leftEdge.Position - Mean * leftEdge.FluctuationScale(inputs);
}
