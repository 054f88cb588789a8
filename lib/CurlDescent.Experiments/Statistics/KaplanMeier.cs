namespace CurlDescent.Experiments;

/// <summary>
/// The estimator of Kaplan and Meier (1958) for times of which some are only known to exceed a value: the fraction of runs that have not
/// yet reached an event at each time, with Greenwood's variance.
/// </summary>
public sealed class KaplanMeier
{
    private readonly double[] times, survival, variance;

    private KaplanMeier(int runs, int events, double[] times, double[] survival, double[] variance)
    {
        Runs = runs;
        Events = events;
        this.times = times;
        this.survival = survival;
        this.variance = variance;
    }

    /// <summary>Number of runs.</summary>
    public int Runs { get; }

    /// <summary>Number of runs that reached the event.</summary>
    public int Events { get; }

    /// <summary>Times at which runs reached the event, ascending.</summary>
    public IReadOnlyList<double> Times => times;

    /// <summary>Fraction not yet there after each of <see cref="Times"/>.</summary>
    public IReadOnlyList<double> Survival => survival;

    /// <summary>Greenwood's variance of <see cref="Survival"/>.</summary>
    public IReadOnlyList<double> Variance => variance;

    /// <summary>
    /// First time at which at most half have not reached the event; where the curve is exactly ½ on an interval, its middle; NaN if it
    /// never falls that far.
    /// </summary>
    public double Median
    {
        get
        {
            int at = Array.FindIndex(survival, s => s <= 0.5 + 1e-12);
            if (at < 0) return double.NaN;
            bool flat = Math.Abs(survival[at] - 0.5) <= 1e-12 && at + 1 < times.Length;
            return flat ? (times[at] + times[at + 1]) / 2 : times[at];
        }
    }

    /// <summary>Estimates from times.</summary>
    /// <param name="times">Time of the event, or of the last look if it was not reached.</param>
    /// <param name="reached">Whether the event was reached, as many.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a time is not finite.</exception>
    public static KaplanMeier Estimate(IReadOnlyList<double> times, IReadOnlyList<bool> reached)
    {
        if (times.Count != reached.Count) throw new ArgumentException($"{times.Count} times and {reached.Count} events.", nameof(reached));
        if (!times.All(double.IsFinite)) throw new ArgumentException("A time is not finite.", nameof(times));
        double[] eventTimes = [.. times.Where((_, i) => reached[i]).Distinct().Order()];
        var survival = new double[eventTimes.Length];
        var variance = new double[eventTimes.Length];
        double fraction = 1, greenwood = 0;
        for (int e = 0; e < eventTimes.Length; e++)
        {
            // A run censored at the very time of an event counts as still at risk.
            int atRisk = times.Count(t => t >= eventTimes[e]);
            int events = times.Where((t, i) => reached[i] && t == eventTimes[e]).Count();
            fraction *= 1 - (double)events / atRisk;
            if (events < atRisk) greenwood += (double)events / ((double)atRisk * (atRisk - events));
            survival[e] = fraction;
            variance[e] = fraction * fraction * greenwood;
        }

        return new KaplanMeier(times.Count, reached.Count(r => r), eventTimes, survival, variance);
    }
}
