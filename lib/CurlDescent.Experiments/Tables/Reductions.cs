namespace CurlDescent.Experiments;

/// <summary>How the paper turns an error into a plotted number.</summary>
public static class Reductions
{
    /// <summary>
    /// Computes log10 of an error as the paper's maps show it. With a floor f: log10(round(e/f)·f + f). Without: log10(e), and NaN for an
    /// error of exactly 0, which must enter no mean as −∞.
    /// </summary>
    /// <param name="error">Error, ≥ 0; a value that is not finite gives NaN.</param>
    /// <param name="floor">f; 0 for none.</param>
    public static double Log10WithFloor(double error, double floor)
    {
        if (!double.IsFinite(error)) return double.NaN;
        if (floor == 0) return error == 0 ? double.NaN : Math.Log10(error);
        return Math.Log10(Math.Round(error / floor) * floor + floor);
    }
}
