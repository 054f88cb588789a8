namespace CurlDescent.Experiments;

/// <summary>What is said about one measured quantity over the runs of a cell. NaN where too few runs have a value.</summary>
/// <param name="Count">Number of runs that have a finite value.</param>
/// <param name="Mean">Mean.</param>
/// <param name="StandardError">Standard error of the mean, with n − 1.</param>
/// <param name="Median">Median; for <see cref="Measure.EpochsToThreshold"/> the Kaplan–Meier median, with censored runs taken into
/// account.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Maximum">Largest value.</param>
public readonly record struct Summary(int Count, double Mean, double StandardError, double Median, double Minimum, double Maximum)
{
    /// <summary>No run has a value.</summary>
    public static Summary Empty { get; } = new(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);

    /// <summary>Summarises the finite values among <paramref name="values"/>.</summary>
    /// <param name="values">Any numbers; NaN and infinities are left out.</param>
    public static Summary Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        if (sorted.Length == 0) return Empty;
        int n = sorted.Length;
        double mean = sorted.Average();
        double squares = sorted.Sum(v => (v - mean) * (v - mean));
        double error = n > 1 ? Math.Sqrt(squares / (n - 1) / n) : double.NaN;
        return new Summary(n, mean, error, (sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0], sorted[^1]);
    }
}
