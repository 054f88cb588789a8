using CurlDescent.RandomNumbers;

namespace CurlDescent.Experiments;

/// <summary>Percentile bootstrap of one sample (Efron and Tibshirani, 1993). The same values and seed give the same numbers.</summary>
public static class Bootstrap
{
    /// <summary>Computes the 95 % interval of a statistic.</summary>
    /// <param name="values">Independent units, at least one.</param>
    /// <param name="statistic">Statistic of a sample; it may reorder what it is given.</param>
    /// <param name="resamples">Number of samples, at least 100.</param>
    /// <param name="seed">Seed of the resampling.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    /// <exception cref="SpecException">Too few resamples.</exception>
    public static Interval Of(IReadOnlyList<double> values, Func<double[], double> statistic, int resamples = 4000, ulong seed = 1)
    {
        if (values.Count == 0) throw new ArgumentException("There is no value.", nameof(values));
        if (resamples < 100) throw new SpecException("Resamples", resamples, "100 …");
        var stream = new RandomStream(seed, RandomStream.SharedRun, RandomPurpose.Bootstrap);
        var sample = new double[values.Count];
        var found = new double[resamples];
        for (int r = 0; r < resamples; r++)
        {
            for (int i = 0; i < sample.Length; i++) sample[i] = values[stream.NextInt32(sample.Length)];
            found[r] = statistic(sample);
        }

        Array.Sort(found);
        return new Interval(statistic([.. values]), found[(int)(0.025 * resamples)], found[Math.Min(resamples - 1, (int)(0.975 * resamples))]);
    }

    /// <summary>The median of a sample, which is sorted.</summary>
    /// <param name="sample">At least one value.</param>
    public static double Median(double[] sample)
    {
        Array.Sort(sample);
        return (sample[(sample.Length - 1) / 2] + sample[sample.Length / 2]) / 2;
    }
}
